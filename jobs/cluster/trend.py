"""Voices a week in, `Trend` out: new, growing, steady, fading or back, and how surprising.

Counts of a few voices jump about by themselves: week-over-week doubling calls one quiet week in
five a growth. The expected spread is that of a negative binomial whose mean is learned from the
weeks before, recent ones more.
"""

import math
from collections.abc import Sequence
from typing import Final

from jobs.model import MIN_VOICES, State, Trend

DECAY: Final = 0.85
"""What a week counts against the week after it."""
SPREAD: Final = 5.0
"""How much real weeks differ beyond chance; 5 keeps false alarms under 3.3 % at any level."""
PRIOR: Final = 0.5
"""Voices and weeks assumed before anything is known."""
GROWTH: Final = 0.02
"""Chance of so many voices below which a story grows."""
FADE: Final = 0.15
"""Chance of so few voices below which a story fades; crying wolf costs nothing here."""
_LEAST_READ: Final = 0.01
"""Nothing read is as good as nothing expected; the mean must stay above zero."""
HISTORY: Final = 8
"""Weeks looked back, this week included."""


def trend(history: Sequence[int], read: float = 1.0) -> Trend:
    """Return how the last of *history* compares with the weeks before it.

    Args:
        history: Distinct voices a week, oldest first, this week last; at least one week. Weeks
            before the story began may be given as 0.
        read: Share of a usual week that was read of where the story is spoken of, 0 to 1.
    """
    begun = next((place for place, voices in enumerate(history) if voices), len(history) - 1)
    weeks = tuple(history[begun:])[-HISTORY:]
    now, before = weeks[-1], weeks[:-1]
    active = sum(1 for voices in history if voices)
    if not before:
        return Trend(
            state=State.NEW, weeks=max(active, 1), history=weeks, expected=0.0, surprise=1.0
        )
    shape = PRIOR + sum(DECAY**age * voices for age, voices in enumerate(reversed(before)))
    rate = PRIOR + sum(DECAY**age for age in range(len(before)))
    mean = shape / rate * max(read, _LEAST_READ)
    size = 1.0 / (1.0 / shape + 1.0 / SPREAD)
    surprise = 1.0 - _below(now, mean, size)
    return Trend(
        state=_state(before, surprise, fewer=_below(now + 1, mean, size)),
        weeks=max(active, 1),
        history=weeks,
        expected=round(mean, 2),
        surprise=round(min(max(surprise, 0.0), 1.0), 4),
        read=round(read, 2),
    )


def _state(before: Sequence[int], surprise: float, *, fewer: float) -> State:
    if not before[-1]:  # what one person once said was no signal, so it cannot be back as one
        return State.BACK if max(before) >= MIN_VOICES else State.NEW
    if surprise <= GROWTH:
        return State.GROWING
    return State.FADING if fewer <= FADE else State.STEADY


def _below(count: int, mean: float, size: float) -> float:
    """Return the chance of fewer than *count* voices: negative binomial of *mean* and *size*."""
    log_ratio = math.log(mean / (mean + size))
    start = size * math.log(size / (mean + size)) - math.lgamma(size)
    return sum(
        math.exp(start + math.lgamma(k + size) - math.lgamma(k + 1) + k * log_ratio)
        for k in range(count)
    )
