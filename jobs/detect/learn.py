"""What people said of posts in, the constants of the model as this municipality taught them out.

The shipped constants are what we believe before anyone said a word: the mean of a Gaussian. What
people said of posts is the data, and the constants become those that are most probable given both
(MAP). A few words move little, many that agree move clearly, and without any the shipped ones stay.

People correct what is wrong and leave what is right, so their words alone are a crooked picture:
learned from with one width for all constants (.5), 30 of them cost .17 of F1 on the demo town.
That is why the Gaussian is narrow in the directions in which this week's posts lie (Zellner's
g-prior): what many posts have in common a correction can hardly move, what few have it can.

F1 of mentions in weeks 3–4 before and after corrections in weeks 1–2, mean of 30 draws
(``scripts/measure_corrections.py``); with the constants before the fit on six towns, so that
the last three had not been seen:

    town         before   30 at random   30 errors only   100 at random
    heidebeek      .894           .894             .892            .893
    kaldenvenn     .777           .777             .772            .781
    brumont        .844           .846             .844            .849
    rensvoort      .850           .852             .836            .845

So a correction mends the post it is about and its thread; the constants learn from it only where
many agree, and that is as much as two dozen kinds of traces allow.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jobs.detect.evidence import Trace
from jobs.detect.model import SHIPPED, Frame, Model, Values
from jobs.model import YES, Corrections, PostId

WIDTH: Final = 1.0
"""Standard deviation of a constant that the posts of the week say nothing of: the size that the
shipped ones have, so that a trace may turn out to mean nothing here."""
FIRMNESS: Final = 400
"""What we believe weighs as much as so many posts, a third of those it was fitted on: towns differ.
With what a week holds (70 to 260 posts), 30 corrections of errors alone cost up to .07 of F1."""
KINDS: Final[tuple[Trace | Frame, ...]] = (*Trace, *(one for one in Frame if one != Frame.LOCAL))
"""What a constant is learned for; every source of a town is as local as the others."""
_STEPS: Final = 50
"""Newton steps at most; the hardest of 400 random cases took 15."""
_ENOUGH: Final = 1e-9
"""A step shorter than this changes no confidence in its four decimals."""
_DECIMALS: Final = 6

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What people taught.

    Attributes:
        about: By post that someone judged, whether it is about the municipality.
        model: The constants.
    """

    about: Mapping[PostId, bool] = field(default_factory=dict)
    model: Model = SHIPPED


UNTAUGHT: Final = Lesson()
"""Nobody said anything."""


def people_said(corrections: Corrections) -> dict[PostId, bool]:
    """Return whether each post that someone judged is about the municipality."""
    return {post: one.value == YES for post, one in corrections.about().items()}


def learn(corrections: Corrections, week: Iterable[Values] = ()) -> Model:
    """Return the constants that *corrections* teach; the same ones always teach the same.

    Args:
        corrections: What people said.
        week: What the model sees of each post that it is to judge; asked for only when needed.
    """
    held = sorted(corrections.about().items())
    seen = [(_by_kind(one.strengths), one.value == YES) for _, one in held if one.strengths]
    if not seen:
        return SHIPPED
    truth = np.array([float(yes) for _, yes in seen])
    mean = np.array([SHIPPED.bias, *(SHIPPED.weights.get(kind, 0.0) for kind in KINDS)])
    firm = firmness(_rows(week), mean)
    found = most_probable(_rows(values for values, _ in seen), truth, mean, firm)
    bias, *weights = found.round(_DECIMALS).tolist()
    return Model(bias, dict(zip(KINDS, weights, strict=True)))


def _by_kind(strengths: Iterable[tuple[str, float]]) -> Values:
    """Return what was kept with a correction; a trace that is no longer looked for is left out."""
    kept = dict(strengths)
    return {kind: kept[kind.value] for kind in KINDS if kind.value in kept}


def _rows(found: Iterable[Values]) -> _Floats:
    """Return strengths as numbers, shape (posts, 1 + kinds); the first column is 1."""
    rows = [[1.0, *(values.get(kind, 0.0) for kind in KINDS)] for values in found]
    return np.array(rows).reshape(len(rows), 1 + len(KINDS))


def firmness(rows: _Floats, mean: _Floats) -> _Floats:
    """Return how firmly we believe in *mean*: the inverse of the covariance around it.

    Args:
        rows: What the model sees of the posts of the week.
        mean: The shipped constants.
    """
    chance = _chance(rows, mean)
    shared = (rows.T * (chance * (1.0 - chance))) @ rows / max(len(rows), 1)
    return FIRMNESS * shared + np.eye(len(mean)) / WIDTH**2


def most_probable(rows: _Floats, truth: _Floats, mean: _Floats, firm: _Floats) -> _Floats:
    """Return the constants that are most probable given the data and what we believed before.

    Args:
        rows: What was seen of each post that a person judged.
        truth: 1.0 or 0.0 for each of them.
        mean: What we believed.
        firm: How firmly: see `firmness`.
    """

    def doubt(constants: _Floats) -> float:
        """Return how improbable *constants* are: what Newton's steps bring down."""
        odds, away = rows @ constants, constants - mean
        return float(np.sum(np.logaddexp(0.0, odds) - truth * odds) + away @ firm @ away / 2)

    found = mean
    for _ in range(_STEPS):
        chance = _chance(rows, found)
        slope = rows.T @ (truth - chance) - firm @ (found - mean)
        bend = (rows.T * (chance * (1.0 - chance))) @ rows + firm
        step = np.linalg.solve(bend, slope)
        while np.abs(step).max() >= _ENOUGH and doubt(found + step) > doubt(found):
            step = step / 2  # too far: where the model is certain, the bend is no guide
        if np.abs(step).max() < _ENOUGH:
            break
        found = found + step
    return found


def _chance(rows: _Floats, constants: _Floats) -> _Floats:
    # as 1 / (1 + exp(-x)), but never out of range
    return 0.5 + 0.5 * np.tanh(rows @ constants / 2.0)
