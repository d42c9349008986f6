"""An open question and approved answers in, the answer that fits it out, or none.

A question fits an entry when the rare words of both overlap. Its own words must carry part of that:
words of the opening post alone only say that the subject is the same. Thresholds were read off the
questions of the demo town and of invented questions in the four languages; see docs/policy.md.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from jobs.language.by_word import by_word
from jobs.language.words import rarity, terms, tokens

LEAST: Final = 0.20
"""Cosine of question, with its opening post, and entry: below it the subject is another one."""
LEAST_OWN: Final = 0.15
"""Share of the question's own words, by rarity, that the entry holds."""
LEAST_WORDS: Final = 2
"""Words in common, compounds counted once: one shared street name is no answer."""
_QUESTION_WEIGHT: Final = 2.0
"""A word of the entry's question counts twice a word of its answer."""
_CONTEXT_WEIGHT: Final = 0.4
"""A word of the opening post counts less than a word of the question itself."""
_OTHER_DEPARTMENT: Final = 0.6
"""What is left of the score when question and entry belong to different departments."""
_NOWHERE: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An approved answer, ready to be compared.

    Attributes:
        id: Its id.
        language: Its language.
        department: Whose answer it is.
        answer: Its answer as phrases are matched.
        weights: Weight of its terms, question terms doubled.
        length: Length of `weights`, each weighed by rarity: what a cosine divides by.
    """

    id: str
    language: str
    department: str
    answer: str
    weights: Mapping[str, float]
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well an entry fits a question.

    Attributes:
        entry: The entry.
        score: 0 to 1.
    """

    entry: Entry
    score: float


def make_entry(name: str, language: str, *, question: str, answer: str, department: str) -> Entry:
    """Return an approved answer ready to be compared."""
    weights = dict.fromkeys(terms(answer, language), 1.0)
    weights |= dict.fromkeys(terms(question, language), _QUESTION_WEIGHT)
    return Entry(
        id=name,
        language=language,
        department=department,
        answer=answer,
        weights=weights,
        length=_length(weights, language),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Approved answers in one language, by the words they hold.

    Attributes:
        language: The language.
        entries: The answers.
        holding: Returns the places of the entries that hold a word, whole or as part of a compound.
    """

    language: str
    entries: tuple[Entry, ...]
    holding: Callable[[str], frozenset[int]] = field(repr=False)

    @classmethod
    def of(cls, language: str, entries: tuple[Entry, ...]) -> "Shelf":
        """Return *entries*, all of *language*, ready to be looked through."""
        by_term: dict[str, set[int]] = defaultdict(set)
        for place, entry in enumerate(entries):
            for term in entry.weights:
                by_term[term].add(place)
        return cls(language, entries, _Holding(language, by_term).__getitem__)


class _Holding(dict[str, frozenset[int]]):
    """Places of the entries that hold a word, as far as it was asked for."""

    def __init__(self, language: str, by_term: Mapping[str, set[int]]) -> None:
        super().__init__()
        self.terms = by_word(terms, language)
        self.by_term = by_term

    def __missing__(self, word: str) -> frozenset[int]:
        """Return the places of a word that was not met before."""
        parts = [self.by_term.get(term, _NOWHERE) for term in self.terms(word)]
        found = self[word] = _NOWHERE.union(*parts)
        return found


def shelves_of(entries: Iterable[Entry]) -> tuple[Shelf, ...]:
    """Return *entries* by language, ready to be looked through."""
    by_language: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_language[entry.language].append(entry)
    return tuple(Shelf.of(language, tuple(some)) for language, some in by_language.items())


def best_fit(
    shelves: tuple[Shelf, ...], question: str, context: str, department: str | None
) -> Fit | None:
    """Return the entry that answers *question*, asked under *context*; None when none does.

    Args:
        shelves: Approved answers.
        question: Text of the question.
        context: Text of the opening post of its thread; may be empty.
        department: Whose question it is; None when unknown.
    """
    found = fits(shelves, question, context, department)
    return max(found, key=lambda fit: (fit.score, fit.entry.id), default=None)


def fits(
    shelves: tuple[Shelf, ...], question: str, context: str, department: str | None
) -> Iterable[Fit]:
    """Return every entry that fits *question*; arguments as of `best_fit`."""
    return chain.from_iterable(_fits(shelf, question, context, department) for shelf in shelves)


def _fits(shelf: Shelf, question: str, context: str, department: str | None) -> Iterable[Fit]:
    """Yield the entries of *shelf* that fit: of most questions none shares words enough."""
    language = shelf.language
    words = {*tokens(context, language), *tokens(question, language)}
    shared = Counter(chain.from_iterable(map(shelf.holding, words)))
    likely = [shelf.entries[place] for place, count in shared.items() if count >= LEAST_WORDS]
    if not likely:
        return
    own = {word: rarity(word, language) for word in sorted(set(terms(question, language)))}
    said = sum(own.values()) or 1.0
    likely = [entry for entry in likely if _held(own, entry) / said >= LEAST_OWN]
    if not likely:
        return
    weights = dict.fromkeys(terms(context, language), _CONTEXT_WEIGHT) | dict.fromkeys(own, 1.0)
    whole = _length(weights, language)
    for entry in likely:
        score = _product(weights, entry) / (whole * entry.length)
        if department is not None and department != entry.department:
            score *= _OTHER_DEPARTMENT
        if score >= LEAST:
            yield Fit(entry=entry, score=score)


def _held(own: Mapping[str, float], entry: Entry) -> float:
    """Return how much of the question's own words, by rarity, the entry holds."""
    return sum([weight for word, weight in own.items() if word in entry.weights])


def _product(weights: Mapping[str, float], entry: Entry) -> float:
    return sum(
        weights[word] * entry.weights[word] * rarity(word, entry.language) ** 2
        for word in sorted(weights.keys() & entry.weights.keys())
    )


def _length(weights: Mapping[str, float], language: str) -> float:
    squares = ((weights[word] * rarity(word, language)) ** 2 for word in sorted(weights))
    return math.sqrt(sum(squares)) or 1.0
