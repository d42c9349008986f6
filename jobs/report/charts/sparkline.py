"""Voices a week in, a row of small bars out: the last one, this week, is highlighted.

Bars, not a line: a line between 3 and 0 would show weeks with one and a half voices.
"""

from typing import Final

from jobs.report.charts.drawing import Box, Drawing, Tone, columns

WEEKS: Final = 8
"""Places; a younger story leaves the first ones empty."""
STEP: Final = 13.0
"""Points a week: room for a figure of two digits."""
THICK: Final = 10.0
"""Points of a bar."""
HEIGHT: Final = 25.0
"""Points."""
TOP: Final = 8.5
"""Points above the highest bar, for its figure."""


def draw(history: tuple[int, ...]) -> Drawing:
    """Return *history*, oldest week first, as small bars on a zero baseline."""
    shown = history[-WEEKS:]
    missing = WEEKS - len(shown)
    padded = (0,) * missing + shown
    places = columns(padded, width=STEP * WEEKS, top=TOP, base=HEIGHT - 1, bar=THICK)
    boxes = tuple(
        Box(
            x=x,
            y=y,
            width=width,
            height=height,
            tone=Tone.ACCENT if index == WEEKS - 1 else Tone.CONTEXT,
            value=str(shown[index - missing]),
        )
        for index, (x, y, width, height) in enumerate(places)
        if index >= missing
    )
    return Drawing(width=STEP * WEEKS, height=HEIGHT, boxes=boxes)
