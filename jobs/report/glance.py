"""Advices in, the week's decisions at a glance out: what to answer, what to ask, what to leave."""

from collections.abc import Iterable
from typing import Final

from jobs.model import Action, Note, Signal
from jobs.report.choices import ORDER
from jobs.report.desk import Pen, strongest_first

MAX_NAMED: Final = 4
"""Matters named beside one decision: the page is read in a minute, the table below has them all."""
_ROWS: Final = (*ORDER, Action.MONITOR)


def glance_of(pen: Pen) -> tuple[Note, ...]:
    """Return one line a decision, with the matters it is about, strongest first.

    Only what is decided of a signal as a whole is in it; smaller matters are counted as followed.
    """
    decided: dict[Action, list[Signal]] = {action: [] for action in _ROWS}
    smaller = 0
    for signal in pen.mine:
        for advice in pen.whole(signal.id):
            if advice.action in decided and signal.shown:
                decided[advice.action].append(signal)
            else:
                smaller += advice.action is Action.MONITOR
    told = {action: _named(pen, signals, action, smaller) for action, signals in decided.items()}
    return tuple(
        Note(title=pen.words.say(f"action.{action}.label"), text=text)
        for action, text in told.items()
        if text
    )


def _named(pen: Pen, signals: Iterable[Signal], action: Action, smaller: int) -> str:
    """Return the titles of *signals*, with how many more there are; empty when there are none."""
    found = sorted(signals, key=strongest_first)
    named = [pen.quoted_title(signal) for signal in found[:MAX_NAMED]]
    if more := len(found) - len(named):
        named.append(pen.words.count("glance.more", more))
    if action is Action.MONITOR and smaller:
        named.append(pen.words.count("choice.more", smaller))
    return pen.words.join(named)
