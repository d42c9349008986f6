"""Readings in, the things they speak of out: words used as a noun, as people write them.

There is no dictionary of nouns here. A word is taken for one when it stands after a small word
that introduces a noun ("de", "une", "im") and is not itself followed by another word of content.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jobs.cluster.read import Reading
from jobs.cluster.units import author
from jobs.language.folding import skeleton
from jobs.language.titles import load_title_words
from jobs.language.words import language_of, stem, tokens

SHORTEST: Final = 3
LONGEST: Final = 28
"""Letters of a word that may stand in a title."""
_NEXT: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.,;:!?()\"\n…>]")
_DROPPED: Final = re.compile(r"https?://\S+|www\.\S+|[@#]\S+|\[[^\]]{1,20}\]|<[^>]{0,200}>")
"""Addresses, handles, tags, marks of redaction and markup: nothing of that stands in a title."""
_NAME_SHARE: Final = 0.5
_NOUN_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """One thing that is spoken of.

    Attributes:
        stem: Its stem.
        word: How most authors write it, in lower case unless it is an abbreviation.
        authors: Who use it.
        language: The language it was read in.
    """

    stem: str
    word: str
    authors: frozenset[str]
    language: str


@dataclass(slots=True)
class _Seen:
    authors: set[str]
    written: dict[str, set[str]]
    language: str
    times: int = 0
    after_small_word: int = 0
    in_capitals: int = 0


def nouns(readings: Iterable[Reading]) -> tuple[Noun, ...]:
    """Return the nouns of *readings*, by stem; names of persons are no nouns.

    A word that is mostly written with a capital inside a sentence is taken for a name and left
    out, except in German, where a word must then be known to the language.
    """
    seen: dict[str, _Seen] = {}
    for reading in readings:
        _scan(reading, seen)
    found = [_noun(key, one) for key, one in sorted(seen.items()) if _is_noun(one)]
    return tuple(found)


def _scan(reading: Reading, seen: dict[str, _Seen]) -> None:
    language = reading.post.language
    words = _NEXT.findall(_DROPPED.sub(" . ", reading.post.words))
    small = load_title_words(language).before_noun
    stop = language_of(language).stop
    who = author(reading)
    shouted = sum(word.isupper() for word in words) > 0.5 * len(words)
    for place, word in enumerate(words):
        plain = _plain(word, language)
        if not SHORTEST <= len(plain) <= LONGEST or plain in stop:
            continue
        key = stem(plain, language)
        if key not in seen:
            seen[key] = _Seen(authors=set(), written=defaultdict(set), language=language)
        one = seen[key]
        before = skeleton(words[place - 1]) if place else ""
        after = skeleton(words[place + 1]) if place + 1 < len(words) else ""
        abbreviation = word.isupper() and not shouted and len(word) <= 5
        one.authors.add(who)
        one.written[word if abbreviation else plain].add(who)
        one.times += 1
        one.after_small_word += before in small and (not after.isalpha() or after in stop)
        inside = bool(place) and words[place - 1].isalnum()
        one.in_capitals += inside and word[0].isupper() and not word.isupper()


@lru_cache(maxsize=32_768)
def _plain(word: str, language: str) -> str:
    """Return one word as the lists have it; empty when it is none, or more than one."""
    words = tokens(word, language)
    return words[0] if len(words) == 1 else ""


def _is_noun(one: _Seen) -> bool:
    if one.after_small_word < _NOUN_SHARE * one.times:
        return False
    return one.language == "de" or one.in_capitals < _NAME_SHARE * one.times


def _noun(key: str, one: _Seen) -> Noun:
    counts = Counter({word: len(authors) for word, authors in one.written.items()})
    word = min(counts, key=lambda written: (-counts[written], written.isupper(), written))
    return Noun(stem=key, word=word, authors=frozenset(one.authors), language=one.language)


def surface_forms(readings: Iterable[Reading]) -> dict[str, str]:
    """Return for each stem the word most readings write it as, to show links in real words."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        language = reading.post.language
        for word in dict.fromkeys(tokens(reading.post.words, language)):
            written[stem(word, language)][word] += 1
    return {
        key: min(words, key=lambda word: (-words[word], word)) for key, words in written.items()
    }
