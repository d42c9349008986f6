"""A Retry-After of any kind becomes a pause of one second to six hours."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.collect.retry_after import (
    LONGEST,
    SHORTEST,
    UNSAID,
    pause_length,
    reset_length,
    spent_length,
)

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


@pytest.mark.parametrize(
    ("header", "length"),
    [
        ("90", timedelta(seconds=90)),
        ("90.5", timedelta(seconds=90)),
        ("0", SHORTEST),
        (str(int(NOW.timestamp()) + 90), timedelta(seconds=90)),
        (str((int(NOW.timestamp()) + 90) * 1000), timedelta(seconds=90)),
        (str(int(NOW.timestamp()) - 90), SHORTEST),
        ("9" * 60, LONGEST),
        ("2026-11-09T08:01:30.123Z", timedelta(seconds=90, milliseconds=123)),
        ("2026-11-09T09:01:30+01:00", timedelta(seconds=90)),
        ("2026-11-09T08:01:30", timedelta(seconds=90)),
        ("9999-12-31T23:59:59+00:00", LONGEST),
        ("straks", None),
        ("", None),
        ("²", None),
    ],
)
def test_when_a_limit_is_over_is_told_in_three_ways(header: str, length: timedelta | None) -> None:
    assert reset_length({"x-ratelimit-reset": header}, NOW) == length


@pytest.mark.parametrize(
    ("left", "length"),
    [
        ("0", timedelta(seconds=90)),
        ("0.0", timedelta(seconds=90)),
        ("1", None),
        ("299", None),
        ("", None),
        ("nan", None),
        ("veel", None),
    ],
)
def test_the_last_turn_leaves_a_host_alone(left: str, length: timedelta | None) -> None:
    headers = {"x-ratelimit-remaining": left, "x-ratelimit-reset": "90"}
    assert spent_length(headers, NOW) == length
    assert spent_length({"x-ratelimit-remaining": left}, NOW) is None


@given(st.text() | st.from_regex(r"[+-]?[0-9]{1,200}"), st.datetimes(timezones=st.just(UTC)))
def test_no_reset_is_a_surprise(header: str, now: datetime) -> None:
    length = reset_length({"ratelimit-reset": header}, now)
    assert length is None or SHORTEST <= length <= LONGEST
