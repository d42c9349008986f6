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

ALONE_BIAS: Final = -1.64
ALONE: Final[Values] = {
    Trace.NAME: 0.52,
    Trace.INSTITUTION: 2.21,
    Trace.INSTITUTION_HINT: 0.90,
    Trace.OFFICE: 0.80,
    Trace.PLACE: 0.46,
    Trace.STREET: 0.34,
    Trace.VENUE: 0.99,
    Trace.TOPIC: 1.53,
    Trace.TOPIC_HINT: 0.93,
    Trace.DEPARTMENT: 0.32,
    Trace.REPORT: 1.77,
    Trace.QUESTION: 0.48,
    Trace.AGREE: 1.06,
    Trace.OTHER_TOWN: -2.37,
    Trace.SEEKING: -1.50,
    Trace.FOR_SALE: -1.91,
    Trace.CHATTER: -1.47,
    Trace.HOMONYM: -0.46,
    Frame.OWN_PAGE: 2.28,
    Frame.LOCAL: 1.56,
}
"""What each trace adds to the log-odds of a post by itself; this is what it hands on."""
THREAD_BIAS: Final = -5.26
THREAD: Final[Values] = {
    Trace.NAME: 0.84,
    Trace.INSTITUTION: 2.08,
    Trace.INSTITUTION_HINT: 0.78,
    Trace.OFFICE: 0.51,
    Trace.PLACE: 0.67,
    Trace.STREET: 0.47,
    Trace.VENUE: 1.21,
    Trace.TOPIC: 1.30,
    Trace.TOPIC_HINT: 0.55,
    Trace.DEPARTMENT: 0.36,
    Trace.REPORT: 1.70,
    Trace.QUESTION: 0.40,
    Trace.AGREE: 0.99,
    Trace.OTHER_TOWN: -2.32,
    Trace.SEEKING: -1.50,
    Trace.FOR_SALE: -1.17,
    Trace.CHATTER: -1.61,
    # set by hand: a visitor's own opening post on an own page, of which the towns hold few
    Frame.OWN_PAGE: 0.80,
    Frame.OPENING: 0.59,
    Frame.ROOT: 4.22,
    Frame.OTHERS: 1.87,
    Frame.OWN_REPLY: 0.98,
    Frame.OWN_ROOT: 0.49,
    Frame.LENGTH: 3.62,
    Frame.LATE: -2.69,
    Frame.ASIDE: -0.72,
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
