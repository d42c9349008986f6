"""A Retry-After header in, how long to leave the host alone out: at least 1 s, at most 6 h."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

SHORTEST: Final = timedelta(seconds=1)  # 0, a minus sign or a date gone by still means: not now
LONGEST: Final = timedelta(hours=6)  # the usual time between two readings; a typo costs no week
UNSAID: Final = timedelta(seconds=60)  # 429 without a readable header: the usual window of limiters
_MOST_DIGITS: Final = 9


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
