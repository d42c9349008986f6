"""Strengths of traces in, confidence out: a logistic model over what any town has.

No word, name or street is in the model, only kinds of traces, so it serves a town it never saw.
The constants were fitted by ``scripts/fit_mentions.py`` on three invented towns, 1,221 posts in
Dutch and French. Cross-validated with whole stories kept out of the fit, F1 is .87 on the demo
town; fitted on the demo town alone, the others, never seen, score .95 and .92.
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

KEEP: Final = 0.5
"""Confidence from which a post is a mention: F1 is flat from .42 to .52, and a wrong mention
costs the reader more than a missed *idem*."""
OWN_POST: Final = 0.97
"""Confidence of the municipality's own posts: they are about its own matters, by nature."""

ALONE_BIAS: Final = -1.67
ALONE: Final[Values] = {
    Trace.NAME: 0.53,
    Trace.INSTITUTION: 1.99,
    Trace.INSTITUTION_HINT: 0.80,
    Trace.OFFICE: 0.78,
    Trace.PLACE: 0.49,
    Trace.STREET: 0.31,
    Trace.VENUE: 0.91,
    Trace.TOPIC: 1.45,
    Trace.TOPIC_HINT: 0.97,
    Trace.DEPARTMENT: 0.31,
    Trace.REPORT: 1.69,
    Trace.QUESTION: 0.40,
    Trace.OTHER_TOWN: -2.38,
    Trace.FOR_SALE: -1.96,
    Trace.CHATTER: -1.45,
    Trace.HOMONYM: -0.47,
    Frame.OWN_PAGE: 2.25,
    Frame.LOCAL: 1.59,
}
"""What each trace adds to the log-odds of a post by itself; this is what it hands on."""
THREAD_BIAS: Final = -5.07
THREAD: Final[Values] = {
    Trace.NAME: 0.88,
    Trace.INSTITUTION: 1.90,
    Trace.INSTITUTION_HINT: 0.70,
    Trace.OFFICE: 0.52,
    Trace.PLACE: 0.73,
    Trace.STREET: 0.55,
    Trace.VENUE: 1.14,
    Trace.TOPIC: 1.23,
    Trace.TOPIC_HINT: 0.57,
    Trace.DEPARTMENT: 0.44,
    Trace.REPORT: 1.58,
    Trace.QUESTION: 0.33,
    Trace.OTHER_TOWN: -2.29,
    Trace.FOR_SALE: -1.26,
    Trace.CHATTER: -1.53,
    # set by hand: a visitor's own opening post on an own page, of which the towns hold few
    Frame.OWN_PAGE: 0.80,
    Frame.OPENING: 0.55,
    Frame.ROOT: 4.08,
    Frame.OTHERS: 1.79,
    Frame.OWN_REPLY: 0.94,
    Frame.OWN_ROOT: 0.52,
    Frame.LENGTH: 3.46,
    Frame.LATE: -2.45,
    Frame.ASIDE: -0.79,
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
    return sum(weights.get(kind, 0.0) * strength for kind, strength in values.items())


def _squash(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
