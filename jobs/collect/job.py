"""The collect stage: every source read, what is kept stored, how each source stands written down.

One source that fails never stops another. What a source gives is held back until all of it is
there, since a name is masked in posts that were read before its owner's. Then each batch is stored
together with its cursor, so a crash repeats a reading at most, and posts are known by their ids.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

from jobs.collect.fetch import Fetcher
from jobs.collect.keep import Keeping, Refusal, keep_each
from jobs.collect.protocol import Fetches
from jobs.collect.pseudonym import post_id, thread_id
from jobs.collect.reasons import FetchReason
from jobs.collect.standing import failed, is_due, succeeded, untried
from jobs.collect.tallies import counts_of, summed
from jobs.collect.visits import guarded, make_visit, together, unexpected
from jobs.errors import SourceError
from jobs.log import get
from jobs.model import (
    Batch,
    Counts,
    Post,
    PostId,
    Progress,
    RawPost,
    Readings,
    Role,
    SourceId,
    SourceStatus,
    Tally,
    ThreadId,
    VoiceKey,
    Week,
    silent,
)
from jobs.settings.schema import Settings, Source
from jobs.store import Store

AT_ONCE: Final = 4
"""Sources read at the same time; the gate per host keeps each host's own pace."""
_MOST_HELD: Final = 50_000_000
"""Characters held back of one source; a year of a busy group has 20 million."""
_SIZE_OF_POST: Final = 500
"""Characters that a post takes besides its text, about."""
_AHEAD: Final = timedelta(days=2)
"""The furthest ahead that a clock of a source may run."""
_FEW: Final = 3
"""Posts of one reading that may be edited to nothing; more only when as many others are whole."""

