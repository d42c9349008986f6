"""Runs on its own, with little memory: sheets in over stdin, PDFs out over stdout.

Layout of hostile text may take all time and memory there is; in a child that hurts one edition.
Started by `jobs.report.press` as ``python -m jobs.report.child FOLDER…``.
"""

import os
import resource
import sys
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from jobs.report.assets import Assets
from jobs.report.frames import pack, unpack
from jobs.report.pdf import Printer
from jobs.report.sheet import Sheet

MEMORY: Final = 1536 * 2**20
"""Bytes of address space; an edition of 116 pages took 351 MB."""


def main(folders: tuple[Path, ...], reader: BinaryIO, writer: BinaryIO) -> None:
    """Print every sheet that *reader* gives, until it ends."""
    printer = Printer(Assets(folders))
    writer.write(pack({"ready": True}))
    writer.flush()
    while True:
        try:
            header, body = unpack(reader.read)
        except EOFError:
            return
        writer.write(_answer(printer, header, body))
        writer.flush()


def _answer(printer: Printer, header: dict[str, object], body: bytes) -> bytes:
    """Return the PDF, or the name of what went wrong: its message may hold text of a post."""
    try:
        printed = printer.render(_sheet(header, body))
    except Exception as error:  # noqa: BLE001 - whatever the layout engine stumbles over
        return pack({"error": type(error).__name__})
    return pack({"pages": printed.pages, "complaints": len(printed.complaints)}, printed.pdf)


def _sheet(header: dict[str, object], body: bytes) -> Sheet:
    cut = int(str(header["cut"]))
    return Sheet(
        html=body[:cut].decode(),
        identifier=bytes.fromhex(str(header["identifier"])),
        moment=datetime.fromisoformat(str(header["moment"])),
        link_text=str(header["link_text"]),
        attachment=str(header["attachment"]),
        description=str(header["description"]),
        content=body[cut:].decode(),
    )


def _alone() -> None:
    """Limit our memory, and keep stdout for messages: whatever else is printed goes to stderr."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    main(tuple(Path(folder) for folder in sys.argv[1:]), sys.stdin.buffer, answers)


if __name__ == "__main__":
    _alone()
