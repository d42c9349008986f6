"""A skeleton and a lexicon in, hits out: the terms of our lists found by stem, compound or edge.

One entry is one word, matched by stem, also as a part of a compound; or several words in a row;
or ``afval*`` and ``*verlichting``, which match at the edge of a word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from jobs.language.folding import skeleton
from jobs.language.words import compound_parts, root

_PIECE: Final = re.compile(r"[a-z0-9]+")
_ADDRESS: Final = re.compile(r"https?://\S+|www\.\S+|@[\w.@-]+")
_INFLECTION: Final = 3
"""Letters by which two forms of one word may differ in length (*overheid* is no form of *over*)."""
_REST: Final = 2
"""Letters that must remain besides the known edge of a word; one letter is an inflection."""


class Piece(NamedTuple):
    """One word of a skeleton: its stem, the stems of its compound parts, and where it stands."""

    word: str
    stem: str
    parts: tuple[str, ...]
    start: int
    end: int


class TermHit(NamedTuple):
    """One entry of a list found in a skeleton."""

    group: str
    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    group: str
    term: str
    stems: tuple[str, ...]
    exact: str = ""

    @property
    def is_acronym(self) -> bool:
        """Whether it is written in capitals, as ``OCMW``: such an entry has no inflections."""
        return len(self.term) > 1 and self.term.isupper()

    def can_be(self, word: str) -> bool:
        """Say whether *word*, of the same stem as the first word, is close enough to it."""
        first = self.exact.partition(" ")[0]
        return word == first if self.is_acronym else abs(len(word) - len(first)) <= _INFLECTION


@lru_cache(maxsize=65_536)
def _stems_of(word: str, language: str) -> tuple[str, tuple[str, ...]]:
    parts = tuple(root(part, language) for part in compound_parts(word, language))
    return root(word, language), parts


def pieces(folded: str, language: str) -> tuple[Piece, ...]:
    """Return the words of a skeleton, addresses left out."""
    plain = _ADDRESS.sub(lambda found: " " * len(found[0]), folded)
    return tuple(
        Piece(found[0], *_stems_of(found[0], language), found.start(), found.end())
        for found in _PIECE.finditer(plain)
    )


class TermMatcher:
    """Lists compiled for one language; finds every entry, the longest at each place."""

    def __init__(self, lists: Iterable[tuple[str, Iterable[str]]], language: str) -> None:
        """Compile *lists*, pairs of a group name and its entries; earlier groups win ties."""
        self._language = language
        self._phrases: dict[str, list[_Entry]] = defaultdict(list)
        self._prefixes: dict[str, _Entry] = {}
        self._suffixes: dict[str, _Entry] = {}
        for group, entries in lists:
            for entry in entries:
                self._add(group, entry)
        self._prefix_lengths = sorted({len(edge) for edge in self._prefixes}, reverse=True)
        self._suffix_lengths = sorted({len(edge) for edge in self._suffixes}, reverse=True)

    def _add(self, group: str, entry: str) -> None:
        folded = skeleton(entry)
        bare = folded.strip("*")
        found = _Entry(group, entry.strip("*"), ())
        if folded.startswith("*"):
            self._suffixes.setdefault(bare, found)
        elif folded.endswith("*") and " " not in bare:
            self._prefixes.setdefault(bare, found)
        if not folded.startswith("*"):
            stems = tuple(root(word, self._language) for word in _PIECE.findall(bare))
            if stems:
                self._phrases[stems[0]].append(_Entry(group, entry.strip("*"), stems, bare))

    def find(self, words: tuple[Piece, ...]) -> tuple[TermHit, ...]:
        """Return the hits among *words* in order; of a list one hit a place, the longest."""
        found = [hit for place in range(len(words)) for hit in self._at(words, place)]
        hits: dict[tuple[str, int], TermHit] = {}
        start = end = -1
        for hit in sorted(found, key=lambda one: (one.start, -one.end)):
            # what lies within a longer entry ("carte" in "carte d'identité") is part of it
            if hit.end > end:
                start, end = hit.start, hit.end
            if (hit.start, hit.end) == (start, end):
                hits.setdefault((hit.group, hit.start), hit)
        return tuple(hits.values())

    def _at(self, words: tuple[Piece, ...], place: int) -> Iterator[TermHit]:
        """Yield every entry that begins with the word at *place*."""
        here = words[place]
        for entry in self._phrases.get(here.stem, ()):
            if not entry.can_be(here.word):
                continue
            if self._continues(words, place, entry.stems):
                end = words[place + len(entry.stems) - 1].end
                yield TermHit(entry.group, entry.term, here.start, end)
        for part in here.parts:
            for entry in self._phrases.get(part, ()):
                if len(entry.stems) == 1 and not entry.is_acronym:
                    yield TermHit(entry.group, entry.term, here.start, here.end)
        for known in self._edges(here.word):
            yield TermHit(known.group, known.term, here.start, here.end)

    @staticmethod
    def _continues(words: tuple[Piece, ...], place: int, stems: tuple[str, ...]) -> bool:
        if len(stems) == 1:
            return True
        ahead = words[place : place + len(stems)]
        return len(ahead) == len(stems) and all(
            word.stem == wanted for word, wanted in zip(ahead, stems, strict=True)
        )

    def _edges(self, word: str) -> Iterator[_Entry]:
        for length in self._prefix_lengths:
            if length + _REST <= len(word) and (entry := self._prefixes.get(word[:length])):
                yield entry
                break
        for length in self._suffix_lengths:
            if length + _REST <= len(word) and (entry := self._suffixes.get(word[-length:])):
                yield entry
                break
