"""A listing with the newest first in, its rows down to what an earlier visit met out.

The mark moves only when a walk met the old one, or came to the end. A walk that was cut goes on
from its page at the next visit, and only then does its own start become the mark: what was put
in front of it meanwhile is read after that.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS
from jobs.errors import SourceBroken, SourceError

Held = tuple[str, str]
_OVERLAP: Final = 3600
"""Seconds that are read again: what a platform shows late stands behind what came later."""
_LONGEST: Final = 2_000
"""Characters of the name of a page; the longest has 200."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a listing.

    Attributes:
        rows: Each with its moment in seconds since 1970, the newest first.
        more: Name of the next page; empty after the last one.
        validators: To ask whether it changed.
        same: It is still what it was, and was not given.
    """

    rows: tuple[tuple[int, Fields], ...]
    more: str = field(repr=False)
    validators: tuple[str, str] = UNKNOWN
    same: bool = False


class Newest:
    """One listing, as far as the marks of a cursor say that it was read.

    Attributes:
        marks: What the cursor must hold of it now.
        cut: The walk stopped at our own limit.
    """

    def __init__(
        self, visit: Visit, name: str, since: int, ask: Callable[[str, Held], Awaitable[Sheet]]
    ) -> None:
        """Ask nothing yet.

        Args:
            visit: The visit.
            name: Of the listing, in our marks.
            since: Seconds since 1970; what is older is not wanted.
            ask: Name of a page, empty for the first, and validators of it → the page.
        """
        self._visit, self._ask, self._name = visit, ask, name
        self._pairs = Validators(visit)
        self._high, self._top, self._at, self._had = (
            f"{name}:{what}" for what in ("high", "top", "at", "had")
        )
        keys = (self._high, self._top, self._at, self._had)
        self.marks = {key: mark for key, mark in visit.cursor.marks.items() if key in keys}
        self.cut = False
        self._since = since
        self._room = visit.max_items

    @property
    def validators(self) -> dict[str, Held]:
        """What the cursor must hold of the first page, when nothing new lies behind that."""
        return self._pairs.held({self._name})

    async def pages(self) -> AsyncGenerator[tuple[Fields, ...], None]:
        """Yield the rows that are new, page by page; `marks` are those after the page.

        Raises:
            SourceError: A page could not be read, or nothing stands where two posts or more did.
        """
        places = [self.marks[self._at], ""] if self._at in self.marks else [""]
        for at in places:
            async with aclosing(self._walk(at)) as found:
                async for rows in found:
                    yield rows
            if self.cut:
                return

    async def _walk(self, at: str) -> AsyncGenerator[tuple[Fields, ...], None]:
        """Yield the rows from the page *at* on, down to the mark."""
        floor = max(self._since, self._number(self._high) - _OVERLAP)
        seen: set[str] = set()
        while len(seen) < self._visit.max_pages and self._room > 0:
            if seen:
                sheet = await self._ask(at, UNKNOWN)
            else:
                at, sheet = await self._first(at)
            if sheet.same:
                return
            seen.add(at)
            if not at:
                self._look(sheet)
            ended = not sheet.more or sheet.more in seen
            if ended or (sheet.rows and sheet.rows[-1][0] < floor):
                self._arrive()
                self._pairs.keep(self._name, UNKNOWN if at else sheet.validators)
                yield tuple(row for moment, row in sheet.rows if moment >= floor)
                return
            at = self.marks[self._at] = self._named(sheet.more)
            self._room -= len(sheet.rows)
            yield tuple(row for moment, row in sheet.rows if moment >= floor)
        self.cut = True

    async def _first(self, at: str) -> tuple[str, Sheet]:
        """Return the page *at*; the first one when that of an earlier visit cannot be read."""
        try:
            sheet = await self._ask(at, UNKNOWN if at else self._pairs.of(self._name))
            if not at or sheet.rows or sheet.more:
                return at, sheet
        except SourceError as error:
            if not at or error.reason in STOPS:
                raise
        return "", await self._ask("", UNKNOWN)  # an empty page is as good as none

    def _look(self, sheet: Sheet) -> None:
        """Note what the first page starts with; a clock that runs ahead does not move the mark."""
        if not sheet.rows and not sheet.more and self._number(self._had) > 1:
            raise SourceBroken(self._visit.source_id, ReadReason.EMPTY_FEED)
        self._pairs.drop(self._name)
        self.marks[self._had] = str(len(sheet.rows))
        newest = max((moment for moment, _ in sheet.rows), default=0)
        now = int(self._visit.now.timestamp())
        self.marks[self._top] = str(max(min(newest, now), self._number(self._high)))

    def _arrive(self) -> None:
        """Make the start of the walk the mark."""
        self.marks[self._high] = self.marks.pop(self._top, self.marks.get(self._high, "0"))
        self.marks.pop(self._at, None)

    def _named(self, more: str) -> str:
        if len(more) > _LONGEST or not more.isascii() or not more.isprintable():
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "next page")
        return more

    def _number(self, key: str) -> int:
        return int(self.marks.get(key, "0"))
