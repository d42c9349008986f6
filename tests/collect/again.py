"""A source that is visited again and again, what a store would hold of it, and answers as JSON."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from jobs.collect.collectors.kit.marks import digest
from jobs.collect.collectors.registry import COLLECTORS
from jobs.collect.fetch_answer import check_status
from jobs.collect.protocol import MAX_ITEMS
from jobs.collect.pseudonym import post_id
from jobs.collect.reasons import FetchStop
from jobs.collect.request import Fetches, Request, Response
from jobs.errors import SourceError
from jobs.model import Batch, Cursor, PostId, RawPost, SourceId, ThreadId
from tests.collect.town import KEY, visit
from tests.fakes import NOW

native_id = partial(post_id, KEY, SourceId("groep"))
"""Native id → the id by which a store knows the post, and the thread that it opens."""


def answered(
    request: Request, body: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return *body* as JSON with an ETag, as the real fetcher does; raise as it does."""
    packed = body if isinstance(body, bytes) else json.dumps(body).encode()
    pair = (f'W/"{digest(packed.decode(errors="replace"))}"', "") if status == 200 else ("", "")
    same = request.validators == pair != ("", "")
    try:
        check_status(status, "fake", asked_if_changed=same, also=request.also_answers)
    except FetchStop as stop:
        raise stop.about(request.source_id) from None
    return Response(
        url=request.url,
        status=304 if same else status,
        content_type="application/json",
        charset=None,
        body=b"" if same else packed,
        validators=pair,
        fetched_at=NOW,
        headers=headers or {},
    )


@dataclass
class Held:
    """What a store would hold: posts with their threads, as batches give and take them."""

    posts: dict[PostId, tuple[ThreadId, RawPost]] = field(default_factory=dict)

    def take(self, batches: list[Batch]) -> None:
        """Keep what *batches* give, and drop what they say is gone."""
        for batch in batches:
            for post in batch.posts:
                root = post.thread_native_id or post.native_id
                self.posts[native_id(post.native_id)] = (ThreadId(native_id(root)), post)
            threads = (one for thread in batch.gone_threads for one in self.of(thread))
            for gone in {*batch.gone_posts, *map(native_id, batch.gone), *threads}:
                self.posts.pop(gone, None)

    def of(self, thread: ThreadId) -> frozenset[PostId]:
        """Return the posts of a thread."""
        return frozenset(post for post, (root, _) in self.posts.items() if root == thread)

    def bodies(self) -> dict[str, str]:
        """Return the native ids and texts of all posts."""
        return {post.native_id: post.body for _, post in self.posts.values()}


class Fake(Fetches, Protocol):
    """A platform, which keeps what it was asked."""

    @property
    def asked(self) -> list[Any]:
        """Every question of this visit."""
        ...


F = TypeVar("F", bound=Fake)


@dataclass
class Again(Generic[F]):
    """A source of one kind that is visited again and again.

    Attributes:
        fake: What it reads.
        kind: Its kind.
        options: Its keys.
        held: What it gave so far.
        cursor: How far it was read.
        trouble: What the last visit ended with.
        max_pages: Pages that one visit reads in a row.
        max_items: Items that one visit gives.
    """

    fake: F
    kind: str
    options: dict[str, object] = field(default_factory=dict)
    held: Held = field(default_factory=Held)
    cursor: Cursor = field(default_factory=Cursor.start)
    trouble: SourceError | None = None
    max_pages: int = 50
    max_items: int = MAX_ITEMS

    @property
    def reason(self) -> str:
        """Why the last visit was broken off; empty when it was not."""
        return str(self.trouble.reason) if self.trouble else ""

    def visit(self, after: timedelta | float = 0) -> list[Batch]:
        """Return what a visit gives that begins *after* `NOW`; a number is hours."""
        later = after if isinstance(after, timedelta) else timedelta(hours=after)
        return asyncio.run(self.read(self.fake, NOW + later))

    def through(self, fake: F, now: datetime = NOW) -> list[Batch]:
        """Visit *fake* from now on, and raise what ends the visit."""
        self.fake = fake
        batches = asyncio.run(self.read(fake, now))
        if self.trouble:
            raise self.trouble
        return batches

    async def read(self, fetcher: Fetches, now: datetime) -> list[Batch]:
        """Return what a visit by way of *fetcher* gives; its trouble is noted."""
        self.fake.asked.clear()
        batches: list[Batch] = []
        self.trouble = None
        made = replace(
            visit(self.kind, fetcher, cursor=self.cursor, options=self.options),
            max_pages=self.max_pages,
            max_items=self.max_items,
            now=now,
            secret=lambda _, name: f"waarde-{name}",
            post_id=native_id,
            held=self.held.of,
        )
        try:
            async with aclosing(COLLECTORS[self.kind].collect(made)) as found:
                async for batch in found:
                    batches.append(batch)  # noqa: PERF401 - what came before an error counts
        except SourceError as error:
            self.trouble = error
        self.held.take(batches)
        self.cursor = batches[-1].cursor if batches else self.cursor
        return batches
