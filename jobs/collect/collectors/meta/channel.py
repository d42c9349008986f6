"""A channel of our own in, posts out: what it lists, the answers in its threads, what is gone.

Facebook pages, Instagram and Threads accounts are read alike. A thread is read when its count of
answers is another than when it was last read to its end, and when its round has come. A thread in
trouble does not hold up the others.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from functools import partial
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.walk import Walk
from jobs.collect.collectors.meta.listing import (
    AT,
    READ,
    THEIRS,
    Answers,
    Channel,
    Listed,
    Listing,
)
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, PostId, RawPost

_NONE: Final = "0"
"""State of a thread in which nobody answered."""
_SETTLED: Final = frozenset({FetchReason.CLOSED, FetchReason.HTTP_404})
"""About the answers in one thread these say that they are not for us, or none can be given."""
_MANY: Final = 2
"""Threads that give nothing they should, when no other gives anything: a permission is missing."""


async def read(channel: Channel) -> AsyncGenerator[Batch, None]:
    """Yield what is listed, then each thread that is to be read; see `Collector.collect`."""
    threads = _Threads(channel, Listed(channel))
    for place, listing in enumerate(channel.listings):
        async for batch in threads.openings(listing, must=place == 0):
            yield batch
    async for batch in threads.read():
        yield batch
    trouble = threads.trouble()
    last = threads.last()
    if last is not None:
        yield last
    if trouble is not None:
        raise trouble


class _Threads:
    """The threads of our own channel, as far as one visit read them."""

    def __init__(self, channel: Channel, listed: Listed) -> None:
        self._troubles: list[SourceError] = []
        self._channel, self._listed = channel, listed
        self._visit = channel.graph.visit
        self._told = self._visit.cursor
        self._refused: Counter[str] = Counter()
        self._heard = False
        """A thread gave answers."""
        self._silent: dict[str, SourceError | None] = {}
        """Threads that gave none though they should, and what the Graph said of them."""

    async def openings(self, listing: Listing, *, must: bool) -> AsyncGenerator[Batch, None]:
        """Yield what is listed.

        Raises:
            SourceError: It could not be read, and *must* be.
        """
        try:
            async for posts in self._listed.read(listing):
                if posts:
                    yield self._batch(posts)
        except SourceError as error:
            if must:
                raise
            self._listed.whole = False  # what it does not give is not gone
            self._troubles.append(error)

    async def read(self) -> AsyncGenerator[Batch, None]:
        """Yield what is gone of the posts of others, then each thread that is to be read."""
        listed, graph = self._listed, self._channel.graph
        due = listed.rounds.due()
        gone = listed.gone_of_theirs(due)
        if gone:
            yield self._batch((), gone)
        for thread in self._to_read(due):
            if graph.ended is not None:
                self._troubles.append(graph.ended)
                return
            if listed.left <= 0:
                listed.cut = True
                return
            yield await self._read(thread)

    def trouble(self) -> SourceError | None:
        """Return the trouble that is one of the source; what asks for rest comes first.

        Threads that gave nothing count as read when others gave something.
        """
        if self._heard:
            for thread in self._silent:
                self._listed.rounds.unchanged(thread)
                self._note_state(thread)
        elif len(self._silent) >= _MANY:
            said = next(filter(None, self._silent.values()), None)
            self._troubles.append(said or self._counted_only())
        return max(self._troubles, key=lambda error: error.retry_at is not None, default=None)

    def last(self) -> Batch | None:
        """Return the batch that tells what no other did; None when there is nothing to tell."""
        listed = self._listed
        if not (self._troubles or self._silent or listed.cut):
            listed.arrive()
        if listed.cursor == self._told and not self._refused and not listed.cut:
            return None
        return Batch(posts=(), cursor=listed.cursor, refused=dict(self._refused), cut=listed.cut)

    def _to_read(self, due: tuple[str, ...]) -> Iterable[str]:
        """Return the threads that are to be read, those first that never were."""
        listed = self._listed
        first, changed = [], []
        for thread, state in listed.states.items():
            mark = listed.marks.get(READ + thread)
            if mark is None and state == _NONE:
                listed.marks[READ + thread] = state
            elif mark is None:
                first.append(thread)
            elif mark != state or AT + thread in listed.marks:
                changed.append(thread)
        ours = (name for name in due if not name.startswith(THEIRS))
        return dict.fromkeys((*first, *changed, *ours))

    async def _read(self, thread: str) -> Batch:
        """Return what *thread* gives, as far as it can be read."""
        listed = self._listed
        listed.rounds.meet(thread)
        posts: list[RawPost] = []
        gone: tuple[PostId, ...] = ()
        key = AT + thread
        walk = Walk(partial(self._channel.answers, thread), listed.marks.pop(key, ""))
        try:
            if thread not in listed.states and not await self._look(thread, posts):
                return self._batch((), listed.rounds.read(thread, thread, ()))
            heard = await self._walk(walk, posts)
            gone = self._settle(thread, walk, posts, heard=heard)
        except SourceError as error:
            self._in_trouble(thread, error)
        listed.stopped(key, walk.at)
        listed.left -= len(posts)
        return self._batch(tuple(posts), gone)

    def _batch(self, posts: tuple[RawPost, ...], gone: tuple[PostId, ...] = ()) -> Batch:
        """Return a batch with the cursor as it is now."""
        self._told = self._listed.cursor
        return Batch(posts=posts, gone_posts=gone, cursor=self._told, refused={})

    async def _look(self, thread: str, posts: list[RawPost]) -> bool:
        """Ask for what opens a thread that is not listed any more; tell whether it is there."""
        try:
            row = await self._channel.graph.ask(f"/{thread}", {"fields": self._channel.fields})
        except SourceError as error:
            if error.reason != FetchReason.HTTP_404:
                raise
            return False
        opening = self._channel.opening(row)
        if opening is None:
            return False
        posts.append(opening)
        self._listed.states[thread] = self._channel.state(row)
        return True

    async def _walk(self, walk: Walk[Answers], posts: list[RawPost]) -> bool:
        """Add the answers on the way to *posts*; return whether there were any."""
        heard = False
        async with aclosing(walk.parts(self._visit.max_pages)) as parts:
            async for part in parts:
                posts.extend(part.posts)
                heard = heard or part.any
                if len(posts) >= self._listed.left:
                    break
        return heard

    def _settle(
        self, thread: str, walk: Walk[Answers], posts: list[RawPost], *, heard: bool
    ) -> tuple[PostId, ...]:
        """Note how far *thread* was read; return what is gone of it."""
        self._heard = self._heard or heard
        if walk.whole and not heard and self._listed.states[thread] not in {"", _NONE}:
            self._silent[thread] = None
            return ()
        if walk.done:
            self._note_state(thread)
        self._listed.cut = self._listed.cut or not walk.done
        if not walk.whole:
            self._listed.rounds.unchanged(thread)
            return ()
        natives = {thread, *(post.native_id for post in posts)}
        return self._listed.rounds.read(thread, thread, natives)

    def _in_trouble(self, thread: str, error: SourceError) -> None:
        """Note why *thread* could not be read."""
        if self._channel.graph.ended or error.reason not in _SETTLED:
            self._troubles.append(error)
        else:
            self._silent[thread] = error
            self._refused[f"thread-{error.reason}"] += 1

    def _note_state(self, thread: str) -> None:
        state = self._listed.states.get(thread)
        if state is not None:
            self._listed.marks[READ + thread] = state

    def _counted_only(self) -> SourceBroken:
        detail = "answers are counted and none is given; a permission may be missing"
        return SourceBroken(self._visit.source_id, ReadReason.EMPTY_FEED, detail)
