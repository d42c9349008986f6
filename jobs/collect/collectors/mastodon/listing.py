"""Listings of a Mastodon server in, what is new on them out, and which conversations that opens.

A listing is read from its mark on, oldest first (``min_id``), so that a visit that is cut loses
nothing. The mark stays some hours behind: servers pass posts on late, under the id of their hour.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.marks import digest
from jobs.collect.collectors.kit.rounds import Rounds
from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.collectors.mastodon.wire import (
    Page,
    Server,
    Way,
    is_public,
    is_shy,
    native_id,
    parent_of,
    post_of,
)
from jobs.collect.protocol import Visit
from jobs.collect.reasons import FetchReason, FetchStop
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, Cursor, PostId, RawPost, ThreadId

PARTS: Final = ("", "/context")
"""Behind the name of a conversation: the questions for what opens it, and for the answers."""
FOUND: Final = "~"
"""Before the name of a conversation, among the rounds, that a hashtag led to."""
_ROWS: Final = 40
"""Statuses of a page; Mastodon gives no more."""
_LATE: Final = timedelta(hours=6)
"""How far the mark stays behind; a server that was away tries again within hours."""
_HEAD: Final = "head:"
"""Mark of a listing: the status from which on it is to be read."""
_NEXT_HEAD: Final = "then:"
"""Mark of a listing that is read for the first time: what will be its head."""
_AT: Final = "at:"
"""Mark of such a listing: where its reading goes on."""
_UNHEARD: Final = "new:"
"""Mark of a conversation that is to be read at once."""
_UP: Final = "up:"
"""Mark of a status that answers another, by its listing: what opens its conversation."""
_WHO: Final = "who:"
"""Mark of the listing of an account: the number of that. Also the question for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A listing of statuses; ``tag`` tells whether it searches, so that the shy are left out."""

    key: str
    path: str
    params: dict[str, str | int]
    tag: bool


class Listed:
    """What one visit found listed.

    Attributes:
        rounds: Of the conversations; those that a hashtag led to have a `FOUND` before their name.
        openings: Listed statuses that open a conversation.
        unheard: Names of conversations that are new to us and in which somebody answered.
        left: Posts that this visit may still give.
        validators: Of the listings, by their keys, and of conversations.
        told: The cursor that was given last.
        cut: Something was left for the next visit.
    """

    def __init__(self, visit: Visit, server: Server, reach: timedelta) -> None:
        marks = visit.cursor.marks
        self.rounds = Rounds(visit)
        self.openings: dict[str, Fields] = {}
        self.unheard = {key.removeprefix(_UNHEARD): "" for key in marks if key.startswith(_UNHEARD)}
        self.left = visit.max_items
        self.told = visit.cursor
        self.cut = False
        self._visit, self._server = visit, server
        self._since = visit.now - reach
        self._until = visit.now - _LATE
        ours = (_HEAD, _NEXT_HEAD, _AT, _WHO)
        self._marks = {key: mark for key, mark in marks.items() if key.startswith(ours)}
        self._ups = {key: root for key, root in marks.items() if key.startswith(_UP)}
        self._roots = {key.rpartition(":")[2]: root for key, root in self._ups.items()}
        self.validators = Validators(visit)
        self._questions: set[str] = set()
        self._met = set(self.rounds.names)

    @property
    def cursor(self) -> Cursor:
        """The cursor as it is now."""
        unheard = {_UNHEARD + name: "" for name in self.unheard}
        marks = {**self._marks, **self._ups, **unheard, **self.rounds.marks}
        names = {*self._questions, *(f"{name}{part}" for name in self._met for part in PARTS)}
        return Cursor(marks=marks, validators=self.validators.held(names))

    def batch(
        self,
        posts: tuple[RawPost, ...],
        gone: tuple[PostId, ...] = (),
        threads: tuple[ThreadId, ...] = (),
    ) -> Batch:
        """Return a batch with the cursor as it is now."""
        self.told, self.left = self.cursor, self.left - len(posts)
        return Batch(
            posts=posts,
            gone_posts=gone,
            gone_threads=threads,
            cursor=self.told,
            refused={},
            cut=self.cut,
        )

    def forget(self, name: str) -> None:
        """Drop a conversation, which is not there any more."""
        self.unheard.pop(name, None)
        self.rounds.forget(name)

    async def find(self, name: str) -> Listing:
        """Return the listing of an account, or of a hashtag when *name* begins with ``#``.

        Raises:
            SourceError: ``http-404`` when there is no such account.
        """
        key, params = digest(name), {"limit": _ROWS}
        if name.startswith("#"):
            path = f"/timelines/tag/{quote(name[1:], safe='')}"
            return Listing(key=key, path=path, params={**params}, tag=True)
        path = f"/accounts/{await self._account(key, name.removeprefix('@'))}/statuses"
        return Listing(key=key, path=path, params={**params, "exclude_reblogs": "true"}, tag=False)

    async def _account(self, key: str, name: str) -> str:
        """Return the number of the account that is called *name*."""
        question = _WHO + key
        self._questions.add(question)
        held = self.validators.of(question) if question in self._marks else UNKNOWN
        reply = await self._server.reply("/accounts/lookup", {"acct": name}, held)
        if reply is None:
            raise FetchStop(FetchReason.HTTP_404, "no such account").about(self._visit.source_id)
        if not reply.same:
            self._marks[question] = native_id(reply.data)
            self.validators.keep(question, reply.response.validators)
        return self._marks[question]

    async def read(self, listing: Listing) -> AsyncGenerator[Batch, None]:
        """Yield what is new in *listing*, page by page.

        Raises:
            SourceError: It could not be read, or holds nothing any more.
        """
        head, then = _HEAD + listing.key, _NEXT_HEAD + listing.key
        if head in self._marks or then in self._marks:
            # what is new first: a first reading that goes on for days must not hold it up
            async for batch in self._newer(listing, head if head in self._marks else then):
                yield batch
        if head not in self._marks:
            async for batch in self._first(listing):
                yield batch

    async def _newer(self, listing: Listing, key: str) -> AsyncGenerator[Batch, None]:
        """Yield what came after the mark called *key*, oldest first, and move it."""
        self._questions.add(listing.key)
        held = self.validators.of(listing.key)
        newest = await self._server.newest(listing.path, listing.params, held)
        if newest.same:
            return
        if not newest.rows:
            raise SourceBroken(self._visit.source_id, ReadReason.EMPTY_FEED)
        self.validators.drop(listing.key)
        before = f"{_UP}{listing.key}:"
        self._ups = {up: root for up, root in self._ups.items() if not up.startswith(before)}
        cut, self.cut = self.cut, False
        async for page in self._pages(listing, "prev", self._marks[key]):
            posts = await self._posts(listing, page.rows)
            self._marks[key] = self._settled(page.rows) or self._marks[key]
            yield self.batch(posts)
        if not self.cut:  # what was read since shows all that the newest page did
            self.validators.keep(listing.key, newest.validators)
        self.cut = self.cut or cut

    async def _first(self, listing: Listing) -> AsyncGenerator[Batch, None]:
        """Yield what *listing* holds, newest first, back to our reach: its first reading."""
        head, then, at = (mark + listing.key for mark in (_HEAD, _NEXT_HEAD, _AT))
        self._questions.add(listing.key)
        newest = UNKNOWN if at in self._marks else None
        async for page in self._pages(listing, "next", self._marks.get(at, "")):
            newest = page.validators if newest is None else newest
            new = tuple(row for row in page.rows if self._server.moment(row) >= self._since)
            posts = await self._posts(listing, new)
            top = self._marks.pop(then, "") or self._settled(page.rows)
            self._marks.pop(at, None)
            if new and page.more:
                self._marks |= {at: page.more, **({then: top} if top else {})}
            elif top:
                self._marks[head] = top
                self.validators.keep(listing.key, newest)
            yield self.batch(posts)
            if not new:
                return

    async def _pages(self, listing: Listing, way: Way, after: str) -> AsyncGenerator[Page, None]:
        """Yield pages beyond *after*, as many as one visit may read; those that lead back end."""
        seen: set[str] = set()
        while len(seen) < self._visit.max_pages and self.left > 0:
            page = await self._server.page(listing.path, listing.params, way, after)
            seen.add(after)
            after = "" if page.more in seen else page.more
            yield replace(page, more=after)
            if not after:
                return
        self.cut = True

    def _settled(self, rows: tuple[Fields, ...]) -> str:
        """Return the newest of *rows* before which nothing is to be expected; empty if none."""
        moment = self._server.moment
        return next((native_id(row) for row in rows if moment(row) <= self._until), "")

    async def _posts(self, listing: Listing, rows: tuple[Fields, ...]) -> tuple[RawPost, ...]:
        """Return those of *rows* that are for us, and note their conversations."""
        posts = []
        for row in reversed(rows):  # what is answered comes before what answers it
            if not is_public(row) or (listing.tag and is_shy(row)):
                continue
            native, root = native_id(row), await self._root(row)
            self._roots[native] = root
            if root == native:
                self.openings[native] = row
            elif self._server.moment(row) > self._until:
                self._ups[f"{_UP}{listing.key}:{native}"] = root
            quiet = root == native and not row.number("replies_count")
            self._meet(root, tag=listing.tag, quiet=quiet)
            posts.append(post_of(row, root))
        return tuple(posts)

    async def _root(self, row: Fields) -> str:
        """Return what opens the conversation of *row*."""
        native, parent = native_id(row), parent_of(row)
        if not parent:
            return native
        known = self._roots.get(native) or self._roots.get(parent)
        if known:
            return known
        try:
            return await self._server.root(native)
        except SourceError:
            if self._server.ended is not None:
                raise
            return parent  # its conversation has its round too, and tells what is the matter

    def _meet(self, root: str, *, tag: bool, quiet: bool) -> None:
        """Note a conversation; it is to be read at once when it is new and somebody answered."""
        name = FOUND + root if tag and root not in self._met else root
        if not tag:
            self.forget(FOUND + root)  # its reading, which leaves out more, would call that gone
        self.rounds.meet(name)
        if name not in self._met and not quiet:
            self.unheard[name] = ""
        self._met.add(name)
