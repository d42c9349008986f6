"""A Retry-After of any kind becomes a pause of one second to six hours."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.collect.retry_after import LONGEST, SHORTEST, UNSAID, pause_length

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("120", timedelta(seconds=120)),
        (" 120 ", timedelta(seconds=120)),
        ("+7", timedelta(seconds=7)),
        ("0", SHORTEST),
        ("-5", SHORTEST),
        ("-" + "9" * 99, SHORTEST),
        ("0" * 50 + "30", timedelta(seconds=30)),
        ("86400", LONGEST),
        ("9" * 99, LONGEST),
        ("1e309", UNSAID),
        ("1.5", UNSAID),
        ("nan", UNSAID),
        ("", UNSAID),
        ("morgen", UNSAID),
        ("٣", UNSAID),
        ("²", UNSAID),
        ("Mon, 09 Nov 2026 08:02:00 GMT", timedelta(seconds=120)),
        ("Mon, 09 Nov 2026 09:02:00 +0100", timedelta(seconds=120)),
        ("Mon, 09 Nov 2026 08:02:00", timedelta(seconds=120)),
        ("Monday, 09-Nov-26 08:02:00 GMT", timedelta(seconds=120)),
        ("Sun, 08 Nov 2026 08:00:00 GMT", SHORTEST),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
        ("Mon, 01 Jan 0001 00:00:00 +1400", SHORTEST),
        ("Sun, 31 Feb 2026 08:00:00 GMT", UNSAID),
        ("Mon, 09 Nov 2026 08:02:00 +9999999", UNSAID),
    ],
)
def test_every_form_has_its_length(header: str, pause: timedelta) -> None:
    assert pause_length(header, NOW) == pause


@given(st.text() | st.from_regex(r"[+-]?[0-9]{1,200}"), st.datetimes(timezones=st.just(UTC)))
def test_no_header_is_a_surprise(header: str, now: datetime) -> None:
    assert SHORTEST <= pause_length(header, now) <= LONGEST


@given(st.integers(1, 21_600))
def test_seconds_within_the_bounds_are_honoured(seconds: int) -> None:
    assert pause_length(str(seconds), NOW) == timedelta(seconds=seconds)


@given(st.integers(1, 21_600), st.integers(-12, 14))
def test_dates_within_the_bounds_are_honoured(seconds: int, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    moment = (NOW + timedelta(seconds=seconds)).astimezone(zone)

    header = moment.strftime("%a, %d %b %Y %H:%M:%S %z")

    assert pause_length(header, NOW) == timedelta(seconds=seconds)
