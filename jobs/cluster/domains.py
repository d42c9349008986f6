"""Readings in, what of our own lists they speak of out: the policy domain, and the usual matter.

What one reply brings up in passing is no domain of a signal, nor is one word deep in a long post:
the municipality or the press says so, or two authors do, or an opening post more than once or in
its first words.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from jobs.cluster.crowd import Crowd
from jobs.cluster.nouns import is_official
from jobs.cluster.read import Reading, list_key, list_words
from jobs.cluster.routes import topic_words
from jobs.cluster.units import author
from jobs.language import LANGUAGES
from jobs.language.departments import load_domains
from jobs.language.folding import skeleton
from jobs.language.matters import Matter, load_matters
from jobs.language.words import tokens
from jobs.model import Role

HALF: Final = 0.5
"""Share of the authors that a domain or a matter must reach."""
LEAST_AUTHORS: Final = 2
"""Authors who must say it, or words of one opening post."""

FIRST: Final = 20
"""Words of an opening post in which one word of our lists is no passing remark: its first sentence
or two."""
RIVAL: Final = 1 / 3
"""What a matter of another domain needs of the weight of the domain that is spoken of most."""
FIRST_RIVAL: Final = 1 / 7
"""The same, when the municipality or the press says it or an opening post begins with it."""
BEGIN: Final = 8
"""Words with which a post begins."""
_OWN: Final = 2.0
"""What a matter of the domain that is spoken of most weighs against another."""

FAULTS: Final = frozenset(
    {
        *("potholes", "ice", "power-cut", "rat-running", "speeding", "lorries", "fat-bikes"),
        *("missed", "dog-mess", "hum", "rats", "wolf", "felling"),
        *("drugs", "youths", "burglary", "scams"),
    }
)
"""Usual matters that say themselves what is wrong: a pothole is not broken, the wheel is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """How well something of our lists is spoken of.

    Attributes:
        authors: Distinct authors who speak of it.
        words: Different words that do.
        reach: Share of all authors whom those words reach, 0 to 1.
        sure: It is more than a passing remark.
        first: The municipality or the press says it, or an opening post begins with it.
    """

    authors: int
    words: int
    reach: float
    sure: bool
    first: bool

    @property
    def weight(self) -> int:
        """How much it is spoken of."""
        return self.authors * self.words


def spoken_of(
    listed: Mapping[str, frozenset[str]], readings: Sequence[Reading], crowd: Crowd
) -> Spoken:
    """Return how well *readings* speak of what the words *listed* by language stand for."""
    found = [(one, listed[one.post.language].intersection(one.phrases)) for one in readings]
    naming = [(one, words) for one, words in found if words]
    authors = {author(one) for one, _ in naming}
    sure = len(authors) >= LEAST_AUTHORS or any(_is_strong(one, words) for one, words in naming)
    return Spoken(
        authors=len(authors),
        words=len(frozenset().union(*(words for _, words in naming))),
        reach=crowd.reach([one for one, _ in naming]),
        sure=sure,
        first=any(is_official(one) or _opens(one, words, BEGIN) for one, words in naming),
    )


def _is_strong(reading: Reading, words: frozenset[str]) -> bool:
    if is_official(reading):
        return True
    many = len(words) >= LEAST_AUTHORS and reading.post.role is Role.OPENING
    return many or _opens(reading, words, FIRST)


def _opens(reading: Reading, words: frozenset[str], length: int) -> bool:
    """Whether one of *words* is among the first *length* of an opening post."""
    if reading.post.role is not Role.OPENING:
        return False
    language = reading.post.language
    first = " ".join(tokens(reading.post.words, language)[:length])
    return not words.isdisjoint(list_words(first, language))


def words_of(domain: str, language: str) -> frozenset[str]:
    """Return the words and phrases of our lists that speak of *domain*."""
    return _words_by_domain(language).get(domain, frozenset())


@cache
def _words_by_domain(language: str) -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word, domains in topic_words(language).items():
        for domain in domains:
            found[domain].append(word)
    return {domain: frozenset(words) for domain, words in found.items()}


def heaviest(topics: Mapping[str, float]) -> str:
    """Return the policy domain that is spoken of most; empty when of none."""
    heavy = {name: weight for name, weight in topics.items() if weight > 0}
    return min(heavy, key=lambda name: (-heavy[name], name)) if heavy else ""


def topic_label(topics: Mapping[str, float], language: str) -> str:
    """Return the name of the policy domain that is spoken of most; empty when of none."""
    return _labels(language).get(heaviest(topics), "")


@cache
def _labels(language: str) -> dict[str, str]:
    return {one.name: one.label for one in load_domains(language)}


def usual_matter(
    topics: Mapping[str, float], readings: Sequence[Reading], crowd: Crowd
) -> str | None:
    """Return the key of the usual matter that most of a signal speaks of; None when of none.

    One of another domain than *topics* name must be spoken of as much as that domain is: in a talk
    about lamps from here to the bridge, the bridge is no matter.
    """
    languages = {one.post.language for one in readings}
    top = heaviest(topics)
    domain = spoken_of({name: words_of(top, name) for name in languages}, readings, crowd)
    found: dict[str, float] = {}
    for key in _mentioned(readings):
        listed = {language: _keys(language)[key] for language in languages}
        said = spoken_of(listed, readings, crowd)
        own = matter_domain(key) == top
        rival = said.weight >= (FIRST_RIVAL if said.first else RIVAL) * domain.weight
        if said.sure and said.reach >= HALF and (own or rival):
            found[key] = said.weight * (_OWN if own else 1.0)
    return min(found, key=lambda key: (-found[key], key), default=None)


def _mentioned(readings: Sequence[Reading]) -> frozenset[str]:
    """Return the keys of the usual matters that anybody speaks of."""
    found: set[str] = set()
    for one in readings:
        known = _by_word(one.post.language)
        for word in known.keys() & one.phrases.keys():
            found |= known[word]
    return frozenset(found)


@cache
def usual_words() -> frozenset[str]:
    """Return the skeletons of what usual matters are written as, in every language."""
    listed = (one for language in LANGUAGES for one in load_matters(language))
    return frozenset(skeleton(term) for one in listed for term in one.written)


def matter_label(key: str, language: str) -> str:
    """Return how a title says the usual matter *key*."""
    return _by_key(language)[key].label


def matter_words(key: str, language: str) -> frozenset[str]:
    """Return what the usual matter *key* is written as, in the form of `list_words`."""
    return _keys(language)[key]


def matter_domain(key: str) -> str:
    """Return the policy domain of the usual matter *key*."""
    return _by_key(LANGUAGES[0])[key].domain


@cache
def _by_key(language: str) -> dict[str, Matter]:
    return {one.key: one for one in load_matters(language)}


@cache
def _keys(language: str) -> dict[str, frozenset[str]]:
    """Return by key what each matter is written as in *language*."""
    return {
        one.key: frozenset(list_key(term, language) for term in one.written)
        for one in load_matters(language)
    }


@cache
def _by_word(language: str) -> dict[str, frozenset[str]]:
    """Return by word or phrase the keys of the matters that it is written for."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, words in _keys(language).items():
        for word in words:
            found[word].add(key)
    return {word: frozenset(keys) for word, keys in found.items()}
