"""A folder of CSV, XLSX or JSONL files in, posts out, by a mapping of columns.

A file that did not change is not read again; one that cannot be read does not stop the others.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, model_validator

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.export.files import read_rows, unopened
from jobs.collect.collectors.export.looks import DateOrder
from jobs.collect.collectors.export.rows import BadFileError, BadRow, Row, cell
from jobs.collect.collectors.export.when import when
from jobs.collect.collectors.kit.marks import digest
from jobs.collect.protocol import Verified, Visit
from jobs.errors import SourceBroken
from jobs.model import Batch, Cursor, RawPost, SourceId
from jobs.settings.schema import Line, Table

BATCH: Final = 500
"""Rows stored at a time."""
MAX_ROWS: Final = 50_000
"""Rows of one source in one reading; the rest follows in the next one."""
_MAX_FILES: Final = 1_000
_PACKAGE: Final = "package:"
"""Prefix of a folder that comes with the program, such as the demo town."""
_DONE: Final = "all"


class Columns(Table):
    """Which column holds what: the table ``[source.columns]``. Only ``text`` is needed.

    The moment may stand in two columns, a day and a time of day.
    """

    text: Line = "text"
    id: Line | None = None
    thread: Line | None = None
    parent: Line | None = None
    author: Line | None = None
    title: Line | None = None
    posted_at: Line | tuple[Line, Line] | None = None
    url: Line | None = None
    reactions: Line | None = None
    language: Line | None = None


VERIFIED: Final = Verified.DOCUMENTATION


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``export``.

    Attributes:
        folder: Where the files lie, from the folder of sources.toml, or ``package:`` and a
            folder that comes with the program.
        files: Which of them, such as ``*.csv``.
        columns: Which column holds what.
        where: Only rows that hold this text in this column, or one of these texts.
        sheet: Sheet of a workbook; the first when not given.
        encoding: Of CSV and JSONL; found out when not given.
        delimiter: Of CSV; found out when not given.
        date_order: Whether day or month comes first in ``11/12/2026``.
    """

    folder: Line
    files: Line = "*"
    columns: Columns = Columns()
    where: dict[str, Line | tuple[Line, ...]] = Field(default_factory=dict)
    sheet: Line | None = None
    encoding: Line | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    date_order: DateOrder = DateOrder.DAY_FIRST

    @model_validator(mode="after")
    def _stays_inside(self) -> "Options":
        if self.folder.startswith(_PACKAGE) and ".." in self.folder:
            message = f'{self.folder!r} leaves the program; write "package:demo/heidebeek"'
            raise ValueError(message)
        if self.files.startswith(("/", "..")) or "/.." in self.files:
            message = f'{self.files!r} leaves the folder; write such as "*.csv"'
            raise ValueError(message)
        return self


@dataclass(slots=True)
class _Threads:
    """Which post opens which thread; a thread's name in a file need not be that of a post."""

    opening: dict[str, str] = field(default_factory=dict, repr=False)


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield the rows of new and changed files; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    paths = _paths(visit, options)
    cursor = _forget_lost(visit.cursor, paths)
    broken: list[str] = []
    left = MAX_ROWS
    for path in paths:
        try:
            async for batch in _file(visit, options, path, cursor, left):
                cursor = batch.cursor
                left -= len(batch.posts) + sum(batch.refused.values())
                yield batch
        except BadFileError as error:
            broken.append(f"{path.name} {error}")
        if left <= 0:
            return
    if broken:
        raise SourceBroken(visit.source_id, ReadReason.BAD_FILE, "; ".join(broken))


def _paths(visit: Visit, options: Options) -> list[Path]:
    """Return the files to read, by name."""
    if options.folder.startswith(_PACKAGE):
        inside = str(resources.files("jobs"))
        folder = Path(inside) / options.folder.removeprefix(_PACKAGE)
    else:
        folder = visit.folder / options.folder
    if not folder.is_dir():
        raise SourceBroken(visit.source_id, ReadReason.NO_FOLDER, options.folder)
    found = sorted(path for path in folder.glob(options.files) if _is_export(path))
    if not found:
        raise SourceBroken(visit.source_id, ReadReason.NO_FILES, options.folder)
    return found[:_MAX_FILES]


