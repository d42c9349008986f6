"""The collect stage: every source read, what is kept stored, how each source stands written down.

One source that fails never stops another. A batch and its cursor are stored together, so a crash
repeats a batch at most, and posts are known by their ids.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

from jobs.collect.codes import ReadReason
from jobs.collect.collectors import COLLECTORS
from jobs.collect.keep import Keeping, keep_all
from jobs.collect.protocol import Fetches, Visit
from jobs.collect.pseudonym import post_id
from jobs.collect.reasons import FetchReason
from jobs.errors import BuurtsignaalError, SourceBroken, SourceError
from jobs.log import get
from jobs.model import (
    Batch,
    Counts,
    Cursor,
    Post,
    Progress,
    SourceId,
    SourceState,
    SourceStatus,
    Tally,
    silent,
)
from jobs.settings.schema import Settings, Source
from jobs.store import Store

AT_ONCE: Final = 4
"""Sources read at the same time; the gate per host keeps each host's own pace."""
_FIRST_WAIT: Final = timedelta(minutes=15)
"""Until a source that failed once is due again; it doubles with each failure in a row."""
_LONGEST_WAIT: Final = timedelta(hours=24)

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
        if _is_due(source, known.get(SourceId(source.id)), now(), due_only=due_only)
    ]
    gate = asyncio.Semaphore(AT_ONCE)
    done: list[tuple[SourceStatus, Tally]] = []

    async def one(source: Source) -> None:
        """Read *source* when it is its turn."""
        async with gate:
            before = known.get(SourceId(source.id)) or _unread(source)
            done.append(await _read(reading, source, before))
            progress(source.id, len(done), len(due))

    try:
        async with asyncio.TaskGroup() as group:
            for source in due:
                group.create_task(one(source))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return _counts(done, len(settings.sources) - len(due))


async def try_source(
    settings: Settings, source: Source, fetcher: Fetches, now: Callable[[], datetime]
) -> str:
    """Read one page of *source* and store nothing; return what is wrong as a code, or nothing."""
    visit = replace(_visit(settings, source, Cursor.start(), fetcher, now()), max_pages=1)
    try:
        async with aclosing(_guarded(source, visit)) as batches:
            await anext(batches, None)
    except SourceError as error:
        return error.reason
    return ""


def _unread(source: Source) -> SourceStatus:
    return SourceStatus(source_id=SourceId(source.id), cursor=Cursor.start())


def _is_due(source: Source, status: SourceStatus | None, now: datetime, *, due_only: bool) -> bool:
    if status is None:
        return True
    if status.next_at is not None and status.next_at > now:
        return not due_only and status.reason != FetchReason.RATE_LIMITED
    recent = status.read_at is not None and status.read_at + source.every > now
    return not (due_only and recent and status.state is SourceState.OK)


def _visit(
    settings: Settings, source: Source, cursor: Cursor, fetcher: Fetches, now: datetime
) -> Visit:
    return Visit(
        source_id=SourceId(source.id),
        options=source.options,
        cursor=cursor,
        fetcher=fetcher,
        folder=settings.folder,
        now=now,
        zone=ZoneInfo(settings.municipality.timezone),
    )


async def _read(
    reading: _Reading, source: Source, before: SourceStatus
) -> tuple[SourceStatus, Tally]:
    """Read one source and store what it gives, batch by batch; return how it stands now."""
    started, began = reading.now(), monotonic()
    keeping = Keeping.of(reading.settings, source, reading.key, started)
    visit = _visit(reading.settings, source, before.cursor, reading.fetcher, started)
    status, tallies, cut = replace(before, tried_at=started), [], False
    try:
        async for batch in _guarded(source, visit):
            posts, refused = await asyncio.to_thread(keep_all, batch.posts, keeping)
            status, cut = replace(status, cursor=batch.cursor), cut or batch.cut
            tallies.append(_save(reading, batch, posts, refused, status))
    except SourceError as error:
        status = _failed(status, error, started)
        _log.warning("source.failed", source=source.id, reason=status.reason, error=error.detail)
    else:
        status = _succeeded(status, started, cut=cut)
    total = _sum(tallies)
    reading.store.sources.put(status)
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


async def _guarded(source: Source, visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield what the collector yields; a mistake in it becomes a broken source, not a stop."""
    try:
        async with aclosing(COLLECTORS[source.kind].collect(visit)) as batches:
            async for batch in batches:
                yield batch
    except BuurtsignaalError:
        raise
    except Exception as error:  # noqa: BLE001 - the one seam; its text may hold names, so it goes
        kind = type(error).__name__
        raise SourceBroken(source.id, ReadReason.UNEXPECTED, kind) from None


def _save(
    reading: _Reading,
    batch: Batch,
    posts: tuple[Post, ...],
    refused: dict[str, int],
    status: SourceStatus,
) -> Tally:
    gone = [post_id(reading.key, status.source_id, native.strip()) for native in batch.gone]
    left_out = dict(Counter(batch.refused) + Counter(refused))
    return reading.store.posts.save(posts, gone, status, left_out)


def _succeeded(status: SourceStatus, at: datetime, *, cut: bool) -> SourceStatus:
    return replace(
        status,
        state=SourceState.CUT if cut else SourceState.OK,
        reason=ReadReason.CUT.value if cut else "",
        read_at=at,
        failures=0,
        next_at=None,
    )


def _failed(status: SourceStatus, error: SourceError, at: datetime) -> SourceStatus:
    """Return how a source stands that could not be read: when to try again, and why not."""
    failures = status.failures + 1
    wait = min(_FIRST_WAIT * 2 ** min(failures - 1, 10), _LONGEST_WAIT)
    closes = error.reason in {reason.value for reason in FetchReason if reason.closes}
    return replace(
        status,
        state=SourceState.CLOSED if closes else SourceState.BROKEN,
        reason=str(error.reason),
        failures=failures,
        next_at=error.retry_at or at + (_LONGEST_WAIT if closes else wait),
    )


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally(refused={})
    for tally in tallies:
        total = Tally(
            new=total.new + tally.new,
            changed=total.changed + tally.changed,
            same=total.same + tally.same,
            gone=total.gone + tally.gone,
            refused=dict(Counter(total.refused) + Counter(tally.refused)),
        )
    return total


def _counts(done: list[tuple[SourceStatus, Tally]], waiting: int) -> Counts:
    """Return the totals by name: read = new + changed + same + refused."""
    total = _sum(tally for _, tally in done)
    states = Counter(status.state for status, _ in done)
    counts = {
        "sources": len(done),
        "sources_failed": states[SourceState.BROKEN] + states[SourceState.CLOSED],
        "sources_cut": states[SourceState.CUT],
        "sources_waiting": waiting,
        "read": total.read,
        "new": total.new,
        "changed": total.changed,
        "same": total.same,
        "gone": total.gone,
        "refused": sum(total.refused.values()),
    }
    return counts | {f"refused_{code}": number for code, number in sorted(total.refused.items())}
