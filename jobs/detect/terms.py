"""A skeleton and a lexicon in, hits out: the terms of our lists found by stem, compound or edge.

One entry is one word, matched by stem, also as a part of a compound; or several words in a row;
or ``afval*`` and ``*verlichting``, which match at the edge of a word. What can begin with a word
follows from the word alone and is remembered: a week has many posts but few different words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from jobs.language.folding import skeleton
from jobs.language.lexicon import Grammar, lexicon
from jobs.language.words import compound_parts, root

Piece = re.Match[str]
"""One word of a skeleton, ``piece[0]``, and where it stands."""
Pieces = tuple[Piece, ...]

STREET: Final = "street"
"""Group of hits of what looks like a street; the term is the ending, or the whole word (*rue*)."""
_PIECE: Final = re.compile(r"[a-z0-9]+")
_ADDRESS: Final = re.compile(r"https?://\S+|www\.\S+|@[\w.@-]+")
_INFLECTION: Final = 3
"""Letters by which two forms of one word may differ in length (*overheid* is no form of *over*)."""
_REST: Final = 2
"""Letters that must remain besides the known edge of a word; one letter is an inflection."""
_STREET_NAME: Final = 3
"""Letters of the shortest name before the ending of a street (*Dampstraat*, but no *opstraat*)."""
_WORDS: Final = 65_536
"""Words whose entries are remembered; of most of them there are none."""


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


@dataclass(frozen=True, slots=True)
class _Start:
    """What can begin with one word.

    Attributes:
        alone: Term of the entries that are this one word, by group.
        phrases: Entries of more words by the stem of their second word, the longest first.
        street: What makes it look like a street: its ending, or the whole word; may be empty.
    """

    alone: dict[str, str]
    phrases: dict[str, list[_Entry]]
    street: str


def pieces(folded: str) -> Pieces:
    """Return the words of a skeleton, addresses left out."""
    return tuple(_PIECE.finditer(_ADDRESS.sub(lambda found: " " * len(found[0]), folded)))


def _street_sign(word: str, grammar: Grammar) -> str:
    """Return what makes *word* look like a street: its ending, or itself; empty when nothing."""
    endings = () if word in grammar.not_streets else grammar.street_endings
    for ending in endings:
        if word.endswith(ending) and len(word) >= len(ending) + _STREET_NAME:
            return ending
    return word if word in grammar.street_words else ""


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
        self._start = lru_cache(maxsize=_WORDS)(self._find_start)

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

    def find(self, words: Pieces) -> tuple[TermHit, ...]:
        """Return the hits among *words* in order; of a list one hit a place, the longest.

        What lies within a longer entry (*carte* in *carte d'identité*) is part of it. What looks
        like a street comes last.
        """
        found: list[TermHit] = []
        streets: list[TermHit] = []
        reached = 0
        for place, word in enumerate(words):
            start = self._start(word[0])
            if start is None:
                continue
            if start.street:
                streets.append(TermHit(STREET, start.street, word.start(), word.end()))
            size, hits = 1, start.alone
            if start.phrases and place + 1 < len(words):
                size, hits = self._longest(start, words, place)
            if hits and place + size > reached:
                reached = place + size
                first, last = word.start(), words[reached - 1].end()
                for group, term in hits.items():
                    found.append(TermHit(group, term, first, last))
        return (*found, *streets)

    def _longest(self, start: _Start, words: Pieces, place: int) -> tuple[int, dict[str, str]]:
        """Return of how many words the longest entries at *place* are, and their terms by group."""
        size, hits = 1, start.alone
        for entry in start.phrases.get(root(words[place + 1][0], self._language), ()):
            if len(entry.stems) < size:
                break
            if self._continues(words[place + 2 : place + len(entry.stems)], entry.stems[2:]):
                if len(entry.stems) > size:
                    size, hits = len(entry.stems), {}
                hits.setdefault(entry.group, entry.term)
        return size, hits

    def _continues(self, words: Pieces, stems: tuple[str, ...]) -> bool:
        return len(words) == len(stems) and all(
            root(word[0], self._language) == wanted
            for word, wanted in zip(words, stems, strict=True)
        )

    def _find_start(self, word: str) -> _Start | None:
        """Return what can begin with *word*; None when nothing can."""
        listed = self._phrases.get(root(word, self._language), ())
        begins = [entry for entry in listed if entry.can_be(word)]
        alone: dict[str, str] = {}
        phrases: dict[str, list[_Entry]] = defaultdict(list)
        for entry in (*begins, *self._in_compound(word), *self._edges(word)):
            if len(entry.stems) < 2:
                alone.setdefault(entry.group, entry.term)
        for entry in sorted(begins, key=lambda one: -len(one.stems)):
            if len(entry.stems) > 1:
                phrases[entry.stems[1]].append(entry)
        street = _street_sign(word, lexicon(self._language).grammar)
        return _Start(alone, phrases, street) if alone or phrases or street else None

    def _in_compound(self, word: str) -> Iterator[_Entry]:
        """Yield the entries that are a part of the compound *word*."""
        for part in compound_parts(word, self._language):
            for entry in self._phrases.get(root(part, self._language), ()):
                if not entry.is_acronym:
                    yield entry

    def _edges(self, word: str) -> Iterator[_Entry]:
        for length in self._prefix_lengths:
            if length + _REST <= len(word) and (entry := self._prefixes.get(word[:length])):
                yield entry
                break
        for length in self._suffix_lengths:
            if length + _REST <= len(word) and (entry := self._suffixes.get(word[-length:])):
                yield entry
                break
