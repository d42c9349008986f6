"""Matters in, the week's decisions at a glance out: what to answer, what to ask, what to leave."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from jobs.model import Action, Measure, Note, Signal
from jobs.report.acting import by_day, day_of
from jobs.report.desk import Pen
from jobs.report.matters import apart_of, matters_of, whole_of

MAX_NAMED: Final = 3
"""Matters named beside one decision: the page is read in a minute, the table below has them all."""
_ASKING: Final = frozenset({Action.CHECK_FIRST, Action.OPEN_TICKET, Action.PUBLISH})
"""Decisions for which a department is needed: it stands beside the matter."""


def glance_of(pen: Pen) -> tuple[tuple[Note, ...], str]:
    """Return one line a decision, and how many matters that are; each is in exactly one line.

    Above them stands what waits for too long on own pages: no decision, but for today.
    Matters of one or two voices are named only where an answer is ready, else they are counted.
    """
    notes = tuple(_line(pen, action, signals) for action, signals in matters_of(pen).items())
    small = len(pen.mine) - len(pen.told)
    if not notes:
        return (), ""
    counted = [pen.words.count("line.signals", len(pen.told))]
    if small:
        counted.append(pen.words.count("glance.small", small))
    told = (pen.words.say("glance.sum", matters=pen.words.join(counted)), _private(pen))
    return (*_late(pen), *notes), " ".join(part for part in told if part)


def _private(pen: Pen) -> str:
    """Return in which signals somebody is to be sent a private message besides."""
    found = [
        signal
        for signal in pen.told
        if any(one.action is Action.MOVE_PRIVATE for one in apart_of(pen, signal))
    ]
    titles = pen.words.join([pen.quoted_title(one) for one in found[:MAX_NAMED]])
    return pen.words.count("glance.private", len(found), titles=titles) if found else ""


def _late(pen: Pen) -> tuple[Note, ...]:
    """Return how many questions on own pages have waited for too long; nothing when none has."""
    late = sum(one.value for one in pen.desk.conduct if one.measure is Measure.OPEN)
    if not late:
        return ()
    section = pen.words.say("conduct.open_title")
    days = pen.words.count("conduct.days", pen.desk.settings.policy.open_after.days)
    return (
        Note(
            title=section,  # without a figure, as those below it add up to all matters
            text=pen.words.count("glance.late", late, days=days, section=pen.words.quoted(section)),
        ),
    )


def _line(pen: Pen, action: Action, signals: Sequence[Signal]) -> Note:
    """Return the titles of *signals*, with how many more there are."""
    named = [one for one in signals if one.shown or action is Action.ANSWER]
    small = len(signals) - len(named)
    usual = _day(pen, signals)
    told = [_title(pen, signal, action, usual) for signal in named[:MAX_NAMED]]
    if (more := len(named) - MAX_NAMED) > 0:
        told.append(pen.words.count("glance.more", more))
    if small:
        told.append(pen.words.count("choice.more", small))
    return Note(
        title=pen.words.say(
            "glance.title",
            action=pen.words.say(f"action.{action}.label"),
            n=pen.words.number(len(signals)),
        ),
        text=f"{_opening(pen, usual)}{pen.words.join(told)}",
    )


def _day(pen: Pen, signals: Sequence[Signal]) -> str:
    """Return the day by which most of *signals* are to be seen to; empty without one."""
    days = [day for one in signals if one.shown and (day := _day_of(pen, one))]
    return Counter(days).most_common(1)[0][0] if days else ""


def _day_of(pen: Pen, signal: Signal) -> str:
    whole = whole_of(pen, signal)
    return "" if whole is None else day_of(pen, whole)


def _opening(pen: Pen, day: str) -> str:
    """Return *day* as the line begins with it; empty without one."""
    by = by_day(pen, day)
    return pen.words.say("word.label", label=f"{by[:1].upper()}{by[1:]}") + " " if by else ""


def _title(pen: Pen, signal: Signal, action: Action, usual: str) -> str:
    """Return the title of *signal*, with who is asked, and by when where that is not as *usual*."""
    department = pen.department(signal.department) if action in _ASKING else ""
    day = _day_of(pen, signal)
    about = ", ".join(
        part for part in (department, by_day(pen, day) if day != usual else "") if part
    )
    title = pen.quoted_title(signal)
    return f"{title} ({about})" if about else title
