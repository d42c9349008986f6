"""A skeleton and a lexicon in, hits out: the terms of our lists found by stem, compound or edge.

One entry is one word, matched by stem, also as a part of a compound; or several words in a row;
or ``afval*`` and ``*verlichting``, which match at the edge of a word. What can begin with a word
follows from the word alone and is remembered: a week has many posts but few different words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from jobs.language.folding import skeleton
from jobs.language.lexicon import Grammar, lexicon
from jobs.language.words import compound_parts, language_of, root

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
_END: Final = " "
"""Stands after the stems of a text; no stem holds a blank."""
_WORDS: Final = 65_536
"""Words whose entries are remembered; of most of them there are none."""


class TermHit(NamedTuple):
    """One entry of a list found in a skeleton."""

    group: str
    term: str
    start: int
    end: int


class _Entry(NamedTuple):
    """One entry of a list.

    Attributes:
        group: Name of the list.
        term: The entry as written there.
        first: Its skeleton up to the first blank; empty when only an edge of a word is known.
        rest: Stems of its other words.
    """

    group: str
    term: str
    first: str = ""
    rest: tuple[str, ...] = ()

    @property
    def is_acronym(self) -> bool:
        """Whether it is written in capitals, as ``OCMW``: such an entry has no inflections."""
        return len(self.term) > 1 and self.term.isupper()

    def can_be(self, word: str) -> bool:
        """Say whether *word*, of the same stem as the first word, is close enough to it."""
        if self.is_acronym:
            return word == self.first
        return abs(len(word) - len(self.first)) <= _INFLECTION


class _Start(NamedTuple):
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
    if "@" in folded or "://" in folded or "www." in folded:  # in few texts
        folded = _ADDRESS.sub(lambda found: " " * len(found[0]), folded)
    return tuple(_PIECE.finditer(folded))


def _street_sign(word: str, grammar: Grammar) -> str:
    """Return what makes *word* look like a street: its ending, or itself; empty when nothing."""
    if word.endswith(grammar.street_endings) and word not in grammar.not_streets:
        for ending in grammar.street_endings:
            if word.endswith(ending) and len(word) >= len(ending) + _STREET_NAME:
                return ending
    return word if word in grammar.street_words else ""


def _sizes(edges: Iterable[str]) -> tuple[int, ...]:
    """Return how long *edges* are, each length once, the longest first."""
    return tuple(sorted({len(edge) for edge in edges}, reverse=True))


def _longest(start: _Start, after: list[str]) -> tuple[int, dict[str, str]]:
    """Return of how many words the longest entries are, and their terms by group.

    Args:
        start: What can begin with the first word.
        after: Stems of the words after it.
    """
    size, hits = 1, start.alone
    for entry in start.phrases[after[0]]:
        length = 1 + len(entry.rest)
        if length < size:
            break
        if tuple(after[: length - 1]) == entry.rest:
            if length > size:
                size, hits = length, {}
            hits.setdefault(entry.group, entry.term)
    return size, hits


class TermMatcher:
    """Lists compiled for one language; finds every entry, the longest at each place."""

    def __init__(self, lists: Iterable[tuple[str, Iterable[str]]], language: str) -> None:
        """Compile *lists*, pairs of a group name and its entries; earlier groups win ties."""
        self._language = language
        self._grammar = lexicon(language).grammar
        self._phrases: dict[str, list[_Entry]] = defaultdict(list)
        self._prefixes: dict[str, _Entry] = {}
        self._suffixes: dict[str, _Entry] = {}
        for group, entries in lists:
            for entry in entries:
                self._add(group, entry)
        self._beginnings = _sizes(self._prefixes)
        self._ends = _sizes(self._suffixes)
        self._known = lru_cache(maxsize=_WORDS)(self._read)

    def _add(self, group: str, entry: str) -> None:
        folded = skeleton(entry)
        bare, term = folded.strip("*"), entry.strip("*")
        if folded.startswith("*"):
            self._suffixes.setdefault(bare, _Entry(group, term))
            return
        if folded.endswith("*") and " " not in bare:
            self._prefixes.setdefault(bare, _Entry(group, term))
        stems = [root(word, self._language) for word in _PIECE.findall(bare)]
        if stems:
            found = _Entry(group, term, bare.partition(" ")[0], tuple(stems[1:]))
            self._phrases[stems[0]].append(found)

    def find(self, words: Pieces) -> tuple[TermHit, ...]:
        """Return the hits among *words* in order; of a list one hit a place, the longest.

        What lies within a longer entry (*carte* in *carte d'identité*) is part of it. What looks
        like a street comes last.
        """
        found: list[TermHit] = []
        streets: list[TermHit] = []
        reached = 0
        known = [self._known(word[0]) for word in words]
        stems = [*(stem for stem, _ in known), _END]
        for place, (_, start) in enumerate(known):
            if start is None:
                continue
            if start.street:
                streets.append(TermHit(STREET, start.street, *words[place].span()))
            size, hits = 1, start.alone
            if stems[place + 1] in start.phrases:
                size, hits = _longest(start, stems[place + 1 :])
            if hits and place + size > reached:
                reached = place + size
                first, last = words[place].start(), words[reached - 1].end()
                found += [TermHit(group, term, first, last) for group, term in hits.items()]
        return (*found, *streets)

    def _read(self, word: str) -> tuple[str, _Start | None]:
        """Return the stem of *word*, and what can begin with it; None when nothing can."""
        stem = root(word, self._language)
        begins = [entry for entry in self._phrases.get(stem, ()) if entry.can_be(word)]
        alone: dict[str, str] = {}
        phrases: dict[str, list[_Entry]] = {}
        # the stem of *ov* is that of *of*, that of *zaal* that of *zal*: half of all posts hold one
        small = word in language_of(self._language).stop
        for entry in (*begins, *self._in_compound(word), *self._edges(word)):
            if not entry.rest and not (small and entry.first != word):
                alone.setdefault(entry.group, entry.term)
        for entry in sorted(begins, key=lambda one: -len(one.rest)):
            if entry.rest:
                phrases.setdefault(entry.rest[0], []).append(entry)
        street = _street_sign(word, self._grammar)
        return stem, _Start(alone, phrases, street) if alone or phrases or street else None

    def _in_compound(self, word: str) -> Iterator[_Entry]:
        """Yield the entries that are a part of the compound *word*."""
        for part in compound_parts(word, self._language):
            for entry in self._phrases.get(root(part, self._language), ()):
                if not entry.is_acronym:
                    yield entry

    def _edges(self, word: str) -> Iterator[_Entry]:
        """Yield the entry of the longest known beginning of *word*, and that of its longest end."""
        most = len(word) - _REST
        for size in self._beginnings:
            if size <= most and word[:size] in self._prefixes:
                yield self._prefixes[word[:size]]
                break
        for size in self._ends:
            if size <= most and word[-size:] in self._suffixes:
                yield self._suffixes[word[-size:]]
                break
