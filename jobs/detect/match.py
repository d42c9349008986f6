"""Text in, hits out: which known names and terms stand where, with offsets in the text."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jobs.detect.names import Names
from jobs.detect.surroundings import NameHit, Surroundings
from jobs.detect.terms import TermHit, TermMatcher, pieces
from jobs.language.folding import fold
from jobs.language.lexicon import lexicon
from jobs.language.words import known

STREET: Final = "street"
"""Group of hits of a street that is not in our lists; the term is the ending or the word."""


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
    words = pieces(folded, language)
    around = Surroundings(
        text=text,
        folded=folded,
        offsets=offsets,
        words=words,
        grammar=lexicon(language).grammar,
        homonym_words=names.homonym_words,
    )
    named = [hit for hit in map(around.judge, _names_in(folded, names)) if hit.certain > 0]
    taken = [(hit.start, hit.end) for hit in named]
    listed = (hit for hit in terms.find(words) if _is_meant(hit, around, language))
    found = (*listed, *_streets(around, language))
    free = [hit for hit in found if not any(s <= hit.start and hit.end <= e for s, e in taken)]
    return Hits(
        names=tuple(
            hit._replace(start=offsets[hit.start], end=offsets[hit.end - 1] + 1) for hit in named
        ),
        terms=tuple(
            hit._replace(start=offsets[hit.start], end=offsets[hit.end - 1] + 1) for hit in free
        ),
        words=len(words),
        asks="?" in text,
    )


def _is_meant(hit: TermHit, around: Surroundings, language: str) -> bool:
    """Say whether *hit* is no ordinary word: ``OCMW`` may be typed small, ``RUE`` may not."""
    if not hit.term.isupper() or known(hit.term.lower(), language) < _ORDINARY_ZIPF:
        return True
    written = around.text[around.offsets[hit.start] : around.offsets[hit.end - 1] + 1]
    return written.isupper()


def _names_in(folded: str, names: Names) -> tuple[NameHit, ...]:
    """Return the longest name at each place, from left to right, on word boundaries."""
    found = [
        (start, -end, pattern)
        for pattern, start, end in names.automaton.find_matches_as_indexes(folded, overlapping=True)
        if _on_boundary(folded, start, end)
    ]
    chosen: list[NameHit] = []
    reached = 0
    for start, minus_end, pattern in sorted(found):
        if start >= reached:
            reached = -minus_end
            chosen.append(NameHit(names.names[pattern], start, reached, 0.0))
    return tuple(chosen)


def _on_boundary(folded: str, start: int, end: int) -> bool:
    before = folded[start - 1 : start]
    return not before.isalnum() and not folded[end : end + 1].isalnum()


@lru_cache(maxsize=16_384)
def _street_ending(word: str, language: str) -> str:
    """Return the ending that makes *word* look like a street; empty when it does not."""
    grammar = lexicon(language).grammar
    if word in grammar.not_streets:
        return ""
    return next(
        (
            ending
            for ending in grammar.street_endings
            if word.endswith(ending) and len(word) >= len(ending) + 3
        ),
        "",
    )


def _streets(around: Surroundings, language: str) -> list[TermHit]:
    """Return what looks like a street and is not in our lists."""
    return [
        TermHit(STREET, ending, word.start, word.end)
        for place, word in enumerate(around.words)
        if (ending := _street_ending(word.word, language) or _street_word(around, place))
    ]


def _street_word(around: Surroundings, place: int) -> str:
    """Return the word for a street at *place* when a capital follows (``rue Haute``)."""
    word = around.words[place]
    if word.word not in around.grammar.street_words or place + 1 >= len(around.words):
        return ""
    ahead = around.words[place + 1 : place + 4]
    return word.word if any(around.has_capital(follow.start) for follow in ahead) else ""
