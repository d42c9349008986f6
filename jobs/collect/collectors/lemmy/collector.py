"""A community on a Lemmy server in, posts out: what is posted in it and the comments on that.

Every visit lists all that is not too old, so that edits and numbers of comments are seen; a thread
is read when its number is another than when it was last read, and when its round has come.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Final

from pydantic import Field

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.collectors.kit.rounds import STEPS, Rounds
from jobs.collect.collectors.kit.walk import Walk
from jobs.collect.collectors.lemmy.wire import (
    Lemmy,
    Page,
    comment_id,
    comment_of,
    is_gone,
    native_id,
    post_of,
    posted,
)
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Verified, Visit
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, Cursor, PostId, RawPost, ThreadId
from jobs.settings.schema import Duration, Table

VERIFIED: Final = Verified.DOCUMENTATION
_READ: Final = "n:"
"""Mark of a post: the number of its comments when they were last read to the end."""
_AT: Final = "at:"
"""Mark of a list that was cut: where to go on; that of posts has no name behind it."""
_HAD: Final = "had"
"""Mark that the community held posts."""
_NONE: Final = "0"
_MANY: Final = 2
"""Threads that count comments and give none, when no other gives any: it is the server."""

Community = Annotated[str, Field(pattern=r"^!?[A-Za-z0-9_]{1,100}(@[A-Za-z0-9.:-]{1,255})?$")]


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``lemmy``.

    Attributes:
        url: Address of the server.
        community: The community, such as ``heidebeek`` or ``heidebeek@other.example``.
        reach: Posts that are older when first seen are left out.
    """

    url: WebAddress
    community: Community
    reach: Duration = timedelta(days=28)


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield what is posted, then the comments of each thread; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    reading = _Reading(visit, options)
    async for batch in reading.posts():
        yield batch
    if reading.has_listed:
        async for batch in reading.threads():
            yield batch
    trouble = reading.trouble()
    if reading.cursor != reading.told or reading.cut:
        yield reading.batch(())
    if trouble is not None:
        raise trouble


