"""A topic of a forum in, its posts out: the parts it comes in, from the first that may be new."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.forums.marks import Known
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Visit
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken, SourceError
from jobs.model import RawPost

_LONGEST_ID: Final = 18
"""Figures of a number; a forum counts its topics and posts from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as the list tells it.

    Attributes:
        id: Its number.
        state: What changes when somebody answers; a short hash.
        active: When somebody answered last, UTC; None when that cannot be.
        pinned: It stands in front whatever its activity.
    """

    id: str
    state: str
    active: datetime | None
    pinned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of the list.

    Attributes:
        topics: What stands on it.
        more: Whether there are other pages behind it.
        validators: To ask whether it changed.
    """

    topics: tuple[Topic, ...]
    more: bool
    validators: tuple[str, str] = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A post as a part of its topic tells it.

    Attributes:
        post: The post, without its place in the thread.
        moment: When it was posted, UTC.
        number: What replies call it.
        answers: The number of the post that it answers; empty for none.
        said: Its author said it; else it tells what was done with the topic.
        shown: It is public now; what is not any more counts as absent.
        gone: The forum says that it was deleted.
    """

    post: RawPost = field(repr=False)
    moment: datetime
    number: str
    answers: str = ""
    said: bool = True
    shown: bool = True
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The first part of a topic.

    Attributes:
        topic: Its number.
        title: Of the topic, text or HTML.
        rows: Its first posts, oldest first.
        opening: Native id of the post that opens the topic; empty when that is not there.
        rest: What the other parts are asked with, in order.
        there: Native ids of all posts of the topic, when the first part tells them.
        validators: To ask whether this part changed.
    """

    topic: str
    title: str = field(repr=False)
    rows: tuple[Row, ...]
    opening: str
    rest: tuple[str, ...]
    there: frozenset[str] | None = None
    validators: tuple[str, str] = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one reading of a topic gave.

    Attributes:
        posts: What was said in public.
        gone: Native ids of posts that the forum says were deleted.
        there: Native ids of all posts that are there; None when not all were seen.
        known: How far it was read; its state is left empty.
        done: It was read to its end.
        validators: To ask whether it changed; empty when that cannot be asked.
    """

    posts: tuple[RawPost, ...]
    gone: tuple[str, ...]
    there: frozenset[str] | None
    known: Known
    done: bool
    validators: tuple[str, str]


class Board(Protocol):
    """How one kind of forum answers."""

    async def listed(self, page: int, held: tuple[str, str]) -> Listed | None:
        """Return a page of the list, from 0 on; None when it is still what *held* is of."""
        ...

    async def opened(self, topic: str, held: tuple[str, str]) -> Opened | None:
        """Return the first part of *topic*; None when it is still what *held* is of."""
        ...

    async def part(self, topic: str, key: str) -> tuple[Row, ...]:
        """Return another part of *topic*."""
        ...


async def read_topic(
    visit: Visit, board: Board, opened: Opened, known: Known, *, whole: bool, left: int
) -> Found:
    """Return what a topic gives.

    Args:
        visit: The visit.
        board: The forum.
        opened: The first part of it.
        known: How far it was read before.
        whole: Read all that may be held of it, not only what is new.
        left: Posts after which the next visit goes on.

    Raises:
        SourceError: It could not be read.
    """
    if not opened.rows:
        raise SourceBroken(visit.source_id, ReadReason.SCHEMA_DRIFT, "no posts")
    parts = _Parts(board, opened)
    start = await parts.first_with(known.since if whole else known.high)
    places = range(max(start, 1), parts.count)
    rows, read = list(opened.rows), 0
    for at in places[: visit.max_pages]:
        if len(rows) >= left:
            break
        rows.extend(await parts.at(at))
        read += 1
    done = read == len(places)
    root = known.root or opened.opening or opened.rows[0].post.native_id
    known = replace(known, state="", root=root, high=max(known.high, *map(_seconds, rows)))
    there = opened.there
    if there is None and done and (whole or start == 0):
        there = frozenset(row.post.native_id for row in rows)
    absent = {row.post.native_id for row in rows if row.gone or not row.shown}
    return Found(
        posts=tuple(_posts(rows, known, opened.title)),
        gone=tuple(row.post.native_id for row in rows if row.gone),
        there=None if there is None else there - absent,
        known=known,
        done=done,
        # of a topic of several parts the first says nothing of the others
        validators=UNKNOWN if opened.rest else opened.validators,
    )


class _Parts:
    """The parts of one topic, each asked for once."""

    def __init__(self, board: Board, opened: Opened) -> None:
        self._board, self._topic = board, opened.topic
        self._keys = opened.rest
        self._read: dict[int, tuple[Row, ...]] = {0: opened.rows}

    @property
    def count(self) -> int:
        """How many there are."""
        return 1 + len(self._keys)

    async def at(self, place: int) -> tuple[Row, ...]:
        """Return the part at *place*."""
        if place not in self._read:
            self._read[place] = await self._ask(self._keys[place - 1])
        return self._read[place]

    async def _ask(self, key: str) -> tuple[Row, ...]:
        """Return a part; that one is not there does not mean that the topic is not."""
        try:
            return await self._board.part(self._topic, key)
        except SourceError as error:
            if error.reason != FetchReason.HTTP_404:
                raise
            raise SourceBroken(error.source_id, ReadReason.SCHEMA_DRIFT, "no such part") from None

    async def first_with(self, since: int) -> int:
        """Return the place of the first part with a post of *since* or later; else the last."""
        low, high = 0, self.count - 1
        while low < high:
            middle = (low + high) // 2
            if any(_seconds(row) >= since for row in await self.at(middle)):
                high = middle
            else:
                low = middle + 1
        return low


def _posts(rows: list[Row], known: Known, title: str) -> Iterator[RawPost]:
    """Yield what was said in public, and is new enough or opens the topic, each in its place."""
    natives = {row.number: row.post.native_id for row in rows}
    for row in rows:
        if not row.said or not row.shown or row.gone:
            continue
        if row.post.native_id == known.root:
            yield replace(row.post, title=title)
        elif _seconds(row) >= known.since:
            parent = natives.get(row.answers, known.root)
            yield replace(row.post, thread_native_id=known.root, parent_native_id=parent)


def _seconds(row: Row) -> int:
    return int(row.moment.timestamp())


def number_in(row: Fields, *path: str) -> str:
    """Return the number of a topic or post: it becomes part of addresses and of our marks."""
    found = row.needed(*path)
    if not (found.isascii() and found.isdigit() and len(found) <= _LONGEST_ID):
        raise SourceBroken(row.source_id, ReadReason.SCHEMA_DRIFT, ".".join(path))
    return found


def clock_in(visit: Visit, row: Fields, *path: str) -> datetime | None:
    """Return a moment, UTC; None when what is always there cannot be one."""
    moment, doubtful = to_utc(row.needed(*path), now=visit.now, zone=visit.zone)
    return None if doubtful else moment


def moment_in(visit: Visit, row: Fields, *path: str) -> datetime:
    """Return a moment that is always there, UTC."""
    moment = clock_in(visit, row, *path)
    if moment is None:
        raise SourceBroken(row.source_id, ReadReason.SCHEMA_DRIFT, ".".join(path))
    return moment
