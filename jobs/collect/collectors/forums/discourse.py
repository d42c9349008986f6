"""A Discourse forum in, posts out: its latest topics, and the posts of each in chunks of 20.

A topic tells the ids of all its posts, its ``stream``: what leaves that is gone. What moderators
did with a topic stands among its posts, and is left out.
"""

import html
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

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

VERIFIED: Final = Verified.DOCUMENTATION
_CHUNK: Final = 20
"""Posts asked for at once; Discourse gives as many with the topic itself."""
_REGULAR: Final = 1
"""Type of a post that somebody wrote; others tell what moderators did, or whisper."""
_LIKE: Final = 2
"""Type of the action that is a like."""


class Options(ForumOptions):
    """Keys of a ``[[source]]`` of kind ``discourse``; ``url`` may be that of one category.

    Attributes:
        pause: Seconds between two requests; Discourse allows 200 a minute and 50 in ten seconds.
    """

    pause: Annotated[float, Field(ge=0.5, le=60)] = 2.0


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield one batch a topic that is new, changed or due; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    async for batch in read(visit, _Discourse(visit, options), options.reach):
        yield batch


class _Discourse:
    """The forum, as `topics` reads it."""

    def __init__(self, visit: Visit, options: Options) -> None:
        base, category, name = options.url.rstrip("/").partition("/c/")
        self._list = f"/c/{name}/l/latest.json" if category else "/latest.json"
        # a category may have an order of its own, in which what is new does not stand in front
        self._order = {"order": "activity"} if category else {}
        self._visit = visit
        pace = timedelta(seconds=options.pause)
        self._interface = Interface(visit=visit, base=base, pace=pace, robots=True)

    async def listed(self, page: int, held: tuple[str, str]) -> Listed | None:
        """Return a page of the list, from 0 on; None when it is still what *held* is of."""
        asked: dict[str, str | int] = {**self._order, "page": page}
        reply = await self._interface.ask(self._list, asked, validators=held)
        if reply.same:
            return None
        found = reply.data.inner("topic_list")
        if not found.has("topics"):
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "topic_list.topics")
        return Listed(
            topics=tuple(map(self._topic, found.rows("topics"))),
            more=found.has("more_topics_url"),
            validators=reply.response.validators,
        )

    async def opened(self, topic: str, held: tuple[str, str]) -> Opened | None:
        """Return the first part of *topic*; None when it is still what *held* is of."""
        reply = await self._interface.ask(f"/t/{topic}.json", validators=held)
        if reply.same:
            return None
        found = reply.data
        rows = self._rows(found, topic)
        stream = self._stream(found)
        given = {row.post.native_id for row in rows}
        left = [one for one in stream if one not in given]
        chunks = (left[at : at + _CHUNK] for at in range(0, len(left), _CHUNK))
        return Opened(
            topic=topic,
            title=html.escape(found.text("title"), quote=False),
            rows=rows,
            opening=next((row.post.native_id for row in rows if row.number == "1"), ""),
            rest=tuple(",".join(chunk) for chunk in chunks),
            there=frozenset(stream),
            validators=reply.response.validators,
        )

    async def part(self, topic: str, key: str) -> tuple[Row, ...]:
        """Return another part of *topic*."""
        query = urlencode([("post_ids[]", native) for native in key.split(",")])
        reply = await self._interface.ask(f"/t/{topic}/posts.json?{query}")
        return self._rows(reply.data, topic)

    def _topic(self, row: Fields) -> Topic:
        counts = (row.text("posts_count"), row.text("highest_post_number"))
        active = row.needed("bumped_at")
        return Topic(
            id=number_in(row, "id"),
            state=digest(*counts, active, row.text("last_posted_at")),
            active=clock_in(self._visit, row, "bumped_at"),
            pinned=row.flag("pinned") or row.flag("pinned_globally"),
        )

    def _stream(self, found: Fields) -> list[str]:
        """Return the ids of all posts of a topic, in order and each once."""
        stream = found.inner("post_stream").values.get("stream")
        if not isinstance(stream, list) or not stream:
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "post_stream.stream")
        rows = (Fields(self._visit.source_id, {"stream": one}) for one in stream)
        return list(dict.fromkeys(number_in(row, "stream") for row in rows))

    def _rows(self, found: Fields, topic: str) -> tuple[Row, ...]:
        return tuple(self._row(row, topic) for row in found.rows("post_stream", "posts"))

    def _row(self, row: Fields, topic: str) -> Row:
        number = number_in(row, "post_number")
        gone = row.flag("user_deleted") or row.has("deleted_at")
        post = RawPost(
            source_id=self._visit.source_id,
            native_id=number_in(row, "id"),
            author=_author(row),
            body=row.text("cooked"),
            posted_at=row.needed("created_at"),
            # without the title that stands in the address, which may name somebody
            url=f"{self._interface.base}/t/{topic}/{number}",
            reactions=sum(
                action.number("count")
                for action in row.rows("actions_summary")
                if action.number("id") == _LIKE
            ),
        )
        return Row(
            post=post,
            moment=moment_in(self._visit, row, "created_at"),
            number=number,
            answers=row.text("reply_to_post_number"),
            said=row.number("post_type") == _REGULAR and not row.has("action_code"),
            shown=not (row.flag("hidden") or row.flag("cooked_hidden")),
            gone=gone,
        )


def _author(row: Fields) -> str | None:
    """Return who wrote a post; null stands for an account that is there no more."""
    return None if row.values.get("username", "") is None else row.needed("username")
