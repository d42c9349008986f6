"""One visit to a feed: what it holds, which threads are due, and what a reading of one says.

A thread goes by its keyed id, so that the cursor holds no address: that of an item which the feed
does not show now is the one that the store has of it.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.feed.entries import Entry, Feed, read_feed
from jobs.collect.collectors.feed.options import Links, Options
from jobs.collect.collectors.kit.marks import digest
from jobs.collect.collectors.kit.rounds import Rounds
from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, Cursor, PostId, RawPost, ThreadId

ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " application/json;q=0.8, */*;q=0.1"
)
NEXT: Final = "next"
"""Mark of the comments with which the next reading begins; none when a round was finished."""
_HAD: Final = "had"
"""Mark that the feed held something when it was last read."""
_FLAW: Final = "flaw"
"""Mark of the error in its XML."""
_SHOWN: Final = "in:"
"""Mark of an item that the feed showed when it was last read."""
_MAX_BYTES: Final = 5_000_000
_MOST_SHOWN: Final = 400
"""Items that are known to be in the feed; of a longer one all are read each time."""
_FEW: Final = 3
"""Comments that a reading may miss of a thread; more only when it gives as many."""


class Reading:
    """What one visit found so far.

    Attributes:
        visit: The visit.
        options: What sources.toml says.
        links: Which addresses follow from that.
        rounds: When each thread is due, by its id.
        due: Threads that are due in this visit, the longest overdue first.
        shown: Threads of the items that the feed shows, newest first, and what it says of them;
            None of those when it is as it was, for then it was not sent.
        marks: What the cursor says besides.
        left: Items that this visit may still give.
        asks: Questions that this visit may still ask, besides the feed itself.
        cut: Something was left for the next visit.
        troubles: What could not be read.
    """

    def __init__(self, visit: Visit, options: Options) -> None:
        self.visit, self.options = visit, options
        self.links = Links(feed=options.url, template=options.comments_url)
        self.rounds = Rounds(
            replace(
                visit,
                thread_id=ThreadId,
                # an item is no comment on itself: of that the page of the item tells
                held=lambda thread: visit.held(thread) - {PostId(thread)},
            )
        )
        marks = visit.cursor.marks
        shown = (ThreadId(key.removeprefix(_SHOWN)) for key in marks if key.startswith(_SHOWN))
        self.shown: dict[ThreadId, Entry | None] = dict.fromkeys(shown)
        self.marks = {key: mark for key, mark in marks.items() if key in {NEXT, _HAD, _FLAW}}
        self._validators = Validators(visit)
        self.left, self.asks, self.cut = visit.max_items, visit.max_pages, False
        self.troubles: list[SourceError] = []
        self.due = self._still_held()
        self.told = visit.cursor
        self._addresses: dict[ThreadId, str | None] = {}
        self._natives: dict[ThreadId, str] = {}

    def _still_held(self) -> list[ThreadId]:
        """Return the threads that are due; one of which nothing is held cannot change for us."""
        found = []
        for thread in map(ThreadId, self.rounds.due()):
            if self.visit.held(thread):
                found.append(thread)
            else:
                self.rounds.forget(thread)
        return found

    @property
    def cursor(self) -> Cursor:
        """The cursor that says how far this visit is."""
        rounds = self.rounds.marks
        shown = (
            {} if len(self.shown) > _MOST_SHOWN else {f"{_SHOWN}{one}": "" for one in self.shown}
        )
        used = (self.options.url, *self.addresses().values())
        validators = self._validators.held(map(digest, used))
        return Cursor(marks={**self.marks, **shown, **rounds}, validators=validators)

    def addresses(self) -> dict[ThreadId, str]:
        """Return where the comments of each thread are that the feed shows, or that has rounds."""
        rounds = (ThreadId(mark.partition(":")[2]) for mark in self.rounds.marks)
        found = {}
        for thread in dict.fromkeys((*self.shown, *rounds)):
            if url := self.comments_of(thread):
                found[thread] = url
        return found

    def comments_of(self, thread: ThreadId) -> str | None:
        """Return where the comments of *thread* are; None when there are none, or not known."""
        if not self.options.follows:
            return None
        entry = self.shown.get(thread)
        if entry is not None:
            return self.links.comments(entry.link, entry.id, entry.comments)
        return self.links.comments_at(self.address(thread))

    def address(self, thread: ThreadId) -> str | None:
        """Return the address that the store has of the item that opens *thread*."""
        if thread not in self._addresses:
            self._addresses[thread] = self.visit.address(thread)
        return self._addresses[thread]

    async def get(self, url: str, held: tuple[str, str], accept: str = ACCEPT) -> Response:
        """Return what is at *url*; with validators of what we hold, 304 when that still holds."""
        return await self.visit.fetcher.get(
            Request(
                source_id=self.visit.source_id,
                url=url,
                accept=accept,
                validators=held,
                max_bytes=_MAX_BYTES,
                pace=timedelta(seconds=self.options.pause),
            )
        )

    async def feed(self, url: str, *, if_changed: bool) -> Feed | None:
        """Return the feed at *url*; None when it is as it was.

        Raises:
            SourceError: It could not be read.
        """
        held = self._validators.of(digest(url)) if if_changed else UNKNOWN
        response = await self.get(url, held)
        if response.status == 304:
            return None
        feed = await asyncio.to_thread(read_feed, response, self.visit.source_id)
        # nothing is sent when it was broken off: a 304 would keep the rest of it from us
        self._validators.keep(digest(url), UNKNOWN if feed.flaw else response.validators)
        return feed

    def doubt(self, url: str) -> None:
        """Ask for *url* in full next time: not all that it gave was taken."""
        self._validators.drop(digest(url))

    async def head(self) -> Feed | None:
        """Return the feed itself; None when it is as it was.

        Raises:
            SourceError: It could not be read, or holds nothing though it held something.
        """
        options = self.options
        # with comments to look for we need the items, unless we know them all
        known = bool(self.shown) and all(map(self.comments_of, self.shown))
        in_full = (options.follows and not known) or (options.one_thread and bool(self.due))
        feed = await self.feed(options.url, if_changed=not in_full)
        if feed is None:
            return None
        if not feed.entries and self.marks.get(_HAD) and not self._may_be_empty(feed):
            raise SourceBroken(self.visit.source_id, ReadReason.EMPTY_FEED)
        self.marks |= {_HAD: "1" if feed.entries else "", _FLAW: feed.flaw}
        self._show(feed)
        return feed

    def _may_be_empty(self, feed: Feed) -> bool:
        """Tell whether the few comments of one thread may all have been deleted."""
        held = self.visit.held(self.name(feed.id))
        return self.options.one_thread and self._tells_all(feed, None) and len(held) <= _FEW

    def name(self, native: str) -> ThreadId:
        """Return what the thread that *native* opens is called here, also when only trying."""
        return self.visit.thread_id(native) or ThreadId(digest(native))

    def _show(self, feed: Feed) -> None:
        """Note what the feed shows; what it did not show before is new to us."""
        if self.options.one_thread:
            self.rounds.meet(self.name(feed.id))
            return
        before, self.shown = self.shown, {}
        for entry in feed.entries[: self.visit.max_items]:
            if entry.id and not entry.reply_to:
                thread = self.name(entry.id)
                self.shown.setdefault(thread, entry)
                if thread not in before:
                    self.rounds.meet(thread)

    async def native(self, thread: ThreadId) -> str | None:
        """Return what the source calls the item that opens *thread*; None when that is not known.

        Raises:
            SourceError: The feed, which tells it, could not be read.
        """
        entry, address = self.shown.get(thread), self.address(thread)
        if entry is not None:
            return entry.id
        if address and self.name(address) == thread:
            return address
        if thread in self.shown and not self._natives:
            # only to learn what they are called: what is new in it is for the next reading
            response = await self.get(self.options.url, UNKNOWN)
            feed = await asyncio.to_thread(read_feed, response, self.visit.source_id)
            self._natives = {self.name(entry.id): entry.id for entry in feed.entries}
        return self._natives.get(thread)

    def settle(self, thread: ThreadId, feed: Feed) -> tuple[PostId, ...]:
        """Note a reading of all comments of *thread* that there are now; return which are gone."""
        natives = {entry.id for entry in feed.entries}
        entry = self.shown.get(thread)
        held = self.visit.held(thread) - {PostId(thread)}
        missed = held - {self.visit.post_id(native) for native in natives}
        self.rounds.meet(thread)
        if self._tells_all(feed, entry) and len(missed) <= max(_FEW, len(natives)):
            return self.rounds.read(thread, thread, natives)
        self.skip(thread)
        return ()

    def _tells_all(self, feed: Feed, entry: Entry | None) -> bool:
        """Tell whether a feed of comments holds all of them: by our settings, or by its word.

        *entry* is the item in its own feed, which may tell how many there are.
        """
        told = entry is not None and entry.answers == len(feed.entries)
        broken = feed.flaw or len(feed.entries) >= self.visit.max_items
        broken = broken or not all(one.id for one in feed.entries)
        return not broken and (self.options.whole or feed.complete or told)

    def holds_comments(self, thread: ThreadId) -> bool:
        """Tell whether the store holds comments of *thread*."""
        return bool(self.visit.held(thread) - {PostId(thread)})

    def skip(self, thread: ThreadId) -> None:
        """Let *thread* go to its next step, if it is due: nothing is known of it now."""
        if thread in self.due:
            self.rounds.unchanged(thread)

    def is_stopped(self) -> bool:
        """Whether no further request makes sense in this visit."""
        return any(trouble.reason in STOPS for trouble in self.troubles)

    def batch(
        self,
        posts: tuple[RawPost, ...] = (),
        *,
        gone: tuple[PostId, ...] = (),
        threads: tuple[ThreadId, ...] = (),
        cut: bool = False,
    ) -> Batch:
        """Return a batch with the cursor as it is now."""
        self.told = self.cursor
        return Batch(
            posts=posts,
            gone_posts=gone,
            gone_threads=threads,
            cursor=self.told,
            refused={},
            cut=cut,
        )
