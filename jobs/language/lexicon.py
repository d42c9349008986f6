"""A language in, its lexicon out: the words that point to a municipality, or away from it.

The lists stand in ``<language>/lexicon.toml``. How their entries are matched (stems, compound
parts, ``afval*``) is told at the head of the Dutch file.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from jobs.language import FOLDER, LANGUAGES
from jobs.language.folding import skeleton

TOPICS: Final = (
    "waste",
    "roads",
    "traffic",
    "green",
    "environment",
    "counter",
    "leisure",
    "care",
    "planning",
    "safety",
    "money",
    "contact",
)
"""Policy domains every lexicon has a list for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Entries of one list.

    Attributes:
        sure: Entries that rarely mean anything else.
        hint: Entries that often do.
    """

    sure: tuple[str, ...]
    hint: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Small words that decide whether a name is a place, as skeletons.

    Attributes:
        locatives: Prepositions that stand before a place.
        weak_locatives: Those of them after which the name must have a capital as well.
        municipality_words: Words that before a name make it the municipality (``stad Boom``).
        articles: Words before which a name is no municipality (``de boom``).
        street_endings: Endings of street names, for languages that weld them.
        street_words: Words before or after a street name, for languages that do not.
        not_streets: Words that end like a street and are none.
    """

    locatives: frozenset[str]
    weak_locatives: frozenset[str]
    municipality_words: frozenset[str]
    articles: frozenset[str]
    street_endings: tuple[str, ...]
    street_words: tuple[str, ...]
    not_streets: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What we know of one language.

    Attributes:
        language: ``nl``, ``fr``, ``de`` or ``en``.
        grammar: Small words around names.
        institutions: The municipality and its bodies.
        offices: Mayor, aldermen, councillors.
        report: Cues of somebody who reports or complains, or of a policy being made.
        question: Cues of somebody who asks.
        agree: Cues of somebody who only agrees.
        seeking: How people ask fellow citizens for a service or a thing, or offer one.
        for_sale: Cues of things sold, given away, lost and found.
        chatter: Cues of private matters, clubs, far politics.
        elsewhere: Towns and regions somewhere else.
        topics: For each of `TOPICS`, the words of that policy domain.
    """

    language: str
    grammar: Grammar
    institutions: Levels
    offices: tuple[str, ...]
    report: tuple[str, ...]
    question: tuple[str, ...]
    agree: tuple[str, ...]
    seeking: tuple[str, ...]
    for_sale: tuple[str, ...]
    chatter: tuple[str, ...]
    elsewhere: tuple[str, ...]
    topics: dict[str, Levels]


@cache
def lexicon(language: str) -> Lexicon:
    """Load the lexicon of *language*; an unknown language reads as the first of `LANGUAGES`."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    tables = tomllib.loads((FOLDER / name / "lexicon.toml").read_text(encoding="utf-8"))
    return Lexicon(
        language=name,
        grammar=_grammar(tables["grammar"]),
        institutions=_levels(tables["institutions"]),
        offices=tuple(tables["offices"]["sure"]),
        report=tuple(tables["cues"]["report"]),
        question=tuple(tables["cues"]["question"]),
        agree=tuple(tables["cues"]["agree"]),
        seeking=tuple(tables["private"]["seeking"]),
        for_sale=tuple(tables["private"]["for_sale"]),
        chatter=tuple(tables["private"]["chatter"]),
        elsewhere=tuple(tables["elsewhere"]["names"]),
        topics={topic: _levels(tables["topics"][topic]) for topic in TOPICS},
    )


def _levels(table: dict[str, list[str]]) -> Levels:
    return Levels(sure=tuple(table["sure"]), hint=tuple(table.get("hint", ())))


def _grammar(table: dict[str, list[str]]) -> Grammar:
    words = {key: tuple(skeleton(word) for word in listed) for key, listed in table.items()}
    return Grammar(
        locatives=frozenset(words["locatives"]),
        weak_locatives=frozenset(words["weak_locatives"]),
        municipality_words=frozenset(words["municipality_words"]),
        articles=frozenset(words["articles"]),
        street_endings=words.get("street_endings", ()),
        street_words=words.get("street_words", ()),
        not_streets=frozenset(words.get("not_streets", ())),
    )
