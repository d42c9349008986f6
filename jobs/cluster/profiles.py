"""Groups of units in, `Profiles` out: what two groups are compared by, one row a group.

The same five or six things are compared for two threads of one week (`links`) and for a signal
and the signals of earlier weeks (`follow`).
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobs.cluster.embed import Meaning, Vector
from jobs.cluster.read import Reading
from jobs.cluster.units import Unit, by_author, weigh_unit
from jobs.cluster.vectors import Vectors, size_step
from jobs.language.departments import FAMILIES
from jobs.model import PostId

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Topics = Mapping[PostId, Mapping[str, float]]
"""Policy domains each post speaks of, by post."""

_Heard = tuple[int, float, Reading]
"""A post, with the group it is in and what it weighs there."""

DOMAINS: Final = tuple(domain for domains in FAMILIES.values() for domain in domains)
"""Policy domains, the columns of `Profiles.topics`."""
_COLUMNS: Final = {domain: column for column, domain in enumerate(DOMAINS)}


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
    heard = _heard(groups)
    place_counts = _places(heard, len(groups))
    columns = {name: column for column, name in enumerate(sorted(set().union(*place_counts)))}
    firsts = [
        min((unit.members[0].post for unit in group), key=lambda post: post.posted_at)
        for group in groups
    ]
    numbers = {name: place for place, name in enumerate(sorted({one.source_id for one in firsts}))}
    voices = [frozenset().union(*(unit.voices for unit in group)) for group in groups]
    return Profiles(
        text=_summed(groups, vectors.whole),
        topics=_topics(heard, topics, len(groups)),
        places=_rows(place_counts, columns),
        named=np.array([bool(places) for places in place_counts], dtype=np.bool_),
        source=np.array([numbers[post.source_id] for post in firsts], dtype=np.int64),
        hours=np.array([post.posted_at.timestamp() / 3600.0 for post in firsts]),
        voices=_ones(voices),
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
            if reading.places
        }
        if named:
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


def _heard(groups: Sequence[Sequence[Unit]]) -> list[_Heard]:
    """Return what is said in *groups*: each author of a thread once, opening posts once more."""
    return [
        (row, weight, reading)
        for row, group in enumerate(groups)
        for unit in group
        for reading, weight in chain(by_author(unit.members), zip(unit.roots, repeat(1.0)))
    ]


def _places(heard: Sequence[_Heard], size: int) -> list[dict[str, float]]:
    """Return for each group what `places_of` does."""
    found: list[dict[str, float]] = [{} for _ in range(size)]
    for row, weight, reading in heard:
        for name in reading.places:
            found[row][name] = found[row].get(name, 0.0) + weight
    return found


def _topics(heard: Sequence[_Heard], topics: Topics, size: int) -> Floats:
    """Return a row of length 1 for each group: how much it speaks of each of `DOMAINS`."""
    found = [topics.get(reading.post.id, {}) for _, _, reading in heard]
    held = [len(weights) for weights in found]
    rows = np.repeat(np.array([row for row, _, _ in heard], dtype=np.int64), held)
    columns = np.array([_COLUMNS[name] for name in chain.from_iterable(found)], dtype=np.int64)
    values = np.array([weight for weights in found for weight in weights.values()])
    values = values * np.repeat([weight for _, weight, _ in heard], held)
    width = len(DOMAINS)
    total = np.bincount(rows * width + columns, values, size * width).reshape(-1, width)
    length = np.sqrt((total * total).sum(axis=1, keepdims=True))
    length[length == 0] = 1.0
    return np.asarray(total / length)


def _summed(groups: Sequence[Sequence[Unit]], rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the sum of the rows of each group, made of length 1, as *rows* are."""
    sizes = [len(group) for group in groups]
    if len(sizes) == sum(sizes):
        return rows
    shape = (len(groups), rows.shape[0])
    starts = np.cumsum([0, *sizes])
    adder = sparse.csr_matrix(
        (np.ones(rows.shape[0]), np.arange(rows.shape[0]), starts), shape=shape
    )
    summed = adder @ rows
    summed.data /= _lengths(summed)
    return summed


def _lengths(rows: sparse.csr_matrix) -> Floats:
    """Return the length of the row of each value of *rows*."""
    held = np.diff(rows.indptr)
    row = np.repeat(np.arange(len(held)), held)
    length: Floats = np.sqrt(np.bincount(row, rows.data**2, len(held)))
    return length[row]


def _rows(counts: Sequence[dict[str, float]], columns: dict[str, int]) -> sparse.csr_matrix:
    """Return a row for each of *counts*, of length 1 before each place weighs what it tells.

    A place tells less, the more groups name it: from 1 down to 0. The likeness of two groups is
    the product of two rows, hence the square root.
    """
    held = [(columns[name], count) for row in counts for name, count in sorted(row.items())]
    flat = np.array([column for column, _ in held], dtype=np.int32)
    values = np.array([count for _, count in held], dtype=np.float64)
    starts = np.cumsum([0, *map(len, counts)], dtype=np.int32)
    width = max(len(columns), 1)
    rows = sparse.csr_matrix((values, flat, starts), shape=(len(counts), width))
    size = size_step(len(counts))
    share = np.log((2 + size) / (1 + np.bincount(flat, minlength=width))) / math.log(2 + size)
    rows.data *= np.sqrt(share)[flat] / _lengths(rows)
    return rows


def _ones(names: Sequence[Collection[str]]) -> sparse.csr_matrix:
    """Return a row for each of *names* with 1.0 for each name in it."""
    columns: dict[str, int] = {}
    flat = [columns.setdefault(name, len(columns)) for row in names for name in row]
    starts = np.cumsum([0, *map(len, names)])
    shape = (len(names), max(len(columns), 1))
    return sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=shape)
