"""Office hours between two moments: nights, weekends, holidays and the change of clocks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from jobs.advise.calendar import Calendar
from jobs.advise.hours import Hours
from tests.advise.town import make_settings
from tests.make import WEEK

ZONE = ZoneInfo("Europe/Brussels")


def hours(**policy: str) -> Hours:
    settings = make_settings(policy=policy)
    return Hours.of(settings, Calendar.after(WEEK, settings))


def minutes(start: str, end: str, **policy: str) -> int:
    first, last = (datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=ZONE)
                   for moment in (start, end))  # fmt: skip
    return hours(**policy).minutes(first.astimezone(UTC), last.astimezone(UTC))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("11-12 10:00", "11-12 11:30", 90),
        ("11-12 16:30", "11-13 09:15", 45),  # over a night
        ("11-13 16:00", "11-16 10:00", 120),  # over a weekend
        ("11-10 16:00", "11-12 10:00", 120),  # over Armistice Day
        ("11-14 10:00", "11-15 22:00", 0),  # inside a weekend
        ("11-12 20:00", "11-12 21:00", 0),  # at night
        ("10-23 16:00", "10-26 10:00", 120),  # over the end of summer time
        ("11-12 11:00", "11-12 10:00", 0),  # the reply is older than the question
        ("11-12 08:00", "11-12 18:00", 480),
    ],
)
def test_only_office_hours_count(start: str, end: str, expected: int) -> None:
    assert minutes(start, end) == expected


def test_the_town_says_when_its_office_is_open() -> None:
    assert minutes("11-12 08:00", "11-12 23:00", office_hours="08:30-12:00") == 210
    assert hours(office_hours="08:30-12:00").day == 210
