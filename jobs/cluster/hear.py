"""What is spoken of in, what of it may stand in a title out: nouns, place and policy domain."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jobs.cluster.crowd import Crowd, make_crowd
from jobs.cluster.domains import (
    HALF,
    LEAST_AUTHORS,
    Spoken,
    heaviest,
    spoken_of,
    topic_label,
    usual_words,
    words_of,
)
from jobs.cluster.matter import Subject, rank
from jobs.cluster.nouns import Noun
from jobs.cluster.read import Reading
from jobs.cluster.routes import Routes
from jobs.cluster.units import Unit, author
from jobs.language.folding import skeleton
from jobs.model import Role

DOMAIN_SHARE: Final = 0.3
"""Share of the authors that a domain must reach: its words are many and seldom repeated."""
CLEAR: Final = 1.0
"""Weight of a domain from which one word for it in an opening post is enough."""
CLEAR_LEAD: Final = 2.0
"""And how many times it must outweigh the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What is spoken of.

    Attributes:
        units: The units.
        place: The place that stands out; None when none does.
        topics: Policy domains, with weights.
    """

    units: Sequence[Unit]
    place: str | None
    topics: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What of a `Talk` may stand in a title.

    Attributes:
        readings: Opening posts and members.
        members: Members only.
        language: Of most readings.
        subject: What it is about.
        ranked: Its nouns, the most telling first.
        where: Place of most of it; None when none is.
        places: All places that are named.
        speakers: Authors who speak of the first policy domain.
        topics: All policy domains that are spoken of, surely or not, with weights.
    """

    readings: tuple[Reading, ...]
    members: tuple[Reading, ...]
    language: str
    subject: Subject
    ranked: tuple[Noun, ...]
    where: str | None
    places: frozenset[str]
    speakers: int
    topics: dict[str, float]

    @property
    def label(self) -> str:
        """Name of the policy domain; empty when none is surely spoken of."""
        return topic_label(self.subject.topics, self.language)

    def about(self, topics: dict[str, float]) -> "Heard":
        """Return the same with the policy domains it had before, where there are any."""
        return replace(self, subject=replace(self.subject, topics=topics or self.subject.topics))


def hear(talk: Talk, routes: Routes) -> Heard:
    """Return what of *talk* may stand in a title."""
    readings = tuple(one for unit in talk.units for one in said_in(unit))
    crowd = make_crowd(talk.units)
    domain = heaviest(talk.topics)
    spoken = {one.post.language for one in readings}
    listed = {language: words_of(domain, language) for language in spoken}
    said = spoken_of(listed, readings, crowd)
    sure = said.reach >= DOMAIN_SHARE and (said.sure or _is_clear(said, domain, talk.topics))
    where = _where(talk, readings, crowd)
    subject = Subject(
        place=where or talk.place,
        topics=talk.topics if sure else {},
        crowd=crowd,
        routes=routes,
    )
    return Heard(
        readings=readings,
        members=tuple(one for unit in talk.units for one in unit.members),
        language=_language(readings),
        subject=subject,
        ranked=tuple(rank(readings, subject)),
        where=where,
        places=frozenset(place for one in readings for place in one.places),
        speakers=said.authors,
        topics=talk.topics,
    )


def _is_clear(said: Spoken, domain: str, topics: Mapping[str, float]) -> bool:
    """Whether an opening post speaks of it, and nothing else is spoken of nearly as much."""
    others = [weight for name, weight in topics.items() if name != domain]
    clear = topics.get(domain, 0.0) >= max(CLEAR, CLEAR_LEAD * max(others, default=0.0))
    return clear and said.reach >= HALF


def said_in(unit: Unit) -> Iterable[Reading]:
    """Yield the posts whose words may stand in a title: an opening post once, and the members.

    A copy of an opening post says nothing again: one writer of a petition is not three.
    """
    heads = {root.post.id for root in unit.roots}
    said: list[frozenset[str]] = []
    for root in unit.roots:
        words = frozenset(root.terms)
        if not any(2 * len(words & other) > len(words | other) for other in said):
            said.append(words)
            yield root
    yield from (one for one in unit.members if one.post.id not in heads)


def _language(readings: Sequence[Reading]) -> str:
    languages = [reading.post.language for reading in readings]
    return min(set(languages), key=lambda name: (-languages.count(name), name))


def _where(talk: Talk, readings: Sequence[Reading], crowd: Crowd) -> str | None:
    """Return the place of most of the talk: the one that stands out if it is.

    Else the one that the opening post over most of it names first. A place that one reply drags
    in is not where the matter is.
    """
    naming: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        for name in reading.places:
            naming[name].append(reading)
    sure = [name for name, said in naming.items() if _is_where(said, crowd)]
    if talk.place in sure:
        return talk.place
    main = max(talk.units, key=lambda unit: len(unit.members))
    named = (name for root in main.roots for name in root.places)
    return next((name for name in named if name in sure and _is_own_name(name)), None)


def _is_own_name(place: str) -> bool:
    """Whether *place* is the name of one place only.

    "The town hall" is whom people speak to, and a school street is a measure before it is a name.
    """
    return (not place.islower() or " " in place) and skeleton(place) not in usual_words()


def _is_where(naming: Sequence[Reading], crowd: Crowd) -> bool:
    opening = any(one.post.role is Role.OPENING for one in naming)
    sure = opening or len({author(one) for one in naming}) >= LEAST_AUTHORS
    return sure and crowd.reach(naming) >= HALF
