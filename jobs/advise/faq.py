"""An open question and approved answers in, the answer that fits it out, or none.

A question fits an entry when the rare words of both overlap. Its own words must carry part of that:
words of the opening post alone only say that the subject is the same. Thresholds were read off the
questions of the demo town and of invented questions in the four languages; see docs/policy.md.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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


def best_fit(
    entries: tuple[Entry, ...], question: str, context: str, department: str | None
) -> Fit | None:
    """Return the entry that answers *question*, asked under *context*; None when none does.

    Args:
        entries: Approved answers.
        question: Text of the question.
        context: Text of the opening post of its thread; may be empty.
        department: Whose question it is; None when unknown.
    """
    asked = {
        language: _read(question, context, language)
        for language in {entry.language for entry in entries}
    }
    fits = [_fit(entry, asked[entry.language], department) for entry in entries]
    good = [fit for fit in fits if fit is not None]
    return max(good, key=lambda fit: (fit.score, fit.entry.id), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question, read once in the language of the entries it is compared with.

    Attributes:
        own: Terms of the question itself.
        weights: Weight of its terms, and of those of its opening post.
        words: Terms of each different word of both.
    """

    own: frozenset[str]
    weights: Mapping[str, float]
    words: tuple[tuple[str, ...], ...]


def _read(question: str, context: str, language: str) -> _Asked:
    own = frozenset(terms(question, language))
    weights = dict.fromkeys(terms(context, language), _CONTEXT_WEIGHT)
    weights |= dict.fromkeys(own, 1.0)
    words = {*tokens(context, language), *tokens(question, language)}
    return _Asked(own=own, weights=weights, words=tuple(terms(word, language) for word in words))


def _fit(entry: Entry, asked: _Asked, department: str | None) -> Fit | None:
    if _words_shared(asked, entry) < LEAST_WORDS or _share(asked.own, entry) < LEAST_OWN:
        return None
    shared = sorted(word for word in asked.weights if word in entry.weights)
    product = sum(
        asked.weights[word] * entry.weights[word] * rarity(word, entry.language) ** 2
        for word in shared
    )
    score = product / (_length(asked.weights, entry.language) * entry.length)
    if department is not None and department != entry.department:
        score *= _OTHER_DEPARTMENT
    return Fit(entry=entry, score=score) if score >= LEAST else None


def _words_shared(asked: _Asked, entry: Entry) -> int:
    """Return how many different words the entry holds, whole or as part of a compound."""
    return sum(any(term in entry.weights for term in found) for found in asked.words)


def _share(own: frozenset[str], entry: Entry) -> float:
    """Return the share of the question's own words, by rarity, that the entry holds."""
    weights = {word: rarity(word, entry.language) for word in sorted(own)}
    held = sum(weight for word, weight in weights.items() if word in entry.weights)
    return held / (sum(weights.values()) or 1.0)


def _length(weights: Mapping[str, float], language: str) -> float:
    squares = ((weights[word] * rarity(word, language)) ** 2 for word in sorted(weights))
    return math.sqrt(sum(squares)) or 1.0
