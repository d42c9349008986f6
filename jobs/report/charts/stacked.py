"""Kinds of posts in, one bar of parts out; the words beneath name the parts in the same order."""

from typing import Final

from jobs.model import Kind, Share
from jobs.report.charts.drawing import Box, Drawing, Tone

WIDTH: Final = 104.0
"""Points: as wide as the row of weeks above it."""
HEIGHT: Final = 9.0
"""Points: room for a figure."""
GAP: Final = 1.0
"""Points of white between two parts, so that they part in grey print too."""
ROOM: Final = 8.0
"""Points a part needs to hold its figure."""
TONES: Final = {
    Kind.REPORT: Tone.WARNING,
    Kind.COMPLAINT: Tone.WARNING,
    Kind.QUESTION: Tone.ACCENT,
    Kind.COMPLIMENT: Tone.GOOD,
    Kind.OPINION: Tone.CONTEXT,
    Kind.CHATTER: Tone.CONTEXT,
}
"""Fill of a part, so that the parts add up to the posts; chatter stands for all other kinds."""


def draw(shares: tuple[Share, ...]) -> Drawing:
    """Return *shares* as parts of one bar, in the order given; no bar when none is drawn."""
    drawn = [share for share in shares if share.kind in TONES]
    total = sum(share.posts for share in drawn)
    room = WIDTH - GAP * max(len(drawn) - 1, 0)
    boxes = []
    x = 0.0
    for share in drawn:
        width = room * share.posts / total
        boxes.append(
            Box(
                x=round(x, 2),
                y=0.0,
                width=round(width, 2),
                height=HEIGHT,
                tone=TONES[share.kind],
                value=str(share.posts) if width >= ROOM else "",
                label=share.word,
            )
        )
        x += width + GAP
    return Drawing(width=WIDTH, height=HEIGHT, boxes=tuple(boxes))
