"""A ranking in, bars side by side out: longest first, with name, figure and change."""

from typing import Final

from jobs.model import Rank, Ranking
from jobs.report.charts.drawing import Box, Drawing, Tone

LEFT: Final = 150.0
"""Points for the names."""
LENGTH: Final = 250.0
"""Points of the longest bar."""
RIGHT: Final = 90.0
"""Points for figure and change."""
ROW: Final = 13.0
"""Points a row."""
THICK: Final = 9.0
"""Points of a bar."""
NAME_CAP: Final = 32
"""Letters of a name that fit beside its bar."""


def draw(ranking: Ranking) -> Drawing:
    """Return *ranking* as lying bars on a zero baseline."""
    longest = max([rank.value for rank in ranking.ranks] + [1])
    boxes = tuple(
        Box(
            x=LEFT,
            y=index * ROW + (ROW - THICK) / 2,
            width=round(LENGTH * rank.value / longest, 2),
            height=THICK,
            tone=Tone.ACCENT if index == 0 else Tone.CONTEXT,
            value=f"{rank.value}{change(rank)}",
            label=short(rank.label, NAME_CAP),
        )
        for index, rank in enumerate(ranking.ranks)
    )
    return Drawing(width=LEFT + LENGTH + RIGHT, height=ROW * len(boxes), boxes=boxes)


def change(rank: Rank) -> str:
    """Return the difference with the week before, signed; empty when that is unknown."""
    if rank.before is None:
        return ""
    difference = rank.value - rank.before
    sign = "+" if difference > 0 else "\u2212" if difference < 0 else "\u00b1"
    return f" ({sign}{abs(difference)})"


def short(name: str, letters: int) -> str:
    """Return *name* cut to at most *letters* letters."""
    return name if len(name) <= letters else f"{name[: letters - 1]}…"