class _Reading:
    """What one visit has read.

    Attributes:
        told: The cursor that was given last.
        cut: Something was left for the next visit.
    """

    def __init__(self, visit: Visit, options: Options) -> None:
        self.told = visit.cursor
        self.cut = False
        self._visit = visit
        self._lemmy = Lemmy(visit, options.url)
        self._community = options.community.removeprefix("!")
        self._since = visit.now - options.reach
        self._far = self._since - STEPS[-1]  # what was met within our reach has rounds for so long
        self._rounds = Rounds(visit)
        self._known = {mark.partition(":")[2] for mark in self._rounds.marks}
        marks = visit.cursor.marks
        self._marks = {k: mark for k, mark in marks.items() if k.startswith((_READ, _AT, _HAD))}
        self._left = visit.max_items
        self._listed: dict[str, Fields] = {}
        self._troubles: list[SourceError] = []
        self._heard = False
        self._silent = 0

    @property
    def cursor(self) -> Cursor:
        """The cursor as it is now."""
        return Cursor(marks={**self._marks, **self._rounds.marks}, validators={})

    def batch(
        self,
        posts: tuple[RawPost, ...],
        *,
        gone: tuple[str, ...] = (),
        gone_posts: tuple[PostId, ...] = (),
        gone_threads: tuple[ThreadId, ...] = (),
    ) -> Batch:
        """Return a batch with the cursor as it is now."""
        self.told, self._left = self.cursor, self._left - len(posts)
        return Batch(
            posts=posts,
            gone=gone,
            gone_posts=gone_posts,
            gone_threads=gone_threads,
            cursor=self.told,
            refused={},
            cut=self.cut,
        )

    @property
    def has_listed(self) -> bool:
        """Whether what is posted could be read, at least in part."""
        return bool(self._listed) or not self._troubles

    async def posts(self) -> AsyncGenerator[Batch, None]:
        """Yield what is posted, page by page; trouble with a page is noted."""
        try:
            async for batch in self._pages():
                yield batch
        except SourceError as error:
            # the next visit begins at the top: what is new stands there, whatever is wrong below
            self._marks.pop(_AT, None)
            self._troubles.append(error)

    async def _pages(self) -> AsyncGenerator[Batch, None]:
        walk = Walk(self._page, self._marks.get(_AT, ""))
        async with aclosing(walk.parts(self._visit.max_pages)) as pages:
            async for page in pages:
                self._marks.pop(_AT, None)
                if walk.at:
                    self._marks[_AT] = walk.at
                yield self._posted(page.rows)
                if self._left <= 0:
                    break
        self.cut = not walk.done
        if walk.whole and not self._listed and self._marks.get(_HAD):
            raise SourceBroken(self._visit.source_id, ReadReason.EMPTY_FEED)
        if walk.whole:
            self._drop_old()

    async def threads(self) -> AsyncGenerator[Batch, None]:
        """Yield the comments of each thread that is to be read."""
        changed = [name for name in self._listed if self._is_changed(name)]
        for name in dict.fromkeys((*changed, *self._rounds.due())):
            if self._lemmy.ended is not None:
                self._troubles.append(self._lemmy.ended)
                return
            if self._left <= 0:
                self.cut = True
                return
            try:
                yield await self._thread(name)
            except SourceError as error:
                self._troubles.append(error)

    def trouble(self) -> SourceError | None:
        """Return the trouble that is one of the source; what asks for rest comes first."""
        if self._silent >= _MANY and not self._heard:
            detail = "comments are counted and none is given"
            error = SourceBroken(self._visit.source_id, ReadReason.EMPTY_FEED, detail)
            self._troubles.append(error)
        return max(self._troubles, key=lambda error: error.retry_at is not None, default=None)

    async def _page(self, after: str) -> Page:
        """Return a page of posts; the last one when all on it is too old, but for pinned posts."""
        page = await self._lemmy.posts(self._community, after)
        ages = [self._moment(row) for row in page.rows if not _is_pinned(row)]
        return Page(page.rows, "") if ages and max(ages) < self._far else page

    def _posted(self, rows: tuple[Fields, ...]) -> Batch:
        """Return what is posted in *rows*, new enough or known, and what of it is gone."""
        posts, threads = [], []
        for row in rows:
            self._marks[_HAD] = "1"
            native = native_id(row, "post")
            if is_gone(row, "post"):
                threads.append(self._gone(native))
            elif native in self._known or self._moment(row) >= self._since:
                self._listed[native] = row
                self._rounds.meet(native)
                posts.append(post_of(row))
        return self.batch(tuple(posts), gone_threads=tuple(threads))

    def _is_changed(self, name: str) -> bool:
        key, count = _READ + name, self._listed[name].text("counts", "comments") or _NONE
        return _AT + name in self._marks or self._marks.setdefault(key, _NONE) != count

    async def _thread(self, name: str) -> Batch:
        """Return the comments on a post, and which of them are gone."""
        row = self._listed.get(name) or await self._lemmy.post(name)
        if row is None or is_gone(row, "post"):
            return self.batch((), gone_threads=(self._gone(name),))
        posts = [] if name in self._listed else [post_of(row)]
        gone, key = [], _AT + name
        walk = Walk(partial(self._lemmy.comments, name), self._marks.get(key, ""))
        empty = True
        async with aclosing(walk.parts(self._visit.max_pages)) as pages:
            async for page in pages:
                empty = empty and not page.rows
                for one in page.rows:
                    if is_gone(one, "comment"):
                        gone.append(comment_id(native_id(one, "comment")))
                    else:
                        posts.append(comment_of(one, name))
                if len(posts) >= self._left:
                    break
        self._marks.pop(key, None)
        if walk.at:
            self._marks[key] = walk.at
        lost = self._settle(
            name, row, walk, [name, *(post.native_id for post in posts)], empty=empty
        )
        return self.batch(tuple(posts), gone=tuple(gone), gone_posts=lost)

    def _settle(
        self, name: str, row: Fields, walk: Walk[Page], natives: list[str], *, empty: bool
    ) -> tuple[PostId, ...]:
        """Note how far a thread was read; return what is gone of it."""
        count = row.text("counts", "comments") or _NONE
        self._heard = self._heard or not empty
        self.cut = self.cut or not walk.done
        silent = walk.whole and empty and count != _NONE
        self._silent += silent
        if walk.done and name in self._listed:
            self._marks[_READ + name] = count
        if not walk.whole or silent:
            self._rounds.unchanged(name)
            return ()
        return self._rounds.read(name, name, natives)

    def _drop_old(self) -> None:
        """Forget the marks of threads that are listed no more and have no rounds."""
        for key in list(self._marks):
            name = key.partition(":")[2]
            if name and name not in self._listed and name not in self._known:
                del self._marks[key]

    def _gone(self, native: str) -> ThreadId:
        """Forget a post that is gone, and return its thread."""
        self._rounds.forget(native)
        for kind in (_READ, _AT):
            self._marks.pop(kind + native, None)
        return self._visit.thread_id(native)

    def _moment(self, row: Fields) -> datetime:
        return to_utc(posted(row, "post"), now=self._visit.now, zone=self._visit.zone)[0]


def _is_pinned(row: Fields) -> bool:
    return row.flag("post", "featured_community") or row.flag("post", "featured_local")
