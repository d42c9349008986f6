"""A store that reads one place of the web again and again, and its clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from jobs.collect.job import run
from jobs.model import Counts, SourceId, SourceStatus
from jobs.store import Store
from tests.collect.town import KEY, make_settings, make_source
from tests.fakes import NOW, FakeClock, FakeFetcher


@dataclass
class Revisited:
    """A place and the store that it is read into.

    Attributes:
        store: The store.
        kind: Kind of the source, which is called ``groep``.
        options: Its keys.
        site: What each address begins with.
        place: Name of a page in the tests → its address.
        asked: What the last reading asked for, a ``?`` before what it asked conditionally.
    """

    store: Store
    kind: str
    options: dict[str, Any]
    site: str
    place: Callable[[str], str]
    pages: dict[str, str | bytes | Exception] = field(default_factory=dict)
    clock: FakeClock = field(default_factory=FakeClock)
    asked: list[str] = field(default_factory=list)

    def read(self, after: timedelta = timedelta(), /, **pages: str | Exception) -> Counts:
        """Read the place *after* some time, with *pages* changed."""
        self.clock.tick(after)
        self.pages |= {self.place(name): page for name, page in pages.items()}
        source, fetcher = make_source(self.kind, **self.options), FakeFetcher(self.pages)
        done = asyncio.run(run(self.store, make_settings(source), fetcher, KEY, self.clock))
        self.asked = [
            f"{'?' if any(one.validators) else ''}{one.url.removeprefix(self.site)}"
            for one in fetcher.asked
        ]
        return done

    @property
    def texts(self) -> list[str]:
        """The texts that the store holds."""
        found = self.store.posts.between(NOW - timedelta(days=99), NOW + timedelta(days=99))
        return sorted(post.text for post in found if post.text)

    @property
    def status(self) -> SourceStatus:
        """How the source stands."""
        return self.store.sources.all()[SourceId("groep")]
