"""A CSV, XLSX or JSONL file in, its rows out, each a dict of column to text; bounded and as text.

A formula is text too. Nothing in a file is run, fetched or followed.
"""

import codecs
import csv
import io
import json
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from jobs.collect.charset import codec_of, decode

MAX_FILE_BYTES: Final = 50_000_000
"""Largest file read; a year of a busy group takes 20 MB."""
_MAX_UNPACKED: Final = 200_000_000
"""Largest workbook after unpacking."""
_MAX_RATIO: Final = 200
"""Times that a part of a workbook may grow when unpacked; honest sheets grow 5 to 40 times."""
_RATIO_FROM: Final = 5_000_000
"""Bytes from which the ratio is looked at: small parts repeat themselves."""
_DELIMITERS: Final = (",", ";", "\t", "|")
_WIDE_PROBE: Final = 400
"""Bytes in which UTF-16 without a byte order mark shows by its zeros."""

Row = dict[str, object]
"""One row, by column; a ``.`` in a column of JSONL leads into an object."""


class BadFileError(Exception):
    """A file cannot be read; the message says why, without a word of its content."""


class BadRow:
    """Stands in the place of a row that cannot be read."""


def read_rows(
    path: Path, *, encoding: str | None, delimiter: str | None, sheet: str | None
) -> Iterator[Row | BadRow]:
    """Yield the rows of the file at *path*, whose suffix says what it is.

    Raises:
        BadFileError: It is too large, no such file, or broken as a whole.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            _bad(f"is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        if path.suffix.lower() in {".xlsx", ".xlsm"}:
            yield from _workbook(path, sheet)
            return
        body = path.read_bytes()
    except OSError as error:
        raise unopened(error) from None
    text = _decoded(body, encoding)
    if path.suffix.lower() in {".jsonl", ".ndjson", ".json"}:
        yield from _json_lines(text)
    else:
        yield from _csv(text, delimiter)


def unopened(error: OSError) -> BadFileError:
    """Return the error of a file that the system does not give us."""
    return BadFileError(f"cannot be opened ({error.strerror})")


def _bad(message: str) -> NoReturn:
    raise BadFileError(message)


def _decoded(body: bytes, encoding: str | None) -> str:
    codec = codec_of(encoding)
    probe = body[:_WIDE_PROBE]
    marked = probe.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if codec is None and not marked and probe.count(0) * 3 > len(probe):
        codec = "utf-16-le" if probe[1:2] == b"\0" else "utf-16-be"
    text = decode(body) if codec is None else body.decode(codec, "replace")
    return text.removeprefix("\ufeff")


def _json_lines(text: str) -> Iterator[Row | BadRow]:
    good = bad = 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        row = _json_row(line)
        good, bad = (good, bad + 1) if isinstance(row, BadRow) else (good + 1, bad)
        yield row
    if bad and not good:
        _bad("holds no line that is a JSON object")


def _json_row(line: str) -> Row | BadRow:
    try:
        row = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return BadRow()
    return row if isinstance(row, dict) else BadRow()


def _no_constant(name: str) -> NoReturn:
    """Refuse ``NaN`` and ``Infinity``, which are no JSON."""
    raise ValueError(name)


def _csv(text: str, delimiter: str | None) -> Iterator[Row | BadRow]:
    header = text.partition("\n")[0]
    found = delimiter or max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=found, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        if not any(names):
            _bad("has no line of column names")
        for cells in reader:
            if any(cells):
                yield BadRow() if len(cells) > len(names) else _row(names, cells)
    except csv.Error:
        _bad(f"is no CSV from line {reader.line_num} on")


def _row(names: list[str], cells: list[str]) -> Row:
    return {name: cell for name, cell in zip(names, cells, strict=False) if name}


def _workbook(path: Path, sheet: str | None) -> Iterator[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415 - 0.2 s that only workbooks need

    _check_workbook(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which we do not read
        try:
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
            try:
                yield from _sheet_rows(book, sheet)
            finally:
                book.close()
        except (
            KeyError,
            ValueError,
            TypeError,
            SyntaxError,
            zipfile.BadZipFile,
            EOFError,
        ) as error:
            _bad(f"is no workbook ({type(error).__name__})")


def _sheet_rows(book: object, sheet: str | None) -> Iterator[Row]:
    names = getattr(book, "sheetnames", [])
    if sheet is not None and sheet not in names:
        _bad("has no sheet of that name")
    page = book[sheet] if sheet is not None else book.worksheets[0]  # type: ignore[index,attr-defined]
    lines = page.iter_rows(values_only=True)
    columns = [str(cell or "").strip() for cell in next(lines, ())]
    if not any(columns):
        _bad("has no row of column names")
    for cells in lines:
        if any(cell is not None for cell in cells):
            yield {n: c for n, c in zip(columns, cells, strict=False) if n and c is not None}


def _check_workbook(path: Path) -> None:
    """Refuse a workbook that unpacks to more than it should, or holds a document type."""
    try:
        with zipfile.ZipFile(path) as pack:
            parts = pack.infolist()
            if sum(part.file_size for part in parts) > _MAX_UNPACKED:
                _bad("unpacks to more than a workbook should")
            for part in parts:
                grown = part.file_size / max(1, part.compress_size)
                if part.file_size > _RATIO_FROM and grown > _MAX_RATIO:
                    _bad("unpacks to more than a workbook should")
                if part.filename.endswith((".xml", ".rels")):
                    with pack.open(part) as file:
                        if b"<!DOCTYPE" in file.read(2000).upper():
                            _bad("holds a document type")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        _bad(f"is no workbook ({type(error).__name__})")
