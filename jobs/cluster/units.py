"""Readings of a week in, `Unit`s out: a thread in its week, near-identical threads together.

Threads that people said are one matter are together too; those they keep apart never are. A
source without threads gives one unit a post, since each of its posts opens a thread of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from jobs.cluster.alike import alike
from jobs.cluster.bonds import FREE, Bonds
from jobs.cluster.read import Reading, in_time
from jobs.model import PostId, Role, Speaker, ThreadId

Key = TypeVar("Key", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is grouped: a thread in one week, with its copies and those that people joined to it.

    Attributes:
        threads: Its threads.
        members: Kept mentions of the week, in order of time; these go into a signal.
        roots: Opening posts of its threads, from whatever week, mentions or not.
    """

    threads: tuple[ThreadId, ...]
    members: tuple[Reading, ...]
    roots: tuple[Reading, ...]

    @property
    def voices(self) -> frozenset[str]:
        """Distinct inhabitants among the members."""
        return frozenset(voice for reading in self.members if (voice := reading.voice))


def author(reading: Reading) -> str:
    """Return who wrote a post, in whatever capacity: the same for all posts of one author."""
    post = reading.post
    return post.voice or (post.id if post.speaker is Speaker.VOICE else str(post.speaker))


def by_author(readings: Iterable[Reading]) -> Iterator[tuple[Reading, float]]:
    """Yield *readings* with a weight, so that each author weighs 1.0, however many posts."""
    written: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        written[author(reading)].append(reading)
    for posts in written.values():
        for reading in posts:
            yield reading, 1.0 / len(posts)


def weigh_unit(unit: Unit, found: Mapping[PostId, Mapping[Key, float]]) -> dict[Key, float]:
    """Return the sum over authors of what was *found* in each post, opening posts once more.

    Args:
        unit: The unit.
        found: By post id, weights by name.
    """
    total: dict[Key, float] = defaultdict(float)
    for reading, weight in (*by_author(unit.members), *((root, 1.0) for root in unit.roots)):
        for name, value in found.get(reading.post.id, {}).items():
            total[name] += value * weight
    return dict(total)


def make_units(
    readings: Iterable[Reading], roots: dict[ThreadId, Reading], bonds: Bonds = FREE
) -> tuple[Unit, ...]:
    """Return the units of the kept *readings* of one week; every kept reading is in one unit.

    Args:
        readings: Posts of the week, in any order; those that are no mention are left out.
        roots: Opening posts that we hold, by thread.
        bonds: What people said of threads.
    """
    threads: dict[ThreadId, list[Reading]] = defaultdict(list)
    for reading in sorted(readings, key=in_time):
        if reading.kept:
            threads[reading.post.thread_id].append(reading)
    names = list(threads)
    units = []
    for own in bonds.groups(_copies(names, threads)):
        members = sorted((reading for name in own for reading in threads[name]), key=in_time)
        heads = tuple(roots[name] for name in own if name in roots)
        units.append(Unit(threads=own, members=tuple(members), roots=heads))
    return tuple(units)


def _copies(
    names: list[ThreadId], threads: dict[ThreadId, list[Reading]]
) -> Iterator[tuple[ThreadId, ...]]:
    """Yield threads that open with the same text about the same places, together."""
    for group in alike([_opening(threads[name]) for name in names]):
        by_place: dict[tuple[str, ...], list[ThreadId]] = defaultdict(list)
        for place in group:
            by_place[threads[names[place]][0].places].append(names[place])
        yield from (tuple(own) for own in by_place.values())


def _opening(members: list[Reading]) -> str:
    """Return the text that tells a copied thread; replies alone are never copies."""
    first = members[0].post
    return first.words if first.role is Role.OPENING else ""
