"""Posts, mentions and remembered signals in; labels, signals and story links of one week out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from jobs.cluster.bonds import Bonds
from jobs.cluster.departments import Pointers, point, topics_of
from jobs.cluster.embed import Meaning, meaning_of
from jobs.cluster.follow import follow
from jobs.cluster.group import group
from jobs.cluster.label import give, label, make_conversation
from jobs.cluster.links import Pairs, pairs_within
from jobs.cluster.memory import NO_HISTORY, Memory, histories_of, remember
from jobs.cluster.profiles import Topics, make_profiles
from jobs.cluster.read import Reading, in_time, names_of, read
from jobs.cluster.routes import Routes, make_routes
from jobs.cluster.signals import LINKS, Scene, make_signal, signal_id
from jobs.cluster.told import make_told
from jobs.cluster.traits import conduct_of
from jobs.cluster.units import Unit, make_units
from jobs.cluster.vectors import Vectors, make_vectors, shared_words, surface_forms
from jobs.language import LANGUAGES
from jobs.model import (
    DepartmentId,
    Label,
    Link,
    Mention,
    Post,
    PostId,
    Role,
    Signal,
    StoryLink,
    ThreadId,
    Week,
)
from jobs.settings.schema import Settings

_Tie = tuple[int, int, float]
"""Two units by their places, and the probability that they are one matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one week comes down to.

    Attributes:
        labels: One a kept mention, in order of time.
        signals: Every kept mention is in exactly one; strongest first.
        links: Steps in the lives of stories, in the order of the signals.
    """

    labels: tuple[Label, ...]
    signals: tuple[Signal, ...]
    links: tuple[StoryLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Posts as read.

    Attributes:
        readings: By post.
        pointers: Which departments each post points to by itself.
        topics: Policy domains each post speaks of.
        roots: Opening posts by thread.
        threads: Posts by thread, in order of time.
        meaning: What posts mean; None without an embedder.
    """

    readings: dict[PostId, Reading]
    pointers: dict[PostId, Pointers]
    topics: Topics
    roots: dict[ThreadId, Reading]
    threads: dict[ThreadId, list[Reading]]
    meaning: Meaning | None


def analyse(
    week: Week,
    posts: Iterable[Post],
    mentions: Mapping[PostId, Mention],
    memory: Memory,
    settings: Settings,
) -> Found:
    """Return the labels, signals and story links of *week*.

    The same posts give the same result in whatever order they come.

    Args:
        week: The week.
        posts: Posts of the week, what we hold of their threads up to its end, and the posts of
            the remembered signals with their opening posts.
        mentions: Judgements of those posts; a post without one is only context.
        memory: What is known besides them.
        settings: The municipality.
    """
    once = {post.id: post for post in posts}
    languages = sorted({post.language for post in once.values()})
    routes = make_routes(settings, languages)
    meaning = meaning_of(settings.analysis.embedder)
    known = _read_all(once.values(), mentions, routes, names_of(settings, languages), meaning)
    mine = [one for post, one in known.readings.items() if one.kept and mentions[post].week == week]
    if not mine:
        return Found(labels=(), signals=(), links=())
    scene = _scene(week, mine, known, routes, settings)
    past = [signal for signal in memory.signals if signal.week < week]
    told = make_told(past, known.readings, memory.corrections)
    groups, links = _grouped(make_units(mine, known.roots, told.bonds), known, told.bonds)
    remembered = remember(told.signals, known.readings, known.roots)
    continuations = follow(
        week,
        [(signal_id(week, units), units) for units in groups],
        remembered,
        known.topics,
        told.stories(week, groups),
        known.meaning,
    )
    owners = told.departments(week, groups, [found.story_id for found in continuations], settings)
    scene = _routed(scene, groups, owners)
    histories = histories_of(told.signals, week, remembered, memory.shares)
    signals = [
        make_signal(units, scene, found, histories.get(found.story_id, NO_HISTORY), why, owner)
        for units, found, why, owner in zip(groups, continuations, links, owners, strict=True)
    ]
    order = sorted(range(len(signals)), key=lambda place: _rank(signals[place]))
    return Found(
        labels=tuple(scene.labels.values()),
        signals=tuple(signals[place] for place in order),
        links=tuple(link for place in order for link in continuations[place].links),
    )


def _rank(signal: Signal) -> tuple[object, ...]:
    return (-signal.strength, -signal.voices, signal.first_at, signal.title, signal.id)


