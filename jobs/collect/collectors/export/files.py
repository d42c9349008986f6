"""A CSV, XLSX or JSONL file in, its rows out, each a dict of column to text; bounded and as text.

A formula is text too. Nothing in a file is run, fetched or followed.
"""

import codecs
import csv
import io
import json
import re
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
_MAX_SHARED: Final = 50_000_000
"""Largest part that is no sheet: its texts and styles are held in memory all at once."""
_MAX_PARTS: Final = 2_000
"""Parts of a workbook; each sheet, picture and comment is one."""
_MAX_ROWS: Final = 1_048_576
_MAX_COLUMNS: Final = 200
"""Columns of a workbook that are read: it fills each row up to its widest."""
_MAX_EMPTY: Final = 10_000
"""Empty rows in a row that are the end: formats reach down to row 1,048,576, texts do not."""
_MAX_RATIO: Final = 200
"""Times that a part of a workbook may grow when unpacked; honest sheets grow 5 to 40 times."""
_RATIO_FROM: Final = 5_000_000
"""Bytes from which the ratio is looked at: small parts repeat themselves."""
_MAX_ROW_BYTES: Final = 2_000_000
"""Longest row of a file; 200 columns of long texts take a tenth of it."""
_QUOTED: Final = re.compile(r'"[^"]*"')
_HEADER: Final = 100_000
"""Characters of the first line in which the delimiter shows."""
_STEP: Final = 500_000
_TAG: Final = 40
_ROW: Final = re.compile(rb"<(/?)(?:\w{1,20}:)?row[\s/>]")
SUFFIXES: Final = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".json"}
)
"""How the names of files end that are exports; any other is read as CSV when a source names it."""
_SHEETS: Final = "xl/worksheets/"
_DELIMITERS: Final = (",", ";", "\t", "|")
_WIDE_PROBE: Final = 400
"""Bytes in which UTF-16 without a byte order mark shows by its zeros."""

Row = dict[str, object]
"""One row, by column; a ``.`` in a column of JSONL leads into an object."""


class BadFileError(Exception):
    """A file cannot be read; the message says why, without a word of its content."""


class BadRow:
    """Stands in the place of a row that cannot be read."""


def cell(row: Row, column: str) -> object:
    """Return what *row* holds under *column*; ``a.b`` leads into an object."""
    if column in row or "." not in column:
        return row.get(column)
    value: object = row
    for name in column.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


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
            _bad(f"is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        if path.suffix.lower() in {".xlsx", ".xlsm"}:
            yield from _workbook(path, needs, sheet)
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
        _bad("holds no line that is a JSON object")
    if good and not needed:
        _bad(f"has no column {needs}")


def _json_row(line: str) -> Row | BadRow:
    if len(line) > _MAX_ROW_BYTES:
        return BadRow()
    try:
        row = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return BadRow()
    return row if isinstance(row, dict) else BadRow()


def _no_constant(name: str) -> NoReturn:
    """Refuse ``NaN`` and ``Infinity``, which are no JSON."""
    raise ValueError(name)


def _check_header(names: list[str], needs: str | None) -> None:
    """Refuse a file whose first line does not name the column of texts."""
    if not any(names):
        _bad("has no line of column names")
    if needs is not None and needs not in names:
        _bad(f"has no column {needs}")


def _csv(text: str, needs: str | None, delimiter: str | None) -> Iterator[Row | BadRow]:
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter or _delimiter(text), strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        _check_header(names, needs)
        for cells in reader:
            lines.taken = 0
            if any(cells):
                yield BadRow() if len(cells) > len(names) else _row(names, cells)
    except csv.Error:
        _bad(f"is no CSV from line {reader.line_num} on")


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
            if self.taken > _MAX_ROW_BYTES:
                _bad("holds a row that is too long")
            yield line


def _delimiter(text: str) -> str:
    """Return what stands most often between the names of the columns, outside quotation marks."""
    header = _QUOTED.sub("", text[:_HEADER].partition("\n")[0])
    return max(_DELIMITERS, key=header.count)


def _row(names: list[str], cells: list[str]) -> Row:
    return {name: cell for name, cell in zip(names, cells, strict=False) if name}


def _workbook(path: Path, needs: str | None, sheet: str | None) -> Iterator[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415 - 0.2 s that only workbooks need

    _check_workbook(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which we do not read
        try:
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
            try:
                yield from _sheet_rows(book, needs, sheet)
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


def _sheet_rows(book: object, needs: str | None, sheet: str | None) -> Iterator[Row]:
    names = getattr(book, "sheetnames", [])
    if sheet is not None and sheet not in names:
        _bad("has no sheet of that name")
    page = book[sheet] if sheet is not None else book.worksheets[0]  # type: ignore[index,attr-defined]
    lines = page.iter_rows(values_only=True, max_row=_MAX_ROWS, max_col=_MAX_COLUMNS)
    columns = [str(value or "").strip() for value in next(lines, ())]
    _check_header(columns, needs)
    empty = 0
    for cells in lines:
        empty = 0 if any(value is not None for value in cells) else empty + 1
        if empty > _MAX_EMPTY:
            return
        if not empty:
            yield {n: c for n, c in zip(columns, cells, strict=False) if n and c is not None}


def _check_workbook(path: Path) -> None:
    """Refuse a workbook that unpacks to more than it should, or holds a document type."""
    try:
        with zipfile.ZipFile(path) as pack:
            parts = pack.infolist()
            if sum(part.file_size for part in parts) > _MAX_UNPACKED or len(parts) > _MAX_PARTS:
                _bad("unpacks to more than a workbook should")
            for part in parts:
                if _is_bomb(part):
                    _bad("unpacks to more than a workbook should")
                if part.filename.endswith((".xml", ".rels")):
                    with pack.open(part) as file:
                        if b"<!DOCTYPE" in file.read(2000).upper():
                            _bad("holds a document type")
                if part.filename.startswith(_SHEETS):
                    _check_width(pack, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        _bad(f"is no workbook ({type(error).__name__})")


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    """Tell whether a part of a workbook is larger than it should be, by what the pack says.

    The pack is believed: no more than that is unpacked of a part.
    """
    grown = part.file_size / max(1, part.compress_size)
    if part.file_size > _RATIO_FROM and grown > _MAX_RATIO:
        return True
    return part.file_size > _MAX_SHARED and not part.filename.startswith(_SHEETS)


def _check_width(pack: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a sheet with a row that never ends: a row is held in memory as a whole."""
    read, rest = 0, b""
    opened: int | None = 0  # before the first row, too, there is not much
    with pack.open(part) as file:
        for chunk in iter(lambda: file.read(_STEP), b""):
            text = rest + chunk
            if b"<!" in text:
                _bad("holds a comment or a document type")  # which could hide where a row ends
            ends = [(read - len(rest) + tag.start(), tag[1]) for tag in _ROW.finditer(text)]
            read, rest = read + len(chunk), text[-_TAG:]
            for place, closes in (*ends, (read, None)):
                if opened is not None and place - opened > _MAX_ROW_BYTES:
                    _bad("holds a row that is too long")
                if closes is not None:
                    opened = None if closes else place
