"""Matters in, the week's decisions at a glance out: what to answer, what to ask, what to leave."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from jobs.model import Action, DepartmentId, Measure, Note, Signal
from jobs.report.acting import by_day, day_of
from jobs.report.desk import Pen
from jobs.report.matters import ORDER, apart_of, matters_of, whole_of
from jobs.report.text import capital

MAX_NAMED: Final = 3
"""Matters named beside one decision: the page is read in a minute, the table below has them all."""
PRIVATE: Final = Action.MOVE_PRIVATE
"""What one post may need besides the decision on its matter, and by a day of its own."""
_ASKING: Final = frozenset({Action.CHECK_FIRST, Action.OPEN_TICKET, Action.PUBLISH})
"""Decisions for which a department is needed: it stands beside the matter."""


def glance_of(pen: Pen) -> tuple[tuple[Note, ...], str]:
    """Return one line a decision, and how many matters that are; each is in exactly one line.

    Above them stands what waits for too long on own pages: no decision, but for today.
    Matters of one or two voices are named only where an answer is ready, else they are counted.
    """
    notes = {action: _line(pen, action, signals) for action, signals in matters_of(pen).items()}
    small = len(pen.mine) - len(pen.told)
    if not notes:
        return (), ""
    lines = [
        line
        for action in ORDER
        for line in (
            *((notes[action],) if action in notes else ()),
            *(_private(pen) if action is PRIVATE else ()),
        )
    ]
    counted = [pen.words.count("line.signals", len(pen.told))]
    if small:
        counted.append(pen.words.count("glance.small", small))
    return (*_late(pen), *lines), pen.words.say("glance.sum", matters=pen.words.join(counted))


def _private(pen: Pen) -> tuple[Note, ...]:
    """Return in which signals somebody is to be sent a private message besides, and by when."""
    apart = {one.id: [a for a in apart_of(pen, one) if a.action is PRIVATE] for one in pen.told}
    signals = [one for one in pen.told if apart[one.id]]
    if not signals:
        return ()
    titles = [pen.quoted_title(one) for one in signals[:MAX_NAMED]]
    if (more := len(signals) - MAX_NAMED) > 0:
        titles.append(pen.words.count("glance.more", more))
    first = min((a for some in apart.values() for a in some), key=lambda a: a.due or date.max)
    text = f"{_opening(pen, day_of(pen, first))}{pen.words.join(titles)}"
    return (Note(title=pen.words.say("glance.private_title"), text=text),)


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
            text=pen.words.count("glance.late", late, days=days),
            see=pen.words.say("heading.conduct"),
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
    unnamed = [one for one in signals if one not in named[:MAX_NAMED]]
    among = _among(pen, unnamed) if action in _ASKING else ""
    return Note(
        title=pen.words.say(
            "glance.title",
            action=pen.words.say(f"action.{action}.label"),
            n=pen.words.number(len(signals)),
        ),
        text=f"{_opening(pen, usual)}{pen.words.join(told)}{among}",
    )


def _among(pen: Pen, signals: Sequence[Signal]) -> str:
    """Return with how many of *signals* each department is asked, at most the first few of them.

    Empty for as few signals as would be named: the table below has them.
    """
    if len(signals) <= MAX_NAMED:
        return ""
    counted = Counter(name for one in signals if (name := pen.department(_asked(pen, one))))
    most = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_NAMED]
    if not most:
        return ""
    departments = ", ".join(f"{name}\u00a0{pen.words.number(n)}" for name, n in most)
    if sum(n for _, n in most) < len(signals):
        departments = pen.words.say("glance.among", departments=departments)
    return f" ({departments})"


def _asked(pen: Pen, signal: Signal) -> DepartmentId | None:
    """Return which department is asked of *signal*: of a small one, as of its post below."""
    apart = () if signal.shown else apart_of(pen, signal)
    return next((one.department for one in apart if one.department), signal.department)


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
    return pen.words.say("word.label", label=capital(by)) + " " if by else ""


def _title(pen: Pen, signal: Signal, action: Action, usual: str) -> str:
    """Return the title of *signal*, with who is asked, and by when where that is not as *usual*."""
    department = pen.department(signal.department) if action in _ASKING else ""
    day = _day_of(pen, signal)
    about = ", ".join(
        part for part in (department, by_day(pen, day) if day != usual else "") if part
    )
    title = pen.quoted_title(signal)
    return f"{title} ({about})" if about else title
