"""Everyone who wrote in one source in, where a text of another thread names one of them out.

Beyond its own thread a name is masked only when it can mean nothing else: a handle such as ``de``
or ``Lampen`` would take the words out of everybody's mouth.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from jobs.collect.identifiers import Span
from jobs.language import LANGUAGES
from jobs.language.folding import Folded, skeleton
from jobs.language.redaction import clues
from jobs.language.words import known

TOKEN: Final = re.compile(r"[^\W_]+")
"""A part of a name, in a skeleton."""
GAP: Final = 3
"""Characters other than letters and digits that may stand between two parts of one name."""
MOST_PARTS: Final = 6
"""Parts of a name that are compared."""
_SHORTEST: Final = 5
"""Letters and digits of a name that is masked anywhere; ``u12`` and ``e40`` are roads too."""
_HANDLE: Final = re.compile(r"(?<![\w.-])\w[\w.-]{3,62}")
_RUN: Final = re.compile(
    r"(?<![\w'-])(?=([^\W\d_a-z][\w'-]{1,30}(?: (?:[a-z]{2,3} ){0,3}[^\W\d_a-z][\w'-]{1,30}){1,3}))"
)
"""Two to four words with a capital, small ones between them, from every word on: ``Jan De Smet en
Jan De Smet`` would otherwise be one run of four and leave the second of them half."""
_MOST_WORDS: Final = 5
_PIECE: Final = re.compile(r"[^\s/=|<>\[\]\"“”„«»]{1,63}")
_ODD: Final = re.compile(r"[^\w\s.,;:?-]")
"""A sign that stands in a name such as ``Jan 🌻``, ``KAPPER & Zn.`` or ``'t Hoekje!``."""
_STARTS: Final = "@(*'‘"
_ENDS: Final = ".,;:?!)'’*"
"""Signs that a name begins or ends with, or what it stands in."""

Wrote = Callable[[str], bool]
"""Tells whether somebody of this name ever wrote in the source."""
Forms = dict[str, tuple[tuple[str, ...], ...]]
"""Names in parts, by their first part."""


def nobody(name: str) -> bool:
    """Tell that nobody of *name* wrote here before: nothing is known."""
    del name
    return False


@dataclass(frozen=True, slots=True)
class Crowd:
    """Names of everyone who wrote in a source.

    Attributes:
        telling: Names that mean nothing else; found in any case.
        tight: Usual words tied together (``bus_12``); found as they are written.
        quiet: Names of several usual words; found when written with capitals.
        squeezed: Letters and digits of the telling ones, to look for inside an address.
        wrote: Knows who wrote before, by keyed hash: no name is kept from one reading to the next.
    """

    telling: Forms = field(repr=False)
    tight: Forms = field(repr=False)
    quiet: Forms = field(repr=False)
    squeezed: frozenset[str] = field(repr=False)
    wrote: Wrote = field(repr=False)

    @classmethod
    def of(cls, names: Iterable[str], stay: frozenset[str], wrote: Wrote = nobody) -> "Crowd":
        """Prepare *names*; the skeletons in *stay* (places, own accounts) are never masked."""
        telling: Forms = {}
        tight: Forms = {}
        quiet: Forms = {}
        squeezed = set()
        for name in sorted(set(names)):
            parts = parts_of(name)
            joined = "".join(parts)
            if len(joined) < _SHORTEST or not {skeleton(name), joined}.isdisjoint(stay):
                continue
            if is_telling(joined):
                add(telling, (joined,))
                squeezed.add(joined)
            if len(parts) > 1:
                loose = _is_somebody(parts)
                add(telling if loose else tight if is_telling(name) else quiet, parts)
        return cls(telling, tight, quiet, frozenset(squeezed), wrote)

    def find(self, text: str, folded: Folded) -> Iterator[Span]:
        """Yield where somebody of them is named in *text*, whose skeleton is *folded*."""
        letters, offsets = folded
        tokens = [(found[0], found.span()) for found in TOKEN.finditer(letters)]
        for place in range(len(tokens)):
            for forms, fits in (
                (self.telling, None),
                (self.tight, _is_tied),
                (self.quiet, _has_capitals),
            ):
                size = longest(tokens, place, forms)
                if not size:
                    continue
                spans = [
                    (offsets[start], offsets[end - 1] + 1)
                    for _, (start, end) in tokens[place : place + size]
                ]
                if fits is None or fits(text, spans):
                    yield spans[0][0], spans[-1][1]
        if self.wrote is not nobody:
            yield from (span for span in _candidates(text) if self.wrote(text[slice(*span)]))
            for start, end in _odd_candidates(text):
                name = text[start:end]
                if self.wrote(name) and is_telling(name):
                    yield start, end

    def stands_in(self, squeezed: str) -> bool:
        """Tell whether a telling name stands in an address, given by its letters and digits."""
        return any(name in squeezed for name in self.squeezed)


