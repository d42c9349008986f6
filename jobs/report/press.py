"""The printing press: sheets in, PDFs out, each laid out in a child process with limits.

One child prints all editions of a week, and a new one goes on after a hundred. One that takes too
long, or too much memory, is stopped and replaced; the edition that did it fails, the next one does
not.
"""

import os
import select
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import jobs
from jobs.errors import RenderError
from jobs.report.assets import Assets
from jobs.report.frames import pack, unpack
from jobs.report.sheet import Sheet

TIME_LIMIT: Final = 60.0
"""Seconds for one edition; a usual one takes half a second."""
EDITIONS: Final = 100
"""Printed by one child. The libraries that set text hold a little more after each edition, outside
Python: 4 MB after a hundred. To start anew takes 3 % of the time of that many."""
_CHUNK: Final = 2**16


class Press:
    """A context in which sheets can be printed; the child starts with the first one."""

    def __init__(
        self, assets: Assets, *, time_limit: float = TIME_LIMIT, editions: int = EDITIONS
    ) -> None:
        """Keep *assets*, *time_limit* in seconds for one sheet, and *editions* (>= 1) per child."""
        self._folders = [str(folder) for folder in assets.folders]
        self._time_limit = time_limit
        self._editions = editions
        self._left = editions
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def print(self, sheet: Sheet) -> tuple[bytes, int]:
        """Return *sheet* as PDF, and its number of pages.

        Raises:
            RenderError: It could not be laid out, or not within the limits. The message names the
                kind of error only.
        """
        if not self._left:
            self.close()
        deadline = time.monotonic() + self._time_limit
        html = sheet.html.encode("utf-8", "replace")
        header: dict[str, object] = {
            "cut": len(html),
            "identifier": sheet.identifier.hex(),
            "moment": sheet.moment.isoformat(),
            "link_text": sheet.link_text,
            "attachment": sheet.attachment,
            "description": sheet.description,
        }
        try:
            answer, pdf = self._exchange(pack(header, html + sheet.content.encode()), deadline)
        except (OSError, EOFError, TimeoutError) as error:
            self.close()
            message = f"laying out took too long or too much memory ({type(error).__name__})"
            raise RenderError(message) from error
        if "error" in answer:
            message = f"laying out failed ({answer['error']})"
            raise RenderError(message)
        return pdf, int(str(answer["pages"]))

    def close(self) -> None:
        """Stop the child, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        child.wait()

    def _exchange(self, message: bytes, deadline: float) -> tuple[dict[str, object], bytes]:
        child = self._child or self._start(deadline)
        entrance = _open(child.stdin)
        entrance.write(message)
        entrance.flush()
        self._left -= 1
        return self._receive(child, deadline)

    def _start(self, deadline: float) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "jobs.report.child", *self._folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # may hold text of a post
            cwd=tempfile.gettempdir(),
            env=_environment(),
        )
        self._child, self._left = child, self._editions
        self._receive(child, deadline)
        return child

    def _receive(
        self, child: subprocess.Popen[bytes], deadline: float
    ) -> tuple[dict[str, object], bytes]:
        """Return the child's next message; raise `TimeoutError` when it is not there in time."""
        pipe = _open(child.stdout).fileno()

        def read(size: int) -> bytes:
            held = bytearray()
            while len(held) < size:
                left = deadline - time.monotonic()
                if left <= 0 or not select.select([pipe], [], [], left)[0]:
                    raise TimeoutError
                chunk = os.read(pipe, min(_CHUNK, size - len(held)))
                if not chunk:
                    break
                held += chunk
            return bytes(held)

        return unpack(read)


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BrokenPipeError
    return pipe


def _environment() -> dict[str, str]:
    """Return what the child may know: where our code is, and where fonts are cached. No secrets."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(Path("~").expanduser()),
        "PYTHONPATH": str(Path(jobs.__file__).parent.parent),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",  # else the subset of a font carries the moment it was made
    }
