"""Phrases of our lists in, which of them stand in a text out.

A phrase is matched on whole words; in it, ``a/b`` means either word, ``a_b/c`` two words or one,
``word*`` any ending, and ``...`` up to four words of the same sentence, none of them "not".
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from jobs.language.patterns import GAP, expression, pair, parts, pattern, plain

__all__ = ["GAP", "Lists", "Pairs", "Phrases", "pattern", "plain"]

_COUNTS: Final = 32_768
"""Texts of which is remembered what stands in them, for some lists; two or three a post."""
_NONE: Final[Mapping[str, int]] = MappingProxyType({})

_Span = tuple[int, int, int, int]
"""Where a phrase stands: its start, its place in the list, which of its forms, and its end."""


class _Form(NamedTuple):
    """A phrase that is in a text wherever some letters are.

    Attributes:
        name: The list.
        place: Its place there.
        order: Which of its forms the letters are.
    """

    name: str
    place: int
    order: int


class _Loose(NamedTuple):
    """A phrase that asks for an expression, which is only tried where all its parts are.

    Attributes:
        name: The list.
        place: Its place there.
        text: As it stands there.
        needs: For each of its parts the numbers of the letters of which one must stand there.
    """

    name: str
    place: int
    text: str
    needs: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Named lists of phrases, looked for together: a text is gone through once for all of them.

    Attributes:
        phrases: The lists by name, as they were written.
        automaton: Finds the letters of all phrases and parts of phrases, by number.
        forms: By number of letters: the phrases that stand where those do.
        loose: By number of letters: the phrases that may stand where those do.
    """

    phrases: Mapping[str, tuple[str, ...]]
    automaton: AhoCorasick
    forms: Mapping[int, list[_Form]]
    loose: Mapping[int, list[_Loose]]

    @classmethod
    def of(cls, phrases: Mapping[str, tuple[str, ...]]) -> "Lists":
        """Return the lists *phrases*, ready to be looked for; an empty one is never found."""
        numbers: dict[str, int] = {}
        forms: dict[int, list[_Form]] = defaultdict(list)
        loose: dict[int, list[_Loose]] = defaultdict(list)
        for name, some in phrases.items():
            for place, text in enumerate(some):
                needs, whole = parts(text)
                told = [[numbers.setdefault(one, len(numbers)) for one in need] for need in needs]
                if whole:
                    for order, number in enumerate(told[0]):
                        forms[number].append(_Form(name, place, order))
                    continue
                one = _Loose(name, place, text, tuple(map(frozenset, told)))
                clue = max(needs, key=lambda need: min(map(len, need)), default=())
                for letters in clue:
                    loose[numbers[letters]].append(one)
        automaton = AhoCorasick(list(numbers), store_patterns=False)
        return cls(phrases=phrases, automaton=automaton, forms=dict(forms), loose=dict(loose))

    def counts(self, words: str) -> Mapping[str, int]:
        """Return how many different phrases of each list stand in *words*, a text made by `plain`.

        Lists of which none does are left out. Where two phrases of a list overlap, the one that
        begins first counts, and of those the first of the list.
        """
        return _counts(self, words)

    def spans(self, words: str) -> dict[str, list[_Span]]:
        """Return by list where its phrases stand in *words*, those that overlap too."""
        found: dict[str, list[_Span]] = {}
        hits = self.automaton.find_matches_as_indexes(words, overlapping=True)
        for number, start, after in hits:
            for name, place, order in self.forms.get(number, ()):
                end = words.index(" ", after - 1)  # of the word, which may have any ending
                found.setdefault(name, []).append((start, place, order, end))
        heard = {number for number, _, _ in hits}
        told = [self.loose[number] for number in heard & self.loose.keys()]
        for one in dict.fromkeys(chain.from_iterable(told)):
            if not any(need.isdisjoint(heard) for need in one.needs):
                for match in expression(one.text).finditer(words):
                    span = (match.start(), one.place, 0, match.end())
                    found.setdefault(one.name, []).append(span)
        return found


@lru_cache(maxsize=_COUNTS)
def _counts(lists: Lists, words: str) -> Mapping[str, int]:
    return {name: _count(some, words) for name, some in lists.spans(words).items()} or _NONE


def _count(spans: Sequence[_Span], words: str) -> int:
    """Return how many different phrases the *spans* of one list in *words* are."""
    if len(spans) == 1:
        return 1
    different: set[str] = set()
    free = 0
    for start, _, _, end in sorted(spans):
        if start >= free:
            different.add(words[start:end])
            free = end
    return len(different)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Some phrases, ready to be looked for.

    Attributes:
        lists: What they are looked for with.
        name: Which of these lists they are.
    """

    lists: Lists
    name: str

    @classmethod
    def of(cls, phrases: tuple[str, ...]) -> "Phrases":
        """Return *phrases*, ready to be looked for; none at all are never found."""
        return cls(_ready(phrases), "")

    @classmethod
    def together(cls, lists: Mapping[str, tuple[str, ...]]) -> "dict[str, Phrases]":
        """Return several lists, by name, that are looked for in the same texts."""
        ready = Lists.of(lists)
        return {name: cls(ready, name) for name in lists}

    @classmethod
    def pairs(cls, first: tuple[str, ...], second: tuple[str, ...]) -> "Pairs":
        """Return: one of *first* and, at most `GAP` words and no "not" later, one of *second*."""
        return Pairs(cls.of(first), cls.of(second))

    @property
    def written(self) -> tuple[str, ...]:
        """The phrases as they stand in their list."""
        return self.lists.phrases[self.name]

    def found(self, words: str) -> bool:
        """Whether one of them stands in *words*, a text made by `plain`."""
        return self.name in _counts(self.lists, words)

    def count(self, words: str) -> int:
        """Return how many different ones stand in *words*, see `Lists.counts`."""
        return _counts(self.lists, words).get(self.name, 0)


@lru_cache(maxsize=512)
def _ready(phrases: tuple[str, ...]) -> Lists:
    """Make them ready once: every week asks for the same lists."""
    return Lists.of({"": phrases})


@dataclass(frozen=True, slots=True)
class Pairs:
    """A phrase of one list and, at most `GAP` words and no "not" later, one of another.

    Attributes:
        first: The list of the phrase that comes first.
        second: The other.
    """

    first: Phrases
    second: Phrases

    def found(self, words: str) -> bool:
        """Whether such a pair stands in *words*, a text made by `plain`."""
        if not (self.first.found(words) and self.second.found(words)):
            return False
        return pair(self.first.written, self.second.written).search(words) is not None
