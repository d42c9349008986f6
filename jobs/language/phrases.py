"""Phrases of our lists in, which of them stand in a text out.

A phrase is matched on whole words; in it, ``a/b`` means either word, ``word*`` any ending, and
``...`` up to four words of the same sentence, none of them "not".
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jobs.language.folding import skeleton

GAP: Final = 4
"""Words that ``...`` may stand for; with more, the two halves rarely belong together."""

_STOP: Final = re.compile(r"[.!?\n]+")
_WORD: Final = re.compile(r"[\w.]+")
_NOT: Final = ("geen", "niet", "ni", "pas", "aucun", "kein", "keine", "nicht", "no", "not")
_GAP: Final = rf"(?:(?!(?:{'|'.join(_NOT)}) )[^ .]+ ){{0,{GAP}}}?"
_NOTHING: Final = r"(?!)"
"""What a phrase without a single letter becomes: it is never found."""
_LONGEST_WORD: Final = 99
_HEAD: Final = 4
"""Letters of a word by which ``word*`` is looked up."""
_TEXTS: Final = 16_384
"""Texts whose words are remembered: all lists are looked for in the same posts."""


def plain(text: str) -> str:
    """Return *text* as the phrases are matched: folded words, one blank apart, `` . `` between.

    >>> plain("Da's erg. HEEL erg!")
    ' da s erg . heel erg . '
    """
    words = _WORD.findall(_STOP.sub(" . ", skeleton(text)))
    return f" {' '.join(words)} "


@lru_cache(maxsize=4096)  # the lists of a language repeat their words
def _word(word: str) -> str:
    choices = []
    for choice in word.split("/"):
        bare = plain(choice.removesuffix("*")).strip(" .")
        if bare:
            choices.append(re.escape(bare) + (r"[^ ]*" if choice.endswith("*") else ""))
    if len(choices) == 1:  # the group is only needed around a choice, and costs compiling time
        return choices[0]
    return f"(?:{'|'.join(choices)})" if choices else _NOTHING


def pattern(phrase: str) -> str:
    """Return the regular expression of one *phrase*, without the word boundaries around it."""
    parts = [_GAP if word == "..." else f"{_word(word)} " for word in phrase.split()]
    return "".join(parts).removesuffix(" ") or _NOTHING


@dataclass(frozen=True, slots=True)
class Hint:
    """Words of which at least one stands in every text that holds some phrase.

    Most lists have nothing to say of most posts; two sets tell so ten times as fast as the
    expression does.

    Attributes:
        words: Whole words; of each phrase those of its longest word are enough.
        heads: First `_HEAD` letters of words that may have any ending.
        always: A phrase has no word by which it could be looked up.
    """

    words: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    always: bool = False

    def __or__(self, other: "Hint") -> "Hint":
        return Hint(self.words | other.words, self.heads | other.heads, self.always or other.always)

    def fits(self, words: str) -> bool:
        """Whether a phrase may stand in *words*, a text made by `plain`."""
        whole, heads = _words_of(words)
        return self.always or not (self.words.isdisjoint(whole) and self.heads.isdisjoint(heads))


@lru_cache(maxsize=_TEXTS)
def _words_of(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a text made by `plain`, and the first letters of each."""
    whole = frozenset(words.split())
    return whole, frozenset(word[:_HEAD] for word in whole)


def hint_of(phrases: tuple[str, ...]) -> Hint:
    """Return what must stand in every text in which one of *phrases* does."""
    found = Hint()
    for phrase in phrases:
        found |= _telling(phrase)
    return found


def _telling(phrase: str) -> Hint:
    """Return the hint of the most telling word of one *phrase*."""
    slots = [_slot(word) for word in phrase.split() if word != "..."]
    return max(slots, key=lambda slot: slot[0])[1] if slots else Hint(always=True)


