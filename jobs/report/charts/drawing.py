"""What a chart comes down to: `Drawing`, boxes and words with their places, in points."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

LEAST: Final = 1.1
"""Points of the radius of the smallest dot, so that it can be seen."""


class Tone(StrEnum):
    """Which token of tokens.css a box is filled with."""

    ACCENT = "accent"
    CONTEXT = "context"
    WARNING = "warning"
    GOOD = "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle, and the words that go with it.

    Attributes:
        x: Left edge.
        y: Upper edge.
        width: Not negative.
        height: Not negative.
        tone: Fill.
        value: Figure at the box; empty when there is no room.
        label: Name under or beside the box; may be empty.
    """

    x: float
    y: float
    width: float
    height: float
    tone: Tone
    value: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A round spot whose area stands for a number, and the figure to its right.

    Attributes:
        x: Middle.
        y: Middle.
        radius: Above 0.
        tone: Fill.
        value: The figure; ``0`` for a spot that is drawn open.
    """

    x: float
    y: float
    radius: float
    tone: Tone
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart, ready to be drawn.

    Attributes:
        width: Of the whole, in points.
        height: Of the whole, in points.
        boxes: In reading order.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]


def columns(
    values: Sequence[int], *, width: float, top: float, base: float, bar: float
) -> tuple[tuple[float, float, float, float], ...]:
    """Return x, y, width and height of upright bars from *base* up to *top*, zero-based.

    A bar is *bar* wide, or less when there are many.

    A value above zero is never drawn lower than half a point, so that it can be seen.
    """
    step = width / max(len(values), 1)
    thick = min(bar, step * 0.8)
    highest = max([*values, 1])
    heights = [max((base - top) * value / highest, 0.5 if value else 0.0) for value in values]
    return tuple(
        (
            round(index * step + (step - thick) / 2, 2),
            round(base - height, 2),
            round(thick, 2),
            round(height, 2),
        )
        for index, height in enumerate(heights)
    )


def radius(value: int, most: int, largest: float) -> float:
    """Return the radius of a dot whose area stands for *value*, *largest* for *most*, in points."""
    return round(max(largest * sqrt(value / most), LEAST), 2)
