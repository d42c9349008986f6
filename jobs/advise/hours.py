"""Two moments in, the minutes of office hours between them out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from jobs.advise.calendar import Calendar
from jobs.settings.schema import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When somebody is there to answer.

    Attributes:
        opens: Time of day on the municipality's clocks.
        closes: The same, later that day.
        zone: Of those clocks.
        calendar: Which days are working days.
    """

    opens: time
    closes: time
    zone: ZoneInfo
    calendar: Calendar

    @classmethod
    def of(cls, settings: Settings, calendar: Calendar) -> Self:
        """Return the office hours of *settings*."""
        opens, closes = map(time.fromisoformat, settings.policy.office_hours.split("-"))
        zone = ZoneInfo(settings.municipality.timezone)
        return cls(opens=opens, closes=closes, zone=zone, calendar=calendar)

    @property
    def day(self) -> int:
        """Minutes of a whole working day."""
        return (self.closes.hour - self.opens.hour) * 60 + self.closes.minute - self.opens.minute

    def minutes(self, start: datetime, end: datetime) -> int:
        """Return the whole minutes of office hours in [*start*, *end*); 0 when it ends first."""
        first, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        worked = (self._on(day, start, end) for day in days if self.calendar.works(day))
        return int(sum(worked, timedelta()).total_seconds()) // 60

    def _on(self, day: date, start: datetime, end: datetime) -> timedelta:
        # in UTC: on one wall clock two moments differ by what it shows, not by what passed
        opens = datetime.combine(day, self.opens, self.zone).astimezone(UTC)
        closes = datetime.combine(day, self.closes, self.zone).astimezone(UTC)
        return max(min(end, closes) - max(start, opens), timedelta())