def _slot(word: str) -> tuple[int, Hint]:
    """Return how telling one word of a phrase is, and its hint; ``a/b`` is as good as its worst."""
    found, least = Hint(), _LONGEST_WORD
    for choice in word.split("/"):
        bare = plain(choice.removesuffix("*")).strip(" .")
        if not bare:
            continue  # such a choice is never found
        first, _, rest = bare.partition(" ")
        open_end = choice.endswith("*") and not rest
        least = min(least, len(first))
        if open_end and len(first) < _HEAD:
            return -1, Hint(always=True)
        found |= Hint(heads=frozenset({first[:_HEAD]})) if open_end else Hint(frozenset({first}))
    return least, found


@dataclass(frozen=True, slots=True)
class Phrases:
    """Some phrases, ready to be looked for.

    Attributes:
        patterns: Their regular expressions; they match texts made by `plain`.
        hint: What must stand in a text that holds any of them.
        by_word: For each word of the hint the patterns that it hints at, by their places.
        by_head: For each head of the hint likewise.
        always: Places of the patterns without a hint.
    """

    patterns: tuple[str, ...]
    hint: Hint
    by_word: Mapping[str, tuple[int, ...]]
    by_head: Mapping[str, tuple[int, ...]]
    always: tuple[int, ...]

    @classmethod
    def of(cls, phrases: tuple[str, ...]) -> "Phrases":
        """Return *phrases*, ready to be looked for; none at all are never found."""
        return _ready(phrases)

    @classmethod
    def pairs(cls, first: tuple[str, ...], second: tuple[str, ...]) -> "Phrases":
        """Return: one of *first* and, at most `GAP` words and no "not" later, one of *second*."""
        if not first or not second:
            return cls.of(())
        left = "|".join(pattern(phrase) for phrase in first)
        right = "|".join(pattern(phrase) for phrase in second)
        return _indexed((f"(?:{left}) {_GAP}(?:{right})",), (hint_of(second),))

    def found(self, words: str) -> bool:
        """Whether one of them stands in *words*, a text made by `plain`."""
        return self.hint.fits(words) and any(
            _expression(self.patterns[place]).search(words) for place in self._possible(words)
        )

    def count(self, words: str) -> int:
        """Return how many different ones stand in *words*, a text made by `plain`.

        Where two overlap, the one that begins first counts, and of those the first of the list.
        """
        if not self.hint.fits(words):
            return 0
        spans = sorted(
            (match.start(), place, match.end(), match[0])
            for place in self._possible(words)
            for match in _expression(self.patterns[place]).finditer(words)
        )
        different: set[str] = set()
        free = 0
        for start, _, end, text in spans:
            if start >= free:
                different.add(text)
                free = end
        return len(different)

    def _possible(self, words: str) -> set[int]:
        """Return the places of the patterns that may match *words*."""
        whole, heads = _words_of(words)
        places = set(self.always)
        for index, keys in ((self.by_word, whole), (self.by_head, heads)):
            for key in keys & index.keys():
                places.update(index[key])
        return places


@lru_cache(maxsize=512)
def _ready(phrases: tuple[str, ...]) -> Phrases:
    """Make them ready once: every week, and every mix of languages, asks for the same lists."""
    return _indexed(
        tuple(pattern(phrase) for phrase in phrases),
        tuple(_telling(phrase) for phrase in phrases),
    )


def _indexed(patterns: tuple[str, ...], hints: tuple[Hint, ...]) -> Phrases:
    by_word: dict[str, list[int]] = defaultdict(list)
    by_head: dict[str, list[int]] = defaultdict(list)
    for place, hint in enumerate(hints):
        for word in hint.words:
            by_word[word].append(place)
        for head in hint.heads:
            by_head[head].append(place)
    always = tuple(place for place, hint in enumerate(hints) if hint.always)
    return Phrases(
        patterns=patterns,
        hint=Hint(frozenset(by_word), frozenset(by_head), always=bool(always)),
        by_word={word: tuple(places) for word, places in by_word.items()},
        by_head={head: tuple(places) for head, places in by_head.items()},
        always=always,
    )


@lru_cache(maxsize=8_192)
def _expression(pattern: str) -> re.Pattern[str]:
    """Compile one pattern, when a text first hints at it: most never need it."""
    return re.compile(rf"(?<= )(?:{pattern})(?= )")
