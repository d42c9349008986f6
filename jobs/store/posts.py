"""Posts in and out: saved with the state of their source, read by time, thread or id, erased."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import floor
from operator import attrgetter
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select, update

from jobs.model import (
    Cause,
    Coverage,
    Post,
    PostId,
    SourceId,
    SourceState,
    SourceStatus,
    Tally,
    ThreadId,
    VoiceKey,
)
from jobs.store.area import Area, among
from jobs.store.corrections import CorrectionRows
from jobs.store.merge import Known, Ledger
from jobs.store.rows import fields_of, values_of
from jobs.store.sources import Sources
from jobs.store.tables import erasure, post, source_status

Span = tuple[datetime, datetime]
"""A half-open span of time, UTC."""

_COLUMNS: Final = [post.c[name] for name in fields_of(Post)]
_KNOWN: Final = [post.c[name] for name in fields_of(Known)]
_AFTER_HEX: Final = "z"
"""Sorts after every digit of an id, in any collation; a span uses an index where LIKE does not."""
_by_moment: Final = attrgetter("posted_at", "id")
_EMPTY: Final[dict[str, Any]] = {"title": "", "text": "", "url": None}
"""What erasing leaves; the address goes too, as forums write the title in it."""


class Posts(Area):
    """Posts, pseudonymised and redacted, and the tombstones of what was erased."""

    def save(
        self,
        posts: Iterable[Post],
        gone: Iterable[PostId],
        status: SourceStatus,
        refused: dict[str, int],
    ) -> Tally:
        """Store what was read of one source together with how far it was read.

        A post that was erased stays erased, whatever the source gives; one whose row is gone too
        is refused as ``erased``. A post without a usable moment keeps the moment it got first.

        Args:
            posts: As read, in any order; the last of two with the same id counts.
            gone: Posts that the source says no longer exist: erased at ``status.tried_at``.
            status: How the source stands after this reading.
            refused: Items left out before, by reason code; they are only counted.

        Raises:
            ValueError: Something is gone and *status* does not say when it was tried.
        """
        read, lost = list(posts), list(gone)
        at = status.tried_at or status.read_at
        if lost and at is None:
            message = "a status with posts that are gone must say when the source was tried"
            raise ValueError(message)
        with self._desk.writing() as connection:
            ids = {one.id for one in read}
            ledger = Ledger(self._known(connection, ids), self._tombstones(connection, ids))
            for one in read:
                ledger.enter(one)
            self._put(connection, post, ledger.inserts())
            for row in ledger.updates():
                key = [self._mine(post), post.c.id == row["id"]]
                connection.execute(update(post).where(*key).values(row))
            erased = self.erase(lost, at, Cause.GONE) if lost and at is not None else 0
            Sources(self._desk).put(status)
        return ledger.tally(refused, erased)

    def between(self, start: datetime, end: datetime) -> tuple[Post, ...]:
        """Return the posts of [*start*, *end*) by moment and id; erased ones with empty text."""
        return self._read(post.c.posted_at >= start, post.c.posted_at < end)

    def of_threads(self, threads: Iterable[ThreadId], before: datetime) -> tuple[Post, ...]:
        """Return the posts of *threads* older than *before*, by moment and id."""
        at = func.coalesce(post.c.posted_at, post.c.posted_at)  # plainly, SQLite looks by moment
        return self._read(among(post.c.thread_id, threads), at < before)

    def threads_of(self, ids: Iterable[PostId]) -> frozenset[ThreadId]:
        """Return the threads that the posts of *ids* stand in."""
        wanted = select(post.c.thread_id).where(self._mine(post), among(post.c.id, ids))
        with self._desk.connections.reading() as connection:
            return frozenset(connection.scalars(wanted))

    def by_id(self, ids: Iterable[PostId]) -> dict[PostId, Post]:
        """Return the posts of *ids* that we hold."""
        return {one.id: one for one in self._read(among(post.c.id, ids))}

    def beginning(self, prefix: str, most: int) -> tuple[PostId, ...]:
        """Return the ids that begin with *prefix*, hex digits, in order, at most *most* of them."""
        mine = [self._mine(post), post.c.id >= prefix, post.c.id < f"{prefix}{_AFTER_HEX}"]
        wanted = select(post.c.id).where(*mine).order_by(post.c.id).limit(most)
        with self._desk.connections.reading() as connection:
            return tuple(connection.scalars(wanted))

    def voices(self, source_id: SourceId) -> frozenset[VoiceKey]:
        """Return the keys of everyone who ever wrote in *source_id*."""
        mine = [self._mine(post), post.c.source_id == source_id, post.c.voice.is_not(None)]
        with self._desk.connections.reading() as connection:
            return frozenset(connection.scalars(select(post.c.voice).where(*mine).distinct()))

    def first_at(self) -> datetime | None:
        """Return the moment of the oldest post, UTC; None when there is no post."""
        with self._desk.connections.reading() as connection:
            oldest = select(post.c.posted_at).where(self._mine(post)).order_by(post.c.posted_at)
            found: datetime | None = connection.scalar(oldest.limit(1))
            return found

    def fresh_since(self, moment: datetime, posted: datetime) -> tuple[Post, ...]:
        """Return what nobody knew before *moment*, by moment and id; nothing that is erased.

        That is what was first read at *moment* or later and posted at *posted* or later, and what
        got other words at *moment* or later, however old it is.
        """
        held = post.c.erased_at.is_(None)
        new = self._read(post.c.collected_at >= moment, post.c.posted_at >= posted, held)
        changed_at = post.c.changed_at
        changed = self._read(changed_at >= moment, changed_at > post.c.collected_at, held)
        found = {one.id: one for one in (*new, *changed)}
        return tuple(sorted(found.values(), key=_by_moment))

    def collected_before(self, moment: datetime) -> tuple[Post, ...]:
        """Return the posts first read before *moment* that are not erased yet."""
        return self._read(post.c.collected_at < moment, post.c.erased_at.is_(None))

    def gone(self, start: datetime, end: datetime) -> tuple[Post, ...]:
        """Return the posts that their source took away and we erased for it in [*start*, *end*)."""
        span = [erasure.c.erased_at >= start, erasure.c.erased_at < end]
        lost = select(erasure.c.post_id).where(
            self._mine(erasure), erasure.c.cause == Cause.GONE, *span
        )
        return self._read(post.c.id.in_(lost))

    def erase(self, ids: Iterable[PostId], at: datetime, cause: Cause = Cause.TERM) -> int:
        """Erase title, text and address of *ids* for ever; return how many still had them.

        The rows stay, to be counted, and a tombstone outlives them. Corrections no longer name
        threads of which nothing is left.
        """
        with_text = [self._mine(post), among(post.c.id, ids), post.c.erased_at.is_(None)]
        with self._desk.writing() as connection:
            ours = set(connection.scalars(select(post.c.id).where(*with_text)))
            connection.execute(update(post).where(*with_text).values(erased_at=at, **_EMPTY))
            new = sorted(ours - self._tombstones(connection, ours))
            stones = [{"post_id": one, "erased_at": at, "cause": cause} for one in new]
            self._put(connection, erasure, stones)
            CorrectionRows(self._desk).forget_threads()
            self._desk.connections.forget()
        return len(ours)

    def coverage(
        self, start: datetime, end: datetime, before: Sequence[Span] = ()
    ) -> tuple[Coverage, ...]:
        """Return what each known source gave in [*start*, *end*), by source id.

        Args:
            start: Of the week, UTC.
            end: Of the week, UTC.
            before: Earlier weeks likewise, of which the usual number of posts is the median.
        """
        known = select(source_status).where(self._mine(source_status))
        with self._desk.connections.reading() as connection:
            counts = self._counted(connection, start, end)
            earlier = [self._counted(connection, *span) for span in before]
            rows = {row.source_id: row for row in connection.execute(known)}
        return tuple(
            Coverage(
                source_id=name,
                posts=counts.get(name, 0),
                state=rows[name].state if name in rows else SourceState.UNTRIED,
                reason=rows[name].reason if name in rows else "",
                read_at=rows[name].read_at if name in rows else None,
                usual=floor(median(week.get(name, 0) for week in earlier)) if earlier else 0,
            )
            for name in sorted(counts.keys() | rows.keys())
        )

    def _counted(
        self, connection: Connection, start: datetime, end: datetime
    ) -> dict[SourceId, int]:
        """Return how many posts of each source fall in [*start*, *end*)."""
        span = [self._mine(post), post.c.posted_at >= start, post.c.posted_at < end]
        numbers = select(post.c.source_id, func.count()).where(*span).group_by(post.c.source_id)
        return {row[0]: row[1] for row in connection.execute(numbers)}

    def _read(self, *conditions: ColumnElement[bool]) -> tuple[Post, ...]:
        """Return posts by moment and id; asked for that order, SQLite goes through all posts."""
        wanted = select(*_COLUMNS).where(self._mine(post), *conditions)
        with self._desk.connections.reading() as connection:
            found = values_of(Post, connection.execute(wanted).all())
        return tuple(sorted(found, key=_by_moment))

    def _known(self, connection: Connection, ids: Iterable[str]) -> dict[str, Known]:
        wanted = select(*_KNOWN).where(self._mine(post), among(post.c.id, ids))
        return {one.id: one for one in values_of(Known, connection.execute(wanted).all())}

    def _tombstones(self, connection: Connection, ids: Iterable[str]) -> set[str]:
        held = [self._mine(erasure), among(erasure.c.post_id, ids)]
        return set(connection.scalars(select(erasure.c.post_id).where(*held)))
