"""Figures over time in, upright bars out: every bar has its figure and name, one is highlighted."""

from typing import Final

from jobs.model import Bars
from jobs.report.charts.drawing import Box, Drawing, Tone, columns

WIDTH: Final = 200.0
"""Points: two fifths of the page."""
HEIGHT: Final = 62.0
"""Points: as high as the header beside it."""
TOP: Final = 10.0
"""Points above the highest bar, for its figure."""
THICK: Final = 19.0
"""Points of a bar; three weeks do not make three walls."""
BASE: Final = 50.0
"""Where the bars stand; the names stand below."""


def draw(figures: Bars) -> Drawing:
    """Return *figures* as bars on a zero baseline."""
    places = columns(figures.values, width=WIDTH, top=TOP, base=BASE, bar=THICK)
    boxes = tuple(
        Box(
            x=x,
            y=y,
            width=width,
            height=height,
            tone=Tone.ACCENT if index == figures.highlight else Tone.CONTEXT,
            value=str(figures.values[index]),
            label=figures.labels[index],
        )
        for index, (x, y, width, height) in enumerate(places)
    )
    return Drawing(width=WIDTH, height=HEIGHT, boxes=boxes)
