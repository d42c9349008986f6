"""Hits of one post in, traces out: for each kind of trace how strong it is and where it stands."""

import re
from collections import defaultdict
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from jobs.detect.match import Hits
from jobs.detect.terms import TermHit, TermMatcher
from jobs.language.lexicon import Lexicon, lexicon
from jobs.model import EvidenceKind
from jobs.settings.schema import Department, Settings


class Trace(StrEnum):
    """What the model looks at; several traces may be of one `EvidenceKind`."""

    NAME = "name"
    INSTITUTION = "institution"
    INSTITUTION_HINT = "institution_hint"
    OFFICE = "office"
    PLACE = "place"
    STREET = "street"
    VENUE = "venue"
    TOPIC = "topic"
    TOPIC_HINT = "topic_hint"
    DEPARTMENT = "department"
    REPORT = "report"
    QUESTION = "question"
    AGREE = "agree"
    OTHER_TOWN = "other_town"
    SEEKING = "seeking"
    FOR_SALE = "for_sale"
    CHATTER = "chatter"
    HOMONYM = "homonym"


KINDS: Final = {
    Trace.NAME: EvidenceKind.NAME,
    Trace.INSTITUTION: EvidenceKind.INSTITUTION,
    Trace.INSTITUTION_HINT: EvidenceKind.INSTITUTION,
    Trace.OFFICE: EvidenceKind.OFFICE,
    Trace.PLACE: EvidenceKind.PLACE,
    Trace.STREET: EvidenceKind.TOPIC,  # its term is an ending, which is no place
    Trace.VENUE: EvidenceKind.VENUE,
    Trace.TOPIC: EvidenceKind.TOPIC,
    Trace.TOPIC_HINT: EvidenceKind.TOPIC,
    Trace.DEPARTMENT: EvidenceKind.TOPIC,
    Trace.REPORT: EvidenceKind.CUE,
    Trace.QUESTION: EvidenceKind.CUE,
    Trace.AGREE: EvidenceKind.CUE,
    Trace.OTHER_TOWN: EvidenceKind.OTHER_MUNICIPALITY,
    Trace.SEEKING: EvidenceKind.PRIVATE,
    Trace.FOR_SALE: EvidenceKind.FOR_SALE,
    Trace.CHATTER: EvidenceKind.PRIVATE,
    Trace.HOMONYM: EvidenceKind.HOMONYM,
}
"""How each trace is shown."""

_OF_NAMES: Final = {
    EvidenceKind.NAME: Trace.NAME,
    EvidenceKind.PLACE: Trace.PLACE,
    EvidenceKind.VENUE: Trace.VENUE,
    EvidenceKind.OFFICE: Trace.OFFICE,
    EvidenceKind.INSTITUTION: Trace.INSTITUTION,
    EvidenceKind.OTHER_MUNICIPALITY: Trace.OTHER_TOWN,
    EvidenceKind.HOMONYM: Trace.HOMONYM,
}
_OF_GROUPS: Final = {kind.value: kind for kind in Trace}
"""The groups of terms are named after the traces they are."""
_PARTS: Final = re.compile(r"[,;:.()\n]+| (?:en|et|und|and|of|ou|oder|or) ")
"""What stands between the matters in the description of a department."""
_COUNTED: Final = frozenset(
    {Trace.TOPIC, Trace.TOPIC_HINT, Trace.DEPARTMENT, Trace.CHATTER, Trace.REPORT, Trace.FOR_SALE}
)
"""A second and third different term say more; of the others one says it all."""


_OURS: Final = frozenset({Trace.NAME, Trace.PLACE, Trace.VENUE})
_THEIRS: Final = frozenset({Trace.INSTITUTION, Trace.INSTITUTION_HINT, Trace.OFFICE})


_TOPICS: Final = frozenset({Trace.TOPIC, Trace.TOPIC_HINT, Trace.DEPARTMENT})
_MATTERS: Final = _TOPICS | {Trace.REPORT, Trace.QUESTION}
_NAMED: Final = _THEIRS | {Trace.VENUE}
"""What makes a request to fellow citizens one about the municipality after all."""


