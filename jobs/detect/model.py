"""Strengths of traces in, confidence out: a logistic model over what any town has.

No word, name or street is in the model, only kinds of traces, so it serves a town it never saw.
The constants were fitted by ``scripts/fit_mentions.py`` on six invented towns, 2,245 posts in
Dutch, French and German. With the whole town kept out of the fit, F1 is .86 to .95 and average
precision .91 to .98; docs/analysis.md has the table.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jobs.detect.evidence import Trace


class Frame(StrEnum):
    """What the model looks at besides the traces in the text itself."""

    ASKS = "asks"
    OWN_PAGE = "own_page"
    LOCAL = "local"
    OPENING = "opening"
    ROOT = "root"
    OTHERS = "others"
    OWN_REPLY = "own_reply"
    OWN_ROOT = "own_root"
    LENGTH = "length"
    LATE = "late"
    ASIDE = "aside"


Values = Mapping[Trace | Frame, float]
"""Strength from 0 to 1 of what was found; what is absent counts as 0."""

KEEP: Final = 0.46
"""Confidence from which a post is a mention. From .42 to .50 F1 is level (.89 on six towns); below,
more of what is not ours comes into signals, above, signals lose their replies."""
OWN_POST: Final = 0.97
"""Confidence of the municipality's own posts: they are about its own matters, by nature."""

ALONE_BIAS: Final = -1.71
ALONE: Final[Values] = {
    Trace.NAME: 0.54,
    Trace.INSTITUTION: 2.24,
    Trace.INSTITUTION_HINT: 0.83,
    Trace.OFFICE: 0.76,
    Trace.PLACE: 0.44,
    Trace.STREET: 0.30,
    Trace.VENUE: 0.96,
    Trace.TOPIC: 1.51,
    Trace.TOPIC_HINT: 1.02,
    Trace.DEPARTMENT: 0.22,
    Trace.REPORT: 1.76,
    Trace.QUESTION: 0.43,
    Trace.AGREE: 1.07,
    Trace.OTHER_TOWN: -2.34,
    Trace.FOR_SALE: -1.84,
    Trace.CHATTER: -1.41,
    Trace.HOMONYM: -0.46,
    Frame.OWN_PAGE: 2.27,
    Frame.LOCAL: 1.58,
}
"""What each trace adds to the log-odds of a post by itself; this is what it hands on."""
THREAD_BIAS: Final = -5.24
THREAD: Final[Values] = {
    Trace.NAME: 0.86,
    Trace.INSTITUTION: 2.09,
    Trace.INSTITUTION_HINT: 0.72,
    Trace.OFFICE: 0.51,
    Trace.PLACE: 0.68,
    Trace.STREET: 0.45,
    Trace.VENUE: 1.20,
    Trace.TOPIC: 1.32,
    Trace.TOPIC_HINT: 0.60,
    Trace.DEPARTMENT: 0.28,
    Trace.REPORT: 1.69,
    Trace.QUESTION: 0.37,
    Trace.AGREE: 1.01,
    Trace.OTHER_TOWN: -2.28,
    Trace.FOR_SALE: -1.10,
    Trace.CHATTER: -1.53,
    # set by hand: a visitor's own opening post on an own page, of which the towns hold few
    Frame.OWN_PAGE: 0.80,
    Frame.OPENING: 0.56,
    Frame.ROOT: 4.16,
    Frame.OTHERS: 1.82,
    Frame.OWN_REPLY: 0.93,
    Frame.OWN_ROOT: 0.54,
    Frame.LENGTH: 3.58,
    Frame.LATE: -2.58,
    Frame.ASIDE: -0.73,
}
"""What each trace adds to the log-odds of a post in its thread."""


@dataclass(frozen=True, slots=True)
class Model:
    """Constants of a logistic model: where it starts, and what each trace adds to that."""

    bias: float
    weights: Values


SHIPPED: Final = Model(THREAD_BIAS, THREAD)
"""A post in its thread, as long as nobody in the municipality corrected anything."""


def alone(values: Values) -> float:
    """Return the confidence that a post is about the municipality, without its thread."""
    return _squash(ALONE_BIAS + _weigh(ALONE, values))


def confidence(values: Values, model: Model = SHIPPED) -> float:
    """Return the confidence that a post is about the municipality, in its thread."""
    return _squash(model.bias + _weigh(model.weights, values))


def contribution(kind: Trace | Frame, strength: float, model: Model = SHIPPED) -> float:
    """Return what a trace of *strength* adds to the log-odds of a post in its thread."""
    return model.weights.get(kind, 0.0) * strength


def _weigh(weights: Values, values: Values) -> float:
    return sum([weights.get(kind, 0.0) * strength for kind, strength in values.items()])


def _squash(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
