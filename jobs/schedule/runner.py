"""What carries wake-ups: a timer in this process now, a queue over several machines later.

A runner holds no state that matters. A wake-up lost, doubled or out of order is harmless: the run
ledger and the outbox say what there is to do, and each piece is claimed there.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

Drain = Callable[[str], Awaitable[None]]
"""Does all there is to do in a lane, and returns."""

Tick = Callable[[], Awaitable[None]]
"""Gives a sign of life, looks what is due, and wakes lanes."""


class Runner(Protocol):
    """A carrier of wake-ups."""

    async def start(self, drain: Drain, tick: Tick, every: timedelta) -> None:
        """Call *tick* at once and then *every* so often, and *drain* for each lane woken."""
        ...

    async def wake(self, lane: str) -> None:
        """Say that there may be work in *lane*; it is drained zero times or more."""
        ...

    async def stop(self, grace: float) -> None:
        """Wake nothing any more; let what runs end within *grace* seconds, then cancel it."""
        ...
