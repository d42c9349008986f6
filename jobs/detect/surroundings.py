"""A name in its text in, how sure it is that the municipality is meant out.

Some towns are called after an ordinary word (Boom, Halen, Spa), and some things are called after
a town (its club, its brook, a family). Only the words around a name can tell.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import methodcaller
from typing import Final, NamedTuple

from jobs.detect.names import Name
from jobs.detect.terms import Piece, Pieces
from jobs.language.lexicon import Grammar
from jobs.model import EvidenceKind

_NEAR: Final = 3
"""Words around a name in which a telling word (``club``) makes it a homonym."""
_start_of: Final = methodcaller("start")
_end_of: Final = methodcaller("end")
_ROADS: Final = frozenset({"steenweg", "baan"})
_TO: Final = frozenset({"de", "d", "du", "op", "naar"})
"""Between the word for a street and the town that it is called after, or leads to."""
_SENTENCE_END: Final = ".!?\n:"

CERTAIN: Final = 1.0
LIKELY: Final = 0.6
"""Written without its capital after a preposition of place: people do not type capitals."""
WEAK: Final = 0.4
"""Only the capital in the middle of a sentence speaks for it."""


class NameHit(NamedTuple):
    """One name found; ``certain``, from 0 to 1, says how sure it is that it is meant."""

    name: Name
    start: int
    end: int
    certain: float


class Surroundings(NamedTuple):
    """A text and what is needed to look around in it.

    Attributes:
        text: The text as written.
        folded: Its skeleton.
        offsets: Place in the text of each character of the skeleton.
        words: Words of the skeleton.
        grammar: Small words of its language.
        homonym_words: Words that say that something else of the name is meant.
    """

    text: str
    folded: str
    offsets: Sequence[int]
    words: Pieces
    grammar: Grammar
    homonym_words: frozenset[str]

    def judge(self, hit: NameHit) -> NameHit:
        """Return *hit* with its certainty, or as a homonym when something else is meant."""
        if hit.name.kind is EvidenceKind.NAME and self._is_homonym(hit):
            return hit._replace(name=hit.name._replace(kind=EvidenceKind.HOMONYM), certain=CERTAIN)
        if hit.name.kind is EvidenceKind.OTHER_MUNICIPALITY and self._lends_name(hit):
            return hit._replace(certain=0.0)
        if not hit.name.ordinary:
            return hit._replace(certain=CERTAIN)
        if hit.name.kind in {EvidenceKind.NAME, EvidenceKind.OTHER_MUNICIPALITY}:
            return hit._replace(certain=self._of_ordinary_town(hit))
        return hit._replace(certain=CERTAIN if self.has_capital(hit.start) else 0.0)

    def _is_homonym(self, hit: NameHit) -> bool:
        before, after = self._around(hit)
        if any(word[0] in self.homonym_words for word in (*before, *after)):
            return True
        return self._is_family_name(before)

    def _lends_name(self, hit: NameHit) -> bool:
        """Say whether a street or a family is called after the town: "rue de Namur"."""
        before, _ = self._around(hit)
        if len(before) > 1 and before[-1][0] in _TO:
            street = before[-2][0]
            return street in self.grammar.street_words or street in _ROADS
        return self._is_family_name(before)

    def _is_family_name(self, before: Pieces) -> bool:
        """Say so of "Jan Van Boom": no preposition has a capital inside a sentence."""
        return bool(
            before
            and before[-1][0] in self.grammar.weak_locatives
            and self.has_capital(before[-1].start())
            and not self._opens_sentence(before[-1].start())
        )

    def _of_ordinary_town(self, hit: NameHit) -> float:
        before, _ = self._around(hit)
        previous = before[-1][0] if before and not self._parted(before[-1], hit) else ""
        capital = self.has_capital(hit.start)
        if self.folded[hit.start - 1 : hit.start] == "#" or _is_postcode(previous):
            return CERTAIN
        if previous in self.grammar.municipality_words:
            return CERTAIN
        if previous in self.grammar.locatives:
            if capital:
                return CERTAIN
            return 0.0 if previous in self.grammar.weak_locatives else LIKELY
        if previous in self.grammar.articles or not capital:
            return 0.0
        return 0.0 if self._opens_sentence(hit.start) else WEAK

    def _around(self, hit: NameHit) -> tuple[Pieces, Pieces]:
        """Return the few words just before and just after *hit*."""
        left = bisect_right(self.words, hit.start, key=_end_of)
        right = bisect_left(self.words, hit.end, key=_start_of)
        return self.words[max(0, left - _NEAR) : left], self.words[right : right + _NEAR]

    def _parted(self, word: Piece, hit: NameHit) -> bool:
        """Say whether a comma, a stop or a line stands between *word* and the name."""
        return any(mark in ",;.!?\n()" for mark in self.folded[word.end() : hit.start])

    def has_capital(self, place: int) -> bool:
        """Say whether the character at *place* of the skeleton is a capital in the text."""
        return self.text[self.offsets[place]].isupper()

    def capital_follows(self, place: int) -> bool:
        """Say whether one of the few words after *place* has a capital (``rue Haute``)."""
        first = bisect_left(self.words, place, key=_start_of)
        return any(self.has_capital(word.start()) for word in self.words[first : first + _NEAR])

    def _opens_sentence(self, place: int) -> bool:
        before = self.folded[:place].rstrip(" \"'(#-*")
        return not before or before[-1] in _SENTENCE_END


def _is_postcode(word: str) -> bool:
    return len(word) == 4 and word.isdecimal()
