"""Readings in, the things they speak of out: words used as a noun, as people write them.

There is no dictionary of nouns here. A word is taken for one when it stands after a small word
that introduces a noun ("de", "une", "im") and is not itself followed by another word of content.
A word of our own lists needs less: one such place, or to be a compound.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from jobs.cluster.read import Reading, list_stem
from jobs.cluster.units import author
from jobs.language.by_word import by_word
from jobs.language.folding import skeleton
from jobs.language.redaction import clues
from jobs.language.titles import load_title_words
from jobs.language.words import compound_parts, cut, known, language_of, stem
from jobs.model import Role, Speaker, ThreadId

SHORTEST: Final = 3
LONGEST: Final = 28
"""Letters of a word that may stand in a title."""
_NEXT: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.,;:!?()\"\n…>]")
_DROPPED: Final = re.compile(r"https?://\S+|www\.\S+|[@#]\S+|\[[^\]]{1,20}\]|<[^>]{0,200}>")
"""Addresses, handles, tags, marks of redaction and markup: nothing of that stands in a title."""
_NAME_SHARE: Final = 0.5
_NOUN_SHARE: Final = 0.4
_OFFICIAL: Final = frozenset({Speaker.MUNICIPALITY, Speaker.PRESS})
"""Who speaks in public and under a name of their own: what they write is no one person's label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """One thing that is spoken of.

    Attributes:
        stem: Its stem.
        word: How most authors write it, in lower case unless it is an abbreviation.
        authors: Who use it.
        language: The language it was read in.
        official: The municipality or the press uses it.
        early: It stands among the first `EARLY` words of one, where people say what it is about.
        threads: Threads whose opening post uses it.
        phrases: It with the word that belongs to it ("oude melkerij", "carte d'identité"), and
            who write it so; a phrase of the municipality or the press counts `OFFICIAL` too.
    """

    stem: str
    word: str
    authors: frozenset[str]
    language: str
    official: bool = False
    early: bool = False
    threads: frozenset[ThreadId] = frozenset()
    phrases: tuple[tuple[str, frozenset[str]], ...] = ()

    @property
    def opening(self) -> bool:
        """Whether it stands in an opening post."""
        return bool(self.threads)


EARLY: Final = 12
"""Words of a first sentence."""
OPENING: Final = 30
"""Words of an opening post that may stand in a title by themselves, if our lists know them."""
OFFICIAL: Final = "official"
"""Stands among the authors of a phrase when the municipality or the press writes it."""


@dataclass(slots=True)
class _Seen:
    language: str
    authors: set[str] = field(default_factory=set)
    written: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    phrases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    threads: set[ThreadId] = field(default_factory=set)
    official: bool = False
    early: bool = False
    times: int = 0
    after_small_word: int = 0
    before_small_word: int = 0
    in_capitals: int = 0


def nouns(
    readings: Iterable[Reading], listed: Mapping[str, Container[str]] | None = None
) -> tuple[Noun, ...]:
    """Return the nouns of *readings*, by stem; names of persons are no nouns.

    Nor is what one inhabitant alone wrote, unless in the first words of an opening post.

    A word that is mostly written with a capital inside a sentence is taken for a name and left
    out, except in German, where a word must then be known to the language.

    Args:
        readings: The posts.
        listed: By language, stems of our own lists, which need less to be taken for a noun.
    """
    texts = [_cut(reading) for reading in readings]
    told = _told(texts)
    seen: dict[str, _Seen] = {}
    for text in texts:
        _scan(text, told, seen)
    known = listed or {}
    found = [
        _noun(key, one)
        for key, one in sorted(seen.items())
        if _is_noun(one, known.get(one.language, ()))
    ]
    return tuple(found)


class _Word(NamedTuple):
    """What is known of one word as it is written, whatever stands around it.

    Attributes:
        small: Introduces a noun ("de", "une", "im").
        stop: Says nothing by itself.
        joins: May stand in a title beside a noun: no name, nothing that says nothing.
        qualifies: And belongs to the noun after it, by its form.
    """

    small: bool
    stop: bool
    joins: bool
    qualifies: bool


@lru_cache(maxsize=65_536)
def _look(word: str, language: str) -> _Word:
    plain, bare = _plain(word, language), skeleton(word)
    known, stop = load_title_words(language), language_of(language).stop
    joins = (
        word.islower()
        and len(plain) >= SHORTEST
        and bare not in known.before_noun
        and bare not in known.dull
        and bare not in clues().first_names
        and plain not in stop
    )
    return _Word(
        small=bare in known.before_noun or word.isdigit(),  # "200 lampen"
        stop=bare in stop,
        joins=joins,
        qualifies=joins and known.qualifier.fullmatch(bare) is not None,
    )


@lru_cache(maxsize=65_536)
def _plain(word: str, language: str) -> str:
    """Return a word as the lists have it, in lower case; empty when it is several, or none."""
    words = cut(word, language)
    return words[0] if len(words) == 1 else ""


def _stem(word: str, language: str) -> str:
    """Return the stem of a word as it is written; empty when it cannot stand in a title."""
    plain = _plain(word, language)
    titled = SHORTEST <= len(plain) <= LONGEST and plain not in language_of(language).stop
    return stem(plain, language) if titled else ""


_NO_WORD: Final = _Word(small=False, stop=False, joins=False, qualifies=False)


_Text = tuple[Reading, list[str], list[str]]
"""A post, its words and signs, and the stems of those that may stand in a title."""


def _cut(reading: Reading) -> _Text:
    words = _NEXT.findall(_DROPPED.sub(" . ", reading.post.words))
    return reading, words, list(map(by_word(_stem, reading.post.language), words))


def _told(texts: Iterable[_Text]) -> set[str]:
    """Return the stems of which more can be said than that one inhabitant wrote them in passing.

    They are a few of all, and the others need not be looked at any further.
    """
    told: set[str] = set()
    first: dict[str, str] = {}
    for reading, _, stems in texts:
        if is_official(reading):
            told.update(stems)
            continue
        if reading.post.role is Role.OPENING:
            told.update(stems[:OPENING])
        who = author(reading)
        told.update([stem for stem in stems if first.setdefault(stem, who) != who])
    told.discard("")
    return told


def _scan(text: _Text, told: Container[str], seen: dict[str, _Seen]) -> None:
    """Add to *seen* what *text* shows of the words whose stems are *told*."""
    reading, words, stems = text
    language, who, official = reading.post.language, author(reading), is_official(reading)
    opening = reading.post.role is Role.OPENING
    for place, key in enumerate(stems):
        if key not in told:
            continue
        word = words[place]
        one = seen.get(key) or seen.setdefault(key, _Seen(language=language))
        before = _look(words[place - 1], language) if place else _NO_WORD
        phrase = _phrase(words, place, before, language)
        if before.qualifies and place > 1:  # "de oude melkerij": the article stands one further
            before = _look(words[place - 2], language)
        last = place + 1 == len(words)
        abbreviation = word.isupper() and len(word) <= 5 and not _shouts(words)
        one.written[word if abbreviation else _plain(word, language)].add(who)
        one.times += 1
        one.before_small_word += before.small
        one.after_small_word += before.small and (
            last or not words[place + 1].isalpha() or _look(words[place + 1], language).stop
        )
        inside = bool(place) and words[place - 1].isalnum()
        one.in_capitals += inside and word[0].isupper() and not word.isupper()
        one.early |= opening and place < EARLY
        if opening:
            one.threads.add(reading.post.thread_id)
        one.official |= official
        one.authors.add(who)
        if phrase:
            one.phrases[phrase].update((who, OFFICIAL) if official else (who,))


def _shouts(words: Sequence[str]) -> bool:
    return sum(word.isupper() for word in words) > 0.5 * len(words)


def is_official(reading: Reading) -> bool:
    """Whether the municipality or the press speaks."""
    return reading.post.speaker in _OFFICIAL


def _phrase(words: Sequence[str], place: int, before: _Word, language: str) -> str:
    """Return the word at *place* with the one that belongs to it; empty when none does.

    What belongs to a noun stands before it in Dutch, German and English, and after it in French.
    """
    word = words[place].lower()
    if before.qualifies:
        article = skeleton(words[place - 2]) if place > 1 else ""
        bound = article in load_title_words(language).bends
        return "" if bound else f"{words[place - 1]} {word}"
    after = " ".join(words[place + 1 : place + 3])
    found = load_title_words(language).complement.match(after)
    if found is not None and _look(found["word"], language).joins:
        return f"{word} {found[0]}"
    return ""


def _is_noun(one: _Seen, known: Container[str]) -> bool:
    if one.language == "de":  # every noun has a capital, so a capital tells no name
        if not one.in_capitals:
            return _is_listed(one, known) and _is_welded(one)
        strange = all(_is_strange(word) for word in one.written) and not _is_welded(one)
        if strange and not _is_listed(one, known):
            return False
    elif one.in_capitals >= _NAME_SHARE * one.times:
        return False
    if one.after_small_word >= _NOUN_SHARE * one.times:
        return True
    introduced = one.before_small_word > 0 or one.language == "de"
    return (introduced or _is_welded(one)) and _is_listed(one, known)


def _is_listed(one: _Seen, known: Container[str]) -> bool:
    own = load_title_words(one.language).gatherings
    return any(list_stem(w.lower(), one.language) in known or w in own for w in one.written)


def _is_welded(one: _Seen) -> bool:
    return any(compound_parts(word.lower(), one.language) for word in one.written)


def _is_strange(word: str) -> bool:
    """Whether a German word may be somebody's name: no usual word, or a first name."""
    return not known(word.lower(), "de") or skeleton(word) in clues().first_names


def _noun(key: str, one: _Seen) -> Noun:
    counts = Counter({word: len(authors) for word, authors in one.written.items()})
    word = min(counts, key=lambda form: (-counts[form], form.isupper(), -len(form), form))
    return Noun(
        stem=key,
        word=word,
        authors=frozenset(one.authors),
        language=one.language,
        official=one.official,
        early=one.early,
        threads=frozenset(one.threads),
        phrases=tuple((phrase, frozenset(who)) for phrase, who in sorted(one.phrases.items())),
    )
