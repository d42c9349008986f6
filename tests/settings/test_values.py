"""Values that TOML has no form for."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.settings.values import (
    parse_duration,
    parse_hours,
    parse_secret_name,
    parse_time_of_day,
    parse_zone,
)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30min", timedelta(minutes=30)),
        ("6h", timedelta(hours=6)),
        ("14d", timedelta(days=14)),
        ("1 day", timedelta(days=1)),
        ("4 weeks", timedelta(weeks=4)),
        (timedelta(days=2), timedelta(days=2)),
    ],
)
def test_lengths_of_time_are_read(text: object, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize("text", ["6", "6 uur", "-1h", "0h", "1.5h", "521w", 7, None, "٣h", "6h\n"])
def test_other_lengths_are_refused_with_advice(text: object) -> None:
    with pytest.raises(ValueError, match="write "):
        parse_duration(text)


def test_office_hours_are_read() -> None:
    assert parse_hours("08:30-12:00") == "08:30-12:00"


@pytest.mark.parametrize("text", ["9-17", "17:00-09:00", "09:00-09:00", "09:00", "09:00-25:00", 9])
def test_other_office_hours_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match="write them as 09:00-17:00"):
        parse_hours(text)


@pytest.mark.parametrize("text", ["6:30", "24:00", "12:60", "02:00", "03:59", 7, "06:30 ", ""])
def test_times_that_are_none_or_come_twice_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match="write "):
        parse_time_of_day(text)


@given(st.times())
def test_every_other_time_is_read(moment: object) -> None:
    text = str(moment)[:5]
    if not "02:00" <= text < "04:00":
        assert parse_time_of_day(text) == text


@pytest.mark.parametrize("text", ["Europe/Brusels", "CET", "+01:00", "UTC", "../x", 1, ""])
def test_zones_that_are_none_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match="write one such as Europe/Brussels"):
        parse_zone(text)


def test_a_zone_is_read() -> None:
    assert parse_zone("Europe/Amsterdam") == "Europe/Amsterdam"


@pytest.mark.parametrize("name", ["smtp", "facebook-page", "page-2", "a-b-c-d-e"])
def test_short_words_name_a_secret(name: str) -> None:
    assert parse_secret_name(name) == name


@pytest.mark.parametrize(
    "value",
    [
        "EAAGm0PX4ZCpsBAKZC",
        "9f86d081884c7d659a2feaa0c55ad015",
        "abcdefghijklmnopqrstuvwxyz",
        "xxxx xxxx xxxx",
        "hunter2",
        "",
        7,
    ],
)
def test_what_may_be_the_secret_itself_is_refused_and_not_repeated(value: object) -> None:
    with pytest.raises(ValueError, match="is no name of a secret") as caught:
        parse_secret_name(value)
    assert not value or str(value) not in str(caught.value)
