"""Matters in, the table "answer or not" out: each in one row, by what is to be done."""

from typing import Final

from jobs.model import Verdict
from jobs.report.choices import choice_of, verdict_of
from jobs.report.desk import Pen
from jobs.report.matters import matters_of, numbers_of
from jobs.report.small import rest_of, small_of

MAX_ROWS: Final = 14
"""Signals of one action, so that what is left unanswered keeps its place after what is answered."""


def verdicts_of(pen: Pen) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
    """Return "answer or not" of every matter by action, and how the table is read."""
    numbers = numbers_of(pen)
    verdicts, left, small_left = [], 0, 0
    for action, signals in matters_of(pen).items():
        shown = [signal for signal in signals if signal.shown]
        left += max(len(shown) - MAX_ROWS, 0)
        choices = [choice_of(pen, one, numbers[one.id]) for one in shown[:MAX_ROWS]]
        small, lacking = small_of(pen, action, signals, numbers)
        choices += small
        small_left += lacking
        if choices:
            verdicts.append(verdict_of(pen, action, choices))
    told = [*rest_of(pen)]
    if left:
        told.append(pen.words.count("choice.left_out", left))
    if small_left:
        told.append(pen.words.count("choice.left_small", small_left))
    return tuple(verdicts), tuple(told)
