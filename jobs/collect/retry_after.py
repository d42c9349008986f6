"""Headers of an answer in, how long to leave the host alone out: at least 1 s, at most 6 h."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

SHORTEST: Final = timedelta(seconds=1)  # 0, a minus sign or a date gone by still means: not now
LONGEST: Final = timedelta(hours=6)  # the usual time between two readings; a typo costs no week
UNSAID: Final = timedelta(seconds=60)  # 429 without a readable header: the usual window of limiters
_MOST_DIGITS: Final = 9
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DIGITS: Final = 10
"""Digits of a moment in seconds since 1970, from 2001 to 2286; three more are milliseconds."""
_RESETS: Final = ("x-ratelimit-reset", "ratelimit-reset")
_REMAINING: Final = ("x-ratelimit-remaining", "ratelimit-remaining")


def pause_length(header: str, now: datetime) -> timedelta:
    """Read whole seconds or an HTTP date; anything else counts as unsaid."""
    text = header.strip()
    number = text.removeprefix("-").removeprefix("+")
    if number.isascii() and number.isdigit():
        return _seconds(number, negative=text.startswith("-"))
    try:
        moment = parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return UNSAID
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return _clamped(moment - now)


def reset_length(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read how long it takes until we may ask again; None when no header tells.

    The header is written in three ways: seconds from now (Reddit, IETF draft), seconds since 1970
    (Bluesky, GitHub), and an ISO moment (Mastodon).
    """
    text = next((headers[name] for name in _RESETS if name in headers), "").strip()[:64]
    whole = text.partition(".")[0]
    if whole.isascii() and whole.isdigit():
        if len(whole) < _EPOCH_DIGITS:
            return _seconds(whole, negative=False)
        moment = _EPOCH + timedelta(seconds=int(whole[:_EPOCH_DIGITS]))
        return _clamped(moment - now)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _clamped((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now)


def spent_length(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long a host is left alone that answered, and told that this was our last turn."""
    left = next((headers[name] for name in _REMAINING if name in headers), "").strip()[:16]
    try:
        spent = bool(left) and float(left) < 1
    except ValueError:
        return None
    return reset_length(headers, now) if spent else None


def _seconds(digits: str, *, negative: bool) -> timedelta:
    """Return what *digits* say, without ever building a number of a thousand of them."""
    if negative:
        return SHORTEST
    if len(digits.lstrip("0")) > _MOST_DIGITS:
        return LONGEST
    return _clamped(timedelta(seconds=int(digits[-_MOST_DIGITS:])))


def _clamped(length: timedelta) -> timedelta:
    """Return *length* within the bounds."""
    return min(max(length, SHORTEST), LONGEST)
