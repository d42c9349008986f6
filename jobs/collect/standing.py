"""How a source stood and how its reading ended in, how it stands now and when it is due out."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceError
from jobs.model import Cursor, SourceId, SourceState, SourceStatus
from jobs.settings.schema import Source

_FIRST_WAIT: Final = timedelta(minutes=15)
"""Until a source that failed once is due again; it doubles with each failure in a row."""
_LONGEST_WAIT: Final = timedelta(hours=24)


def untried(source: Source) -> SourceStatus:
    """Return how a source stands that was never tried."""
    return SourceStatus(source_id=SourceId(source.id), cursor=Cursor.start())


def is_due(source: Source, status: SourceStatus | None, now: datetime, *, due_only: bool) -> bool:
    """Tell whether *source* is to be read now."""
    if status is None:
        return True
    if status.next_at is not None and status.next_at > now:
        return not due_only and status.reason != FetchReason.RATE_LIMITED
    recent = status.read_at is not None and status.read_at + source.every > now
    return not (due_only and recent and status.state is SourceState.OK)


def due_at(source: Source, status: SourceStatus | None) -> datetime | None:
    """Return when the service reads *source* again, UTC; None when as soon as it can."""
    if status is None:
        return None
    rests = status.state is SourceState.OK and status.read_at is not None
    return status.next_at or (status.read_at + source.every if rests and status.read_at else None)


def succeeded(status: SourceStatus, at: datetime, *, cut: bool) -> SourceStatus:
    """Return how a source stands that was read, or was *cut* at our own limit."""
    return replace(
        status,
        state=SourceState.CUT if cut else SourceState.OK,
        reason=ReadReason.CUT.value if cut else "",
        read_at=at,
        failures=0,
        next_at=None,
    )


def failed(status: SourceStatus, error: SourceError, at: datetime) -> SourceStatus:
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
