"""The cells of one column in, what they look like out: days, addresses, numbers, talk, ids."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from jobs.collect.moments import to_utc

_URL: Final = re.compile(r"https?://\S{4,}", re.IGNORECASE)
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:[.,]\d{1,6}){0,3}")
_CLOCK: Final = re.compile(r"\d{1,2}[:.u]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?", re.IGNORECASE)
_CODE: Final = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?")
_SLASHED: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")
_HAS_DIGIT: Final = re.compile(r"\d")
_LONGEST_DAY: Final = 40
"""Characters of a cell that may be a moment."""
_LONGEST: Final = 2_000
"""Characters of a cell that are looked at."""
_WORDS: Final = 3
"""Words of a cell from which it is talk."""
_MOST: Final = 2_000
"""Cells of a column whose kind is looked at; the order of day and month is looked at in all."""


class DateOrder(StrEnum):
    """Which comes first in ``11/12/2026``."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(slots=True)
class Look:
    """What the cells of a column look like; it is shown one cell after the other.

    Attributes:
        now: The present moment, UTC.
        zone: Clocks by which times without a zone are read.
        cells: Cells that hold something.
        seen: Those whose kind was looked at.
        moments: Of those, the ones that hold a day or a moment.
        clocks: Of those, only a time of day.
        urls: Of those, a web address.
        numbers: Of those, a number.
        codes: Of those, a code of a language.
        talk: Of those, three words or more.
        digits: Of those, with a digit in it.
        blanks: Of those, with a blank in it.
        length: Their characters in all.
        distinct: Different ones.
        day_first: Of all cells, those that are a day only with the day first: ``13/11/2026``.
        month_first: Of all cells, those that are a day only with the month first.
        either: Of all cells, those that are a day in both orders.
        late_days: Of the first of those, the ones that lie ahead with the day first only.
        late_months: Of the first of those, the ones that lie ahead with the month first only.
    """

    now: datetime
    zone: ZoneInfo
    cells: int = 0
    seen: int = 0
    moments: int = 0
    clocks: int = 0
    urls: int = 0
    numbers: int = 0
    codes: int = 0
    talk: int = 0
    digits: int = 0
    blanks: int = 0
    length: int = 0
    distinct: set[int] = field(default_factory=set, repr=False)
    day_first: int = 0
    month_first: int = 0
    either: int = 0
    late_days: int = 0
    late_months: int = 0

    def show(self, value: object) -> None:
        """Look at one cell."""
        if value is None or isinstance(value, bool | dict | list):
            return
        said = value.isoformat() if isinstance(value, date) else str(value)
        text = said[:_LONGEST].strip()
        if not text:
            return
        self.cells += 1
        slashed = _SLASHED.match(text)
        if slashed:
            self._order(int(slashed[1]), int(slashed[2]), text)
        if self.seen < _MOST:
            self.seen += 1
            self._kind(text, value)

    def share(self, count: int) -> float:
        """Return *count* as a share of the cells whose kind was looked at, 0 to 1."""
        return count / self.seen if self.seen else 0.0

    @property
    def mean_length(self) -> float:
        """Characters of a cell, on average."""
        return self.length / self.seen if self.seen else 0.0

    def _kind(self, text: str, value: object) -> None:
        self.length += len(text)
        self.distinct.add(hash(text))
        self.urls += _URL.fullmatch(text) is not None
        self.codes += _CODE.fullmatch(text) is not None
        self.talk += len(text.split()) >= _WORDS
        self.digits += _HAS_DIGIT.search(text) is not None
        self.blanks += any(map(str.isspace, text))
        clock = _CLOCK.fullmatch(text) is not None
        self.clocks += clock
        self.numbers += _NUMBER.fullmatch(text) is not None
        if isinstance(value, date) or _SLASHED.match(text):
            self.moments += 1
        elif len(text) <= _LONGEST_DAY and _HAS_DIGIT.search(text) and not clock:
            self.moments += not self._doubts(text)

    def _doubts(self, text: str) -> bool:
        """Tell whether *text* is no moment, or one that cannot be."""
        return to_utc(text, now=self.now, zone=self.zone)[1]

    def _order(self, first: int, second: int, text: str) -> None:
        self.day_first += first > 12 >= second
        self.month_first += second > 12 >= first
        if max(first, second) > 12:
            return
        self.either += 1
        if self.day_first or self.month_first or self.either > _MOST:
            return
        late_day, late_month = self._doubts(text), self._doubts(turned(text))
        self.late_days += late_day and not late_month
        self.late_months += late_month and not late_day


def turned(text: str) -> str:
    """Return *text* with the first two numbers of its day the other way round."""
    found = _SLASHED.match(text.lstrip())
    if found is None:
        return text
    rest = text.lstrip()
    between = rest[found.end(1) : found.start(2)]
    return f"{found[2]}{between}{found[1]}{rest[found.end(2) :]}"