def _read_all(
    posts: Iterable[Post],
    mentions: Mapping[PostId, Mention],
    routes: Routes,
    names: frozenset[str],
    meaning: Meaning | None,
) -> _Read:
    ordered = sorted(
        (read(one, mentions.get(one.id), names, routes.heads) for one in posts), key=in_time
    )
    threads: dict[ThreadId, list[Reading]] = defaultdict(list)
    for reading in ordered:
        threads[reading.post.thread_id].append(reading)
    return _Read(
        readings={reading.post.id: reading for reading in ordered},
        pointers={reading.post.id: point(reading, routes) for reading in ordered},
        topics={reading.post.id: topics_of(reading, routes) for reading in ordered},
        roots={one.post.thread_id: one for one in ordered if one.post.role is Role.OPENING},
        threads=threads,
        meaning=meaning,
    )


def _scene(
    week: Week, mine: Sequence[Reading], known: _Read, routes: Routes, settings: Settings
) -> Scene:
    town = settings.municipality
    wanted = [department.language for department in settings.departments if department.language]
    languages = tuple(dict.fromkeys((town.language, *town.languages, *wanted)))
    conduct = conduct_of(LANGUAGES)
    talks = {
        thread: make_conversation(known.threads[thread], known.roots.get(thread), known.pointers)
        for thread in {reading.post.thread_id for reading in mine}
    }
    labels = {
        reading.post.id: label(reading, week, talks[reading.post.thread_id], conduct)
        for reading in sorted(mine, key=in_time)
    }
    return Scene(
        week=week,
        routes=routes,
        conduct=conduct,
        labels=labels,
        pointers=known.pointers,
        topics=known.topics,
        languages=languages,
    )


def _routed(
    scene: Scene, groups: Sequence[Sequence[Unit]], owners: Sequence[DepartmentId | None]
) -> Scene:
    """Return *scene* with the labels of all posts whose story a person gave to a department."""
    given = {
        one.post.id: give(scene.labels[one.post.id], owner)
        for units, owner in zip(groups, owners, strict=True)
        if owner is not None
        for unit in units
        for one in unit.members
    }
    return replace(scene, labels={**scene.labels, **given})


def _grouped(
    units: tuple[Unit, ...], known: _Read, bonds: Bonds
) -> tuple[list[tuple[Unit, ...]], list[tuple[Link, ...]]]:
    """Return the units that stand together, and for each group why."""
    vectors = make_vectors(units)
    alone = [(unit,) for unit in units]
    pairs = pairs_within(make_profiles(alone, vectors, known.topics, known.meaning))
    places = group(len(units), pairs, apart=bonds.apart([unit.threads for unit in units]))
    groups = [tuple(units[place] for place in members) for members in places]
    links = [
        tuple(_link(units, tie, vectors) for tie in ties) for ties in _strongest(places, pairs)
    ]
    return groups, _in_words(links, units)


def _strongest(places: Sequence[Sequence[int]], pairs: Pairs) -> list[list[_Tie]]:
    """Return the strongest pairs inside each group; a large group has very many."""
    owner = np.zeros(sum(map(len, places)), dtype=np.int64)
    for number, members in enumerate(places):
        owner[list(members)] = number
    inside = owner[pairs.first] == owner[pairs.second]
    first, second, score = pairs.first[inside], pairs.second[inside], pairs.score[inside]
    order = np.lexsort((second, first, -score))
    best: list[list[_Tie]] = [[] for _ in places]
    for one, other, likely in zip(
        first[order].tolist(), second[order].tolist(), score[order].tolist(), strict=True
    ):
        ties = best[owner[one]]
        if len(ties) < LINKS:
            ties.append((one, other, likely))
    return best


def _in_words(links: Sequence[tuple[Link, ...]], units: Sequence[Unit]) -> list[tuple[Link, ...]]:
    """Return *links* with words as people write them for stems."""
    stems = {stem for some in links for link in some for stem in link.terms}
    forms = surface_forms((reading for unit in units for reading in unit.members), stems)
    return [
        tuple(
            replace(link, terms=tuple(forms.get(stem, stem) for stem in link.terms))
            for link in some
        )
        for some in links
    ]


def _link(units: Sequence[Unit], tie: _Tie, vectors: Vectors) -> Link:
    one, other, score = tie
    return Link(
        first=units[one].threads[0],
        second=units[other].threads[0],
        score=round(score, 3),
        terms=shared_words(vectors.whole, vectors.words, one, other),
    )
