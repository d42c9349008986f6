"""`Profiles` in, `Pairs` out: how probable it is that two threads, or two signals, are one matter.

A logistic model over things that a person can check. The constants were fitted by
``scripts/fit_links.py`` on six labelled towns, which also prints the figures of each town when the
whole of it is kept out of the fit; then rounded. Moved from the fit: the weight of a conflict of
places, since the same defect in another street is another matter and people seldom write it down;
within a week the text and the start (17.7 and -4.0), which raises B-cubed F1 of those six from
.883 to .887, and of the one that nothing is fitted to from .845 to .869; and, across weeks, voices
and size (3.6 and 0.9), as that joins more of the right stories.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from scipy import sparse

from jobs.cluster.compare import SAME_TEXT, Feature, compare_pairs, products
from jobs.cluster.profiles import Floats, Ints, Profiles
from jobs.cluster.vectors import size_step

FEATURES: Final = ("text", "topic", "place", "conflict", "source", "hours", "voices", "size")
"""What is compared, in the order of `jobs.cluster.compare`; with an embedder, the likeness
of meaning comes after these."""
EXACT: Final = 5_000
"""Up to so many threads every pair that is alike is kept; 5,000 take some 200 MB for a moment."""
NEIGHBOURS: Final = 30
"""Above `EXACT`, pairs a thread keeps: memory then grows with the threads, not their square."""
CROWD: Final = 300
"""Threads that may share a word before it is no longer looked for, above `EXACT`."""
TOWN: Final = 64
"""Threads in a week for which the constants hold as they stand."""
VILLAGE: Final = 32
"""Threads in a week below which nothing changes any more."""
LEAST: Final = 0.02
"""Pairs less probable than this are not kept and count as 0."""
_CELLS: Final = 500_000
"""Pairs that are compared at a time, 4 MB a feature: more do not stay near the processor."""
_LIMITS: Final = {"text": SAME_TEXT, "voices": 1.0}
"""Likeness above which nothing is added; of other things it is 1 at most."""
_MOST: Final = 1.1
"""Above the most that a conflict, the same source or time apart can be."""
_SLACK: Final = 1e-6
"""Sums in another order differ by less."""
_ROWS: Final = 1_000
"""Threads that are looked for at a time, above `EXACT`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Constants of one logistic model: a weight for each thing compared, and the rest."""

    weights: tuple[float, ...]
    bias: float


WITHIN_WEEK: Final = Model(weights=(27.0, 4.8, 0.6, -2.5, -1.6, -2.3, 0.0, 0.0), bias=-4.5)
"""Two threads of one week are one matter. People post once a group, so the same source is a
slight sign against; and soon after each other, so time apart is one too."""
ACROSS_WEEKS: Final = Model(weights=(13.3, 4.0, 2.0, -2.0, 0.0, 0.0, 4.5, 0.6), bias=-6.2)
"""A signal continues a signal of an earlier week; source and time say nothing then."""


WITHIN_WEEK_MEANING: Final = Model(
    weights=(15.8, 4.7, 0.3, -2.5, -1.7, -2.3, 0.0, 0.0, 4.2), bias=-5.0
)
"""As `WITHIN_WEEK`, when there is an embedder; ``scripts/fit_links.py --semantic``."""
ACROSS_WEEKS_MEANING: Final = Model(
    weights=(11.1, 3.9, 1.9, -1.5, 0.0, 0.0, 3.6, 0.2, 4.1), bias=-6.9
)
"""As `ACROSS_WEEKS`, when there is an embedder; fitted likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of rows with the probability of a link; within one set, first lies below second."""

    first: Ints
    second: Ints
    score: Floats


def pairs_within(profiles: Profiles, model: Model | None = None, *, exact: int = EXACT) -> Pairs:
    """Return the pairs of two different rows of *profiles* that may be one matter.

    Args:
        profiles: Threads of one week.
        model: The constants; when absent, those that were fitted for what *profiles* hold.
        exact: Up to so many threads all pairs are compared, above it the nearest of each only.
    """
    fitted = WITHIN_WEEK if profiles.meaning is None else WITHIN_WEEK_MEANING
    chosen = crowded(model or fitted, len(profiles))
    found = _pairs(profiles, profiles, chosen, exact, within=True)
    low, high = np.minimum(found.first, found.second), np.maximum(found.first, found.second)
    _, once = np.unique(low * max(len(profiles), 1) + high, return_index=True)
    once = once[low[once] < high[once]]
    return Pairs(first=low[once], second=high[once], score=found.score[once])


def pairs_between(
    one: Profiles, other: Profiles, model: Model | None = None, *, exact: int = EXACT
) -> Pairs:
    """Return the pairs of a row of *one* and a row of *other* that may be one matter."""
    fitted = ACROSS_WEEKS if one.meaning is None else ACROSS_WEEKS_MEANING
    return _pairs(one, other, crowded(model or fitted, len(one)), exact)


def crowded(model: Model, size: int) -> Model:
    """Return *model* for *size* threads: twice the threads, half the odds that two are one matter.

    *size* counts threads, or signals of the week when they are linked with earlier ones, as in the
    fit. The constants are those of a week of `TOWN` of them. In a city of twenty times as many, two
    that only speak of the same domain are hardly ever one matter. It goes in steps (`size_step`).
    """
    return replace(model, bias=model.bias - math.log(size_step(size, VILLAGE) / TOWN))


def _pairs(
    one: Profiles, other: Profiles, model: Model, exact: int, *, within: bool = False
) -> Pairs:
    found = [
        (first[likely], second[likely], 1.0 / (1.0 + np.exp(-total[likely])))
        for first, second, total in (
            _near_all(one, other, model, within=within)
            if max(len(one), len(other)) <= exact
            else _near_few(one, other, model)
        )
        for likely in [total >= _logit(LEAST)]
    ]
    none = np.zeros(0, dtype=np.int64)
    first, second, score = zip((none, none, np.zeros(0)), *found, strict=True)
    return Pairs(
        first=np.concatenate(first), second=np.concatenate(second), score=np.concatenate(score)
    )


def _near_all(
    one: Profiles, other: Profiles, model: Model, *, within: bool
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield all pairs that may reach `LEAST`, with the log-odds of a link."""
    step = max(1, _CELLS // max(len(other), 1))
    for start in range(0, len(one), step):
        mine = one if step >= len(one) else one.part(start, start + step)
        skipped = start if within else 0
        theirs = other.part(skipped, len(other)) if skipped else other
        known, most = _most(mine, theirs, model)
        first, second = np.nonzero(most >= _logit(LEAST))
        if within:
            once = first + start < second + skipped
            first, second = first[once], second[once]
        total = _weighed(model, compare_pairs(mine, theirs, first, second, known), len(first))
        yield first + start, second + skipped, total


def _most(one: Profiles, other: Profiles, model: Model) -> tuple[dict[str, Floats], Floats]:
    """Return products of *one* and *other*, and what the log-odds of each pair are at most.

    Most pairs have so little in common that the rest need not be compared: nothing else can bring
    them to `LEAST`. What makes a link less likely is left out.
    """
    text, topic, place, *named, voices, size = (
        max(one, 0.0) for one in model.weights[: len(FEATURES)]
    )
    gains = {"text": text, "topics": topic, "places": place, "voices": voices}
    if one.meaning is not None:
        gains["meaning"] = model.weights[-1]
    most: Floats = np.full((len(one), len(other)), model.bias + sum(named) * _MOST + _SLACK)
    if size:
        most += size * np.log1p(one.size)[:, None]
    known = {name: products(one, other, name) for name, gain in gains.items() if gain}
    for name, product in known.items():
        limit = _LIMITS.get(name)
        most += gains[name] * (product if limit is None else np.minimum(product, limit))
    return known, most


def _near_few(one: Profiles, other: Profiles, model: Model) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield the `NEIGHBOURS` pairs of each row that share most, with the log-odds of a link."""
    ours, theirs = _telling(one, other)
    wide = theirs.T.tocsr()
    for start in range(0, len(one), _ROWS):
        rough = (ours[start : start + _ROWS] @ wide).tocoo()
        kept = _nearest(rough.row, rough.col, rough.data)
        first, second = rough.row[kept].astype(np.int64) + start, rough.col[kept].astype(np.int64)
        features = compare_pairs(one, other, first, second, {})
        yield first, second, _weighed(model, features, len(first))


def _telling(one: Profiles, other: Profiles) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return the words and places of both that tell something: not those that a crowd shares.

    A word of more than `CROWD` rows is left out: it makes pairs by the square, and two threads of
    one matter share rarer ones as well.
    """
    ours = sparse.hstack([one.text, one.places], format="csr")
    theirs = sparse.hstack([other.text, other.places], format="csr")
    held = np.asarray((theirs != 0).sum(axis=0)).ravel()
    told = sparse.diags((held <= CROWD).astype(np.float64))
    ours, theirs = (ours @ told).tocsr(), (theirs @ told).tocsr()
    ours.eliminate_zeros()
    theirs.eliminate_zeros()
    return ours, theirs


def _weighed(model: Model, features: Sequence[Feature], shape: int | tuple[int, ...]) -> Floats:
    total: Floats = np.full(shape, model.bias)
    for weight, feature in zip(model.weights, features, strict=True):
        if weight:
            total += weight * feature()
    return total


def _nearest(first: Ints, second: Ints, score: Floats) -> Ints:
    """Return which pairs are among the `NEIGHBOURS` best of their row, itself not counted.

    Rows come in order. What lies below the last of a row that is kept is not put in order.
    """
    bounds = np.searchsorted(first, np.arange(first.max(initial=-1) + 2)).tolist()
    least = np.full(len(bounds), -np.inf)
    for row, (start, end) in enumerate(pairwise(bounds)):
        if end - start > NEIGHBOURS:
            least[row] = np.partition(score[start:end], -NEIGHBOURS - 1)[-NEIGHBOURS - 1]
    high = np.flatnonzero(score >= least[first])
    order = high[np.lexsort((second[high], -score[high], first[high]))]
    rank = np.arange(len(order)) - np.searchsorted(first[order], first[order])
    return np.sort(order[rank <= NEIGHBOURS])


def _logit(chance: float) -> float:
    return math.log(chance / (1.0 - chance))
