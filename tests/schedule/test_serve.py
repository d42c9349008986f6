"""The daemon: catches up, does its chores, survives what fails, and leaves when asked."""

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from jobs.errors import DeliveryError
from jobs.model import Counts, Progress, RunState, Stage, Week
from jobs.schedule import InProcessRunner
from jobs.schedule.ledger import CHAIN
from jobs.schedule.serve import LANES, Chore, Service, serve
from jobs.store import Store
from tests.make import WEEK
from tests.schedule.toy import LATER, RHYTHM, ZONE, Make, Toy, failing

FIRST = Week(2026, 46)


def make_service(toy: Toy, *chores: Chore) -> Service:
    return Service(
        chain=toy.chain,
        rhythm=RHYTHM,
        configured_first=FIRST,
        chores=chores,
        version="0.1",
        every=timedelta(seconds=0.05),
        grace=5,
    )


async def until(reached: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is so; fail when it takes too long."""
    async with asyncio.timeout(seconds):
        while not reached():  # noqa: ASYNC110 - a store tells nobody that it changed
            await asyncio.sleep(0.02)


def serve_until(service: Service, reached: Callable[[], bool], *, signals: int = 1) -> None:
    """Serve, and send SIGTERM once something is so."""

    async def main() -> None:
        serving = asyncio.create_task(serve(service, InProcessRunner(LANES)))
        await until(reached)
        for _ in range(signals):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.05)
        async with asyncio.timeout(20):
            await serving

    asyncio.run(main())


def done(toy: Toy, *weeks: Week) -> Callable[[], bool]:
    return lambda: all(
        {run.state for run in toy.store.runs.of_week(week)} == {RunState.DONE} for week in weeks
    )


def test_a_week_that_is_due_is_run_once_and_the_daemon_leaves_when_asked(toy: Toy) -> None:
    serve_until(make_service(toy), done(toy, WEEK))

    assert toy.ran == [f"{WEEK} {stage}" for stage in CHAIN]
    (daemon,) = toy.store.daemons.all()
    assert (daemon.version, daemon.stopped_at) == ("0.1", LATER)


def test_three_weeks_down_over_new_year_are_caught_up_in_order(toy: Toy) -> None:
    toy.clock.moment = datetime(2026, 12, 21, 12, 0, tzinfo=ZONE)
    service = replace(make_service(toy), configured_first=Week(2026, 51))
    serve_until(service, done(toy, Week(2026, 51)))
    toy.ran.clear()

    toy.clock.moment = datetime(2027, 1, 13, 12, 0, tzinfo=ZONE)
    missed = (Week(2026, 52), Week(2026, 53), Week(2027, 1))
    service = replace(make_service(toy), configured_first=Week(2026, 51))
    serve_until(service, done(toy, *missed))

    assert toy.ran == [f"{week} {stage}" for week in missed for stage in CHAIN]


def test_two_daemons_on_one_store_run_each_week_once(make_toy: Make) -> None:
    one, two = make_toy(), make_toy()
    weeks = tuple(Week(2026, number) for number in range(44, 47))
    services = [replace(make_service(toy), configured_first=weeks[0]) for toy in (one, two)]

    async def main() -> None:
        runners = [InProcessRunner(LANES) for _ in services]
        daemons = [
            asyncio.create_task(serve(service, runner))
            for service, runner in zip(services, runners, strict=True)
        ]
        await until(done(one, *weeks))
        for runner in runners:
            await runner.stop(5)
        for daemon in daemons:
            daemon.cancel()
        await asyncio.gather(*daemons, return_exceptions=True)

    asyncio.run(main())

    assert sorted(one.ran + two.ran) == sorted(f"{w} {stage}" for w in weeks for stage in CHAIN)


def test_chores_are_done_in_their_time_and_a_failing_one_stops_nothing(toy: Toy) -> None:
    did: list[str] = []

    def chore(name: str, lane: str, every: timedelta) -> Chore:
        def work(store: Store) -> Counts:
            del store
            did.append(name)
            message = "mail.h.example: refused"
            raise DeliveryError(message)

        return Chore(name=name, lane=lane, every=every, work=work)

    async def read(store: Store) -> Counts:
        del store
        did.append("read")
        return {}

    service = make_service(
        toy,
        chore("send", "mail", timedelta(seconds=0.01)),
        chore("seldom", "week", timedelta(hours=1)),
        Chore(name="read", lane="week", every=timedelta(seconds=0.01), work=read),
    )
    serve_until(service, lambda: did.count("send") > 2 and did.count("read") > 2)

    assert did.count("seldom") == 1
    assert done(toy, WEEK)()


def test_a_week_that_fails_keeps_no_other_week_and_no_daemon(toy: Toy) -> None:
    good = toy.stages[Stage.REPORT]

    def picky(store: Store, week: Week, progress: Progress) -> Counts | Awaitable[Counts]:
        return (good if week == WEEK else failing(RuntimeError()))(store, week, progress)

    toy.stages[Stage.REPORT] = picky
    service = replace(make_service(toy), configured_first=WEEK.previous)

    serve_until(service, done(toy, WEEK))

    failed = {run.stage: run.state for run in toy.store.runs.of_week(WEEK.previous)}
    assert failed[Stage.REPORT] is RunState.FAILED
    assert failed[Stage.RETAIN] is RunState.DONE


def test_nothing_is_planned_or_sent_while_the_clock_cannot_be_believed(
    toy: Toy, capfd: pytest.CaptureFixture[str]
) -> None:
    did: list[datetime] = []

    async def send(store: Store) -> Counts:
        del store
        did.append(toy.clock())
        return {}

    counted = [0.0]
    chore = Chore(name="send", lane="mail", every=timedelta(0), work=send)
    service = replace(make_service(toy, chore), counted=lambda: counted[0])

    async def main() -> None:
        serving = asyncio.create_task(serve(service, InProcessRunner(LANES)))
        await until(done(toy, WEEK))
        toy.clock.moment += timedelta(weeks=10)
        await until(lambda: toy.store.daemons.all()[0].beat_at == toy.clock())
        await asyncio.sleep(0.2)
        assert all(moment < toy.clock() for moment in did[:-1])
        assert toy.store.runs.weeks(Stage.REPORT) == {WEEK}
        counted[0] += 3600
        toy.clock.moment += timedelta(hours=1)
        await until(lambda: len(toy.store.runs.weeks(Stage.REPORT)) > 1)
        os.kill(os.getpid(), signal.SIGTERM)
        await serving

    asyncio.run(main())

    shown = capfd.readouterr().err
    assert shown.count("clock.jumped") == 1


def test_a_sign_of_life_that_cannot_be_given_is_logged(
    toy: Toy, capfd: pytest.CaptureFixture[str]
) -> None:
    with toy.store._desk.connections.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    async def main() -> None:
        runner = InProcessRunner(LANES)
        serving = asyncio.create_task(serve(make_service(toy), runner))
        await asyncio.sleep(0.2)
        serving.cancel()
        await runner.stop(1)
        await asyncio.gather(serving, return_exceptions=True)

    asyncio.run(main())

    assert "tick.failed" in capfd.readouterr().err


@pytest.mark.parametrize("signals", [1, 2])
def test_sigterm_gives_back_what_runs(toy: Toy, signals: int) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(store: Store, week: Week, progress: Progress) -> Counts:
        del store, week
        begun.set()
        while signals == 1 and not go_on.wait(0.02):
            progress("still", 0, 0)
        go_on.wait(10)
        return {}

    toy.stages[Stage.DETECT] = slow
    serve_until(make_service(toy), begun.is_set, signals=signals)
    go_on.set()

    states = {run.stage: run.state for run in toy.store.runs.of_week(WEEK)}
    assert states[Stage.COLLECT] is RunState.DONE
    assert states[Stage.DETECT] is RunState.PENDING


def test_a_stage_that_hears_nothing_is_left_behind_after_the_grace(toy: Toy) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def deaf(store: Store, week: Week, progress: Progress) -> Counts:
        del store, week, progress
        begun.set()
        go_on.wait(10)
        return {}

    toy.stages[Stage.COLLECT] = deaf
    serve_until(replace(make_service(toy), grace=0.2), begun.is_set)
    go_on.set()

    (run, *_) = toy.store.runs.of_week(WEEK)
    assert (run.stage, run.state) == (Stage.COLLECT, RunState.PENDING)
