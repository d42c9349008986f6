"""Signals and advices in, every matter of the week in its place out: by what is to be done.

The table, the first page and the file of posts count the same matters by the same numbers.
"""

from datetime import date
from typing import Final

from jobs.model import Action, Advice, Signal, SignalId
from jobs.report.desk import Pen, strongest_first

ORDER: Final = (
    Action.ESCALATE,
    Action.APPLY_HOUSE_RULE,
    Action.ANSWER,
    Action.CHECK_FIRST,
    Action.CORRECT_ONCE,
    Action.OPEN_TICKET,
    Action.MOVE_PRIVATE,
    Action.PUBLISH,
    Action.REFER,
    Action.LEAVE,
    Action.PASS_ON,
    Action.MONITOR,
)
"""In which order matters stand: what cannot wait, what to say, and then what to leave."""
APART: Final = frozenset(
    {
        *(Action.ANSWER, Action.CHECK_FIRST, Action.CORRECT_ONCE, Action.OPEN_TICKET),
        *(Action.MOVE_PRIVATE, Action.PUBLISH, Action.REFER, Action.LEAVE),
    }
)
"""What one post may need other than its matter; the rest has a place of its own in the edition."""


def whole_of(pen: Pen, signal: Signal) -> Advice | None:
    """Return what is advised on the whole of *signal*; None when nothing is."""
    advices = sorted(pen.whole(signal.id), key=lambda one: ORDER.index(one.action))
    return next(iter(advices), None)


def apart_of(pen: Pen, signal: Signal) -> tuple[Advice, ...]:
    """Return what some posts of *signal* need that its whole does not, most urgent first."""
    whole = whole_of(pen, signal)
    known = whole.action if whole is not None else Action.MONITOR
    found = [
        one
        for one in pen.desk.advices
        if one.signal_id == signal.id
        and one.post_id is not None
        and one.action in APART
        and one.action is not known
    ]
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.action), one.rule)))


def action_of(pen: Pen, signal: Signal) -> Action:
    """Return what is to be done about *signal*.

    Of a matter of one or two voices that is what its posts need, unless we are less sure that it is
    about the municipality.
    """
    whole = whole_of(pen, signal)
    known = whole.action if whole is not None else Action.MONITOR
    if signal.shown or known is not Action.MONITOR:
        return known
    apart = () if pen.doubts(signal) else apart_of(pen, signal)
    return apart[0].action if apart else known


def awaited(pen: Pen) -> tuple[Signal, ...]:
    """Return the matters whose open questions wait for us: not the small ones that we doubt."""
    return tuple(one for one in pen.mine if one.shown or not pen.doubts(one))


def matters_of(pen: Pen) -> dict[Action, list[Signal]]:
    """Return all matters of the week by what is to be done, in order; what is due first, first."""
    found: dict[Action, list[Signal]] = {action: [] for action in ORDER}
    for signal in sorted(pen.mine, key=lambda one: (_due(pen, one), *strongest_first(one))):
        found[action_of(pen, signal)].append(signal)
    return {action: signals for action, signals in found.items() if signals}


def numbers_of(pen: Pen) -> dict[SignalId, int]:
    """Return a number for each matter: first the signals, then what one or two people said."""
    ordered = [signal for signals in matters_of(pen).values() for signal in signals]
    ordered.sort(key=lambda signal: not signal.shown)
    return {signal.id: number for number, signal in enumerate(ordered, 1)}


def _due(pen: Pen, signal: Signal) -> date:
    whole = whole_of(pen, signal)
    return whole.due if whole is not None and whole.due is not None else date.max
