"""Every reason has its class of error, and none of them is a surprise."""

from datetime import UTC, datetime

import pytest

from jobs.collect.reasons import FetchReason, FetchStop
from jobs.errors import FetchRefused, SourceBroken

WHEN = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("reason", FetchReason)
def test_a_stop_becomes_the_error_of_a_source(reason: FetchReason) -> None:
    error = FetchStop(reason, "forum.example answered", retry_at=WHEN).about("forum")

    assert isinstance(error, FetchRefused if reason.refused else SourceBroken)
    assert (error.source_id, error.reason, error.retry_at) == ("forum", reason.value, WHEN)
    assert str(error) == f"source forum: {reason} (forum.example answered)"


def test_a_door_that_is_shut_is_not_knocked_on_again() -> None:
    assert {reason for reason in FetchReason if reason.closes} == {
        FetchReason.CLOSED,
        FetchReason.ROBOTS,
    }
    assert not any(reason.closes and reason.passing for reason in FetchReason)
