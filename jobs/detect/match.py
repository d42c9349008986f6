"""Text in, hits out: which known names and terms stand where, with offsets in the text."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from jobs.detect.names import Names
from jobs.detect.surroundings import NameHit, Surroundings
from jobs.detect.terms import STREET, TermHit, TermMatcher, pieces
from jobs.language.folding import fold
from jobs.language.lexicon import lexicon
from jobs.language.words import known

_ORDINARY_ZIPF: Final = 3.85
"""An acronym whose letters are a word as usual as this (*rue*, *sac*, *bin*) keeps its capitals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found in one text, with offsets in that text.

    Attributes:
        names: Names, the longest at each place.
        terms: Terms of the lexicon and of the departments; streets we do not know.
        words: How many words the text has.
        asks: Whether it holds a question mark.
    """

    names: tuple[NameHit, ...]
    terms: tuple[TermHit, ...]
    words: int
    asks: bool


def find(text: str, names: Names, terms: TermMatcher, language: str) -> Hits:
    """Return every known name and term in *text*, which is in *language*."""
    folded, offsets = fold(text)
    words = pieces(folded)
    around = Surroundings(
        text=text,
        folded=folded,
        offsets=offsets,
        words=words,
        grammar=lexicon(language).grammar,
        homonym_words=names.homonym_words,
    )
    named = [hit for hit in map(around.judge, _names_in(folded, names)) if hit.certain > 0]
    free = [hit for hit in terms.find(words) if _is_meant(hit, around, language)]
    if named:
        free = [hit for hit in free if not _lies_in(hit, named)]
    if not isinstance(offsets, range):  # else a place in the skeleton is that in the text
        named = [NameHit(one.name, *_back(one, offsets), one.certain) for one in named]
        free = [TermHit(one.group, one.term, *_back(one, offsets)) for one in free]
    return Hits(
        names=tuple(named),
        terms=tuple(free),
        words=len(words),
        asks="?" in text,
    )


def _back(hit: NameHit | TermHit, offsets: Sequence[int]) -> tuple[int, int]:
    """Return where *hit*, which lies in the skeleton, lies in the text."""
    return offsets[hit.start], offsets[hit.end - 1] + 1


def _lies_in(hit: TermHit, named: list[NameHit]) -> bool:
    """Say whether *hit* lies within a name; the names do not overlap and stand in order."""
    before = bisect_right(named, hit.start, key=attrgetter("start"))
    return before > 0 and hit.end <= named[before - 1].end


def _is_meant(hit: TermHit, around: Surroundings, language: str) -> bool:
    """Say whether *hit* is no ordinary word.

    ``OCMW`` may be typed small, ``RUE`` may not; *rue* is a street before a capital.
    """
    if hit.group == STREET:
        written_out = around.folded[hit.start : hit.end] == hit.term
        return not written_out or around.capital_follows(hit.end)
    if not hit.term.isupper() or known(hit.term.lower(), language) < _ORDINARY_ZIPF:
        return True
    written = around.text[around.offsets[hit.start] : around.offsets[hit.end - 1] + 1]
    return written.isupper()


def _names_in(folded: str, names: Names) -> tuple[NameHit, ...]:
    """Return the longest name at each place, from left to right, on word boundaries."""
    found = [
        (start, -end, pattern)
        for pattern, start, end in names.automaton.find_matches_as_indexes(folded, overlapping=True)
        if not folded[start - 1 : start].isalnum() and not folded[end : end + 1].isalnum()
    ]
    chosen: list[NameHit] = []
    reached = 0
    for start, minus_end, pattern in sorted(found):
        if start >= reached:
            reached = -minus_end
            chosen.append(NameHit(names.names[pattern], start, reached, 0.0))
    return tuple(chosen)
