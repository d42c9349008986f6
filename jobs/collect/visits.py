"""What a reading of one source is made of: its visit, a guard, a trial, batches put together."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.registry import COLLECTORS
from jobs.collect.protocol import Fetches, Visit
from jobs.errors import BuurtsignaalError, ConfigError, SourceBroken, SourceError
from jobs.model import Batch, Cursor, SourceId
from jobs.settings.schema import Settings, Source
from jobs.settings.secrets import may_read_private, secret, variable


def make_visit(
    settings: Settings, source: Source, cursor: Cursor, fetcher: Fetches, now: datetime
) -> Visit:
    """Return a visit to *source* that knows nothing of what the store holds."""
    return Visit(
        source_id=SourceId(source.id),
        options=source.options,
        cursor=cursor,
        fetcher=fetcher,
        folder=settings.folder,
        now=now,
        zone=ZoneInfo(settings.municipality.timezone),
        secret=secret_of,
        program=_program(),
        allow_private=may_read_private(),
    )


def _program() -> str:
    """Return the version of this program; empty when it was not installed."""
    try:
        return version("buurtsignaal")
    except PackageNotFoundError:
        return ""


def secret_of(source_id: SourceId, name: str) -> str:
    """Return the secret called *name*.

    Raises:
        SourceBroken: It is not set, or its file cannot be read.
    """
    try:
        found = secret(name)
    except ConfigError as error:
        raise SourceBroken(source_id, ReadReason.NO_ACCESS, error.problems[0].text) from None
    if found is None:
        detail = f"set {variable(name)} or {variable(name)}_FILE"
        raise SourceBroken(source_id, ReadReason.NO_ACCESS, detail)
    return found.get_secret_value()


async def guarded(source: Source, visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield what the collector yields; a mistake in it becomes a broken source, not a stop."""
    try:
        async with aclosing(COLLECTORS[source.kind].collect(visit)) as batches:
            async for batch in batches:
                yield batch
    except BuurtsignaalError:
        raise
    except Exception as error:  # noqa: BLE001 - a seam: one source never stops another
        raise unexpected(source.id, error) from None


async def try_source(
    settings: Settings, source: Source, fetcher: Fetches, now: Callable[[], datetime]
) -> str:
    """Read one page of *source* and store nothing; return what is wrong as a code, or nothing."""
    visit = replace(make_visit(settings, source, Cursor.start(), fetcher, now()), max_pages=1)
    try:
        async with aclosing(guarded(source, visit)) as batches:
            await anext(batches, None)
    except SourceError as error:
        return error.reason
    return ""


def together(batches: list[Batch]) -> Batch:
    """Return *batches* as one: what is stored in one transaction costs one commit to the disk."""
    refused: Counter[str] = Counter()
    for batch in batches:
        refused.update(batch.refused)
    return Batch(
        posts=tuple(raw for batch in batches for raw in batch.posts),
        gone=tuple(native for batch in batches for native in batch.gone),
        gone_threads=tuple(thread for batch in batches for thread in batch.gone_threads),
        gone_posts=tuple(post for batch in batches for post in batch.gone_posts),
        cursor=batches[-1].cursor,
        refused=dict(refused),
        cut=any(batch.cut for batch in batches),
    )


def unexpected(source_id: str, error: Exception) -> SourceBroken:
    """Return a mistake of ours as a broken source; its text may hold names, so it goes."""
    return SourceBroken(source_id, ReadReason.UNEXPECTED, type(error).__name__)
