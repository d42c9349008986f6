"""Phrases of our lists in, which of them stand in a text out.

A phrase is matched on whole words; in it, ``a/b`` means either word, ``word*`` any ending, and
``...`` up to four words of the same sentence, none of them "not".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from jobs.language.patterns import GAP, choices, expression, literal, pair, pattern, plain

__all__ = ["GAP", "Lists", "Pairs", "Phrases", "pattern", "plain"]

_LONGEST_WORD: Final = 99
_HEAD: Final = 4
"""Letters of a word by which ``word*`` is looked up."""
_COUNTS: Final = 32_768
"""Texts of which is remembered what stands in them, for some lists; two or three a post."""
_NONE: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Need:
    """Words of which one stands in every text that holds a phrase: those of one of its words.

    Attributes:
        words: Whole words.
        heads: First `_HEAD` letters of words that may have any ending.
        tells: Letters of the shortest of them; -1 when a text need not hold any of them.
    """

    words: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    tells: int = -1


_ANY: Final = _Need()


@lru_cache(maxsize=4_096)
def _need(word: str) -> _Need:
    """Return the need of one word of a phrase; ``a/b`` tells as much as its worst."""
    words, heads, least = set(), set(), _LONGEST_WORD
    for bare, more in choices(word):
        first, _, rest = bare.partition(" ")
        if more and not rest and len(first) < _HEAD:
            return _ANY
        if more and not rest:
            heads.add(first[:_HEAD])
        else:
            words.add(first)
        least = min(least, len(first))
    return _Need(frozenset(words), frozenset(heads), least)


@dataclass(frozen=True, slots=True, eq=False)
class _Phrase:
    """One phrase of a list.

    Attributes:
        name: The list.
        place: Its place there.
        text: As it stands there.
        clue: The need that tells most; by it the phrase is looked up.
        needs: The others.
        literal: What stands in a text that holds it, when that can only be one thing.
    """

    name: str
    place: int
    text: str
    clue: _Need
    needs: tuple[_Need, ...]
    literal: str

    @classmethod
    def of(cls, name: str, place: int, text: str) -> "_Phrase":
        """Return one phrase of the list *name*."""
        needs = [_need(word) for word in text.split() if word != "..."]
        clue = max(needs, key=lambda need: need.tells, default=_ANY)
        others = tuple(need for need in needs if need is not clue and need.tells >= 0)
        return cls(name, place, text, clue, others, literal(text))

    @property
    def alone(self) -> bool:
        """Whether it is one whole word."""
        return self.literal.count(" ") == 2

    def stands(self, words: str) -> bool:
        """Whether it stands in *words*, a text made by `plain`."""
        if self.literal:
            return self.literal in words
        return expression(self.text).search(words) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Named lists of phrases, looked for together: a text is gone through once for all of them.

    Most phrases have nothing to do with most texts. They are found by their most telling word,
    and the expression is only asked when the text has a word for each of theirs.

    Attributes:
        phrases: The lists by name, as they were written.
        by_word: For each word the phrases that it tells of.
        by_head: For the first letters of words that may have any ending likewise.
        always: Phrases without a word by which they could be looked up.
    """

    phrases: Mapping[str, tuple[str, ...]]
    by_word: Mapping[str, tuple[_Phrase, ...]]
    by_head: Mapping[str, tuple[_Phrase, ...]]
    always: tuple[_Phrase, ...]

    @classmethod
    def of(cls, phrases: Mapping[str, tuple[str, ...]]) -> "Lists":
        """Return the lists *phrases*, ready to be looked for; an empty one is never found."""
        listed = [
            _Phrase.of(name, place, phrase)
            for name, some in phrases.items()
            for place, phrase in enumerate(some)
        ]
        return cls(
            phrases=phrases,
            by_word=_by((word, one) for one in listed for word in one.clue.words),
            by_head=_by((head, one) for one in listed for head in one.clue.heads),
            always=tuple(one for one in listed if one.clue.tells < 0),
        )

    def counts(self, words: str) -> Mapping[str, int]:
        """Return how many different phrases of each list stand in *words*, a text made by `plain`.

        Lists of which none does are left out. Where two phrases of a list overlap, the one that
        begins first counts, and of those the first of the list.
        """
        return _counts(self, words)

    def possible(self, words: str) -> dict[str, list[_Phrase]]:
        """Return by list the phrases for each of whose words there is one in *words*."""
        whole, heads = _words_of(words)
        told = [*self.always]
        for index, keys in ((self.by_word, whole), (self.by_head, heads)):
            for key in keys & index.keys():
                told += index[key]
        possible: dict[str, list[_Phrase]] = {}
        for one in dict.fromkeys(told):
            for need in one.needs:
                if need.words.isdisjoint(whole) and need.heads.isdisjoint(heads):
                    break
            else:
                possible.setdefault(one.name, []).append(one)
        return possible


@lru_cache(maxsize=256)  # what stands in one text is asked for of some lists in a row
def _words_of(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a text made by `plain`, and the first letters of each."""
    whole = frozenset(words.split())
    return whole, frozenset([word[:_HEAD] for word in whole])


def _by(keyed: Iterable[tuple[str, _Phrase]]) -> dict[str, tuple[_Phrase, ...]]:
    found: dict[str, list[_Phrase]] = defaultdict(list)
    for key, one in keyed:
        found[key].append(one)
    return {key: tuple(some) for key, some in found.items()}


@lru_cache(maxsize=_COUNTS)
def _counts(lists: Lists, words: str) -> Mapping[str, int]:
    found = {name: _count(some, words) for name, some in lists.possible(words).items()}
    return {name: count for name, count in found.items() if count} or _NONE


def _count(possible: list[_Phrase], words: str) -> int:
    """Return how many different ones of *possible*, phrases of one list, stand in *words*."""
    standing = [one for one in possible if one.stands(words)]
    if all(one.alone for one in standing):  # they cannot overlap
        return len({one.literal for one in standing})
    spans = sorted(
        (match.start(), one.place, match.end(), match[0])
        for one in standing
        for match in expression(one.text).finditer(words)
    )
    different: set[str] = set()
    free = 0
    for start, _, end, text in spans:
        if start >= free:
            different.add(text)
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
