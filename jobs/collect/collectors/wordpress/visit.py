"""One visit to a WordPress site: what is new in a list down to what is known, and how far it is."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from datetime import timedelta
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.rounds import STEPS, Rounds
from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.collectors.wordpress.rows import article, comment, number, seconds
from jobs.collect.collectors.wordpress.site import (
    COMMENTS,
    POSTS,
    ROUTE,
    ROWS,
    Site,
    iso,
)
from jobs.collect.protocol import Visit
from jobs.errors import SourceBroken
from jobs.model import Batch, Cursor, PostId, RawPost, ThreadId

OTHER: Final = "~"
"""Before the name of a thread whose opening is no article but a page or the like: only its
comments are read, so that nothing follows from its not being among the articles."""

_IDS: Final = "ids:"
"""Mark of a thread that has rounds: the ids of its comments."""
_STATE: Final = "state:"
"""Mark of a list that was read: its length and newest row then."""
_HIGH: Final = "high:"
"""Mark of a list that was read: moment of its newest row, in seconds since 1970."""
_AT: Final = "at:"
"""Mark of a list that was cut: moment where to go on, and of its newest row."""
_EDITED: Final = "edited"
"""Mark of the latest edit of an article that we have, in seconds since 1970."""
_SAME: Final = 304
"""Status of an answer that is what it was."""
_LATE: Final = timedelta(days=3)
"""What a moderator lets through appears below what is newer: as far below the newest known row
everything is read again when a list has changed."""
_FEW: Final = 3
"""Rows that a list may lose at once; a longer one that is empty is not what it was."""
_FEED: Final = "feed"
"""Name of the question whether the feed changed."""
_BELIEVED: Final = timedelta(days=1)
"""So long the feed may call the lists unchanged: it says nothing of a comment that a moderator let
through when a newer one was there already, and not all threads have a round to come."""
_MOST_IDS: Final = 1_000
"""Comments of a thread whose ids are kept."""


class Reading:
    """What one visit found so far.

    Attributes:
        visit: The visit.
        site: The site.
        rounds: Of its threads, by the id of the article; by `OTHER` and the id for other threads.
        left: Items that this visit may still give.
        cut: Something was left for the next visit.
        answers: The list of comments was read, so that those of threads may be read too.
    """

    def __init__(self, visit: Visit, site: Site, *, author: str | None, reach: timedelta) -> None:
        self.visit, self.site, self.rounds = visit, site, Rounds(visit)
        self.left, self.cut, self.answers = visit.max_items, False, False
        ours = (_IDS, _STATE, _HIGH, _AT, _EDITED)
        self._marks = {
            key: mark for key, mark in visit.cursor.marks.items() if key.startswith(ours)
        }
        self._author = author
        self._since = int((visit.now - reach).timestamp())
        self._far = int((visit.now - reach - STEPS[-1]).timestamp())
        self._edited = 0
        self._given: set[str] = set()
        self._told = visit.cursor
        self._validators = Validators(visit, _BELIEVED)
        self._feed = UNKNOWN

    async def is_same(self, what: str) -> bool:
        """Tell whether the feed of a list says that nothing is new since all of it was read.

        That of the comments tells of edited articles too.

        Raises:
            SourceError: The next question would fail as well.
        """
        answer = await self.site.feed(what, self._validators.of(_FEED))
        self._feed = UNKNOWN if answer is None else answer.validators
        same = answer is not None and answer.status == _SAME
        if not same:
            self._validators.drop(_FEED)  # until all is read that it may tell of
        self.answers = same and what == COMMENTS
        return same

    def settle(self) -> None:
        """Note that all was read that the feed may tell of, if nothing was left for later."""
        if not self.cut:
            self._validators.keep(_FEED, self._feed)

    async def head(self, what: str) -> AsyncGenerator[Batch, None]:
        """Yield what is new in a list.

        Raises:
            SourceError: It could not be read, or holds nothing though it held something.
        """
        probe = await self.site.probe(what)
        known = self._marks.get(f"{_STATE}{what}", "")
        if probe.empty and int(known.partition(":")[0] or 0) > _FEW:
            raise SourceBroken(self.visit.source_id, ReadReason.EMPTY_FEED, what)
        at = self._marks.get(f"{_AT}{what}")
        if at is not None:
            before, newest = map(int, at.split(":"))
            async for batch in self._down(what, newest, before):
                yield batch
        elif not probe.empty and (probe.state != known or not known):
            async for batch in self._down(what):
                yield batch
            if f"{_AT}{what}" not in self._marks:
                self._marks[f"{_STATE}{what}"] = probe.state
        self.answers = what == COMMENTS

    async def edits(self) -> AsyncGenerator[Batch, None]:
        """Yield the articles that were edited after the latest edit that we have."""
        mark = int(self._marks.get(_EDITED, "0"))
        if mark:
            params: dict[str, str | int] = {
                "orderby": "modified",
                "order": "desc",
                "modified_after": iso(mark),
                "after": iso(self._far),
            }
            async with aclosing(self.walk(POSTS, params)) as pages:
                async for rows, last in pages:
                    if fresh := [row for row in rows.values() if self._is_edit(row, mark)]:
                        yield self.articles(fresh)
                    now = self.visit.now
                    moments = [seconds(row, "modified_gmt", now) for row in rows.values()]
                    self._edited = max(self._edited, *moments, mark)
                    # a site older than 5.7 lists all, the latest edited first
                    if last or min(filter(None, moments), default=mark + 1) <= mark:
                        break
                else:
                    self.cut = True
                    return
        self._marks[_EDITED] = str(self._edited or self._since)

    async def walk(
        self, what: str, params: dict[str, str | int]
    ) -> AsyncGenerator[tuple[dict[str, Fields], bool], None]:
        """Yield the pages of a list as `Site.walk` does, while this visit may give more."""
        async with aclosing(self.site.walk(what, params, self.visit.max_pages)) as pages:
            async for rows, last in pages:
                self.left -= len(rows)
                yield rows, last
                if self.left <= 0:
                    return

    def articles(self, rows: Iterable[Fields], gone: tuple[ThreadId, ...] = ()) -> Batch:
        """Return a batch of articles; one behind a password is not public any more."""
        posts: list[RawPost] = []
        closed = list(gone)
        for row in rows:
            native = number(row, "id")
            self._given.add(native)
            self._edited = max(self._edited, seconds(row, "modified_gmt", self.visit.now))
            if row.flag("content", "protected"):
                closed.append(self.visit.thread_id(native))
            else:
                posts.append(article(row, self._author))
        return self.batch(posts, gone_threads=tuple(closed))

    def known(self, thread: str) -> frozenset[str]:
        """Return the ids of the comments that a thread had when it was last read."""
        return frozenset(filter(None, self._marks.get(f"{_IDS}{thread}", "").split(",")))

    def learn(self, thread: str, ids: Iterable[str]) -> None:
        """Note the ids of the comments of a thread."""
        newest = sorted(ids, key=int)[-_MOST_IDS:]
        self._marks[f"{_IDS}{thread}"] = ",".join(newest)

    def batch(
        self,
        posts: Iterable[RawPost] = (),
        *,
        gone: tuple[str, ...] = (),
        gone_posts: tuple[PostId, ...] = (),
        gone_threads: tuple[ThreadId, ...] = (),
    ) -> Batch:
        """Return a batch with the marks as they are now."""
        self._told = self._cursor
        return Batch(
            posts=tuple(posts),
            gone=gone,
            gone_posts=gone_posts,
            gone_threads=gone_threads,
            cursor=self._told,
            refused={},
            cut=self.cut,
        )

    def rest(self) -> Batch | None:
        """Return the batch that tells what no batch has told yet; None when nothing changed."""
        return self.batch() if self.cut or self._cursor != self._told else None

    async def _down(
        self, what: str, newest: int = 0, before: int | None = None
    ) -> AsyncGenerator[Batch, None]:
        """Yield the rows of a list from the newest, or from *before*, down to what is known."""
        high = self._marks.get(f"{_HIGH}{what}")
        after = self._since if high is None else int(high) - int(_LATE.total_seconds())
        params: dict[str, str | int] = {"orderby": "date", "order": "desc", "after": iso(after)}
        if before is not None:
            params["before"] = iso(before + 1)
        moments = [] if before is None else [before]
        met: list[str] = []
        last = False
        async with aclosing(self.walk(what, params)) as pages:
            async for rows, ends in pages:
                last = ends
                posted = (seconds(row, "date_gmt", self.visit.now) for row in rows.values())
                moments += filter(None, posted)
                if what == POSTS:
                    met += rows
                    yield self.articles(rows.values())
                else:
                    async for batch in self._answers(rows, met):
                        yield batch
        for thread in met:
            self.rounds.meet(thread)
        newest = max([newest, int(high or self._since), *moments])
        self._marks.pop(f"{_AT}{what}", None)
        if last:
            self._marks[f"{_HIGH}{what}"] = str(newest)
        else:
            self.cut = True
            self._marks[f"{_AT}{what}"] = f"{min(moments, default=newest)}:{newest}"
        yield self.batch()

    async def _answers(
        self, rows: dict[str, Fields], met: list[str]
    ) -> AsyncGenerator[Batch, None]:
        """Yield comments, after the articles that they are the first to lead to."""
        threads: dict[str, list[str]] = {}
        for native, row in rows.items():
            threads.setdefault(number(row, "post"), []).append(native)
        known = {*self._threads, *self._given}
        asked = [one for one in threads if not {one, f"{OTHER}{one}"} & known]
        if asked:
            found = await self.site.only(asked[:ROWS])
            yield self.articles(found.values())
            known |= set(found)
        for thread, ids in threads.items():
            name = thread if thread in known else f"{OTHER}{thread}"
            met.append(name)
            self.learn(name, {*self.known(name), *ids})
        yield self.batch(map(comment, rows.values()))

    def _is_edit(self, row: Fields, mark: int) -> bool:
        """Tell whether an article was edited after *mark*, and is new enough or held by us."""
        native, now = number(row, "id"), self.visit.now
        if native in self._given or seconds(row, "modified_gmt", now) <= mark:
            return False
        return seconds(row, "date_gmt", now) >= self._since or bool(
            self.visit.held(self.visit.thread_id(native))
        )

    @property
    def _threads(self) -> frozenset[str]:
        """Names of the threads that have rounds still."""
        return frozenset(mark.partition(":")[2] for mark in self.rounds.marks)

    @property
    def _cursor(self) -> Cursor:
        """The cursor that says how far this visit is."""
        threads = self._threads
        marks = {
            key: mark
            for key, mark in self._marks.items()
            if not key.startswith(_IDS) or key.removeprefix(_IDS) in threads
        }
        if self.site.route:
            marks[ROUTE] = self.site.route
        validators = self._validators.held({_FEED})
        return Cursor(marks={**marks, **self.rounds.marks}, validators=validators)
