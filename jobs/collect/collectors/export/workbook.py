"""A workbook in, the rows of one of its sheets out; checked before it is unpacked."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jobs.collect.collectors.export.rows import MAX_ROW_BYTES, Row, names_of, refuse

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
_STEP: Final = 500_000
_TAG: Final = 40
_ROW: Final = re.compile(rb"<(/?)(?:\w{1,20}:)?row[\s/>]")
_SHEETS: Final = "xl/worksheets/"


def workbook_rows(path: Path, needs: str | None, sheet: str | None) -> Iterator[Row]:
    """Yield the rows of the workbook at *path*; see `jobs.collect.collectors.export.files`.

    Raises:
        BadFileError: It is broken, unpacks to too much, or has no column *needs*.
    """
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
            refuse(f"is no workbook ({type(error).__name__})")


def _sheet_rows(book: object, needs: str | None, sheet: str | None) -> Iterator[Row]:
    names = getattr(book, "sheetnames", [])
    if sheet is not None and sheet not in names:
        refuse("has no sheet of that name")
    page = book[sheet] if sheet is not None else book.worksheets[0]  # type: ignore[index,attr-defined]
    lines = page.iter_rows(values_only=True, max_row=_MAX_ROWS, max_col=_MAX_COLUMNS)
    columns = names_of(next(lines, ()), needs)
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
                refuse("unpacks to more than a workbook should")
            for part in parts:
                if _is_bomb(part):
                    refuse("unpacks to more than a workbook should")
                if part.filename.endswith((".xml", ".rels")):
                    with pack.open(part) as file:
                        if b"<!" in file.read(2000).replace(b"\0", b""):  # in UTF-16, too
                            refuse("holds a comment or a document type")
                if part.filename.startswith(_SHEETS):
                    _check_width(pack, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        refuse(f"is no workbook ({type(error).__name__})")


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
                refuse("holds a comment or a document type")  # which could hide where a row ends
            ends = [(read - len(rest) + tag.start(), tag[1]) for tag in _ROW.finditer(text)]
            read, rest = read + len(chunk), text[-_TAG:]
            for place, closes in (*ends, (read, None)):
                if opened is not None and place - opened > MAX_ROW_BYTES:
                    refuse("holds a row that is too long")
                if closes is not None:
                    opened = None if closes else place