NOBODY: Final = Crowd({}, {}, {}, frozenset(), nobody)
"""Nobody wrote anything."""


def parts_of(name: str) -> tuple[str, ...]:
    """Return the parts of *name* as skeletons."""
    return tuple(TOKEN.findall(skeleton(name)))[:MOST_PARTS]


def add(forms: Forms, parts: tuple[str, ...]) -> None:
    """Add a name in *parts* to *forms*, once."""
    there = forms.get(parts[0], ())
    if parts not in there:
        forms[parts[0]] = (*there, parts)


def longest(tokens: list[tuple[str, Span]], place: int, forms: Forms) -> int:
    """Return of how many tokens the longest of *forms* at *place* is; 0 when none is there."""
    listed = forms.get(tokens[place][0])
    if listed is None:  # hardly any word begins a name, and every word of every text comes here
        return 0
    return max(
        (len(form) for form in listed if _continues(tokens[place : place + len(form)], form)),
        default=0,
    )


def _continues(tokens: list[tuple[str, Span]], form: tuple[str, ...]) -> bool:
    """Tell whether *tokens* are the parts of *form*, close together."""
    if tuple(word for word, _ in tokens) != form:
        return False
    return all(after[1][0] - before[1][1] <= GAP for before, after in pairwise(tokens))


def _is_tied(text: str, spans: list[Span]) -> bool:
    """Tell whether no blank stands between *spans*."""
    return not any(sign.isspace() for sign in text[spans[0][0] : spans[-1][1]])


def _has_capitals(text: str, spans: list[Span]) -> bool:
    """Tell whether each of *spans* begins with a capital, but for the small words of a name."""
    return all(
        text[start].isupper() or skeleton(text[start:end]) in clues().particles
        for start, end in spans
    ) and any(text[start].isupper() for start, _ in spans[1:])


@lru_cache(maxsize=65_536)
def is_telling(name: str) -> bool:
    """Tell whether *name*, as it is written, can mean nothing but somebody, wherever it stands.

    It is long enough, and holds what is no word of our languages; or it is in one piece, with a
    digit or an underscore in it.
    """
    parts = parts_of(name)
    joined = "".join(parts)
    if len(joined) < _SHORTEST or joined.isdigit():
        return False
    if len(name.split()) == 1 and (any(map(str.isdigit, joined)) or "_" in name.strip("_")):
        return True
    return _is_somebody(parts)


def _is_somebody(parts: tuple[str, ...]) -> bool:
    """Tell whether *parts*, in any case and with blanks between them, are a name and no phrase."""
    if len(parts) > 1 and parts[0] in clues().first_names and not set(parts[1:]) <= clues().stop:
        return True
    return any(
        len(part) >= _SHORTEST and not part.isdigit() and not _is_word(part) for part in parts
    )


def _is_word(part: str) -> bool:
    return any(known(part, language) for language in LANGUAGES)


def _candidates(text: str) -> Iterator[Span]:
    """Yield what in *text* looks like a name that means nothing else."""
    for found in _HANDLE.finditer(text):
        name = found[0].rstrip(".-")
        if is_telling(name):
            yield found.start(), found.start() + len(name)
    for found in _RUN.finditer(text):
        if found[1][0].isupper():
            for word in list(re.finditer(r"\S+", found[1]))[1:_MOST_WORDS]:
                yield found.start(), found.start() + word.end()


def _odd_candidates(text: str) -> Iterator[Span]:
    """Yield what in *text* may be a name with other signs than letters and digits in it."""
    if _ODD.search(text) is None:
        return
    pieces = [found.span() for found in _PIECE.finditer(text)]
    for first, (start, _) in enumerate(pieces):
        before = start
        for after, last in pieces[first : first + _MOST_WORDS - 1]:
            if before != start and text[before:after] != " ":
                break
            before = last
            if _ODD.search(text, start, last):
                yield from _ended(text, start, last)
                if text[start] in _STARTS:
                    yield from _ended(text, start + 1, last)


def _ended(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the span, and those without the signs that it ends with."""
    while start < end:
        yield start, end
        if text[end - 1] not in _ENDS:
            return
        end -= 1
