"""Themes and places in, a field of dots out: each as large as its voices are many, with its figure.

Where nobody spoke there is no dot: what is empty should look empty.
"""

from dataclasses import dataclass
from typing import Final

from jobs.model import Dots
from jobs.report.charts.drawing import Dot, Drawing, Tone, radius
from jobs.report.charts.ladder import SIZE, wrap
from jobs.report.charts.ranked import short

WIDTH: Final = 487.0
"""Points: all of the page between its margins."""
LEFT: Final = 125.0
"""Points for the names of the themes."""
NAME_CAP: Final = 30
"""Letters of a theme that fit there."""
ROW: Final = 12.5
"""Points a row."""
RADIUS: Final = 5.2
"""Points of the largest dot."""
GAP: Final = 2.0
"""Points between a dot and its figure."""
LINE: Final = 8.4
"""Points from line to line of a name of a place."""
FIGURE: Final = 8.0
"""Points that a dot stands left of the middle of its column, to make room for its figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name of a theme or a place, where it stands.

    Attributes:
        x: Its right end for a theme, its middle for a place.
        y: What its letters stand on.
        text: One line.
    """

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Drawing):
    """A field of dots.

    Attributes:
        dots: Row by row.
        places: Names above the columns, in lines.
        themes: Names before the rows.
        rows: Where each row begins.
    """

    dots: tuple[Dot, ...]
    places: tuple[Name, ...]
    themes: tuple[Name, ...]
    rows: tuple[float, ...]


def draw(field: Dots) -> Field:
    """Return *field* with a place for every dot; the largest one is highlighted."""
    step = (WIDTH - LEFT) / len(field.places)
    heads = [wrap(place, step - 1) for place in field.places]
    top = max(map(len, heads)) * LINE + GAP
    most = max([1, *(value for row in field.rows for value in row.values)])
    middles = [round(LEFT + step * (column + 0.5), 2) for column in range(len(heads))]
    rows = tuple(round(top + ROW * place, 2) for place in range(len(field.rows)))
    return Field(
        width=WIDTH,
        height=round(top + ROW * len(rows), 2),
        boxes=(),
        rows=rows,
        places=tuple(
            Name(x=middle, y=round(top - GAP * 2 - LINE * (len(lines) - 1 - number), 2), text=line)
            for middle, lines in zip(middles, heads, strict=True)
            for number, line in enumerate(lines)
        ),
        themes=tuple(
            Name(x=LEFT - 6, y=round(y + ROW / 2 + SIZE / 3, 2), text=short(row.label, NAME_CAP))
            for y, row in zip(rows, field.rows, strict=True)
        ),
        dots=tuple(
            Dot(
                x=round(middle - FIGURE, 2),
                y=round(y + ROW / 2, 2),
                radius=radius(value, most, RADIUS),
                tone=Tone.ACCENT if value == most else Tone.CONTEXT,
                value=str(value),
            )
            for y, row in zip(rows, field.rows, strict=True)
            for middle, value in zip(middles, row.values, strict=True)
            if value
        ),
    )
