"""Groups of units in, `Profiles` out: what two groups are compared by, one row a group.

The same five or six things are compared for two threads of one week (`links`) and for a signal
and the signals of earlier weeks (`follow`).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobs.cluster.embed import Meaning, Vector
from jobs.cluster.units import Unit, weigh_unit
from jobs.cluster.vectors import Vectors, size_step
from jobs.language.departments import FAMILIES
from jobs.model import PostId

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Rows = Any
"""A matrix with a row a group: sparse, or an array."""
Column = NDArray[Any]
"""One value a group."""

Topics = Mapping[PostId, Mapping[str, float]]
"""Policy domains each post speaks of, by post."""

DOMAINS: Final = tuple(domain for domains in FAMILIES.values() for domain in domains)
"""Policy domains, the columns of `Profiles.topics`."""
WEEK_HOURS: Final = 168.0
"""Further apart than a week counts as a week."""
SAME_TEXT: Final = 0.3
"""Likeness from which texts are as good as the same; two full threads hardly ever reach it, two
short posts of one pattern about two streets do, and the streets must then decide."""
OTHER_PLACE: Final = 0.1
"""And likeness that counts when both name places and none in common: two lamps that are out in two
streets are told in the same words."""
_HOURS_SCALE: Final = 5.0
_PAIRS: Final = 4_096
"""Pairs whose vectors are laid side by side at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """What groups of units are compared by, one row a group, vectors of length 1 or 0.

    Attributes:
        text: TF-IDF over stems.
        topics: Policy domains spoken of.
        places: Known places named, by the number of authors that name them; shorter the more
            groups name a place, since a main street is spoken of for many reasons.
        named: Whether any place is named.
        source: Number of the source of the first post.
        hours: When the first post was made, in hours.
        voices: Who speaks, 1.0 a voice; not of length 1.
        size: How many voices speak.
        meaning: What is said, by an `Embedder`; None when there is none.
    """

    text: sparse.csr_matrix
    topics: Floats
    places: sparse.csr_matrix
    named: NDArray[np.bool_]
    source: Ints
    hours: Floats
    voices: sparse.csr_matrix
    size: Floats
    meaning: Vector | None = None

    def __len__(self) -> int:
        return len(self.hours)

    def part(self, start: int, end: int) -> "Profiles":
        """Return the rows from *start* up to *end*."""
        return Profiles(
            text=self.text[start:end],
            topics=self.topics[start:end],
            places=self.places[start:end],
            named=self.named[start:end],
            source=self.source[start:end],
            hours=self.hours[start:end],
            voices=self.voices[start:end],
            size=self.size[start:end],
            meaning=None if self.meaning is None else self.meaning[start:end],
        )


def make_profiles(
    groups: Sequence[Sequence[Unit]],
    vectors: Vectors,
    topics: Topics,
    meaning: Meaning | None = None,
) -> Profiles:
    """Return the profiles of *groups*.

    Args:
        groups: Units, in groups of at least one.
        vectors: Rows of the units, in the same order, group after group.
        topics: Policy domains each post speaks of, by post id.
        meaning: What posts mean, when there is an embedder.
    """
    place_counts = [places_of(group) for group in groups]
    columns = {name: column for column, name in enumerate(sorted(set().union(*place_counts)))}
    firsts = [min(unit.members[0].post.posted_at for unit in group) for group in groups]
    origins = [_origin(group) for group in groups]
    numbers = {name: number for number, name in enumerate(sorted(set(origins)))}
    voices = [frozenset().union(*(unit.voices for unit in group)) for group in groups]
    return Profiles(
        text=_summed(groups, vectors.whole),
        topics=np.array([_topics(group, topics) for group in groups]).reshape(-1, len(DOMAINS)),
        places=_rows(place_counts, columns) @ sparse.diags(_telling(place_counts, columns)),
        named=np.array([bool(places) for places in place_counts], dtype=np.bool_),
        source=np.array([numbers[name] for name in origins], dtype=np.int64),
        hours=np.array([moment.timestamp() / 3600.0 for moment in firsts]),
        voices=_ones([sorted(spoken) for spoken in voices]),
        size=np.array([len(spoken) for spoken in voices], dtype=np.float64),
        meaning=None if meaning is None else meaning.of(groups),
    )


def places_of(group: Sequence[Unit]) -> dict[str, float]:
    """Return known places named in *group*, by the number of authors; opening posts once more."""
    total: dict[str, float] = defaultdict(float)
    for unit in group:
        named = {
            reading.post.id: dict.fromkeys(reading.places, 1.0)
            for reading in (*unit.members, *unit.roots)
        }
        for name, weight in weigh_unit(unit, named).items():
            total[name] += weight
    return dict(total)


def topics_of_group(group: Sequence[Unit], topics: Topics) -> dict[str, float]:
    """Return how much *group* speaks of each policy domain, each author of a thread once."""
    total: dict[str, float] = defaultdict(float)
    for unit in group:
        for name, weight in weigh_unit(unit, topics).items():
            total[name] += weight
    return dict(total)


