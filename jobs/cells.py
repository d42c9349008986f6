"""Rows of text in, CSV or XLSX out, in which no cell can be taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

_STARTS_FORMULA: Final = (*"=+-@\t\r|", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the start of a formula, full-width forms included."""

_MAX_CELL: Final = 32_767
"""Longest text a cell of XLSX holds."""

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that a workbook cannot hold at all."""

Row = Mapping[str, str | int | float | bool | None]
"""One row: column name to value."""


def safe_text(value: str) -> str:
    """Return *value* so that no spreadsheet runs it: a quote mark before what starts a formula."""
    shown = _clean(value)[: _MAX_CELL - 1]
    starts = (shown.lstrip(" \n"), shown.lstrip())  # a tab counts as a start and as a space
    return f"'{shown}" if any(text.startswith(_STARTS_FORMULA) for text in starts) else shown


def to_csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return UTF-8 CSV with a byte order mark, every cell quoted."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_cell(row.get(column)) for column in columns])
    return target.getvalue().encode("utf-8-sig")


def to_xlsx(columns: Sequence[str], rows: Iterable[Row], sheet: str) -> bytes:
    """Return an XLSX workbook with one *sheet*; text is stored as text, numbers as numbers."""
    from openpyxl import Workbook  # noqa: PLC0415 - 150 ms that only this format needs
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - likewise

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.append(list(columns))
    for row in rows:
        cells = []
        for column in columns:
            value = row.get(column)
            cell = WriteOnlyCell(page, value=None if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.value = _clean(value)[:_MAX_CELL]
                cell.data_type = "s"
            cells.append(cell)
        page.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _clean(value: str) -> str:
    """Return *value* without what XML and UTF-8 cannot hold, which no stored text has."""
    return _UNWRITABLE.sub("\ufffd", value)


def _csv_cell(value: str | float | None) -> str:
    if value is None:
        return ""
    return safe_text(value) if isinstance(value, str) else str(value)
