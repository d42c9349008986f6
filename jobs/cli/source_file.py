"""``buurtsignaal source try FILE``: which of its columns hold what, guessed; nothing is written.

All that is printed can be read as TOML, as with an address: what is told stands in comments.
Questions are put on standard error, so that the answer can go to a file.
"""

import asyncio
import glob
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import typer

from jobs import clock
from jobs.cli.source_try import comment, told
from jobs.collect.collectors.export.files import SUFFIXES, read_rows
from jobs.collect.collectors.export.headers import FIELDS, plain
from jobs.collect.collectors.export.looks import DateOrder
from jobs.collect.collectors.export.propose import Guess, Seen, guess, look_at, nameless
from jobs.collect.collectors.export.rows import BadFileError
from jobs.collect.discover.page import Options, Proposal
from jobs.collect.discover.read import Sample, sample
from jobs.collect.discover.table import source_of, table_of
from jobs.errors import BuurtsignaalError, UsageError
from jobs.model import Access
from jobs.settings.schema import Settings
from jobs.wiring import fetcher

Ask = Callable[[str, Sequence[str]], int]
"""Puts a question with its answers, and returns which was chosen, from 0."""

_HOLDS: Final = {
    "text": "the text of a post",
    "posted_at": "when it was posted",
    "id": "what names a post",
    "thread": "the conversation it belongs to",
    "parent": "the post that it answers",
    "author": "who wrote it (only a keyed pseudonym is kept)",
    "title": "its title",
    "url": "its address",
    "reactions": "the number of likes and the like",
    "language": "its language",
}
_ORDERS: Final = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
_MOODS: Final = ("sentiment", "tonalit", "stimmung", "tonalite")
"""Beginnings of words in the name of a column in which a tool judges the mood of a post."""
_LACKING: Final = {
    "author": "No column is named as that of the author: posts are counted, and no voices.",
    "posted_at": "No column holds a moment: each post counts as posted when it is first read.",
    "id": "No column names a post: it is known by its address, or else by its words and moment.",
}


def as_file(what: str) -> Path | None:
    """Return the file that *what* names; None when it is an address.

    Raises:
        UsageError: It is named as a file, and there is none.
    """
    path = Path(what)
    if "://" in what or (path.suffix.lower() not in SUFFIXES and not path.is_file()):
        return None
    if not path.is_file():
        message = f"there is no file {what}; give the path of one, or an address with https://"
        raise UsageError(message)
    return path


def asker() -> Ask | None:
    """Return who can be asked; None when nobody sits at a terminal."""
    return _ask if sys.stdin.isatty() and sys.stderr.isatty() else None


def _ask(question: str, answers: Sequence[str]) -> int:
    typer.echo(question, err=True)
    for number, answer in enumerate(answers, start=1):
        typer.echo(f"  {number}  {answer}", err=True)
    chosen: int = typer.prompt("Number", type=int, default=1, err=True)
    return min(max(chosen, 1), len(answers)) - 1


def try_file(settings: Settings, path: Path, ask: Ask | None) -> None:
    """Guess which column of the file at *path* holds what, read it so, and print the table.

    Args:
        settings: The municipality.
        path: The file.
        ask: Whom to ask what the file does not say; None to ask nobody.

    Raises:
        BuurtsignaalError: It cannot be read, or no column of it can hold the text of posts.
    """
    seen = _seen(settings, path)
    found = guess(seen)
    if ask is not None:
        found = _settled(found, seen, ask)
    proposal = _proposal(settings, path, found, seen)
    _preview(settings, proposal, found, seen)
    while ask is not None:
        answers = ("yes", *(f"no, another column holds {_HOLDS[one]}" for one in FIELDS))
        chosen = ask("Is this right?", answers)
        if chosen == 0:
            break
        found = _changed(found, FIELDS[chosen - 1], tuple(seen.looks), ask)
        proposal = _proposal(settings, path, found, seen)
        _preview(settings, proposal, found, seen)
    print(f"\n{table_of(proposal, {source.id for source in settings.sources})}")