def _is_export(path: Path) -> bool:
    """Tell whether *path* is a file to read: no folder, and none that an office program left."""
    return path.is_file() and not path.name.startswith((".", "~"))


def _forget_lost(cursor: Cursor, paths: list[Path]) -> Cursor:
    names = {_mark_of(path) for path in paths}
    marks = {key: mark for key, mark in cursor.marks.items() if key in names}
    return Cursor(marks=marks, validators={})


def _mark_of(path: Path) -> str:
    return f"f:{digest(path.name)}"


async def _file(
    visit: Visit, options: Options, path: Path, cursor: Cursor, limit: int
) -> AsyncGenerator[Batch, None]:
    """Yield the rows of one file that were not read before."""
    content = await asyncio.to_thread(_hash, path)
    known, _, rows = cursor.marks.get(_mark_of(path), "").partition(":")
    done = 0
    if known == content:
        if rows == _DONE:
            return
        done = int(rows)
    source = _posts(visit.source_id, options, path)
    remaining = islice(source, done, None)
    while True:
        size = min(BATCH, limit)
        items = await asyncio.to_thread(lambda: list(islice(remaining, size)))  # noqa: B023
        done += len(items)
        limit -= len(items)
        ended = len(items) < size
        marks = {**cursor.marks, _mark_of(path): f"{content}:{_DONE if ended else done}"}
        yield Batch(
            posts=tuple(item for item in items if isinstance(item, RawPost)),
            cursor=Cursor(marks=marks, validators={}),
            refused=dict(Counter(item for item in items if isinstance(item, str))),
            cut=not ended and limit <= 0,
        )
        if ended or limit <= 0:
            return


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            chunks = iter(lambda: file.read(1 << 20), b"")
            running = sha256()
            for chunk in chunks:
                running.update(chunk)
            return running.hexdigest()[:32]
    except OSError as error:
        raise unopened(error) from None


def _posts(source_id: SourceId, options: Options, path: Path) -> Iterator[RawPost | str]:
    """Yield a post, or the code of why it is none, for each row that is ours."""
    rows = read_rows(
        path,
        needs=options.columns.text,
        encoding=options.encoding,
        delimiter=options.delimiter,
        sheet=options.sheet,
    )
    threads = _Threads()
    for row in rows:
        if isinstance(row, BadRow):
            yield "bad-row"
        elif _is_ours(row, options):
            yield _post(source_id, options, row, threads)


def _is_ours(row: Row, options: Options) -> bool:
    for column, wanted in options.where.items():
        texts = (wanted,) if isinstance(wanted, str) else wanted
        if _text(row, column) not in texts:
            return False
    return True


def _post(source_id: SourceId, options: Options, row: Row, threads: _Threads) -> RawPost:
    columns = options.columns
    text, url = _text(row, columns.text), _text(row, columns.url)
    moment = when(row, columns.posted_at, options.date_order)
    native = _text(row, columns.id) or url or f"row:{digest(text, str(moment))}"
    parent = _text(row, columns.parent) or None
    return RawPost(
        source_id=source_id,
        native_id=native,
        thread_native_id=_thread(_text(row, columns.thread), native, parent, threads),
        parent_native_id=parent,
        author=_text(row, columns.author) or None,
        title=_text(row, columns.title),
        body=text,
        posted_at=moment,
        url=url or None,
        reactions=_number(_text(row, columns.reactions)),
        language=_text(row, columns.language) or None,
    )


def _thread(name: str, native: str, parent: str | None, threads: _Threads) -> str | None:
    """Return the id of the post that opens the thread; None when this one does."""
    if not name:
        return parent
    if parent is None and threads.opening.setdefault(name, native) == native:
        return None
    return threads.opening.get(name, parent or name)


def _text(row: Row, column: str | None) -> str:
    value = None if column is None else cell(row, column)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a workbook holds every number as a float
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).strip()


def _number(text: str) -> int:
    digits = text.replace(".", "").replace(",", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0
