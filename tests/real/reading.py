"""A source and a store in, what each reading asked and what is stored then out."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from jobs.collect.job import run
from jobs.collect.pseudonym import post_id
from jobs.collect.request import Fetches, Request, Response
from jobs.model import Counts, Post, SourceId, SourceStatus
from jobs.store import Store
from tests.collect.town import KEY, make_settings
from tests.hostile.clock import FakeClock
from tests.hostile.fetching import make_fetcher

SOURCE = SourceId("groep")
NOW = datetime.now(UTC).replace(microsecond=0)
EVER = timedelta(days=999)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question and its answer: the path, whether it was conditional, the status."""

    path: str
    conditional: bool
    status: int


@dataclass
class Watching:
    """A fetcher that notes what it is asked and answers."""

    inner: Fetches
    asked: list[Asked]

    async def get(self, request: Request) -> Response:
        """Answer as the inner one does."""
        parts = urlsplit(request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        conditional, status = any(request.validators), 0
        try:
            response = await self.inner.get(request)
            status = response.status
        finally:
            self.asked.append(Asked(path=path, conditional=conditional, status=status))
        return response


@dataclass
class Reading:
    """A store that reads one source, called ``groep``, and its clock.

    Attributes:
        asked: What the last reading asked, robots.txt aside.
    """

    store: Store
    source: dict[str, object]
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    asked: list[Asked] = field(default_factory=list)

    def read(self, **later: float) -> Counts:
        """Read the source after some time."""
        self.clock.move(**later)
        self.asked.clear()

        async def story() -> Counts:
            async with make_fetcher(clock=self.clock) as fetcher:
                watching = Watching(fetcher, self.asked)
                settings = make_settings(self.source)
                return await run(self.store, settings, watching, KEY, self.clock.now)

        return asyncio.run(story())

    @property
    def paths(self) -> list[str]:
        """The paths that the last reading asked for, in order."""
        return [one.path for one in self.asked]

    @property
    def texts(self) -> list[str]:
        """The texts that the store holds, in order of time."""
        return [post.text for post in self.posts if post.text]

    @property
    def posts(self) -> tuple[Post, ...]:
        """What the store holds, erased posts too, in order of time."""
        return self.store.posts.between(NOW - EVER, NOW + EVER)

    def post(self, native: str) -> Post | None:
        """Return what the store holds of a post; None when that is nothing, or was erased."""
        key = post_id(KEY, SOURCE, native)
        found = self.store.posts.by_id([key]).get(key)
        return found if found is not None and found.text else None

    @property
    def status(self) -> SourceStatus:
        """How the source stands."""
        return self.store.sources.all()[SOURCE]