class Found(NamedTuple):
    """One trace in one post: its strength from 0 to 1, and its hits in order of the text."""

    strength: float
    spots: tuple[TermHit, ...]


Traces = dict[Trace, Found]
"""What was found in one post."""


def trace(hits: Hits) -> Traces:
    """Return the traces in *hits*."""
    spots: dict[Trace, list[TermHit]] = defaultdict(list)
    sure: dict[Trace, float] = defaultdict(float)
    for name in hits.names:
        kind = _OF_NAMES[name.name.kind]
        spots[kind].append(TermHit(kind, name.name.term, name.start, name.end))
        sure[kind] = max(sure[kind], name.certain)
    for term in hits.terms:
        kind = _OF_GROUPS[term.group]
        spots[kind].append(term)
        sure[kind] = 1.0
    if Trace.OTHER_TOWN in spots and not spots.keys() & _OURS:
        # "het gemeentebestuur van Hoogdorp": the institutions are those of the other town
        spots = {kind: found for kind, found in spots.items() if kind not in _THEIRS}
    if Trace.SEEKING in spots and not spots.keys() & _NAMED:
        # "our drive is full of holes, who knows a tradesman": no drive and no hole of ours
        spots = {kind: found for kind, found in spots.items() if kind not in _MATTERS}
    if private := spots.get(Trace.CHATTER):
        # "een betaalbare asfalteerder": who looks for a tradesman says nothing of asphalt
        spots = {
            kind: _outside(found, private) if kind in _TOPICS else found
            for kind, found in spots.items()
        }
    return {
        kind: Found(_strength(kind, found, sure[kind]), tuple(found))
        for kind, found in spots.items()
        if found
    }


def _outside(spots: list[TermHit], private: list[TermHit]) -> list[TermHit]:
    """Return those of *spots* that lie in none of *private*."""
    return [
        one
        for one in spots
        if not any(other.start <= one.start and one.end <= other.end for other in private)
    ]


def _strength(kind: Trace, spots: list[TermHit], sure: float) -> float:
    """Return 1/2, 3/4, 7/8 … by the number of different terms, or the certainty of the one."""
    if kind not in _COUNTED:
        return sure
    return 1 - 0.5 ** len({spot.term for spot in spots})


def compile_terms(settings: Settings, language: str) -> TermMatcher:
    """Compile the lexicon of *language* with the words of the departments in *settings*."""
    return _compiled(settings.departments, language)


@lru_cache(maxsize=32)
def _compiled(departments: tuple[Department, ...], language: str) -> TermMatcher:
    return TermMatcher((*_department_words(departments), *_lists(lexicon(language))), language)


def _department_words(departments: tuple[Department, ...]) -> tuple[tuple[str, tuple[str, ...]]]:
    """Return the words of the departments; they are this municipality's own list of topics."""
    listed = [word for one in departments for word in one.keywords]
    listed += [part.strip() for one in departments for part in _PARTS.split(one.about)]
    return ((Trace.DEPARTMENT, tuple(word for word in listed if 2 < len(word) < 40)),)


def _lists(words: Lexicon) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        (Trace.OFFICE, words.offices),
        (Trace.INSTITUTION, words.institutions.sure),
        (Trace.INSTITUTION_HINT, words.institutions.hint),
        (Trace.TOPIC, tuple(term for topic in words.topics.values() for term in topic.sure)),
        (Trace.TOPIC_HINT, tuple(term for topic in words.topics.values() for term in topic.hint)),
        (Trace.REPORT, words.report),
        (Trace.QUESTION, words.question),
        (Trace.AGREE, words.agree),
        (Trace.SEEKING, words.seeking),
        (Trace.FOR_SALE, words.for_sale),
        (Trace.CHATTER, words.chatter),
    )
