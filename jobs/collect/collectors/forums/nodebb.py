"""A NodeBB forum in, posts out: its recent topics, and the pages of each.

A deleted post keeps its place, with a flag instead of its text; a purged one is absent. A deleted
topic answers, up to version 4.15, as one that is closed to us, which proves nothing.
"""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.forums.parts import (
    Listed,
    Opened,
    Row,
    Topic,
    clock_in,
    moment_in,
    number_in,
)
from jobs.collect.collectors.forums.topics import ForumOptions, read
from jobs.collect.collectors.kit.interface import Fields, Interface
from jobs.collect.collectors.kit.marks import digest
from jobs.collect.protocol import Verified, Visit
from jobs.errors import SourceBroken
from jobs.model import Batch, RawPost

VERIFIED: Final = Verified.REAL_SERVER
_MOST_PAGES: Final = 5_000
"""Pages of one topic; the longest talk of a large forum has a tenth of it."""
_SORTED: Final = {"sort": "oldest_to_newest"}
"""What a forum prefers may be another order, in which no page tells where the new posts begin."""


class Options(ForumOptions):
    """Keys of a ``[[source]]`` of kind ``nodebb``.

    Attributes:
        category: Number of the one category that is read.
        pause: Seconds between two requests.
    """

    category: Annotated[int, Field(ge=1)] | None = None
    pause: Annotated[float, Field(ge=0, le=60)] = 2.0


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield one batch a topic that is new, changed or due; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    async for batch in read(visit, _NodeBB(visit, options), options.reach):
        yield batch


class _NodeBB:
    """The forum, as `topics` reads it."""

    def __init__(self, visit: Visit, options: Options) -> None:
        self._visit = visit
        self._base = options.url.rstrip("/")
        self._only = {} if options.category is None else {"cid": options.category}
        pace = timedelta(seconds=options.pause)
        self._interface = Interface(visit=visit, base=self._base, pace=pace, robots=True)

    async def listed(self, page: int, held: tuple[str, str]) -> Listed | None:
        """Return a page of the list, from 0 on; None when it is still what *held* is of."""
        asked = {**self._only, "page": page + 1}
        reply = await self._interface.ask("/api/recent", asked, validators=held)
        if reply.same:
            return None
        found = reply.data
        if not found.has("topics"):
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "topics")
        more = page + 1 < int(number_in(found, "pagination", "pageCount"))
        local = (row for row in found.rows("topics") if _is_local(row, "tid"))
        topics = tuple(map(self._topic, local))
        return Listed(topics=topics, more=more, validators=reply.response.validators)

    async def opened(self, topic: str, held: tuple[str, str]) -> Opened | None:
        """Return the first part of *topic*; None when it is still what *held* is of."""
        reply = await self._interface.ask(f"/api/topic/{topic}", _SORTED, validators=held)
        if reply.same:
            return None
        found = reply.data
        pages = min(int(number_in(found, "pagination", "pageCount")), _MOST_PAGES)
        return Opened(
            topic=topic,
            title=found.text("title"),
            rows=self._rows(found),
            opening=number_in(found, "mainPid"),
            rest=tuple(str(page) for page in range(2, pages + 1)),
            validators=reply.response.validators,
        )

    async def part(self, topic: str, key: str) -> tuple[Row, ...]:
        """Return another part of *topic*."""
        asked = {**_SORTED, "page": key}
        return self._rows((await self._interface.ask(f"/api/topic/{topic}", asked)).data)

    def _topic(self, row: Fields) -> Topic:
        active = row.needed("lastposttimeISO")
        return Topic(
            id=number_in(row, "tid"),
            state=digest(row.text("postcount"), active),
            active=clock_in(self._visit, row, "lastposttimeISO"),
            pinned=bool(row.number("pinned")),
        )

    def _rows(self, found: Fields) -> tuple[Row, ...]:
        return tuple(self._row(row) for row in found.rows("posts") if _is_local(row, "pid"))

    def _row(self, row: Fields) -> Row:
        native = number_in(row, "pid")
        post = RawPost(
            source_id=self._visit.source_id,
            native_id=native,
            author=_author(row),
            body=row.text("content"),
            posted_at=row.needed("timestampISO"),
            url=f"{self._base}/post/{native}",
            reactions=row.number("upvotes"),
        )
        return Row(
            post=post,
            moment=moment_in(self._visit, row, "timestampISO"),
            number=native,
            answers=row.text("toPid"),
            gone=bool(row.number("deleted")),
        )


def _is_local(row: Fields, name: str) -> bool:
    """Tell whether a topic or post was written on the forum itself.

    What comes from other servers goes by an address, which names its author.
    """
    return row.needed(name).isdigit()


def _author(row: Fields) -> str | None:
    """Return who wrote a post; guests and former users have a key of a translation for a name."""
    name = row.text("user", "username")
    return None if not name or name.startswith("[[") else name
