"""The cells of a row that say when, in; a moment as `jobs.collect.moments` reads it, out."""

import re
from datetime import date, datetime, time
from typing import Final

from jobs.collect.collectors.export.looks import DateOrder, turned
from jobs.collect.collectors.export.rows import Row, cell

_ISO_DAY: Final = re.compile(r"^\s*(\d{4})-(\d{2})-(\d{2})\s*$")
"""A day as ISO 8601 writes it; with ``8:15`` or ``8:15 PM`` behind it, it is no ISO 8601."""
_AS_WRITTEN: Final = r"\3/\2/\1"


def when(
    row: Row, columns: str | tuple[str, str] | None, order: DateOrder
) -> str | float | datetime | None:
    """Return the moment of *row*; a day and its time of day are put together."""
    names = (columns,) if isinstance(columns, str) else columns or ()
    day, *clocks = [_moment(cell(row, name)) for name in names] or [None]
    if isinstance(day, str) and order is DateOrder.MONTH_FIRST:
        day = turned(day)
    if not clocks or not isinstance(clocks[0], str) or not _is_day(day):
        return day
    day = day.date().isoformat() if isinstance(day, datetime) else str(day)
    return f"{_ISO_DAY.sub(_AS_WRITTEN, day)} {clocks[0].strip()}"


def _is_day(day: object) -> bool:
    """Tell whether *day* says no time of day yet."""
    if isinstance(day, datetime):
        return day.time() == time()
    return isinstance(day, str) and ":" not in day


def _moment(value: object) -> str | float | datetime | None:
    if isinstance(value, time) or (isinstance(value, date) and not isinstance(value, datetime)):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float | datetime):
        return None
    return value
