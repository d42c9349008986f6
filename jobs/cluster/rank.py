"""What is known of a signal in, its strength 0 to 100 and the inputs of that out.

The weights are judgement, not measurement; they stand here so that the method page can show them.
Danger is no part of it: it is flagged, whatever the strength.
"""

import math
from typing import Final

from jobs.model import Trend

WEIGHTS: Final = {
    "surprise": 40.0,
    "reach": 25.0,
    "waiting": 15.0,
    "complaints": 10.0,
    "new": 10.0,
}
"""Points for a full input of 1.0; together 100."""
_MOST_SURPRISE: Final = 4.0
"""Powers of ten: one chance in ten thousand is as surprising as it gets."""
_MANY_VOICES: Final = 50
_MANY_SOURCES: Final = 6
_MANY_REACTIONS: Final = 500
_LONG: Final = 4
"""Weeks without an answer that count as long."""


def strength(inputs: dict[str, float]) -> int:
    """Return the strength, 0 to 100, of *inputs*: a value of 0 to 1 for each of `WEIGHTS`."""
    return round(sum(points * inputs[name] for name, points in WEIGHTS.items()))


def surprise_of(trend: Trend, voices: int) -> float:
    """Return how surprising this week is, 0 to 1; a new story is as surprising as it is large."""
    if trend.expected == 0.0:
        return _log_share(max(voices - 1, 0), _MANY_VOICES)
    return min(-math.log10(max(trend.surprise, 1e-9)) / _MOST_SURPRISE, 1.0)


def reach_of(voices: int, sources: int, reactions: int) -> float:
    """Return how widely it is spoken of, 0 to 1: voices most, then sources, then reactions."""
    return (
        0.6 * _log_share(voices, _MANY_VOICES)
        + 0.2 * _log_share(sources - 1, _MANY_SOURCES - 1)
        + 0.2 * _log_share(reactions, _MANY_REACTIONS)
    )


def waiting_of(weeks: int, *, answered: bool, asked: int) -> float:
    """Return how long it waits for an answer, 0 to 1; 0 when answered or when nothing is asked."""
    return 0.0 if answered or not asked else min(weeks / _LONG, 1.0)


def _log_share(count: int, many: int) -> float:
    """Return 0 for 0, 1 for *many* or more, growing ever slower between."""
    return min(math.log1p(max(count, 0)) / math.log1p(many), 1.0)
