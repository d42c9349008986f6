"""A listing of the AppView, newest first, in; what is new on it out, with nothing left behind.

The mark of a listing moves when a walk met the old mark or the end. Where a walk was cut stays in
the marks, and the next reading goes on there first. A page may be empty though others follow.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields, Interface
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.collectors.kit.walk import Walk
from jobs.errors import SourceBroken

ROWS: Final = 100
"""Rows of a page; the AppView refuses more."""
_HIGH: Final = "high:"
"""Mark of a listing: the newest moment up to which nothing was left out, in milliseconds."""
_PENDING: Final = "pending:"
"""Mark of a listing that was cut: the newest moment that was seen on it."""
_AT: Final = "at:"
"""Mark of a listing that was cut: where to go on."""
_MARGIN: Final = timedelta(days=1)
"""Before the mark what is late is looked for: posts are known later than they were written."""
_CURSOR: Final = "cursor"
_LONGEST_CURSOR: Final = 500
_TOTAL: Final = "hitsTotal"
_NEARLY: Final = 0.9
"""Of the rows that are counted; those that were deleted are counted for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A listing.

    Attributes:
        interface: Whom to ask.
        name: Its name in our marks.
        path: Where it is, with what never changes of the query.
        params: What it is asked with besides.
        rows: Name of its rows in an answer.
        moment: When a row came to be known, UTC; rows are in that order.
        capped: It may end before its last row, as a search does.
    """

    interface: Interface
    name: str
    path: str
    params: Mapping[str, str | int]
    rows: str
    moment: Callable[[Fields], datetime]
    capped: bool = False


@dataclass(frozen=True, slots=True)
class _Page:
    rows: tuple[Fields, ...]
    more: str = field(repr=False)


class Trail:
    """The way along one listing in one visit.

    Attributes:
        name: Of the listing, in our marks.
        known: Up to here nothing was left out before; None when it was never read.
        done: It met what was known, or the end.
        whole: It came there from the newest on.
        same: Its first page is what it was, and there is nothing to see behind it.
        empty: It saw no row.
        short: The listing ended before its last row.
        validators: To ask whether it changed; empty when one page does not tell.
    """

    def __init__(self, listing: Listing, marks: dict[str, str], max_pages: int) -> None:
        """Begin where *marks* say; they are changed as the way goes on."""
        self.done = self.whole = self.same = False
        self.empty = True
        self.short = False
        self.validators = UNKNOWN
        self._seen = 0
        self.name = listing.name
        self._held = UNKNOWN
        self._listing, self._marks, self._max_pages = listing, marks, max_pages
        high = marks.get(_HIGH + listing.name)
        self.known = datetime.fromtimestamp(int(high) / 1000, UTC) if high else None

    async def pages(
        self, least: datetime, *, held: tuple[str, str] = UNKNOWN, everything: bool = False
    ) -> AsyncGenerator[tuple[Fields, ...], None]:
        """Yield pages back to what is known, but not behind *least*; or *everything* to there.

        With *held*, those of the first page, that page is empty when it is what it was.
        """
        self._held = held
        at = "" if everything else self._marks.get(_AT + self._listing.name, "")
        if at:
            async with aclosing(self._walk(at, self._floor(least))) as pages:
                async for rows in pages:
                    yield rows
            if not self.done:
                return
        floor = least if everything else self._floor(least)
        async with aclosing(self._walk("", floor)) as pages:
            async for rows in pages:
                yield rows

    def _floor(self, least: datetime) -> datetime:
        high = int(self._marks.get(_HIGH + self._listing.name, "0"))
        return max(least, datetime.fromtimestamp(high / 1000, UTC) - _MARGIN)

    async def _walk(self, at: str, floor: datetime) -> AsyncGenerator[tuple[Fields, ...], None]:
        walk, newest, self._seen = Walk(partial(self._page, floor), at), 0, 0
        filled = 0
        async with aclosing(walk.parts(self._max_pages)) as pages:
            async for page in pages:
                filled += bool(page.rows)
                self.empty = self.empty and not page.rows and not self.same
                moments = (self._listing.moment(row).timestamp() for row in page.rows)
                newest = max(newest, ceil(max(moments, default=0) * 1000))
                yield page.rows
        self.done, self.whole = walk.done, walk.whole and not self.short
        self._note(newest, walk.at)
        if not self.whole or filled > 1:
            self.validators = UNKNOWN  # the first page says nothing of the others

    def _note(self, newest: int, at: str) -> None:
        """Note how far this was, and where to go on if it was not far enough."""
        name, marks = self._listing.name, self._marks
        newest = max(newest, int(marks.pop(_PENDING + name, "0")))
        marks.pop(_AT + name, None)
        if self.done:
            high = max(newest, int(marks.get(_HIGH + name, "0")))
            if high:
                marks[_HIGH + name] = str(high)
        elif at and "did:" not in at:  # what names a person does not stay
            marks[_PENDING + name], marks[_AT + name] = str(newest), at

    async def _page(self, floor: datetime, after: str) -> _Page:
        """Return one page; the last one when something on it lies behind *floor*."""
        listing = self._listing
        params = {**listing.params, "limit": ROWS, **({_CURSOR: after} if after else {})}
        held = UNKNOWN if after else self._held
        reply = await listing.interface.ask(listing.path, params, validators=held)
        if not after:
            self.same, self.validators = reply.same, reply.response.validators
        if self.same:
            return _Page((), "")
        data = reply.data
        more = data.text(_CURSOR)
        if not data.has(listing.rows):
            raise self._drift(listing.rows)
        if len(more) > _LONGEST_CURSOR or not more.isascii() or not more.isprintable():
            raise self._drift(_CURSOR)
        rows = data.rows(listing.rows)
        behind = any(listing.moment(row) < floor for row in rows)
        self._seen += len(rows)
        self.short = listing.capped and not more and not behind and self._is_short(data, len(rows))
        return _Page(rows, "" if behind else more)

    def _is_short(self, data: Fields, last: int) -> bool:
        """Tell whether a listing that ended has more rows than it gave, *last* on its last page.

        How many it has is told about, or not at all; then a full page is no end.
        """
        if data.has(_TOTAL):
            return self._seen < data.number(_TOTAL) * _NEARLY
        return last >= ROWS

    def _drift(self, name: str) -> SourceBroken:
        source_id = self._listing.interface.visit.source_id
        return SourceBroken(source_id, ReadReason.SCHEMA_DRIFT, name)
