"""A question in, whether it is too late to answer it out: it asks about a moment that is over.

Said only where every question names its moment, or goes on about the one before it; what was, what
is every week and why something is so can be answered later too, and who shouts asks nothing.
"""

import re
import tomllib
from collections.abc import Container, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Final

from jobs.language import FOLDER, LANGUAGES
from jobs.language.dates import months
from jobs.language.kinds import cues_in, load_cues
from jobs.language.phrases import Lists, plain

_AHEAD: Final = {"today": 0, "tomorrow": 1, "after_tomorrow": 2}
"""Lists of moments.toml, and how many days ahead they say."""
_SUNDAY: Final = 6
_WEEK: Final = 7
_HALF_YEAR: Final = timedelta(days=183)
"""A day without a year is the nearest one of that name."""
_SHOUT: Final = "??"
_SENTENCE: Final = re.compile(r"(?<=[.!?\n…])\s+")
_DATE: Final = re.compile(r" (\d{1,2})(?: \.)? ([^\W\d_]+)(?= )")


def is_over(text: str, language: str, posted: date, day: date) -> bool:
    """Return whether all that *text* asks is about days before *day*.

    Args:
        text: What was asked.
        language: Its language.
        posted: The local day on which it was asked.
        day: The local day on which it could be answered.
    """
    asked = [one for one in _SENTENCE.split(text) if "?" in one]
    named = [days for one in asked for days in _days(plain(one), language, posted)]
    return bool(named) and all(
        _SHOUT not in one and _answers_late(plain(one), language, posted, day) for one in asked
    )


def _answers_late(words: str, language: str, posted: date, day: date) -> bool:
    """Whether a question comes too late on *day*; one that only goes on does with the others."""
    days = list(_days(words, language, posted))
    if "lasting" in load_moments(language).counts(words):
        return False
    asks = _asks(words, language)
    return asks and all(posted <= one < day for one in days) if days else not asks


def _asks(words: str, language: str) -> bool:
    """Whether a sentence is put as a question, and not only as a part of one."""
    opening = load_cues(language)["question_opening"]
    return opening.found(f" {' '.join(words.split()[:2])} ") or "question" in cues_in(
        words, language
    )


def _days(words: str, language: str, posted: date) -> Iterator[date]:
    """Yield the days that *words* name."""
    yield from _named(load_moments(language).counts(words), posted)
    yield from _dated(words, posted)


def _named(names: Container[str], posted: date) -> Iterator[date]:
    """Yield the days that the lists *names* tell of; a weekday is the next one of that name."""
    for name, days in _AHEAD.items():
        if name in names:
            yield posted + timedelta(days=days)
    for number in range(_WEEK):
        if str(number) in names:
            yield posted + timedelta(days=(number - posted.weekday() - 1) % _WEEK + 1)
    if "weekend" in names:
        yield posted + timedelta(days=(_SUNDAY - posted.weekday()) % _WEEK)


def _dated(words: str, posted: date) -> Iterator[date]:
    """Yield the days that *words* tell by number and month."""
    named = ((months().get(name), number) for number, name in _DATE.findall(words))
    for month, number in named:
        for year in (posted.year - 1, posted.year, posted.year + 1):
            found = _day(year, month, int(number))
            if found is not None and abs(found - posted) <= _HALF_YEAR:
                yield found


def _day(year: int, month: int | None, number: int) -> date | None:
    """Return a day; None when there is no such month or day."""
    try:
        return None if month is None else date(year, month, number)
    except ValueError:
        return None


@cache
def load_moments(language: str) -> Lists:
    """Return the lists of *language*, the weekdays by number; an unknown one reads as the first."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    table = tomllib.loads((FOLDER / name / "moments.toml").read_text(encoding="utf-8"))
    week, parts = table.pop("weekdays"), table.pop("day_parts")
    lists = {key: tuple(phrases) for key, phrases in table.items()}
    lists |= {
        str(number): tuple(f"{day}{part}" for day, part in product(days, ("", *parts)))
        for number, days in enumerate(week)
    }
    return Lists.of(lists)
