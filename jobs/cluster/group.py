"""Pairs of units in, groups out: average link, the same whatever the order of the units.

Two groups join while the mean probability over all their pairs is at least the cut; a pair that
is not listed counts as 0. Groups can only grow along pairs above the cut, so each connected part
is grouped by itself: what happens elsewhere in town changes nothing. Two that people keep apart
never come into one group, however alike: their groups stay as they are at that point.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from jobs.cluster.links import EXACT, Pairs
from jobs.cluster.profiles import Ints as Places

CUT: Final = 0.25
"""Mean probability of a link from which groups join. On six towns the mean B-cubed F1 is level from
.15 to .30 (.875 to .88), recall of stories best from .25 on."""


CROWD: Final = 200
"""Links inside a part above which scipy is quicker than Python, whatever it takes to start."""

Sums = dict[int, dict[int, float]]
"""Sum of the probabilities of all pairs between two groups, by the one and by the other."""
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
    labels = _labels(size, pairs, cut)
    if any(labels[one] == labels[other] for one, other in apart):
        labels = _kept_apart(labels, pairs, cut, apart)
    groups: dict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(labels.tolist()):
        groups[label].append(place)
    return tuple(tuple(members) for members in groups.values())


def _labels(size: int, pairs: Pairs, cut: float) -> Places:
    """Return the group of each unit, by the place of one of its own."""
    strong = pairs.score >= cut
    tied = np.zeros(size, dtype=np.bool_)
    tied[pairs.first[strong]] = tied[pairs.second[strong]] = True
    links = _chosen(pairs, tied[pairs.first] & tied[pairs.second])
    if len(links.score) <= CROWD:
        return _sparse(size, links, cut)
    part_of = _parts(size, _chosen(pairs, strong))
    links = _chosen(links, part_of[links.first] == part_of[links.second])
    crowded = np.bincount(part_of[links.first], minlength=size) > CROWD
    crowded &= np.bincount(part_of, minlength=size) <= EXACT
    labels = _sparse(size, _chosen(links, ~crowded[part_of[links.first]]), cut)
    for part in np.flatnonzero(crowded):
        inside, own = _within(links, part_of == part)
        labels[inside] = inside[_exact(len(inside), own, cut)]
    return labels


def _parts(size: int, strong: Pairs) -> Places:
    """Return the number of the connected part that each unit is in."""
    ties = coo_matrix((np.ones(len(strong.score)), (strong.first, strong.second)), (size, size))
    part_of: Places = connected_components(ties, directed=False)[1]
    return part_of


def _chosen(pairs: Pairs, which: NDArray[np.bool_]) -> Pairs:
    return Pairs(first=pairs.first[which], second=pairs.second[which], score=pairs.score[which])


def _within(pairs: Pairs, members: NDArray[np.bool_]) -> tuple[Places, Pairs]:
    """Return the places of *members*, and the pairs inside it numbered from 0."""
    number = np.cumsum(members) - 1
    own = _chosen(pairs, members[pairs.first] & members[pairs.second])
    return np.flatnonzero(members), replace(own, first=number[own.first], second=number[own.second])


def _kept_apart(labels: Places, pairs: Pairs, cut: float, apart: Barred) -> Places:
    """Return *labels* with each group in which two must be kept apart grouped anew."""
    found = labels.copy()
    for label in {int(labels[one]) for one, other in apart if labels[one] == labels[other]}:
        inside, own = _within(pairs, labels == label)
        number = {int(place): within for within, place in enumerate(inside)}
        barred = [(number[a], number[b]) for a, b in apart if a in number and b in number]
        found[inside] = inside[_sparse(len(inside), own, cut, barred)]
    return found


def _exact(size: int, pairs: Pairs, cut: float) -> Places:
    """Average link over every pair; needs size² / 2 numbers."""
    apart = np.ones(size * (size - 1) // 2)
    low, high = np.minimum(pairs.first, pairs.second), np.maximum(pairs.first, pairs.second)
    apart[low * size - low * (low + 1) // 2 + high - low - 1] = 1.0 - pairs.score
    labels = fcluster(linkage(apart, "average"), 1.0 - cut, "distance")
    _, first, group_of = np.unique(labels, return_index=True, return_inverse=True)
    found: Places = first[group_of]
    return found


def _sparse(size: int, pairs: Pairs, cut: float, apart: Iterable[tuple[int, int]] = ()) -> Places:
    """Average link along the listed pairs only: the same groups, memory by the pairs."""
    barred: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        barred[one].add(other)
        barred[other].add(one)
    sums, queue = _queued(pairs, cut)
    count = [1] * size
    owner = list(range(size))
    while queue:
        mean, one, other = heapq.heappop(queue)
        if owner[one] != one or owner[other] != other or other in barred.get(one, ()):
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


def _queued(pairs: Pairs, cut: float) -> tuple[Sums, list[tuple[float, int, int]]]:
    """Return the score of each pair both ways, and a heap of those from the cut on."""
    sums: Sums = defaultdict(dict)
    queue = []
    for one, other, score in zip(
        pairs.first.tolist(), pairs.second.tolist(), pairs.score.tolist(), strict=True
    ):
        sums[one][other] = sums[other][one] = score
        if score >= cut:
            queue.append((-score, min(one, other), max(one, other)))
    heapq.heapify(queue)
    return sums, queue


def _join(sums: Sums, count: list[int], one: int, other: int) -> None:
    """Let group *one* take over the members and pairs of group *other*."""
    del sums[one][other], sums[other][one]
    for near, total in sums[other].items():
        sums[one][near] = sums[one].get(near, 0.0) + total
        sums[near][one] = sums[one][near]
        del sums[near][other]
    sums[other] = {}
    count[one] += count[other]


def _inherit(barred: dict[int, set[int]], one: int, other: int) -> None:
    """Keep group *one* apart from all that group *other* was kept apart from."""
    for near in barred.pop(other, ()):
        barred[near].discard(other)
        barred[near].add(one)
        barred[one].add(near)


def _owner(owner: list[int], place: int) -> int:
    while owner[place] != place:
        place = owner[place]
    return place
