"""A chain of toy stages over a real store, with a clock that the test moves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jobs.model import Counts, Cursor, Progress, SourceId, SourceStatus, Stage, Week
from jobs.schedule.chain import Chain
from jobs.schedule.periods import Rhythm
from jobs.schedule.stages import StageCall
from jobs.store import Store
from tests.make import MONDAY, make_post
from tests.stores import open_store

ZONE: Final = ZoneInfo("Europe/Brussels")
RHYTHM: Final = Rhythm(zone=ZONE, weekday="mon", at="06:30", catch_up=timedelta(weeks=4))
LATER: Final = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)
"""A Wednesday, nine days after `MONDAY`: week 46 is over and due, week 47 is not."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime = LATER) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment it stands at."""
        return self.moment

    async def sleep(self, seconds: float) -> None:
        """Let time pass without waiting."""
        self.moment += timedelta(seconds=seconds)


class Toy:
    """Stages that write down when they ran, each effect under the fence."""

    def __init__(self, path: Path, *, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.store = open_store(path)
        self.ran: list[str] = []
        self.stages: dict[Stage, StageCall] = {stage: self.stage(stage) for stage in Stage}

    def stage(self, stage: Stage) -> StageCall:
        """Return a stage that counts its effects in the store."""

        def run(store: Store, week: Week, progress: Progress) -> Counts:
            progress(f"{stage}", 1, 1)
            with store.transaction():
                key = f"{week} {stage}"
                store.meta.put(key, str(int(store.meta.get(key) or "0") + 1))
            self.ran.append(key)
            return {"effects": 1}

        return run

    @property
    def chain(self) -> Chain:
        """Return what running a week needs."""
        return Chain(
            store=self.store,
            stages=self.stages,
            now=self.clock,
            zone=ZONE,
            sleep=self.clock.sleep,
        )

    def posted(self, *weeks_ago: int) -> None:
        """Store a post of each of these many weeks before `MONDAY`."""
        status = SourceStatus(source_id=SourceId("groep"), cursor=Cursor.start())
        posts = [make_post(number=ago + 1, at=MONDAY - timedelta(weeks=ago)) for ago in weeks_ago]
        self.store.posts.save(posts, [], status, {})

    def effects(self, week: Week) -> dict[str, str | None]:
        """Return how often each stage of *week* had its effect."""
        return {stage: self.store.meta.get(f"{week} {stage}") for stage in Stage}


def failing(error: Exception, *, times: int = 10**9) -> StageCall:
    """Return a stage that fails *times* times."""
    left = [times]

    def run(store: Store, week: Week, progress: Progress) -> Counts:
        del store, week, progress
        left[0] -= 1
        if left[0] >= 0:
            raise error
        return {}

    return run


Make = Callable[[], Toy]
