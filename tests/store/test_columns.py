"""What is kept is portable text that sorts as it should, and comes back as it was."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.model import Role
from jobs.store.columns import MOMENT, choice, moment_text

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(MOMENTS, MOMENTS)
def test_moments_sort_as_their_text_does(first: datetime, second: datetime) -> None:
    assert (first < second) == (moment_text(first) < moment_text(second))


@given(MOMENTS, st.integers(-14, 14))
def test_a_moment_comes_back_the_same_in_utc(moment: datetime, hours: int) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))

    back = MOMENT.load(MOMENT.dump(elsewhere))

    assert back == moment
    assert isinstance(back, datetime)
    assert back.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        moment_text(datetime(2026, 11, 9))  # noqa: DTZ001 - the very thing that is refused


def test_a_word_outside_a_closed_set_is_refused() -> None:
    with pytest.raises(ValueError, match="'elsewhere'"):
        choice(Role).dump("elsewhere")
