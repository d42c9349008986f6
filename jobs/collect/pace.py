"""A host in, our turn to ask it out: one gate for all sources and municipalities of a process."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from jobs.collect.limits import DEFAULTS, Limits
from jobs.collect.reasons import FetchReason, FetchStop

Sleep = Callable[[float], Awaitable[object]]
"""Waits for so many seconds."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Place:
    """One host: its free connections, when it was last asked, until when it wants rest."""

    open: asyncio.Semaphore
    last: datetime = _NEVER
    paused_until: datetime = _NEVER


class HostGate:
    """Keeps every host at its pace, and leaves it alone when it asks for that."""

    def __init__(
        self, *, now: Callable[[], datetime], sleep: Sleep, limits: Limits = DEFAULTS
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._limits = limits
        self._places: dict[str, _Place] = {}

    @asynccontextmanager
    async def turn(self, host: str, pace: timedelta) -> AsyncGenerator[None]:
        """Wait for a free connection to *host* and until *pace* after its last request.

        A pace of zero takes no place in the row: for robots.txt, which comes before a page.

        Raises:
            FetchStop: ``rate-limited`` when the wait is longer than we sit out; ``retry_at`` says
                when to come back.
        """
        place = self._place(host)
        async with place.open:
            await self._wait(host, place, pace)
            yield

    def pause(self, host: str, until: datetime) -> None:
        """Ask nothing of *host* before *until*; a shorter pause never undoes a longer one."""
        place = self._place(host)
        place.paused_until = max(place.paused_until, until)

    def _place(self, host: str) -> _Place:
        """Return what is known of *host*, from now on if need be."""
        free = asyncio.Semaphore(self._limits.connections)
        return self._places.setdefault(host, _Place(open=free))

    async def _wait(self, host: str, place: _Place, pace: timedelta) -> None:
        """Sleep until it is our turn, or raise when that is too far off."""
        while True:
            now = self._now()
            # The clock may have been set back: a turn given out is never further than this.
            last = min(place.last, now + pace * self._limits.connections)
            at = max(now, place.paused_until, last + pace if pace else now)
            if at - now > self._limits.max_wait:
                raise FetchStop(FetchReason.RATE_LIMITED, f"{host} asks to wait", retry_at=at)
            if pace:
                place.last = at
            if at > now:
                await self._sleep((at - now).total_seconds())
            if place.paused_until <= max(at, self._now()):
                return
