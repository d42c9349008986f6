"""A run is kept for as long as its stage works, and no longer once it was taken over."""

import threading
import time
from datetime import timedelta

from jobs.model import Run, Stage
from jobs.schedule.lease import kept
from tests.make import WEEK
from tests.schedule.toy import Toy

LEASE = timedelta(seconds=0.2)


def claim(toy: Toy) -> Run | None:
    return toy.store.runs.claim(Stage.DETECT, WEEK, toy.clock(), LEASE)


def claimed(toy: Toy) -> Run:
    toy.store.runs.ensure(Stage.DETECT, WEEK)
    run = claim(toy)
    assert run is not None
    return run


def wait_until_renewed(toy: Toy) -> None:
    """Wait until the run has a whole lease before it, by the clock that stands still."""
    deadline = time.monotonic() + 60
    while [one.lease_until for one in toy.store.runs.open()] != [toy.clock() + LEASE]:
        assert time.monotonic() < deadline, "it is not renewed"
        time.sleep(0.01)


def test_a_stage_that_works_longer_than_a_lease_keeps_its_run(toy: Toy) -> None:
    run = claimed(toy)

    with kept(toy.store, run, toy.clock, LEASE):
        for _ in range(6):
            toy.clock.moment += 0.9 * LEASE
            wait_until_renewed(toy)
            assert claim(toy) is None

    toy.clock.moment += 1.1 * LEASE
    assert claim(toy) is not None


def test_a_run_that_was_taken_over_is_not_renewed(toy: Toy) -> None:
    run = claimed(toy)
    toy.clock.moment += 2 * LEASE
    heir = claim(toy)
    assert heir is not None

    with kept(toy.store, run, toy.clock, LEASE):
        toy.clock.moment += LEASE
        time.sleep(LEASE.total_seconds())

    assert [one.lease_until for one in toy.store.runs.open()] == [heir.lease_until]


def test_a_database_that_is_busy_for_a_moment_does_not_end_the_renewing(toy: Toy) -> None:
    run = claimed(toy)
    engine = toy.store._desk.connections.engine
    with engine.connect() as one, engine.connect() as two:
        for impatient in (one, two):
            impatient.exec_driver_sql("PRAGMA busy_timeout=1")
    held = threading.Event()

    def hold() -> None:
        with toy.store.transaction():
            held.set()
            time.sleep(1.5 * LEASE.total_seconds())

    with kept(toy.store, run, toy.clock, LEASE):
        other = threading.Thread(target=hold)
        other.start()
        held.wait(5)
        other.join()
        toy.clock.moment += 0.9 * LEASE
        wait_until_renewed(toy)
