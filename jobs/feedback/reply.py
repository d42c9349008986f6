"""Subject and text of one mail in; the token in it, and what stands behind our marker, out.

Nothing else of a mail is looked at, and what is typed there is not kept: it is matched with a day,
a department or a letter, or it is nothing.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from string import ascii_uppercase
from typing import Final

from jobs.language import LANGUAGES
from jobs.language.dates import months
from jobs.language.folding import skeleton
from jobs.language.wording import load_wording
from jobs.model import Answer, DepartmentId, ThreadId
from jobs.model.token import FOUND, Refusal, TokenError
from jobs.settings.schema import Department

MAX_LINES: Final = 200
"""Lines of a mail that are looked at; ours has ten."""
MAX_FILLED: Final = 200
"""Characters behind a marker that are looked at."""
FAR: Final = timedelta(days=730)
"""Further ahead than anybody plans a repair; such a day was misread."""
_MARKERS: Final = {
    Answer.PLANNED: "reply.planned.marker",
    Answer.NOT_OURS: "reply.not_ours.marker",
    Answer.GROUPING: "reply.grouping.marker",
}
_ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_NUMBERS: Final = re.compile(
    r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})(?:[./-](?P<year>\d{4}|\d{2}))?(?!\d)", re.ASCII
)
_WORDS: Final = re.compile(
    r"(?P<day>\d{1,2})\D{0,4}?\s+(?P<month>[^\W\d]+)\.?(?:\s+(?P<year>\d{4}))?"
)
_LETTER: Final = re.compile(r"[^\W\d_]+")


def token_in(subject: str, text: str) -> str:
    """Return the one token of a mail: that of its subject, or else of what was typed in it.

    Raises:
        TokenError: There is none, or several that contradict each other.
    """
    found = _tokens([subject]) or _tokens(_own_lines(text))
    if not found:
        raise TokenError(Refusal.NO_TOKEN)
    if len(found) > 1:
        raise TokenError(Refusal.SEVERAL)
    return found.pop()


def filled_in(text: str, answer: Answer) -> str:
    """Return what was typed behind the marker of *answer*, in any language; "" for nothing."""
    if answer not in _MARKERS:
        return ""
    markers = {load_wording(language).say(_MARKERS[answer]) for language in LANGUAGES}
    known = {skeleton(marker) for marker in markers}
    for line in _own_lines(text):
        marker, colon, value = line.partition(":")
        if colon and skeleton(marker.strip()) in known:
            return value.strip()[:MAX_FILLED]
    return ""


def day_in(filled: str, today: date) -> date | None:
    """Return the day that *filled* names: ``3 december``, ``3/12``, ``2026-12-03``; else None.

    Without a year it is the next such day from *today* on.
    """
    for form in (_ISO, _NUMBERS, _WORDS):
        for match in form.finditer(filled):
            found = _day(match, today)
            if found is not None:
                return found
    return None


def department_in(filled: str, departments: Sequence[Department]) -> DepartmentId | None:
    """Return the department whose id or name is *filled*, capitals and accents aside."""
    said = skeleton(filled).strip(" .,;")
    for one in departments:
        if said and said in {skeleton(one.id), skeleton(one.name)}:
            return DepartmentId(one.id)
    return None


def threads_in(filled: str, threads: Sequence[ThreadId]) -> tuple[ThreadId, ...]:
    """Return which of *threads*, lettered A, B, C …, *filled* names; none if it says more."""
    named = dict(zip(ascii_uppercase, threads, strict=False))
    letters = [word.upper() for word in _LETTER.findall(filled)]
    if not all(letter in named for letter in letters):
        return ()
    return tuple(named[letter] for letter in dict.fromkeys(letters))


def _tokens(lines: Iterator[str] | list[str]) -> set[str]:
    """Return the tokens in *lines*, each without its blanks: where a header was folded is one."""
    squeezed = ("".join(line.split()) for line in lines)
    return {token.upper() for line in squeezed for token in FOUND.findall(line)}


def _own_lines(text: str) -> Iterator[str]:
    """Yield the lines of *text* that do not repeat another mail."""
    for line in text.splitlines()[:MAX_LINES]:
        if not line.lstrip().startswith(">"):
            yield line


def _day(match: re.Match[str], today: date) -> date | None:
    month = match["month"]
    number = int(month) if month.isdecimal() else months().get(skeleton(month), 0)
    years = [int(match["year"]) % 100 + 2000] if match["year"] else [today.year, today.year + 1]
    for year in years:
        try:
            found = date(year, number, int(match["day"]))
        except ValueError:
            continue
        if today <= found <= today + FAR:
            return found
    return None
