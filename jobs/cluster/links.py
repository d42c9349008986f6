"""`Profiles` in, `Pairs` out: how probable it is that two threads, or two signals, are one matter.

A logistic model over things that a person can check. The constants were fitted by
``scripts/fit_links.py`` on the demo corpus, which also prints the figures with whole stories
unseen in training; then rounded. Only the weight of a conflict of places is set by hand: the demo
town has few cases, and the same defect in another street is another matter.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jobs.cluster.profiles import Floats, Ints, Profiles, compare

FEATURES: Final = ("text", "topic", "place", "conflict", "source", "hours")
"""What is compared, in the order of `jobs.cluster.profiles.compare`."""
EXACT: Final = 5_000
"""Up to so many threads every pair that is alike is kept; 5,000 take some 200 MB for a moment."""
NEIGHBOURS: Final = 30
"""Above `EXACT`, pairs a thread keeps: memory then grows with the threads, not their square."""
LEAST: Final = 0.02
"""Pairs less probable than this are not kept and count as 0."""
_CELLS: Final = 2_000_000
"""Pairs that are compared at a time, some 16 MB a feature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Constants of one logistic model: a weight for each of `FEATURES`, and the rest."""

    weights: tuple[float, ...]
    bias: float


WITHIN_WEEK: Final = Model(weights=(19.0, 4.3, 0.7, -4.0, -1.4, -2.5), bias=-3.9)
"""Two threads of one week are one matter. People post once a group, so the same source is a
slight sign against; and soon after each other, so time apart is one too."""
ACROSS_WEEKS: Final = Model(weights=(13.5, 4.1, 3.1, -4.0, 0.0, 0.0), bias=-5.6)
"""A signal continues a signal of an earlier week; source and time say nothing then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of rows with the probability of a link; within one set, first lies below second."""

    first: Ints
    second: Ints
    score: Floats


def pairs_within(profiles: Profiles, model: Model = WITHIN_WEEK, *, exact: int = EXACT) -> Pairs:
    """Return the pairs of two different rows of *profiles* that may be one matter.

    Args:
        profiles: Threads of one week.
        model: The constants.
        exact: Up to so many threads all pairs are kept, above it `NEIGHBOURS` a thread.
    """
    found = _pairs(profiles, profiles, model, exact)
    upper = found.first < found.second
    if len(profiles) > exact:  # the nearest of one need not have it among its own nearest
        low = np.minimum(found.first, found.second)
        high = np.maximum(found.first, found.second)
        _, once = np.unique(low * len(profiles) + high, return_index=True)
        once = once[low[once] < high[once]]
        return Pairs(first=low[once], second=high[once], score=found.score[once])
    return Pairs(first=found.first[upper], second=found.second[upper], score=found.score[upper])


def pairs_between(one: Profiles, other: Profiles, model: Model = ACROSS_WEEKS) -> Pairs:
    """Return the pairs of a row of *one* and a row of *other* that may be one matter."""
    return _pairs(one, other, model, EXACT)


def _pairs(one: Profiles, other: Profiles, model: Model, exact: int) -> Pairs:
    firsts, seconds, scores = [], [], []
    step = max(1, _CELLS // max(len(other), 1))
    for start in range(0, len(one), step):
        total = evidence(one.part(start, start + step), other, model)
        first, second = np.nonzero(total >= _logit(LEAST))
        score = 1.0 / (1.0 + np.exp(-total[first, second]))
        if len(other) > exact:
            near = _nearest(first, second, score)
            first, second, score = first[near], second[near], score[near]
        firsts.append(first + start)
        seconds.append(second)
        scores.append(score)
    return Pairs(first=_joined(firsts), second=_joined(seconds), score=_joined_floats(scores))


def evidence(one: Profiles, other: Profiles, model: Model) -> Floats:
    """Return the log-odds of a link for each row of *one* with each row of *other*."""
    total: Floats = np.full((len(one), len(other)), model.bias)
    for weight, feature in zip(model.weights, compare(one, other), strict=True):
        total += weight * feature
    return total


def _nearest(first: Ints, second: Ints, score: Floats) -> NDArray[np.int64]:
    """Return which pairs are among the `NEIGHBOURS` best of their row, itself not counted."""
    order = np.lexsort((second, -score, first))
    rank = np.arange(len(order)) - np.searchsorted(first[order], first[order])
    return np.sort(order[rank <= NEIGHBOURS])


def _logit(chance: float) -> float:
    return math.log(chance / (1.0 - chance))


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _joined_floats(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)
