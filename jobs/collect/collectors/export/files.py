"""A CSV, XLSX or JSONL file in, its rows out, each a dict of column to text; bounded and as text.

A formula is text too. Nothing in a file is run, fetched or followed.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from jobs.collect.charset import codec_of, decode
from jobs.collect.collectors.export.rows import (
    MAX_ROW_BYTES,
    BadFileError,
    BadRow,
    Row,
    cell,
    names_of,
    refuse,
)
from jobs.collect.collectors.export.workbook import workbook_rows

MAX_FILE_BYTES: Final = 50_000_000
"""Largest file read; a year of a busy group takes 20 MB."""
_QUOTED: Final = re.compile(r'"[^"]*"')
_HEADER: Final = 100_000
"""Characters of the first line in which the delimiter shows."""
SUFFIXES: Final = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".json"}
)
"""How the names of files end that are exports; any other is read as CSV when a source names it."""
_DELIMITERS: Final = (",", ";", "\t", "|")
_WIDE_PROBE: Final = 400
"""Bytes in which UTF-16 without a byte order mark shows by its zeros."""


def read_rows(
    path: Path,
    *,
    needs: str | None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Iterator[Row | BadRow]:
    """Yield the rows of the file at *path*, whose suffix says what it is.

    Raises:
        BadFileError: It is too large, no such file, or broken as a whole; or it has no column
            *needs*, if any is needed. JSONL may leave it out of a row, so there the error comes
            last.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            refuse(f"is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        if path.suffix.lower() in {".xlsx", ".xlsm"}:
            yield from workbook_rows(path, needs, sheet)
            return
        body = path.read_bytes()
    except OSError as error:
        raise unopened(error) from None
    text = _decoded(body, encoding)
    if path.suffix.lower() in {".jsonl", ".ndjson", ".json"}:
        yield from _json_lines(text, needs)
    else:
        yield from _csv(text, needs, delimiter)


def unopened(error: OSError) -> BadFileError:
    """Return the error of a file that the system does not give us."""
    return BadFileError(f"cannot be opened ({error.strerror})")


def _decoded(body: bytes, encoding: str | None) -> str:
    codec = codec_of(encoding)
    probe = body[:_WIDE_PROBE]
    marked = probe.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if codec is None and not marked and probe.count(0) * 3 > len(probe):
        codec = "utf-16-le" if probe[1:2] == b"\0" else "utf-16-be"
    text = decode(body) if codec is None else body.decode(codec, "replace")
    return text.removeprefix("\ufeff")


def _json_lines(text: str, needs: str | None) -> Iterator[Row | BadRow]:
    good = bad = 0
    needed = needs is None
    for line in text.split("\n"):
        if not line.strip():
            continue
        row = _json_row(line)
        if isinstance(row, BadRow):
            bad += 1
        else:
            good += 1
            needed = needed or (needs in row or cell(row, str(needs)) is not None)
        yield row
    if bad and not good:
        refuse("holds no line that is a JSON object; write each row as one line")
    if good and not needed:
        refuse(f"has no column {needs}")


def _json_row(line: str) -> Row | BadRow:
    if len(line) > MAX_ROW_BYTES:
        return BadRow()
    try:
        row = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return BadRow()
    return row if isinstance(row, dict) else BadRow()


def _no_constant(name: str) -> NoReturn:
    """Refuse ``NaN`` and ``Infinity``, which are no JSON."""
    raise ValueError(name)


def _csv(text: str, needs: str | None, delimiter: str | None) -> Iterator[Row | BadRow]:
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter or _delimiter(text), strict=True)
    try:
        names = names_of(next(reader, []), needs)
        for cells in reader:
            lines.taken = 0
            if any(cells):
                yield BadRow() if len(cells) > len(names) else _row(names, cells)
    except csv.Error:
        refuse(f"is no CSV from line {reader.line_num} on")


class _Lines:
    """The lines of a text, one after the other, until a row takes more of them than it may.

    Attributes:
        taken: Characters of the row that is read now; whoever took a row sets it to 0.
    """

    def __init__(self, text: str) -> None:
        self.taken = 0
        self._lines = io.StringIO(text, newline="")

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.taken += len(line)
            if self.taken > MAX_ROW_BYTES:
                refuse("holds a row that is too long")
            yield line


def _delimiter(text: str) -> str:
    """Return what stands most often between the names of the columns, outside quotation marks."""
    header = _QUOTED.sub("", text[:_HEADER].partition("\n")[0])
    return max(_DELIMITERS, key=header.count)


def _row(names: list[str], cells: list[str]) -> Row:
    return {name: cell for name, cell in zip(names, cells, strict=False) if name}
