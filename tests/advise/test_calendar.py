from datetime import date

import pytest

from jobs.advise.calendar import Calendar, easter
from jobs.model import Week
from tests.advise.town import make_settings


def calendar(week: str, **tables: object) -> Calendar:
    return Calendar.after(Week.parse(week), make_settings(**tables))


@pytest.mark.parametrize(
    ("year", "day"),
    [(1999, "1999-04-04"), (2000, "2000-04-23"), (2026, "2026-04-05"), (2038, "2038-04-25")],
)
def test_easter_falls_where_the_almanac_says(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(day)


def test_the_edition_leaves_on_the_monday_after_the_week() -> None:
    found = calendar("2026-W46")

    assert found.first == date(2026, 11, 16)
    assert str(found.leaves) == "2026-11-16 05:30:00+00:00"


def test_terms_count_working_days() -> None:
    """Thursday is four days on; the fifth skips the weekend."""
    found = calendar("2026-W46")

    assert [str(found.day(number)) for number in (0, 2, 4, 5)] == [
        "2026-11-16",
        "2026-11-18",
        "2026-11-20",
        "2026-11-23",
    ]


def test_an_edition_on_a_saturday_counts_from_the_next_working_day() -> None:
    found = calendar("2026-W46", schedule={"weekday": "sat"})

    assert str(found.day(0)) == "2026-11-23"


@pytest.mark.parametrize(
    ("country", "free"),
    [
        ("BE", ("2026-07-21", "2026-11-11", "2026-04-06", "2026-05-14", "2026-05-25")),
        ("NL", ("2026-04-27", "2026-12-25", "2026-04-06", "2026-05-14", "2026-05-25")),
    ],
)
def test_public_holidays_are_no_working_days(country: str, free: tuple[str, ...]) -> None:
    found = calendar("2026-W46", municipality={"name": "Beekdorp", "country": country})

    assert not any(found.works(date.fromisoformat(day)) for day in free)


def test_a_dutch_town_works_on_the_belgian_holiday() -> None:
    found = calendar("2026-W46", municipality={"name": "Beekdorp", "country": "NL"})

    assert found.works(date(2026, 7, 21))
