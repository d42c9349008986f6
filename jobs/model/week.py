"""ISO 8601 weeks: text or moment in, `Week` out; a week knows its bounds in a time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

_FORM = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week; prints as ``2026-W46`` and sorts in time.

    Attributes:
        year: ISO year, which near New Year differs from the calendar year.
        number: 1 to 53.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-W46``; raise `ValueError` when it is not a week that exists."""
        match = _FORM.fullmatch(text)
        if match is None:
            message = f"{text!r} is not a week; write it as 2026-W46"
            raise ValueError(message)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo) -> Self:
        """Return the week in which *moment* falls on the clocks of *zone*."""
        year, number, _ = moment.astimezone(zone).isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        """First day of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Last day of the week."""
        return self.monday + timedelta(days=6)

    @property
    def next(self) -> "Week":
        """The week that begins seven days later."""
        return self.plus(1)

    @property
    def previous(self) -> "Week":
        """The week that begins seven days earlier."""
        return self.plus(-1)

    def plus(self, weeks: int) -> "Week":
        """Return the week *weeks* later (earlier when negative)."""
        year, number, _ = (self.monday + timedelta(weeks=weeks)).isocalendar()
        return Week(year, number)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the half-open span [Monday 00:00, next Monday 00:00) of *zone*, in UTC."""
        start = datetime.combine(self.monday, time(), zone)
        end = datetime.combine(self.next.monday, time(), zone)
        return start.astimezone(UTC), end.astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"
