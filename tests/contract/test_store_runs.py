"""What every store engine must do with the run ledger."""

from collections.abc import Callable

import pytest

from jobs.errors import LeaseLostError
from jobs.model import RunState, Stage
from jobs.store import Store
from tests.contract.engines import DAY, LEASE, MINUTE
from tests.make import MONDAY, WEEK


def test_a_run_is_claimed_once_and_finished_once(another: Callable[[], Store]) -> None:
    one, two = another(), another()
    one.runs.ensure(Stage.DETECT, WEEK)
    two.runs.ensure(Stage.DETECT, WEEK)

    run = one.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE)

    assert run is not None
    assert (run.state, run.attempt, run.fence) == (RunState.RUNNING, 1, 1)
    assert run.lease_until == MONDAY + LEASE
    assert two.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE) is None
    one.runs.finish(run, {"kept": 3}, MONDAY + MINUTE)
    (done,) = two.runs.of_week(WEEK)
    assert (done.state, done.counts, done.finished_at) == (
        RunState.DONE,
        {"kept": 3},
        MONDAY + MINUTE,
    )
    assert two.runs.claim(Stage.DETECT, WEEK, MONDAY + DAY, LEASE) is None
    assert two.runs.last_done(Stage.DETECT) == WEEK
    assert two.runs.last_done(Stage.CLUSTER) is None
    with pytest.raises(LeaseLostError):
        one.runs.finish(run, {}, MONDAY)


def test_a_run_that_is_not_in_the_ledger_cannot_be_claimed(store: Store) -> None:
    assert store.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE) is None


def test_a_run_whose_owner_died_is_taken_over_and_the_owner_refused(
    another: Callable[[], Store],
) -> None:
    zombie, heir = another(), another()
    zombie.runs.ensure(Stage.DETECT, WEEK)
    old = zombie.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE)
    assert old is not None
    zombie.fenced(old).meta.put("written", "by the owner")
    zombie.runs.renew(old, MONDAY + 2 * LEASE)

    assert heir.runs.claim(Stage.DETECT, WEEK, MONDAY + LEASE, LEASE) is None
    new = heir.runs.claim(Stage.DETECT, WEEK, MONDAY + 2 * LEASE, LEASE)

    assert new is not None
    assert (new.fence, new.attempt) == (2, 2)
    with pytest.raises(LeaseLostError), zombie.fenced(old).transaction():
        pytest.fail("a zombie got into a transaction")
    with pytest.raises(LeaseLostError):
        zombie.fenced(old).meta.put("written", "by the zombie")
    refused: tuple[Callable[[], None], ...] = (
        lambda: zombie.runs.renew(old, MONDAY + DAY),
        lambda: zombie.runs.finish(old, {}, MONDAY),
        lambda: zombie.runs.fail(old, "", None, MONDAY),
    )
    for late in refused:
        with pytest.raises(LeaseLostError):
            late()
    zombie.runs.release(old)  # says nothing, and changes nothing
    heir.fenced(new).meta.put("written", "by the heir")
    assert zombie.meta.get("written") == "by the heir"
    assert [one.fence for one in heir.runs.open()] == [2]


def test_leases_end_at_once_when_their_owners_are_known_to_be_gone(store: Store) -> None:
    for stage in (Stage.DETECT, Stage.RETAIN):
        store.runs.ensure(stage, WEEK)
    old = store.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE)
    assert old is not None

    store.runs.expire_leases(MONDAY + MINUTE / 2)

    new = store.runs.claim(Stage.DETECT, WEEK, MONDAY + MINUTE / 2, LEASE)
    assert new is not None
    assert new.fence == old.fence + 1


def test_a_run_that_failed_waits_for_its_moment(store: Store) -> None:
    store.runs.ensure(Stage.DETECT, WEEK)
    run = store.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE)
    assert run is not None

    store.runs.fail(run, "disk full", MONDAY + 5 * MINUTE, MONDAY + MINUTE)

    (failed,) = store.runs.open()
    assert (failed.state, failed.error) == (RunState.FAILED, "disk full")
    assert store.runs.claim(Stage.DETECT, WEEK, MONDAY + MINUTE, LEASE) is None
    again = store.runs.claim(Stage.DETECT, WEEK, MONDAY + 5 * MINUTE, LEASE)
    assert again is not None
    assert (again.attempt, again.error, again.next_at) == (2, "", None)


def test_a_run_given_back_is_had_at_once(store: Store) -> None:
    store.runs.ensure(Stage.DETECT, WEEK)
    run = store.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE)
    assert run is not None

    store.runs.release(run)

    assert [one.state for one in store.runs.open()] == [RunState.PENDING]
    with pytest.raises(LeaseLostError):
        store.fenced(run).meta.put("written", "after giving it back")
    assert store.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE) is not None


def test_a_run_that_is_skipped_says_why_and_is_not_claimed(store: Store) -> None:
    store.runs.skip(Stage.REPORT, WEEK, MONDAY, "too-old")

    (skipped,) = store.runs.of_week(WEEK)
    assert (skipped.state, skipped.error) == (RunState.SKIPPED, "too-old")
    assert store.runs.claim(Stage.REPORT, WEEK, MONDAY, LEASE) is None
    assert store.runs.open() == ()


def test_skipping_leaves_alone_what_runs_or_is_done(store: Store) -> None:
    store.runs.ensure(Stage.REPORT, WEEK)
    run = store.runs.claim(Stage.REPORT, WEEK, MONDAY, LEASE)
    assert run is not None
    store.runs.skip(Stage.REPORT, WEEK, MONDAY, "too-old")
    store.runs.finish(run, {}, MONDAY)
    store.runs.skip(Stage.REPORT, WEEK, MONDAY, "too-old")

    assert [one.state for one in store.runs.of_week(WEEK)] == [RunState.DONE]


def test_a_run_that_is_done_can_be_opened_again(store: Store) -> None:
    store.runs.ensure(Stage.DETECT, WEEK)
    run = store.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE)
    assert run is not None
    store.runs.reopen(Stage.DETECT, WEEK)  # runs: stays
    store.runs.finish(run, {"kept": 1}, MONDAY)

    store.runs.reopen(Stage.DETECT, WEEK)

    again = store.runs.claim(Stage.DETECT, WEEK, MONDAY, LEASE)
    assert again is not None
    assert again.fence == 2


def test_runs_come_in_the_order_of_weeks_and_stages(store: Store) -> None:
    for stage, week in (
        (Stage.RETAIN, WEEK),
        (Stage.COLLECT, WEEK),
        (Stage.DELIVER, WEEK.previous),
        (Stage.CLUSTER, WEEK),
    ):
        store.runs.ensure(stage, week)

    assert [one.stage for one in store.runs.of_week(WEEK)] == [
        Stage.COLLECT,
        Stage.CLUSTER,
        Stage.RETAIN,
    ]
    assert store.runs.open()[0].week == WEEK.previous
    assert store.runs.weeks_known() == (WEEK.previous, WEEK)
    assert store.runs.weeks(Stage.DELIVER) == {WEEK.previous}
    assert store.runs.weeks(Stage.DELIVER, RunState.DONE) == frozenset()
