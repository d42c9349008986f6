"""The daemon: gives signs of life, keeps the ledger up to the calendar, runs what is due, leaves.

tick, every 30 s:  sign of life | clock believed? | wake both lanes
lane "week":       chores (sources, answers, dangers, old texts) | reconcile | run weeks
lane "mail":       chores (send the outbox)
"""

import asyncio
import contextlib
import inspect
import secrets
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from jobs import log
from jobs.errors import BuurtsignaalError
from jobs.model import Counts, Week
from jobs.schedule.chain import Chain, describe, run_week
from jobs.schedule.clockcheck import ClockCheck
from jobs.schedule.periods import Rhythm
from jobs.schedule.reconcile import first_week, reconcile
from jobs.schedule.runner import Runner
from jobs.schedule.stages import in_thread
from jobs.store import Store

LANES: Final = ("week", "mail")
"""What is done one after the other; mails do not wait for an analysis."""

TICK: Final = timedelta(seconds=30)
"""How often a daemon looks what is due."""

GRACE: Final = 25.0
"""Seconds that what runs has to end after SIGTERM; systemd kills after 40."""

_LOG = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """Something done over and over beside the weeks.

    Attributes:
        name: ``poll``, ``send`` …; for the log.
        lane: One of `LANES`.
        every: At most so often.
        work: Does it; a coroutine, or a plain function that then gets a thread.
    """

    name: str
    lane: str
    every: timedelta
    work: Callable[[Store], Awaitable[Counts] | Counts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What the daemon does.

    Attributes:
        chain: How a week is run.
        rhythm: When weeks are due.
        configured_first: First week to report on, when sources.toml names one.
        chores: What else is done.
        version: Version of the program.
        every: Time between ticks.
        grace: Seconds that what runs has to end after SIGTERM.
        counted: Seconds on a clock that never jumps.
    """

    chain: Chain
    rhythm: Rhythm
    configured_first: Week | None = None
    chores: tuple[Chore, ...] = ()
    version: str = ""
    every: timedelta = TICK
    grace: float = GRACE
    counted: Callable[[], float] = time.monotonic


@dataclass(slots=True, kw_only=True)
class _Daemon:
    """One daemon at work."""

    service: Service
    runner: Runner
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    check: ClockCheck = field(default_factory=ClockCheck)
    believed: bool = True
    done_at: dict[str, float] = field(default_factory=dict)

    async def tick(self) -> None:
        """Give a sign of life and wake the lanes, unless the clock has jumped."""
        service = self.service
        now = service.chain.now()
        steady = self.check.steady(now, service.counted())
        if not steady and self.believed:
            _LOG.error("clock.jumped", now=now.isoformat())
        if steady and not self.believed:
            _LOG.info("clock.steady", now=now.isoformat())
        self.believed = steady
        try:
            service.chain.store.daemons.beat(self.id, service.version, now)
        except BuurtsignaalError as error:
            _LOG.error("tick.failed", error=describe(error))
        for lane in LANES:
            await self.runner.wake(lane)

    async def drain(self, lane: str) -> None:
        """Do all there is to do in *lane*; nothing while the clock is not believed."""
        if not self.believed:
            return
        for chore in self.service.chores:
            if chore.lane == lane:
                await self._chore(chore)
        if lane == LANES[0]:
            await self._weeks()

    async def _chore(self, chore: Chore) -> None:
        counted = self.service.counted()
        last = self.done_at.get(chore.name)
        if last is not None and counted - last < chore.every.total_seconds():
            return
        self.done_at[chore.name] = counted
        store = self.service.chain.store
        with _logged("chore.failed", chore=chore.name):
            if inspect.iscoroutinefunction(chore.work):
                await chore.work(store)
            else:
                await in_thread(lambda: chore.work(store))

    async def _weeks(self) -> None:
        chain, rhythm = self.service.chain, self.service.rhythm
        with _logged("tick.failed"):
            now = chain.now()
            first = first_week(chain.store, rhythm, now, self.service.configured_first)
            for week in reconcile(chain.store, rhythm, first, now):
                with _logged("week.failed", week=str(week)):
                    await run_week(chain, week, asked=False)


@contextlib.contextmanager
def _logged(event: str, **fields: str) -> Iterator[None]:
    """Log an error and go on: one thing that fails does not stop the daemon."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the seam: everything below is logged by its kind
        _LOG.error(event, **fields, error=describe(error))


async def serve(service: Service, runner: Runner) -> None:
    """Serve until SIGTERM or SIGINT: then claim nothing, end or give back what runs, and return.

    A second signal does not wait for what runs.
    """
    daemon = _Daemon(service=service, runner=runner)
    calls: list[asyncio.Event] = [asyncio.Event(), asyncio.Event()]
    loop = asyncio.get_running_loop()

    def called() -> None:
        """Note the first signal, and that a second one came."""
        calls[1 if calls[0].is_set() else 0].set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, called)
    try:
        _LOG.info("serve.started", version=service.version)
        await runner.start(daemon.drain, daemon.tick, service.every)
        await calls[0].wait()
        _LOG.info("serve.stopping")
        service.chain.stop.set()
        await _stop(runner, service.grace, calls[1])
        service.chain.store.daemons.stop(daemon.id, service.chain.now())
        _LOG.info("serve.stopped")
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def _stop(runner: Runner, grace: float, hurry: asyncio.Event) -> None:
    """Stop *runner* within *grace* seconds, at once when *hurry* is set."""
    stopping = asyncio.create_task(runner.stop(grace))
    hurried = asyncio.create_task(hurry.wait())
    await asyncio.wait({stopping, hurried}, return_when=asyncio.FIRST_COMPLETED)
    hurried.cancel()
    if not stopping.done():
        stopping.cancel()
        await asyncio.gather(stopping, return_exceptions=True)
        await runner.stop(0)
    await asyncio.gather(stopping, hurried, return_exceptions=True)
