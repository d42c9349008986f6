"""Voices a week of one story in, a row of dots out: as large as the voices are many, on a line.

Rows share their weeks and their scale, so that under each other they make one picture.
"""

from dataclasses import dataclass
from typing import Final

from jobs.model import Timeline
from jobs.report.charts.drawing import Dot, Drawing, Tone, radius

WIDTH: Final = 168.0
"""Points of eight weeks, with room for three digits each."""
STEP: Final = 21.0
"""Points of a week when there are few, so that the titles beside them have the room."""
HEIGHT: Final = 11.0
"""Points: one line of a table."""
RADIUS: Final = 4.4
"""Points of the largest dot."""
GAP: Final = 1.4
"""Points between a dot and its figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Drawing):
    """A row of dots.

    Attributes:
        dots: In order of time, the first week with voices first.
        start: Where the line through them begins.
        end: Where it ends.
    """

    dots: tuple[Dot, ...]
    start: float
    end: float


def draw(row: tuple[tuple[int, ...], Timeline]) -> Line:
    """Return a history, oldest week first, as dots in the weeks of its timeline."""
    history, timeline = row
    step = step_of(timeline)
    shown = history[-len(timeline.weeks) :]
    first = next((place for place, voices in enumerate(shown) if voices), len(shown) - 1)
    missing = len(timeline.weeks) - len(shown)
    dots = tuple(
        Dot(
            x=round((missing + place) * step + step / 2 - RADIUS - GAP, 2),
            y=HEIGHT / 2,
            radius=radius(voices, timeline.most, RADIUS),
            tone=Tone.ACCENT if place == len(shown) - 1 else Tone.CONTEXT,
            value=str(voices),
        )
        for place, voices in enumerate(shown)
        if place >= first
    )
    return Line(
        width=round(step * len(timeline.weeks), 2),
        height=HEIGHT,
        boxes=(),
        dots=dots,
        start=dots[0].x,
        end=dots[-1].x,
    )


def step_of(timeline: Timeline) -> float:
    """Return the width of a week, in points."""
    return min(STEP, WIDTH / len(timeline.weeks))
