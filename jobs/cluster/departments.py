"""Readings of a thread in, how much each department is spoken of out, for a post or a signal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from jobs.cluster.read import Reading
from jobs.cluster.routes import VENUE_WEIGHT, Routes, Weights
from jobs.cluster.units import Unit, by_author
from jobs.language.folding import skeleton
from jobs.model import DepartmentId, PostId

ROOT_WEIGHT: Final = 1.0
"""What the opening post counts for a reply, its own words counting 1.0."""
THREAD_WEIGHT: Final = 1.0
"""What the mean of the thread counts."""
STORY_WEIGHT: Final = 0.5
"""What the earlier weeks of its story count for a signal: department per post .664 to .680 on
seven towns, none of them lower, and where one is given .729 to .739; at 1.0 stories whose first
week was read wrongly stay wrong (per story .798 to .775)."""
SHOWN_TERMS: Final = 6
"""Terms that are kept to explain a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointers:
    """How much something speaks of each department.

    Attributes:
        weights: Weight a department.
        terms: By department: the terms that pointed there, with their weight.
    """

    weights: dict[DepartmentId, float]
    terms: dict[DepartmentId, dict[str, float]]

    @property
    def choice(self) -> DepartmentId | None:
        """The department with the most weight; None when nothing points anywhere."""
        return _choice(self.weights)

    @property
    def total(self) -> float:
        """Weight of all together; 1.0 when nothing points anywhere, so that it can divide."""
        return sum(self.weights.values()) or 1.0

    @property
    def share(self) -> float:
        """Share of the weight that points to the choice, 0 to 1."""
        return max(self.weights.values(), default=0.0) / self.total

    @property
    def reasons(self) -> tuple[str, ...]:
        """The terms that pointed to the choice, heaviest first."""
        choice = self.choice
        found = self.terms.get(choice, {}) if choice is not None else {}
        ordered = sorted(found, key=lambda term: (-found[term], term))
        return tuple(ordered[:SHOWN_TERMS])


NOWHERE: Final = Pointers(weights={}, terms={})
"""Points to no department."""

Part = tuple[Pointers, float]
"""What something points to, and what that counts for."""
Key = TypeVar("Key", bound=str)


def point(reading: Reading, routes: Routes) -> Pointers:
    """Return which departments the words and venues of one post point to."""
    known = routes.words.get(reading.post.language, {})
    found = [
        (department, routes.shown[key], weight * heard)
        for key, heard in reading.phrases.items()
        if key in known  # most words point nowhere
        for department, weight in known[key].items()
    ]
    for place in reading.places:
        owner = routes.venues.get(skeleton(place))
        if owner is not None:
            found.append((owner, place, VENUE_WEIGHT))
    weights: dict[DepartmentId, float] = {}
    terms: dict[DepartmentId, dict[str, float]] = {}
    for department, term, weight in found:
        weights[department] = weights.get(department, 0.0) + weight
        told = terms.setdefault(department, {})
        told[term] = max(told.get(term, 0.0), weight)
    return Pointers(weights=weights, terms=terms) if found else NOWHERE


def topics_of(reading: Reading, routes: Routes) -> dict[str, float]:
    """Return how much one post speaks of each policy domain."""
    topics: dict[str, float] = defaultdict(float)
    known = routes.topics.get(reading.post.language, {})
    for key, heard in reading.phrases.items():
        if key in known:  # most words speak of no domain
            for domain, weight in known[key].items():
                topics[domain] += weight * heard
    return dict(topics)


def blend(parts: Sequence[Part]) -> Pointers:
    """Return the weighted sum of *parts*."""
    weights = _sum([(pointers.weights, factor) for pointers, factor in parts])
    terms = {name: _terms_of(name, parts) for name in weights}
    return Pointers(weights=weights, terms=terms)


def decide(parts: Sequence[Part]) -> Pointers:
    """Return the weighted sum of *parts*, with the terms of the choice: nobody asks for others."""
    weights = _sum([(pointers.weights, factor) for pointers, factor in parts])
    choice = _choice(weights)
    if choice is None:
        return NOWHERE
    return Pointers(weights=weights, terms={choice: _terms_of(choice, parts)})


def _choice(weights: Weights) -> DepartmentId | None:
    most = max(weights.values(), default=0.0)
    if most <= 0:
        return None
    return min([name for name, weight in weights.items() if weight == most])


def _terms_of(department: DepartmentId, parts: Iterable[Part]) -> dict[str, float]:
    return _sum(
        [
            (pointers.terms[department], factor)
            for pointers, factor in parts
            if department in pointers.terms
        ]
    )


def _sum(parts: Iterable[tuple[Mapping[Key, float], float]]) -> dict[Key, float]:
    total: dict[Key, float] = {}
    for weights, factor in parts:
        for name, weight in weights.items():
            total[name] = total.get(name, 0.0) + weight * factor
    return total


def mean_of(thread: Sequence[Pointers]) -> Pointers:
    """Return the mean of *thread*; of none at all, `NOWHERE`."""
    if len(thread) == 1:
        return thread[0]
    return blend([(pointers, 1.0 / len(thread)) for pointers in thread])


def inherit(own: Pointers, root: Pointers | None, thread: Pointers) -> Pointers:
    """Return what a post points to with its opening post and the mean of its thread."""
    parts = [(own, 1.0), (thread, THREAD_WEIGHT)]
    if root is not None:
        parts.append((root, ROOT_WEIGHT))
    return decide(parts)


def point_story(
    units: Sequence[Unit], before: Sequence[Unit], pointers: Mapping[PostId, Pointers]
) -> Pointers:
    """Return which departments a signal points to, with what its story said in earlier weeks.

    Of both counts the share that points to each department, not the amount: a busy first week
    would never be set right.

    Args:
        units: What the signal is made of.
        before: What the signals of its story in earlier weeks were made of.
        pointers: Which departments each post points to by itself.
    """
    if not before:
        return decide(_parts(units, pointers))
    now, earlier = blend(_parts(units, pointers)), blend(_parts(before, pointers))
    return blend([(now, 1.0 / now.total), (earlier, STORY_WEIGHT / earlier.total)])


def _parts(units: Sequence[Unit], pointers: Mapping[PostId, Pointers]) -> list[Part]:
    """Return what *units* point to, each author of a thread once and its opening post once more."""
    return [
        (pointers[reading.post.id], weight)
        for unit in units
        for reading, weight in (*by_author(unit.members), *((root, 1.0) for root in unit.roots))
    ]
