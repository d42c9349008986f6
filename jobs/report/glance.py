"""Advices in, the week's decisions at a glance out: what to answer, what to ask, what to leave."""

from collections.abc import Iterable
from typing import Final

from jobs.model import Action, Note, Signal
from jobs.report.choices import ORDER
from jobs.report.desk import Pen, strongest_first

MAX_NAMED: Final = 4
"""Matters named beside one decision: the page is read in a minute, the table below has them all."""
_ROWS: Final = (*ORDER, Action.PASS_ON, Action.MONITOR)
_ASKING: Final = frozenset({Action.CHECK_FIRST, Action.OPEN_TICKET})
"""Decisions for which a department is needed: it stands beside the matter."""


def glance_of(pen: Pen) -> tuple[Note, ...]:
    """Return one line a decision, with the matters it is about, strongest first.

    It is what is decided of a signal as a whole, and what can be answered of a single post;
    smaller matters are counted as followed.
    """
    decided: dict[Action, list[Signal]] = {action: [] for action in _ROWS}
    smaller = 0
    for signal in pen.mine:
        for action in _actions(pen, signal):
            if action is Action.MONITOR and not signal.shown:
                smaller += 1
            elif action in decided and (signal.shown or action is Action.ANSWER):
                decided[action].append(signal)
    told = {action: _named(pen, signals, action, smaller) for action, signals in decided.items()}
    return tuple(
        Note(title=pen.words.say(f"action.{action}.label"), text=text)
        for action, text in told.items()
        if text
    )


def _actions(pen: Pen, signal: Signal) -> set[Action]:
    """Return what is decided of *signal*: of it as a whole, and which of its posts to answer."""
    whole = {advice.action for advice in pen.whole(signal.id)}
    answered = {Action.ANSWER} & {a.action for a in pen.desk.advices if a.signal_id == signal.id}
    return whole | answered


def _named(pen: Pen, signals: Iterable[Signal], action: Action, smaller: int) -> str:
    """Return the titles of *signals*, with how many more there are; empty when there are none."""
    found = sorted(signals, key=strongest_first)
    named = [_title(pen, signal, action) for signal in found[:MAX_NAMED]]
    if more := len(found) - len(named):
        named.append(pen.words.count("glance.more", more))
    if action is Action.MONITOR and smaller:
        named.append(pen.words.count("choice.more", smaller))
    return pen.words.join(named)


def _title(pen: Pen, signal: Signal, action: Action) -> str:
    department = pen.department(signal.department) if action in _ASKING else ""
    title = pen.quoted_title(signal)
    return f"{title} ({department})" if department else title
