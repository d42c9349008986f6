"""The edges of a channel that list posts in, what is listed out: posts, threads, and their state.

Every visit lists all that is not too old, so that nothing depends on the order of a listing and
what was put there later with an older date is seen too.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.rounds import STEPS, Rounds
from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.collectors.kit.walk import Walk
from jobs.collect.collectors.meta.graph import Graph, Page
from jobs.errors import SourceBroken
from jobs.model import Cursor, PostId, RawPost

READ: Final = "t:"
"""Mark of a thread that was read to its end: the state that it had then."""
AT: Final = "at:"
"""Mark of a thread or listing that was cut: where to go on."""
_DAY: Final = 86_400
_NEWEST: Final = "newest:"
"""Mark of a listing: when its newest post was posted, in seconds since 1970."""
THEIRS: Final = "~"
"""Before the name of a thread that is not ours, among the rounds: we see what is listed of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An edge that lists posts.

    Attributes:
        name: Its name in our marks.
        path: Where it is.
        params: What it is asked with.
        own: Its posts open threads on our own channel, so that we may read the answers.
    """

    name: str
    path: str
    params: dict[str, str | int]
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A part of the answers in one thread.

    Attributes:
        posts: Those that are public.
        any: Whether there were some at all.
        more: What to ask the next part with; empty after the last one.
    """

    posts: tuple[RawPost, ...] = field(repr=False)
    any: bool
    more: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How one channel is read.

    Attributes:
        graph: Its Graph.
        reach: Posts that were older when we first saw them are left out.
        listings: What lists its posts; the first one must answer, or the source is broken.
        fields: Fields of a post that opens a thread, for asking for one alone.
        opening: A listed post as read; None when it is not public.
        moment: When a listed post was posted, as the Graph writes it.
        state: What changes when somebody answers: the number of answers. Empty when unknown.
        answers: Thread and what to ask the next part with → a part of its answers.
    """

    graph: Graph
    reach: timedelta
    listings: tuple[Listing, ...]
    fields: str
    opening: Callable[[Fields], RawPost | None]
    moment: Callable[[Fields], str]
    state: Callable[[Fields], str]
    answers: Callable[[str, str], Awaitable[Answers]]


def window(graph: Graph, reach: timedelta) -> int:
    """Return since when posts are listed, in seconds since 1970.

    What we met within *reach* must be listed as long as it has rounds, for what is not listed any
    more counts as gone. The whole day, so that within one the question stays the same.
    """
    return int((graph.visit.now - reach - STEPS[-1]).timestamp()) // _DAY * _DAY


class Listed:
    """What one visit to a channel found listed.

    Attributes:
        rounds: Of its threads; those that are not ours have a `THEIRS` before their name.
        marks: Those of ours; the cursor holds the rounds' besides.
        states: Threads of ours, and their state.
        theirs: Posts of others that are listed.
        whole: All listings were seen from their start to their end.
        left: Posts that this visit may still give.
        cut: Something was left for the next visit.
    """

    def __init__(self, channel: Channel) -> None:
        visit = channel.graph.visit
        self.rounds = Rounds(visit)
        ours = (READ, AT, _NEWEST)
        self.marks = {key: mark for key, mark in visit.cursor.marks.items() if key.startswith(ours)}
        self.states: dict[str, str] = {}
        self.theirs: set[str] = set()
        self.whole = True
        self.left = visit.max_items
        self.cut = False
        self._channel, self._visit = channel, visit
        self._since = visit.now - channel.reach
        self._far = window(channel.graph, channel.reach)
        self._known = self.rounds.names
        self._validators = Validators(visit)
        self._fronts: dict[str, tuple[str, str]] = {}
        self._in_full = bool(self.rounds.due())  # what is due must be listed, or be missing

    @property
    def cursor(self) -> Cursor:
        """The cursor that says the same."""
        names = (listing.name for listing in self._channel.listings)
        validators = self._validators.held(names)
        return Cursor(marks={**self.marks, **self.rounds.marks}, validators=validators)

    def arrive(self) -> None:
        """Note that all that was listed is read: one page that lists all need not come again."""
        for name, pair in self._fronts.items():
            self._validators.keep(name, pair)

    async def read(self, listing: Listing) -> AsyncGenerator[tuple[RawPost, ...], None]:
        """Yield the posts of *listing*, page by page.

        Raises:
            SourceError: It could not be read, or holds nothing though it held something new.
        """
        key = f"{AT}{listing.name}"
        walk = Walk(partial(self._page, listing), self.marks.pop(key, ""))
        empty, pair = True, None
        async with aclosing(walk.parts(self._visit.max_pages)) as pages:
            async for page in pages:
                if page.same:
                    return
                pair = page.validators if pair is None and walk.whole else UNKNOWN
                empty = empty and not page.rows
                posts = tuple(self._posts(listing, page.rows))
                self.left -= len(posts)
                yield posts
                if self.left <= 0:
                    break
        self._fronts[listing.name] = pair or UNKNOWN
        self.stopped(key, walk.at)
        self.cut = self.cut or not walk.done
        self.whole = self.whole and walk.whole
        had = int(self.marks.get(f"{_NEWEST}{listing.name}", "0"))
        if empty and walk.whole and had >= self._far:
            self.whole = False
            if listing.own:
                raise SourceBroken(self._visit.source_id, ReadReason.EMPTY_FEED, listing.name)
        elif listing.own and walk.whole:
            self._drop_old()

    def stopped(self, key: str, at: str) -> None:
        """Note under *key* where a walk is to go on, if it stopped before the end."""
        if at:
            self.marks[key] = at

    def gone_of_theirs(self, due: tuple[str, ...]) -> tuple[PostId, ...]:
        """Return which posts of others two whole visits did not list any more."""
        gone: list[PostId] = []
        for name in due if self.whole else ():
            native = name.removeprefix(THEIRS)
            if native != name:
                there = (native,) if native in self.theirs or native in self.states else ()
                gone.extend(self.rounds.read(name, native, there))
        return tuple(gone)

    def _drop_old(self) -> None:
        """Forget the marks of threads that are listed no more and have no rounds."""
        used = {*self.states, *self.rounds.names, *(one.name for one in self._channel.listings)}
        for key in list(self.marks):
            kind, _, name = key.partition(":")
            if kind != _NEWEST[:-1] and name not in used:
                del self.marks[key]

    async def _page(self, listing: Listing, after: str) -> Page:
        """Return a page of *listing*; the last one when all on it is too old."""
        if after:
            page = await self._channel.graph.page(listing.path, listing.params, after)
        else:
            held = UNKNOWN if self._in_full else self._validators.of(listing.name)
            page = await self._channel.graph.first(listing.path, listing.params, held)
        moments = [self._posted(row) for row in page.rows]
        return replace(page, more="") if moments and max(moments) < self._far else page

    def _posted(self, row: Fields) -> int:
        """Return when a listed post was posted, in seconds since 1970."""
        return int(self._channel.graph.moment(self._channel.moment(row)).timestamp())

    def _posts(self, listing: Listing, rows: tuple[Fields, ...]) -> Iterator[RawPost]:
        """Yield those of *rows* that are public, and new enough or known."""
        key = f"{_NEWEST}{listing.name}"
        for row in rows:
            posted = self._posted(row)
            self.marks[key] = str(max(int(self.marks.get(key, "0")), posted))
            post = self._channel.opening(row)
            if post is None:
                continue
            known = post.native_id if listing.own else THEIRS + post.native_id
            wanted = posted >= self._since.timestamp() or known in self._known
            if not listing.own:
                yield from self._of_others(post, wanted=wanted)
            elif wanted:
                self.states[post.native_id] = self._channel.state(row)
                if READ + post.native_id not in self.marks:
                    self.rounds.meet(post.native_id)  # the visit may end before it is read
                yield post

    def _of_others(self, post: RawPost, *, wanted: bool) -> Iterator[RawPost]:
        """Yield a post of somebody else, but none in a thread of ours: that is read whole."""
        self.theirs.add(post.native_id)
        if wanted and (post.thread_native_id or post.native_id) not in self.states:
            self.rounds.meet(THEIRS + post.native_id)
            # of a thread of others we see this post only: to us it opens one
            yield replace(post, thread_native_id=None, parent_native_id=None)
