"""``buurtsignaal feedback``: what departments answered to their reports; and answers, read now."""

import asyncio
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from jobs import clock
from jobs.cli.options import Config
from jobs.errors import UsageError
from jobs.model import Answer, Feedback

if TYPE_CHECKING:
    from jobs.feedback.job import Reader
    from jobs.wiring import Workplace

MAX_MAIL: Final = 5_000_000
"""Bytes of a mail that are read, as from the mailbox; the token stands near its beginning."""
LONGEST_NUMBER: Final = 18
"""Digits that a number of a row can have."""
CORRECTING: Final = (Answer.OURS, Answer.NOT_OURS, Answer.GROUPING)
"""Answers from which a correction follows."""
STDIN: Final = "-"
"""Stands for standard input in the place of a file."""


class Act(StrEnum):
    """What is to be done."""

    LIST = "list"
    READ = "read"
    UNDO = "undo"


def feedback(
    act: Annotated[Act, typer.Argument(help="show every answer, read new ones, or take one back")],
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|NUMBER]…",
            help="mails to read (.eml), - for standard input; without any: the mailbox. "
            "With undo: the number of an answer",
        ),
    ] = None,
    config: Config = Path("sources.toml"),
) -> None:
    """Show what departments answered to their reports, read what they answered since, or undo it.

    Of a mail only our own token is looked at, and the day, department or letter asked for.
    """
    from jobs.wiring import open_workplace

    if act is Act.LIST and files:
        message = "`buurtsignaal feedback list` takes no file"
        raise UsageError(message)
    with open_workplace(config, create=False) as work:
        if act is Act.LIST:
            _show(work.store.feedback.all())
        elif act is Act.UNDO:
            _undo(work, files or [])
        elif files:
            _read_files(work, files)
        else:
            asyncio.run(_read_mailbox(work))


def _show(rows: Iterable[Feedback]) -> None:
    lines = [
        f"{row.id}  {row.said_at:%Y-%m-%d %H:%M} UTC  {told(row)}"
        + ("" if row.taken_back_at is None else ", taken back")
        for row in rows
    ]
    print("\n".join(lines) or "no department answered anything")


def _undo(work: "Workplace", words: list[str]) -> None:
    """Have an answer that was wrong count no more, in the editions that are still to be made."""
    if len(words) != 1 or not words[0].isdecimal() or len(words[0]) > LONGEST_NUMBER:
        message = "name one answer by its number; `buurtsignaal feedback list` shows them"
        raise UsageError(message)
    at = clock.now()
    with work.store.transaction():
        gone = work.store.feedback.take_back(int(words[0]), at)
        if gone is None:
            message = f"there is no answer {words[0]} that counts; see `buurtsignaal feedback list`"
            raise UsageError(message)
        work.store.audit.add(at, "operator", "feedback-undo", words[0], told(gone))
    print(f"taken back: {told(gone)}")
    if gone.answer in CORRECTING:
        print(
            "  what followed from it stays; `buurtsignaal correct list` shows it, to be undone too"
        )


async def _read_mailbox(work: "Workplace") -> None:
    from jobs.postbox import hear, mailbox_of

    mailbox_of(work.settings)
    counts = await hear(work.store, work.settings, work.key)
    print(", ".join(f"{name} {count}" for name, count in counts.items()))


def _read_files(work: "Workplace", names: list[str]) -> None:
    from jobs.feedback.job import Reader

    reader = Reader(work.store, work.settings, work.key, clock.now)
    for name in names:
        print(f"{name}: {_outcome(reader, _bytes_of(name))}")


def _outcome(reader: "Reader", raw: bytes) -> str:
    """Take what one mail answers; return what came of it."""
    from jobs.feedback.job import Taken
    from jobs.postbox import letter_of

    letter = letter_of(raw)
    found = reader.take(letter)
    if not isinstance(found, Taken):
        return f"refused: {found}"
    follows = "" if found.correction is None else f"; correction {found.correction}"
    return f"{told(found.said)}{follows}"


def _bytes_of(name: str) -> bytes:
    try:
        if name == STDIN:
            return sys.stdin.buffer.read(MAX_MAIL)
        with Path(name).open("rb") as stream:
            return stream.read(MAX_MAIL)
    except OSError as error:
        message = f"{name}: cannot be read ({error.strerror}); name a mail that was saved as .eml"
        raise UsageError(message) from error


def told(said: Feedback) -> str:
    """Return *said* as a few words; nothing that a person typed is in it."""
    what = said.answer.replace("_", " ")
    if said.answer is Answer.NOT_OURS and said.owner:
        what += f" but for {said.owner}"
    if said.day is not None:
        what += f" for {said.day}"
    return f"{said.department}: {what}, on {said.signal_id}"
