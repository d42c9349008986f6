"""The rules of the ledger."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from jobs.model import Stage
from jobs.schedule.ledger import CHAIN, NEEDS, needing, retry_after, stopped_by


def test_waits_double_from_a_minute_to_an_hour() -> None:
    minutes = [retry_after(attempt) / timedelta(minutes=1) for attempt in range(1, 9)]

    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers())
def test_a_wait_is_never_out_of_bounds(attempt: int) -> None:
    assert timedelta(minutes=1) <= retry_after(attempt) <= timedelta(hours=1)


def test_what_a_stage_needs_comes_before_it() -> None:
    for stage, needed in NEEDS.items():
        assert needed is None or CHAIN.index(needed) < CHAIN.index(stage)


def test_a_stage_that_runs_again_makes_what_needs_it_stale_and_never_erasure() -> None:
    assert needing(Stage.DETECT) == (Stage.CLUSTER, Stage.ADVISE, Stage.REPORT, Stage.DELIVER)
    assert needing(Stage.DELIVER) == needing(Stage.RETAIN) == ()


def test_a_failure_stops_what_needs_it_near_or_far_and_never_erasure() -> None:
    assert stopped_by(Stage.DELIVER, {Stage.DETECT})
    assert stopped_by(Stage.DETECT, {Stage.COLLECT})
    assert not stopped_by(Stage.DETECT, {Stage.CLUSTER})
    assert not stopped_by(Stage.RETAIN, set(CHAIN) - {Stage.RETAIN})