_log = get("collect")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What all sources of one run share."""

    store: Store
    settings: Settings
    fetcher: Fetches = field(repr=False)
    key: bytes = field(repr=False)
    now: Callable[[], datetime]


async def run(  # noqa: PLR0913 - the six that every stage shell has, and which sources
    store: Store,
    settings: Settings,
    fetcher: Fetches,
    key: bytes,
    now: Callable[[], datetime],
    progress: Progress = silent,
    *,
    due_only: bool = False,
) -> Counts:
    """Read the sources of *settings* and return what became of everything they gave.

    Args:
        store: Where posts and the state of sources go.
        settings: The municipality.
        fetcher: The door to the web.
        key: Secret of the pseudonyms, 32 bytes.
        now: The present moment, UTC.
        progress: Told which source was read.
        due_only: Only those whose ``every`` has passed; else all but those that asked for rest.
    """
    reading = _Reading(store=store, settings=settings, fetcher=fetcher, key=key, now=now)
    known = store.sources.all()
    due = [
        source
        for source in settings.sources
        if is_due(source, known.get(SourceId(source.id)), now(), due_only=due_only)
    ]
    gate = asyncio.Semaphore(AT_ONCE)
    done: list[tuple[SourceStatus, Tally]] = []

    async def one(source: Source) -> None:
        """Read *source* when it is its turn."""
        async with gate:
            # as it stands now: while others were read, people may have captured posts
            before = store.sources.get(SourceId(source.id)) or untried(source)
            done.append(await _read(reading, source, before))
            progress(source.id, len(done), len(due))

    try:
        async with asyncio.TaskGroup() as group:
            for source in due:
                group.create_task(one(source))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return counts_of(done, len(settings.sources) - len(due))


def let_rest(settings: Settings, store: Store, fetch: Fetcher) -> None:
    """Leave alone the hosts that asked for it before, in whatever process that was.

    A kind that reads one place has its address in the key ``url`` or ``base``.
    """
    known = store.sources.all()
    for source in settings.sources:
        status = known.get(SourceId(source.id))
        options = source.options
        address = getattr(options, "url", None) or getattr(options, "base", None)
        if status and status.reason == FetchReason.RATE_LIMITED and status.next_at and address:
            fetch.pause(address, status.next_at)


async def _read(
    reading: _Reading, source: Source, before: SourceStatus
) -> tuple[SourceStatus, Tally]:
    """Read one source and store what it gives, batch by batch; return how it stands now."""
    started, began = reading.now(), monotonic()
    visit = make_visit(reading.settings, source, before.cursor, reading.fetcher, started)
    visit = replace(
        visit,
        thread_id=partial(thread_id, reading.key, visit.source_id),
        post_id=partial(post_id, reading.key, visit.source_id),
        held=partial(_held, reading, started),
        address=partial(_address, reading, started),
    )
    shelf = _Shelf(reading, source, replace(before, tried_at=started), started)
    try:
        await _fill(shelf, guarded(source, visit))
    except SourceError as error:
        status, how = failed(shelf.status, error, started), Readings(failed=1)
        _log.warning("source.failed", source=source.id, reason=status.reason, error=error.detail)
    else:
        status = succeeded(shelf.status, started, cut=shelf.cut)
        how = Readings(done=1, read_at=started)
    total = summed(shelf.tallies)
    with reading.store.transaction():
        reading.store.sources.put(status)
        reading.store.sources.add(status.source_id, shelf.week, how)
    _log.info(
        "source.read",
        source=source.id,
        status=status.state.value,
        posts=total.read,
        new=total.new,
        changed=total.changed,
        same=total.same,
        gone=total.gone,
        refused=total.refused,
        took_ms=round((monotonic() - began) * 1000),
    )
    return status, total


def _held(reading: _Reading, started: datetime, thread: ThreadId) -> frozenset[PostId]:
    """Return the posts of *thread* that we hold with their text."""
    posts = reading.store.posts.of_threads((thread,), started + _AHEAD)
    return frozenset(post.id for post in posts if post.text)


def _address(reading: _Reading, started: datetime, thread: ThreadId) -> str | None:
    """Return the address of the post that opens *thread*, if we hold that."""
    posts = reading.store.posts.of_threads((thread,), started + _AHEAD)
    return next((post.url for post in posts if post.role is Role.OPENING), None)


async def _fill(shelf: "_Shelf", batches: AsyncGenerator[Batch, None]) -> None:
    """Store what *batches* give, also when they end in trouble, which is raised then."""
    trouble: SourceError | None = None
    try:
        async with aclosing(batches):
            async for batch in batches:
                await shelf.hold(batch)
    except SourceError as error:
        trouble = error
    await shelf.empty()
    if trouble is not None:
        raise trouble


class _Shelf:
    """What one source gave in this reading: held back, then kept and stored batch by batch.

    Attributes:
        status: How the source stands after what was stored.
        week: In which it is read.
        tallies: What became of that.
        cut: The collector stopped at its own limit.
    """

    def __init__(
        self, reading: _Reading, source: Source, status: SourceStatus, started: datetime
    ) -> None:
        self.status = status
        self.tallies: list[Tally] = []
        self.cut = False
        self._reading = reading
        self._source = source
        self._started = started
        self.week = Week.of(started, ZoneInfo(reading.settings.municipality.timezone))
        self._held: list[Batch] = []
        self._size = 0

    async def hold(self, batch: Batch) -> None:
        """Take *batch*; store all that is held when it grows too large."""
        self._held.append(batch)
        self._size += sum(len(raw.body) + _SIZE_OF_POST for raw in batch.posts)
        if self._size > _MOST_HELD:
            await self.empty()

    async def empty(self) -> None:
        """Keep what is held, and store it.

        Raises:
            SourceBroken: A mistake of ours in keeping it.
        """
        held, self._held, self._size = self._held, [], 0
        raws = [raw for batch in held for raw in batch.posts]
        voices = self._reading.store.posts.voices(self.status.source_id) if raws else frozenset()
        try:
            results = await asyncio.to_thread(self._kept, raws, voices)
        except Exception as error:  # noqa: BLE001 - as in `guarded`
            raise unexpected(self.status.source_id, error) from None
        emptied = self._emptied(raws, results)
        if held:
            self._save(together(held), results, emptied)

    def _kept(self, raws: list[RawPost], voices: frozenset[VoiceKey]) -> list[Post | Refusal]:
        settings, key = self._reading.settings, self._reading.key
        return keep_each(raws, Keeping.of(settings, self._source, key, self._started), voices)

    def _emptied(self, raws: list[RawPost], results: list[Post | Refusal]) -> frozenset[PostId]:
        """Return the posts that we hold with a text and that have none any more."""
        key, source_id = self._reading.key, self.status.source_id
        empty = [
            post_id(key, source_id, raw.native_id.strip())
            for raw, result in zip(raws, results, strict=True)
            if result is Refusal.NO_TEXT
        ]
        known = self._reading.store.posts.by_id(empty) if empty else {}
        lost = frozenset(one for one, post in known.items() if post.text)
        if len(lost) > max(_FEW, len(results) - len(empty)):
            # all at once: a changed layout or column, and what is erased never comes back
            _log.warning("source.emptied", source=source_id, posts=len(lost))
            return frozenset()
        return lost

    def _save(
        self, batch: Batch, results: list[Post | Refusal], emptied: frozenset[PostId]
    ) -> None:
        key, source_id, posts = self._reading.key, self.status.source_id, self._reading.store.posts
        self.status = replace(self.status, cursor=batch.cursor)
        kept = [result for result in results if isinstance(result, Post)]
        lost = set(batch.gone_posts)
        if batch.gone_threads:
            ever = self._started + _AHEAD
            lost |= {post.id for post in posts.of_threads(batch.gone_threads, ever)}
        # what moved to another thread is missing in its old one only
        gone = lost - {post.id for post in kept if post.thread_id not in batch.gone_threads}
        gone |= {post_id(key, source_id, native.strip()) for native in batch.gone}
        gone |= {post_id(key, source_id, raw.native_id.strip()) for raw in batch.posts} & emptied
        refused = Counter(result.value for result in results if isinstance(result, Refusal))
        left_out = dict(Counter(batch.refused) + refused)
        with self._reading.store.transaction():
            tally = posts.save(kept, sorted(gone), self.status, left_out)
            self._reading.store.sources.add(source_id, self.week, Readings.of(tally))
        self.tallies.append(tally)
        self.cut = self.cut or batch.cut
