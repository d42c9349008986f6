"""A week and settings in, working days out: when the edition leaves and what a term comes to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Self
from zoneinfo import ZoneInfo

from jobs.model import Week
from jobs.settings.schema import Settings

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIXED: Final = {
    "BE": ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    "NL": ((1, 1), (4, 27), (12, 25), (12, 26)),
}
"""Public holidays with a date of their own, as (month, day)."""
_AFTER_EASTER: Final = (1, 39, 50)
"""Easter Monday, Ascension and Pentecost Monday, in days after Easter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working days after an edition leaves.

    Attributes:
        leaves: Moment at which it leaves, UTC.
        first: Day on which it leaves.
        country: Whose public holidays are no working days.
    """

    leaves: datetime
    first: date
    country: str

    @classmethod
    def after(cls, week: Week, settings: Settings) -> Self:
        """Return the calendar of the edition on *week*, by ``[schedule]``."""
        zone = ZoneInfo(settings.municipality.timezone)
        first = week.next.monday + timedelta(days=_WEEKDAYS.index(settings.schedule.weekday))
        leaves = datetime.combine(first, time.fromisoformat(settings.schedule.at), zone)
        return cls(
            leaves=leaves.astimezone(UTC), first=first, country=settings.municipality.country
        )

    def day(self, number: int) -> date:
        """Return the *number*-th working day after the edition leaves; 0 is that very day.

        When it leaves on a day that is no working day, 0 is the next working day.
        """
        return _working_day(self, number)

    def works(self, day: date) -> bool:
        """Whether *day* is a working day: Monday to Friday, no national public holiday."""
        if day.weekday() >= _WEEKDAYS.index("sat"):
            return False
        movable = {easter(day.year) + timedelta(days=days) for days in _AFTER_EASTER}
        return (day.month, day.day) not in _FIXED[self.country] and day not in movable


@lru_cache(maxsize=256)  # thousands of advices share a few terms
def _working_day(calendar: Calendar, number: int) -> date:
    day = calendar.first
    while not calendar.works(day):
        day += timedelta(days=1)
    for _ in range(number):
        day += timedelta(days=1)
        while not calendar.works(day):
            day += timedelta(days=1)
    return day


def easter(year: int) -> date:
    """Return Easter Sunday of *year* in the Gregorian calendar (Gauss, Lichtenberg)."""
    century = year // 100
    secular = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    moon = (19 * (year % 19) + secular) % 30
    full = 21 + moon - (moon // 29 + (moon // 28 - moon // 29) * (year % 19 // 11))
    sunday = 7 - (year + year // 4 + 2 - ((3 * century + 3) // 4)) % 7
    days = full + 7 - (full - sunday) % 7
    return date(year, 3, 1) + timedelta(days=days - 1)
