"""A run is kept for as long as its stage works, and no longer once it was taken over."""

import threading
import time
from datetime import timedelta

from jobs.clock import now
from jobs.model import Run, Stage
from jobs.schedule.lease import kept
from tests.make import WEEK
from tests.schedule.toy import Toy

LEASE = timedelta(seconds=0.2)


def claim(toy: Toy) -> Run:
    toy.store.runs.ensure(Stage.DETECT, WEEK)
    run = toy.store.runs.claim(Stage.DETECT, WEEK, now(), LEASE)
    assert run is not None
    return run


def test_a_stage_that_works_longer_than_a_lease_keeps_its_run(toy: Toy) -> None:
    run = claim(toy)

    with kept(toy.store, run, now, LEASE):
        for _ in range(6):
            time.sleep(0.1)
            assert toy.store.runs.claim(Stage.DETECT, WEEK, now(), LEASE) is None

    time.sleep(0.3)
    assert toy.store.runs.claim(Stage.DETECT, WEEK, now(), LEASE) is not None


def test_a_run_that_was_taken_over_is_not_renewed(toy: Toy) -> None:
    run = claim(toy)
    heir = toy.store.runs.claim(Stage.DETECT, WEEK, now() + 2 * LEASE, LEASE)
    assert heir is not None

    with kept(toy.store, run, now, LEASE):
        time.sleep(0.2)

    assert [one.lease_until for one in toy.store.runs.open()] == [heir.lease_until]


def test_a_database_that_is_busy_for_a_moment_does_not_end_the_renewing(toy: Toy) -> None:
    run = claim(toy)
    engine = toy.store._desk.connections.engine
    with engine.connect() as one, engine.connect() as two:
        for impatient in (one, two):
            impatient.exec_driver_sql("PRAGMA busy_timeout=1")
    held = threading.Event()

    def hold() -> None:
        with toy.store.transaction():
            held.set()
            time.sleep(0.3)

    with kept(toy.store, run, now, LEASE):
        other = threading.Thread(target=hold)
        other.start()
        held.wait(5)
        other.join()
        time.sleep(0.2)
        assert toy.store.runs.claim(Stage.DETECT, WEEK, now(), LEASE) is None
