"""What sources call the time, as a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.collect.moments import to_utc
from jobs.language import LANGUAGES
from jobs.language.dates import months
from tests.collect.town import MONDAY, ZONE
from tests.fakes import NOW

NOON = datetime(2026, 11, 9, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-09T08:15:00+01:00",
        "2026-11-09T07:15:00Z",
        "2026-11-09T07:15:00.000000Z",
        "2026-11-09 08:15",
        "20261109T081500",
        "Mon, 09 Nov 2026 08:15:00 +0100",
        "Mon, 09 Nov 2026 07:15:00 GMT",
        "ma, 09 nov 2026 08:15:00 +0100",
        1794208500,
        1794208500.0,
        1794208500000,
        "1794208500",
        "1794208500000",
        "9 november 2026 08:15",
        "maandag 9 november 2026 om 8u15",
        "ma 9 nov. 2026, 08.15 uur",
        "9 novembre 2026 à 08h15",
        "lundi 9 novembre 2026 - 8h15",
        "9. November 2026, 08:15 Uhr",
        "9. Nov. 2026 08:15:00",
        "Nov. 9, 2026, 8:15 a.m.",
        "November 9, 2026 8:15 AM",
        "9th of November 2026, 07:15 UTC",
        "09/11/2026 08:15",
        "09-11-2026 08:15:00",
        "9.11.26, 08:15",
        "9 november 08:15",
        datetime(2026, 11, 9, 7, 15, tzinfo=UTC),
        datetime(2026, 11, 9, 8, 15),  # noqa: DTZ001 - a workbook holds moments without zone
    ],
    ids=repr,
)
def test_one_moment_in_many_forms(value: object) -> None:
    assert to_utc(value, now=NOW, zone=ZONE) == (MONDAY, False)


@pytest.mark.parametrize(
    "value",
    ["2026-11-09", date(2026, 11, 9), "9 november 2026", "Nov. 9, 2026, noon", "9/11/2026"],
    ids=repr,
)
def test_a_day_without_a_time_is_its_noon(value: object) -> None:
    assert to_utc(value, now=NOW, zone=ZONE) == (NOON, False)


def test_halves_of_the_day() -> None:
    assert to_utc("Nov. 9, 2026, 5 p.m.", now=NOW, zone=ZONE)[0].hour == 16
    assert to_utc("Nov. 9, 2026, 12:30 a.m.", now=NOW, zone=ZONE)[0].hour == 23
    assert to_utc("Nov. 9, 2026, midnight", now=NOW, zone=ZONE)[0].hour == 23


def test_a_day_without_a_year_lies_in_the_past() -> None:
    found, _ = to_utc("28 december", now=NOW, zone=ZONE)
    assert found == datetime(2025, 12, 28, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        None, "", "gisteren", "gisteren om 10:00", "hier à 10h", "2 uur geleden", "vorige week",
        "Sun, 31 Feb 2026 10:00:00 +0000", "31/02/2026", "0001-01-01T00:00:00",
        "9999-12-31T23:59:59", "0000-00-00 00:00:00", "1999-12-31T12:00:00Z", 0, -1, 1e18, 2**70,
        float("nan"), float("inf"), True, NOW + timedelta(days=2), "2026-11-19T00:00:00Z",
        "9" * 400, "1" * 5000, [], {}, b"2026", "١٢", "32 november 2026", "9 november 2026 25:99",
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_what_is_no_moment_is_the_moment_of_reading_and_marked(value: object) -> None:
    assert to_utc(value, now=NOW, zone=ZONE) == (NOW, True)


def test_a_clock_may_run_a_little_ahead() -> None:
    ahead = NOW + timedelta(hours=23)
    assert to_utc(ahead.isoformat(), now=NOW, zone=ZONE) == (ahead, False)


def test_all_languages_name_all_months() -> None:
    assert set(months().values()) == set(range(1, 13))
    assert len(LANGUAGES) == 4


ANYTHING = st.one_of(
    st.text(max_size=100),
    st.text(alphabet="0123456789-:/. TZ+novjanmrtàhu,", max_size=40),
    st.integers(),
    st.floats(),
    st.datetimes(),
    st.dates(),
    st.none(),
    st.binary(max_size=10),
)


@settings(deadline=None)
@given(ANYTHING)
def test_it_never_raises_and_stays_in_range(value: object) -> None:
    moment, doubtful = to_utc(value, now=NOW, zone=ZONE)
    assert moment.tzinfo is UTC
    assert datetime(2000, 1, 1, tzinfo=UTC) <= moment <= NOW + timedelta(hours=24)
    assert not doubtful or moment == NOW
