"""Pairs of units in, groups out: average link, the same whatever the order of the units.

Two groups join while the mean probability over all their pairs is at least the cut; a pair that
is not listed counts as 0. Groups can only grow along pairs above the cut, so each connected part
is grouped by itself: what happens elsewhere in town changes nothing. Two that people keep apart
never come into one group, however alike: their groups stay as they are at that point.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from jobs.cluster.links import EXACT, Pairs
from jobs.cluster.profiles import Ints as Places

CUT: Final = 0.25
"""Mean probability of a link from which groups join. On six towns the mean B-cubed F1 is level from
.15 to .30 (.875 to .88), recall of stories best from .25 on."""


Barred = frozenset[tuple[int, int]]
"""Two places that must not come into one group, the lower first."""


def group(
    size: int, pairs: Pairs, cut: float = CUT, *, apart: Barred = frozenset()
) -> tuple[tuple[int, ...], ...]:
    """Return the places 0 … size - 1 in groups, each place once, in order of first place.

    Args:
        size: How many units there are.
        pairs: Their links.
        cut: Mean probability from which two groups join, above 0.
        apart: Places that people keep apart.
    """
    return tuple(
        sorted(
            found
            for part, inside in _parts(size, pairs, cut)
            for found in _split(part, inside, cut, _barred_in(part, apart))
        )
    )


def _parts(size: int, pairs: Pairs, cut: float) -> Iterator[tuple[Places, Pairs]]:
    """Yield each connected part, with the pairs inside it numbered from 0."""
    strong = pairs.score >= cut
    ties = (np.ones(int(strong.sum())), (pairs.first[strong], pairs.second[strong]))
    _, part_of = connected_components(coo_matrix(ties, shape=(size, size)), directed=False)
    order = np.argsort(part_of, kind="stable")
    bounds = np.searchsorted(part_of[order], np.arange(part_of.max(initial=-1) + 2))
    within = np.zeros(size, dtype=np.int64)
    within[order] = np.arange(size) - bounds[part_of[order]]
    inner = np.flatnonzero(part_of[pairs.first] == part_of[pairs.second])
    inner = inner[np.argsort(part_of[pairs.first[inner]], kind="stable")]
    cuts = np.searchsorted(part_of[pairs.first[inner]], np.arange(len(bounds)))
    for part in range(len(bounds) - 1):
        chosen = inner[cuts[part] : cuts[part + 1]]
        yield (
            order[bounds[part] : bounds[part + 1]],
            Pairs(
                first=within[pairs.first[chosen]],
                second=within[pairs.second[chosen]],
                score=pairs.score[chosen],
            ),
        )


def _barred_in(part: Places, apart: Barred) -> Barred:
    """Return those of *apart* that lie inside *part*, numbered from 0 in it."""
    if not apart:
        return apart
    within = {int(place): number for number, place in enumerate(part)}
    return frozenset(
        (within[one], within[other]) for one, other in apart if one in within and other in within
    )


def _split(part: Places, inside: Pairs, cut: float, apart: Barred) -> list[tuple[int, ...]]:
    """Return the groups of one connected part."""
    if len(part) == 1:
        return [(int(part[0]),)]
    labels = (
        _exact(len(part), inside, cut) if len(part) <= EXACT else _sparse(len(part), inside, cut)
    )
    if any(labels[one] == labels[other] for one, other in apart):
        labels = _kept_apart(labels, inside, cut, apart)
    groups: dict[int, list[int]] = defaultdict(list)
    for place, label in zip(part, labels, strict=True):
        groups[int(label)].append(int(place))
    return [tuple(members) for members in groups.values()]


def _kept_apart(labels: Places, pairs: Pairs, cut: float, apart: Barred) -> Places:
    """Return *labels* with each group in which two must be kept apart grouped anew."""
    found = labels.copy()
    fresh = int(labels.max()) + 1
    for label in {int(labels[one]) for one, other in apart if labels[one] == labels[other]}:
        inside = np.flatnonzero(labels == label)
        within = np.full(len(labels), -1, dtype=np.int64)
        within[inside] = np.arange(len(inside))
        mine = (labels[pairs.first] == label) & (labels[pairs.second] == label)
        own = Pairs(
            first=within[pairs.first[mine]],
            second=within[pairs.second[mine]],
            score=pairs.score[mine],
        )
        barred = [
            (int(within[a]), int(within[b])) for a, b in apart if labels[a] == labels[b] == label
        ]
        found[inside] = fresh + _sparse(len(inside), own, cut, barred)
        fresh = int(found.max()) + 1
    return found


def _exact(size: int, pairs: Pairs, cut: float) -> Places:
    """Average link over every pair; needs size² / 2 numbers."""
    apart = np.ones(size * (size - 1) // 2)
    low, high = np.minimum(pairs.first, pairs.second), np.maximum(pairs.first, pairs.second)
    apart[low * size - low * (low + 1) // 2 + high - low - 1] = 1.0 - pairs.score
    labels: Places = fcluster(linkage(apart, "average"), 1.0 - cut, "distance")
    return labels


def _sparse(size: int, pairs: Pairs, cut: float, apart: Iterable[tuple[int, int]] = ()) -> Places:
    """Average link along the listed pairs only: the same groups, memory by the pairs."""
    barred: list[set[int]] = [set() for _ in range(size)]
    for one, other in apart:
        barred[one].add(other)
        barred[other].add(one)
    sums: list[dict[int, float]] = [{} for _ in range(size)]
    for one, other, score in zip(pairs.first, pairs.second, pairs.score, strict=True):
        sums[int(one)][int(other)] = sums[int(other)][int(one)] = float(score)
    count = [1] * size
    owner = list(range(size))
    queue = [
        (-score, one, other)
        for one in range(size)
        for other, score in sums[one].items()
        if one < other and score >= cut
    ]
    heapq.heapify(queue)
    while queue:
        mean, one, other = heapq.heappop(queue)
        if owner[one] != one or owner[other] != other or other in barred[one]:
            continue
        if -mean != sums[one].get(other, 0.0) / (count[one] * count[other]):
            continue  # the groups grew since this was queued
        _join(sums, count, one, other)
        _inherit(barred, one, other)
        owner[other] = one
        for near, total in sums[one].items():
            if total / (count[one] * count[near]) >= cut:
                low, high = sorted((one, near))
                heapq.heappush(queue, (-total / (count[low] * count[high]), low, high))
    return np.array([_owner(owner, place) for place in range(size)], dtype=np.int64)


def _join(sums: list[dict[int, float]], count: list[int], one: int, other: int) -> None:
    """Let group *one* take over the members and pairs of group *other*."""
    del sums[one][other], sums[other][one]
    for near, total in sums[other].items():
        sums[one][near] = sums[one].get(near, 0.0) + total
        sums[near][one] = sums[one][near]
        del sums[near][other]
    sums[other] = {}
    count[one] += count[other]


def _inherit(barred: list[set[int]], one: int, other: int) -> None:
    """Keep group *one* apart from all that group *other* was kept apart from."""
    for near in barred[other]:
        barred[near].discard(other)
        barred[near].add(one)
    barred[one] |= barred[other]


def _owner(owner: list[int], place: int) -> int:
    while owner[place] != place:
        place = owner[place]
    return place
