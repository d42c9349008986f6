"""The rules of the policy in, a ladder out: questions one under the other, outcomes at the side."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from jobs.model import Ladder, Rung
from jobs.report.charts.drawing import Box, Drawing, Tone

WIDTH: Final = 487.0
"""Points: all of the page between its margins."""
ASKED: Final = 314.0
"""Points of a question."""
DONE: Final = 137.0
"""Points of an outcome."""
SIZE: Final = 7.2
"""Points of a letter."""
LINE: Final = 8.6
"""Points from line to line."""
PAD: Final = 1.0
"""Points between a box and its words, above and below."""
LEAD_IN: Final = 22.0
"""Points before the words of a question, for its number."""
INSET: Final = 5.0
"""Points before the words of an outcome."""
STEP: Final = 6.6
"""Points between two questions: room for the small word on the way on."""
CLOSE: Final = 1.6
"""Points after a question at which nobody left this week: the number on the way stays as it was."""
HEAD: Final = 11.0
"""Points above the first question, for what comes in."""
ABOVE: Final = 3.0
"""Points above the first question when nothing comes in: its figure stands higher than its box."""
BELOW: Final = 20.0
"""Points below the last question when the way goes on: room for where it leads."""
EDGE: Final = 1.0
"""Points around it all, so that thick lines are whole."""
MOST_LINES: Final = 3
"""Lines of one box; a municipality's own rule may have many conditions."""
EMS: Final = (
    ("ijl'’|", 0.24),
    (" ft.,:;!/()[]·-rI", 0.32),
    ("mwMW%@&—…ŒÆœæ", 0.95),
    ("ABCDEFGHIJKLNOPQRSTUVXYZÉÈÀÄÖÜ", 0.72),
)
"""Widths of letters that are not as wide as most, in ems. They are those of Arial, which stands in
where the reader of a drawing lacks Source Sans 3; that is narrower, so no word leaves its box."""
USUAL: Final = 0.556
"""Ems of all other letters."""
BOLD: Final = 1.08
"""How much wider the outcomes are that are taken: they are set in semibold."""
_TIED: Final = re.compile(r" (?=[?!:;»·])")
"""Blanks at which no line begins, as French puts them before its marks."""
_EMS: Final = {letter: ems for letters, ems in reversed(EMS) for letter in letters}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """One rung in its place.

    Attributes:
        rung: What it is about.
        asked: The box of the question, with its words.
        asked_lines: The words in lines, each with its height on the page.
        done: The box of the outcome.
        done_lines: Likewise.
        taken: Somebody left here this week.
        gap: Points to the next question.
    """

    rung: Rung
    asked: Box
    asked_lines: tuple[tuple[float, str], ...]
    done: Box
    done_lines: tuple[tuple[float, str], ...]
    taken: bool
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Laddered(Drawing):
    """A ladder, ready to be drawn.

    Attributes:
        rails: In order.
        last: Whether the way on leads out at the bottom.
    """

    rails: tuple[Rail, ...]
    last: bool


def draw(ladder: Ladder) -> Laddered:
    """Return *ladder* with a place for every box; no word leaves its box."""
    rails = []
    y = EDGE + (HEAD if ladder.begin else ABOVE)
    for rung in ladder.rungs:
        rail = _rail(rung, round(y, 2))
        rails.append(rail)
        y += rail.asked.height + rail.gap
    last = bool(ladder.end)
    height = y - rails[-1].gap + (BELOW if last else EDGE)
    boxes = tuple(box for rail in rails for box in (rail.asked, rail.done))
    return Laddered(
        width=WIDTH, height=round(height, 2), boxes=boxes, rails=tuple(rails), last=last
    )


def wrap(text: str, width: float) -> tuple[str, ...]:
    """Return *text* in lines of at most *width* points; what does not fit in the last is cut."""
    lines = [""]
    for word in _TIED.sub("\u00a0", text).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        kept[-1] += " …"
    return tuple(_cut(line, width) for line in kept)


def _cut(line: str, width: float) -> str:
    if _width(line) <= width:
        return line
    line = line.removesuffix(" …")
    while line and _width(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _width(text: str) -> float:
    """Return what *text* takes at most, in points."""
    return SIZE * sum(map(_ems, text))


def _ems(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return _EMS.get(letter, USUAL)


def _rail(rung: Rung, y: float) -> Rail:
    asked = wrap(rung.question, ASKED - LEAD_IN - INSET)
    done = wrap(rung.outcome, (DONE - 2 * INSET) / BOLD)
    height = round(max(len(asked), len(done)) * LINE + 2 * PAD, 2)
    taken = bool(rung.count)
    tone = Tone.ACCENT if taken else Tone.CONTEXT
    return Rail(
        rung=rung,
        asked=Box(x=EDGE, y=y, width=ASKED, height=height, tone=tone),
        asked_lines=_placed(asked, y + height / 2),
        done=Box(x=WIDTH - DONE - EDGE, y=y, width=DONE, height=height, tone=tone),
        done_lines=_placed(done, y + height / 2),
        taken=taken,
        gap=CLOSE if rung.count == 0 else STEP,
    )


def _placed(lines: tuple[str, ...], middle: float) -> tuple[tuple[float, str], ...]:
    """Return *lines* with the height of each, so that they stand around *middle*."""
    first = middle - (len(lines) - 1) * LINE / 2 + SIZE / 3
    return tuple((round(first + place * LINE, 2), line) for place, line in enumerate(lines))
