"""A clock that only sleeping moves, so that a test of hours takes no time."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(slots=True)
class FakeClock:
    """Says what time it is; `sleep` moves it and comes back at once.

    Attributes:
        moment: The present, UTC.
        slept: Every wait so far, in seconds.
    """

    moment: datetime = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        """Return the present."""
        return self.moment

    def move(self, **length: float) -> None:
        """Let time go by: hours=1."""
        self.moment += timedelta(**length)

    async def sleep(self, seconds: float) -> None:
        """Let *seconds* go by."""
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)
        await asyncio.sleep(0)
