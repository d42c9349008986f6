"""A path of an interface of Google in, the object it answers out, or why there is none.

Google tells with a 403 that a quota is used up, that a video takes no comments, and that a key is
not allowed; only the code in the body tells them apart. What it says in words is never passed on.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from jobs.collect.collectors.kit.interface import Fields, Interface, Reply
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.reasons import FetchReason, FetchStop
from jobs.errors import SourceError

_TELLING: Final = frozenset({400, 401, 403, 404})
"""Statuses whose body says what is wrong."""
_DAY_IS_USED: Final = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_DEAD: Final = frozenset({"keyInvalid", "keyExpired", "API_KEY_INVALID"})
"""Codes of a key that is none, which come with a 400."""
_REST: Final = timedelta(minutes=15)
_PACIFIC: Final = ZoneInfo("America/Los_Angeles")
_CODE: Final = re.compile(r"[A-Za-z_]{1,60}")


async def ask(interface: Interface, path: str, params: Mapping[str, str | int]) -> Fields:
    """Return the object that Google answers at *path*; raise as `reply_at` does."""
    return (await reply_at(interface, path, params)).data


async def reply_at(
    interface: Interface,
    path: str,
    params: Mapping[str, str | int],
    held: tuple[str, str] = UNKNOWN,
) -> Reply:
    """Return what Google answers at *path*, or that it is still what *held* is of.

    Raises:
        SourceError: ``rate-limited`` with the moment to ask again, ``closed`` for what our key
            may not read, ``http-404`` for what is not there, and others.
    """
    reply = await interface.ask(path, params, validators=held, also=_TELLING)
    if reply.status in _TELLING or reply.data.has("error"):
        raise _wrong(interface, reply.status, reply.data.inner("error"))
    return reply


def midnight(now: datetime) -> datetime:
    """Return when the quota of the day after *now* begins, UTC: at midnight Pacific Time."""
    tomorrow = now.astimezone(_PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), _PACIFIC).astimezone(UTC)


def _wrong(interface: Interface, status: int, error: Fields) -> SourceError:
    """Return what an answer that is no answer means."""
    visit = interface.visit
    told = [row.text("reason") for name in ("errors", "details") for row in error.rows(name)]
    codes = sorted({code for code in told if _CODE.fullmatch(code)})
    retry_at = None
    if _DAY_IS_USED.intersection(codes):
        retry_at = midnight(visit.now)
    elif _TOO_FAST.intersection(codes):
        retry_at = visit.now + _REST
    reason = FetchReason.RATE_LIMITED if retry_at else _reason(status, codes)
    stop = FetchStop(reason, f"google answered {status} {' '.join(codes)}", retry_at=retry_at)
    return stop.about(visit.source_id)


def _reason(status: int, codes: list[str]) -> FetchReason:
    if status in {401, 403} or _DEAD.intersection(codes):
        return FetchReason.CLOSED
    return FetchReason.HTTP_404 if status == 404 else FetchReason.HTTP_400