def _topics(group: Sequence[Unit], topics: Topics) -> list[float]:
    found = topics_of_group(group, topics)
    weights = [found.get(domain, 0.0) for domain in DOMAINS]
    length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
    return [weight / length for weight in weights]


def _origin(group: Sequence[Unit]) -> str:
    first = min((unit.members[0] for unit in group), key=lambda reading: reading.post.posted_at)
    return first.post.source_id


def _summed(groups: Sequence[Sequence[Unit]], rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the sum of the rows of each group, made of length 1."""
    sizes = [len(group) for group in groups]
    starts = np.cumsum([0, *sizes])
    shape = (len(groups), rows.shape[0])
    adder = sparse.csr_matrix(
        (np.ones(rows.shape[0]), np.arange(rows.shape[0]), starts), shape=shape
    )
    return _unit_length(adder @ rows)


def _rows(counts: Sequence[dict[str, float]], columns: dict[str, int]) -> sparse.csr_matrix:
    held = [sorted((columns[name], count) for name, count in row.items()) for row in counts]
    starts = np.cumsum([0, *(len(row) for row in held)])
    flat = [column for row in held for column, _ in row]
    values = np.array([count for row in held for _, count in row], dtype=np.float64)
    shape = (len(counts), max(len(columns), 1))
    return _unit_length(sparse.csr_matrix((values, flat, starts), shape=shape))


def _ones(names: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """Return a row for each of *names* with 1.0 for each name in it."""
    columns = {name: column for column, name in enumerate(dict.fromkeys(chain(*names)))}
    flat = [columns[name] for row in names for name in row]
    starts = np.cumsum([0, *(len(row) for row in names)])
    shape = (len(names), max(len(columns), 1))
    return sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=shape)


def _telling(counts: Sequence[dict[str, float]], columns: dict[str, int]) -> Floats:
    """Return for each place how much it tells, 0 to 1: less, the more groups name it.

    The likeness of two groups is the product of two rows, hence the square root.
    """
    held = np.zeros(max(len(columns), 1))
    for row in counts:
        for name in row:
            held[columns[name]] += 1
    size = size_step(len(counts))
    share: Floats = np.log((2 + size) / (1 + held)) / math.log(2 + size)
    return np.sqrt(share)


def _unit_length(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    length[length == 0] = 1.0
    return sparse.diags(1.0 / length) @ rows


def compare(one: Profiles, other: Profiles) -> tuple[Floats, ...]:
    """Return what pairs of a row of *one* and a row of *other* have in common, as matrices.

    They are, in order: likeness of text, of topics, of places (0 to 1); both name places and none
    in common; same source; time apart (0 to about 1); share of the voices of the smaller one that
    speak in both, 0 where places conflict; log of the size of the smaller one; with an embedder,
    likeness of meaning (-1 to 1). The order is that of `links.FEATURES`.
    """

    def product(mine: Rows, theirs: Rows) -> Floats:
        both = mine @ theirs.T
        return np.asarray(both.toarray() if sparse.issparse(both) else both)

    return _features(one, other, product, lambda mine, theirs: (mine[:, None], theirs[None, :]))


def compare_pairs(one: Profiles, other: Profiles, first: Ints, second: Ints) -> tuple[Floats, ...]:
    """Return the same as `compare` for the pairs of rows *first* of *one*, *second* of *other*."""

    def product(mine: Rows, theirs: Rows) -> Floats:
        if sparse.issparse(mine):
            return np.asarray(mine[first].multiply(theirs[second]).sum(axis=1)).ravel()
        parts = [
            (mine[first[start : start + _PAIRS]] * theirs[second[start : start + _PAIRS]]).sum(
                axis=1
            )
            for start in range(0, max(len(first), 1), _PAIRS)
        ]
        return np.concatenate(parts)

    return _features(one, other, product, lambda mine, theirs: (mine[first], theirs[second]))


def _features(
    one: Profiles,
    other: Profiles,
    product: Callable[[Rows, Rows], Floats],
    sides: Callable[[Column, Column], tuple[Column, Column]],
) -> tuple[Floats, ...]:
    places = product(one.places, other.places)
    named, named_too = sides(one.named, other.named)
    conflict = named & named_too & (places == 0)
    source, source_too = sides(one.source, other.source)
    hour, hour_too = sides(one.hours, other.hours)
    smaller: Floats = np.minimum(*sides(one.size, other.size))
    apart = np.minimum(np.abs(hour - hour_too), WEEK_HOURS)
    meaning: tuple[Floats, ...] = ()
    if one.meaning is not None and other.meaning is not None:
        meaning = (product(one.meaning, other.meaning),)
    return (
        np.minimum(product(one.text, other.text), np.where(conflict, OTHER_PLACE, SAME_TEXT)),
        product(one.topics, other.topics),
        places,
        conflict.astype(np.float64),
        (source == source_too).astype(np.float64),
        np.log1p(apart) / _HOURS_SCALE,
        product(one.voices, other.voices) / np.maximum(smaller, 1.0) * ~conflict,
        np.log1p(smaller),
        *meaning,
    )
