"""What a source calls the time in, a moment in UTC out; never an error, a doubtful one is marked.

A naive time is read on the clocks of the municipality. A time that does not exist or lies outside
2000-01-01 to tomorrow is doubtful: the moment is then *now*, the moment of reading.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

from jobs.language.dates import days_ago, months
from jobs.language.folding import skeleton

_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing we read is older; what says so has lost its clock (1970, year 1)."""
_AHEAD: Final = timedelta(hours=24)
"""A clock may run ahead, and a zone may be wrong, by less than a day."""
_LONGEST: Final = 80
"""Characters of a date that are looked at; the longest form in use has 50."""
_MILLISECONDS: Final = 1e11
"""Larger numbers count milliseconds: as seconds they lie after the year 5138."""

_NO_MAIL: Final = re.compile(r"^\d{4}-|\d ?[ap]\.?m\b", re.IGNORECASE)
"""What mail's rules would misread: ISO 8601 (year 1 as 2001), and half a day (8 PM as 8)."""
_NUMBER: Final = re.compile(r"-?\d{1,17}(?:\.\d{1,9})?")
_DAY_FIRST: Final = re.compile(r"(?<![\d-])(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)")
_DAY_DASH: Final = re.compile(r"(?<!\d)(\d{1,2})-([a-z]{3,12})-(\d{4})(?!\d)")
_DAY_NAME: Final = re.compile(r"(?<!\d)(\d{1,2})(?:er|[snrt][tdh])?\.? (?:de |of )?([a-z]{3,12})\b")
_NAME_DAY: Final = re.compile(r"\b([a-z]{3,12})\.? (\d{1,2})(?:[snrt][tdh])?,")
_YEAR: Final = re.compile(r"(?<![\d:+-])(\d{4})(?![\d:])")
_CLOCK: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:[:.u]|h)(\d{2})(?::(\d{2}))?(?!\d)(?: ?([ap])\.?m\b)?"
)
_HOUR: Final = re.compile(r"(?<!\d)(\d{1,2}) ?([ap])\.?m\b")
_NAMED_HOURS: Final = {"noon": time(12), "midnight": time(0)}
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})\b|(?:\b|\d)(z|utc|gmt)\b")


def to_utc(value: object, *, now: datetime, zone: ZoneInfo) -> tuple[datetime, bool]:
    """Return the moment that *value* means, in UTC, and whether it is doubtful.

    Reads moments, seconds and milliseconds since 1970, ISO 8601, RFC 2822, and dates with Dutch,
    French, German or English names of months. ``gisteren`` is a day without a time: doubtful.
    """
    for read in _READERS:
        moment = _safely(read, value, now, zone)
        if moment is not None:
            fits = _FIRST <= moment <= now + _AHEAD
            return (moment, False) if fits else (now, True)
    return now, True


Reader = Callable[[object, datetime, ZoneInfo], datetime | None]


def _safely(read: Reader, value: object, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return what *read* makes of *value* in UTC; None when it is no such moment."""
    try:
        moment = read(value, now, zone)
        if moment is None:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None


def _text(value: object) -> str:
    return value[:_LONGEST].strip() if isinstance(value, str) else ""


def _moment(value: object, now: datetime, zone: ZoneInfo) -> datetime | None:
    del now
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(12), zone)
    return None


def _number(value: object, now: datetime, zone: ZoneInfo) -> datetime | None:
    del now, zone
    if isinstance(value, str) and len(value) > 8 and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    seconds = value / 1000 if abs(value) > _MILLISECONDS else value
    return datetime.fromtimestamp(seconds, UTC)


def _iso(value: object, now: datetime, zone: ZoneInfo) -> datetime | None:
    del now
    text = _text(value)
    if len(text) == 10:  # a day without a time: noon, so that no zone moves it to another day
        return datetime.combine(date.fromisoformat(text), time(12), zone)
    return datetime.fromisoformat(text) if len(text) > 10 else None


def _rfc2822(value: object, now: datetime, zone: ZoneInfo) -> datetime | None:
    del now, zone
    text = _text(value)
    if ":" not in text or not text.isascii() or _NO_MAIL.search(text):
        return None
    return parsedate_to_datetime(text)


def _words(value: object, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Read a date as people write it, with or without a time."""
    text = skeleton(_text(value))
    if not text or _is_named_day(text):
        return None
    day, rest = _day(text, now.astimezone(zone))
    if day is None:
        return None
    clock = _clock(rest)
    return datetime.combine(day, time(12) if clock is None else clock, _zone(rest) or zone)


def _is_named_day(text: str) -> bool:
    return any(name in text for name in days_ago())


def _day(text: str, today: datetime) -> tuple[date | None, str]:
    """Return the day in *text*, and *text* without it."""
    found = _DAY_FIRST.search(text)
    if found:
        year = int(found[3])
        day = date(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
        return day, _without(text, found)
    found = _DAY_DASH.search(text)
    if found and found[2] in months():
        return date(int(found[3]), months()[found[2]], int(found[1])), _without(text, found)
    for pattern, which in ((_DAY_NAME, (1, 2)), (_NAME_DAY, (2, 1))):
        for match in pattern.finditer(text):
            month = months().get(match[which[1]])
            if month is not None:
                rest = _without(text, match)
                said = _YEAR.search(rest)
                day = date(int(said[1]) if said else today.year, month, int(match[which[0]]))
                if said is None and day > today.date():
                    day = day.replace(year=day.year - 1)  # "28 december", read in January
                return day, _without(rest, said) if said else rest
    return None, text


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _clock(text: str) -> time | None:
    """Return the time of day in *text*; None when there is none."""
    for name, clock in _NAMED_HOURS.items():
        if name in text:
            return clock
    found = _CLOCK.search(text)
    if found:
        return time(_hour(int(found[1]), found[4]), int(found[2]), int(found[3] or 0))
    found = _HOUR.search(text)
    return time(_hour(int(found[1]), found[2])) if found else None


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % 12 + (12 if half == "p" else 0)


def _zone(text: str) -> ZoneInfo | None:
    """Return UTC when *text* says so; other offsets in words are too rare to guess."""
    return ZoneInfo("UTC") if re.search(r"\b(?:utc|gmt)\b", text) else None


_READERS: Final[tuple[Reader, ...]] = (_moment, _number, _iso, _rfc2822, _words)