def _seen(settings: Settings, path: Path) -> Seen:
    """Return what the columns of the file at *path* look like."""
    zone = ZoneInfo(settings.municipality.timezone)
    try:
        seen = look_at(read_rows(path, needs=None), clock.now(), zone)
    except BadFileError as error:
        message = f"{path.name} {error}"
        raise BuurtsignaalError(message) from None
    if not seen.looks:
        message = f"{path.name} holds no rows under its line of column names"
        raise BuurtsignaalError(message)
    if nameless(seen):
        message = f"{path.name} has no column names in its first line; put a line with them above"
        raise BuurtsignaalError(message)
    return seen


def _settled(found: Guess, seen: Seen, ask: Ask) -> Guess:
    """Return *found* with what a person says of its doubts."""
    for doubt in found.doubts:
        found = _changed(found, doubt.field, doubt.columns, ask)
    if "text" not in found.columns:
        found = _changed(found, "text", tuple(seen.looks), ask)
    if found.order is not None and not found.order_sure:
        chosen = ask("Which comes first in a date such as 11/12/2026?", ("the day", "the month"))
        found = replace(found, order=_ORDERS[chosen], order_sure=True)
    return found


def _changed(found: Guess, field: str, columns: Sequence[str], ask: Ask) -> Guess:
    """Return *found* with the column that a person chooses for *field*."""
    answers = [_shown(name) for name in columns]
    chosen = ask(f"Which column holds {_HOLDS[field]}?", [*answers, "none of these"])
    return found.taking(field, columns[chosen] if chosen < len(columns) else None)


def _proposal(settings: Settings, path: Path, found: Guess, seen: Seen) -> Proposal:
    """Return *found* as a proposal.

    Raises:
        BuurtsignaalError: There is no column for the texts.
    """
    if "text" not in found.columns:
        names = ", ".join(_shown(name) for name in list(seen.looks)[:20])
        message = (
            f"no column of {path.name} looks like the text of posts; it has {names}; write "
            '[source.columns] yourself, with text = "…"'
        )
        raise BuurtsignaalError(message)
    folder, base = path.resolve().parent, settings.folder.resolve()
    inside = folder.relative_to(base) if folder.is_relative_to(base) else folder
    options: Options = {"folder": inside.as_posix(), "files": glob.escape(path.name)}
    if found.order is not None:
        options["date_order"] = found.order.value
    options["columns"] = {
        one: found.columns[one][0] if len(found.columns[one]) == 1 else list(found.columns[one])
        for one in FIELDS
        if one in found.columns
    }
    return Proposal(kind="export", options=options, site=path.stem, access=Access.IMPORTED)


def _preview(settings: Settings, proposal: Proposal, found: Guess, seen: Seen) -> None:
    """Print what one reading gives, and what is not certain, as comments."""
    read = asyncio.run(_sample(settings, proposal))
    zone = ZoneInfo(settings.municipality.timezone)
    for line in (*_doubts(found, seen), *told(read, zone)):
        print(comment(line))


async def _sample(settings: Settings, proposal: Proposal) -> Sample:
    source = source_of(proposal, ())
    if source is None:
        message = (
            "the name of the file, or of a column, cannot be written in sources.toml; "
            "give it a plain and short one"
        )
        raise BuurtsignaalError(message)
    async with fetcher(settings) as fetch:
        return await sample(settings, source, fetch, clock.now)


def _doubts(found: Guess, seen: Seen) -> Iterator[str]:
    """Yield what is a guess, what is lacking and what is left out."""
    yield "A guess from the names of the columns and what is in them: compare."
    if found.tool:
        yield f"These are the columns of {found.tool}."
    for doubt in found.doubts:
        first, *others = map(_shown, doubt.columns)
        yield f"{doubt.field}: {first} was taken; it may also be {', '.join(others)}."
    if found.order is not None and not found.order_sure:
        yield "Whether day or month comes first does not show in any row: look at date_order."
    yield from (told for field, told in _LACKING.items() if field not in found.columns)
    for name in seen.looks:
        if any(word.startswith(_MOODS) for word in plain(name).split()):
            yield f"{_shown(name)} is what a tool thinks of a post; it is not used."
    if seen.more:
        yield f"Only the first {seen.rows:,} rows were looked at."


def _shown(name: str) -> str:
    """Return the name of a column, short and without what would steer a terminal."""
    plain_name = "".join(sign if sign.isprintable() else " " for sign in name[:40])
    return plain_name if len(name) <= 40 else f"{plain_name}…"
