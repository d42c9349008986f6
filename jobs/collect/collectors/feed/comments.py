"""Threads of a feed in, their comments out: those that are due in full, others if they changed.

Of edits, deletions and replies to older comments the validators of a feed of comments may tell
nothing: those of Isso change with the newest comment that answers none. So at its rounds a thread
is read in full. Threads beyond what one reading takes are read in turns: the next reading goes on
where this one stopped.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.feed import posts
from jobs.collect.collectors.feed.entries import Feed
from jobs.collect.collectors.feed.reading import NEXT, Reading
from jobs.collect.collectors.kit.marks import digest
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, PostId, RawPost, ThreadId

_MANY: Final = 2
"""Threads that held comments and give none, when no other gives any: it is the server."""


@dataclass(slots=True)
class Heard:
    """What the feeds of comments said.

    Attributes:
        any: One of them held something.
        silent: Threads of which we hold comments and whose feed holds none, with that feed.
    """

    any: bool = False
    silent: list[tuple[ThreadId, Feed]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gave:
    """What one feed of comments gave, which are gone by it, and whether all of it was taken."""

    posts: tuple[RawPost, ...] = ()
    gone: tuple[PostId, ...] = ()
    fits: bool = True


async def read_comments(reading: Reading) -> AsyncGenerator[Batch, None]:
    """Yield the comments of each thread; trouble is noted."""
    addresses, heard = reading.addresses(), Heard()
    asked = [thread for thread in reading.due if thread in addresses]
    most = reading.visit.max_pages // 2  # the others have their turn in every visit
    reading.cut = reading.cut or len(asked) > most
    for thread in asked[:most]:
        if reading.is_stopped() or reading.asks <= 0 or reading.left <= 0:
            reading.cut = True
            break
        gave = await _read(reading, heard, thread, addresses[thread], due=True)
        if gave is not None:
            yield reading.batch(gave.posts, gone=gave.gone)
    async for batch in _in_turns(reading, heard, addresses):
        yield batch
    if (last := _silent(reading, heard)) is not None:
        yield last


def _rest(reading: Reading, addresses: dict[ThreadId, str]) -> list[tuple[ThreadId, str]]:
    """Return the threads that are shown and not due, from the one on that is marked as next."""
    asked = [
        (thread, addresses[thread])
        for thread, entry in reading.shown.items()
        if thread in addresses
        and thread not in reading.due
        and not (entry is not None and entry.answers == 0)
    ]
    begin = reading.marks.get(NEXT, "")
    starts = [place for place, (_, url) in enumerate(asked) if digest(url) == begin]
    return asked[starts[0] :] if starts else asked


async def _in_turns(
    reading: Reading, heard: Heard, addresses: dict[ThreadId, str]
) -> AsyncGenerator[Batch, None]:
    """Yield the comments of threads that are not due, as far as this visit goes."""
    asked = _rest(reading, addresses)
    for place, (thread, url) in enumerate(asked):
        if reading.is_stopped() or reading.asks <= 0 or reading.left <= 0:
            _go_on(reading, asked[place:])
            return
        gave = await _read(reading, heard, thread, url, due=False)
        if reading.is_stopped():
            _go_on(reading, asked[place:])
            return
        if gave is None:
            continue
        if not gave.fits:
            # this one again next time, but when not even a whole reading is enough for it
            _go_on(reading, asked[place or 1 :])
            yield reading.batch(gave.posts, cut=True)
            return
        _mark(reading, asked[place + 1 :])
        yield reading.batch(gave.posts, gone=gave.gone)
    _mark(reading, [])


def _mark(reading: Reading, rest: list[tuple[ThreadId, str]]) -> None:
    """Note which comments come first in the next reading; the newest if none."""
    reading.marks.pop(NEXT, None)
    if rest:
        reading.marks[NEXT] = digest(rest[0][1])


def _go_on(reading: Reading, rest: list[tuple[ThreadId, str]]) -> None:
    _mark(reading, rest)
    reading.cut = reading.cut or bool(rest)


async def _read(
    reading: Reading, heard: Heard, thread: ThreadId, url: str, *, due: bool
) -> Gave | None:
    """Return what a feed of comments gives; None when nothing is new, or could not be read."""
    reading.asks -= 1
    try:
        feed = await reading.feed(url, if_changed=not due)
        root = await reading.native(thread) if feed is not None else None
    except SourceError as error:
        reading.doubt(url)
        if error.reason == FetchReason.HTTP_404:  # closed for comments, or none yet
            reading.skip(thread)
        else:
            reading.troubles.append(error)
        return None
    if feed is None or root is None:
        if feed is not None:
            reading.doubt(url)
        reading.skip(thread)
        return None
    found = feed.entries[: reading.left]
    fits = len(found) == len(feed.entries)
    reading.left -= len(found)
    heard.any = heard.any or bool(found)
    gone: tuple[PostId, ...] = ()
    if not fits:
        reading.doubt(url)
        reading.skip(thread)
    elif not found:
        heard.silent.append((thread, feed))
    else:
        gone = reading.settle(thread, feed)
    comments = posts.comments(reading.visit.source_id, found, root)
    return Gave(posts=comments, gone=gone, fits=fits)


def _silent(reading: Reading, heard: Heard) -> Batch | None:
    """Return what is gone of threads whose comments are all gone; None when nothing is."""
    missed = [one for one in heard.silent if reading.holds_comments(one[0])]
    if len(missed) >= _MANY and not heard.any:
        error = SourceBroken(reading.visit.source_id, ReadReason.EMPTY_FEED, "comments")
        reading.troubles.append(error)
        return None
    gone = [post for thread, feed in heard.silent for post in reading.settle(thread, feed)]
    return reading.batch(gone=tuple(gone)) if gone else None
