"""Wake-ups inside one process: APScheduler as clock, one task a lane. The only importer of it."""

import asyncio
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs.schedule.runner import Drain, Tick


class InProcessRunner:
    """A `jobs.schedule.runner.Runner` for one machine: the default."""

    def __init__(self, lanes: tuple[str, ...]) -> None:
        self._woken = {lane: asyncio.Event() for lane in lanes}
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self._clock = AsyncIOScheduler(
            timezone=UTC,
            # one tick at a time, late rather than never, and one for all that were missed
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    async def start(self, drain: Drain, tick: Tick, every: timedelta) -> None:
        """Call *tick* at once and then *every* so often, and *drain* for each lane woken."""
        self._tasks = [asyncio.create_task(self._follow(lane, drain)) for lane in self._woken]
        await tick()
        self._clock.add_job(tick, "interval", seconds=every.total_seconds())
        self._clock.start()

    async def wake(self, lane: str) -> None:
        """Have *lane* drained once more after what it does now."""
        self._woken[lane].set()

    async def stop(self, grace: float) -> None:
        """Wake nothing any more; let what runs end within *grace* seconds, then cancel it."""
        self._stopping = True
        if self._clock.running:
            self._clock.shutdown(wait=False)
        for woken in self._woken.values():
            woken.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self, lane: str, drain: Drain) -> None:
        woken = self._woken[lane]
        while True:
            await woken.wait()
            woken.clear()
            if self._stopping:
                return
            await drain(lane)
