"""Matters of one or two voices in, what they need out: rows for the lead, and what is left."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from jobs.model import Action, Advice, Choice, Kind, Signal, SignalId
from jobs.report.choices import choice_of
from jobs.report.desk import Pen
from jobs.report.matters import apart_of, matters_of, numbers_of

MAX_ROWS: Final = 8
"""Rows of one action; the file of posts has the others."""
UNHAPPY: Final = frozenset({Kind.COMPLAINT, Kind.REPORT})
"""Kinds that say that something is wrong: what is only followed is named where somebody says so."""
TOGETHER: Final = Action.CHECK_FIRST
"""Loose questions stand together by the department that knows the answer."""


def small_of(
    pen: Pen, action: Action, signals: Iterable[Signal], numbers: dict[SignalId, int]
) -> tuple[list[Choice], int]:
    """Return the rows of *signals* of one or two voices, and how many of those have none.

    Those that only are followed stand together in one sentence (`rest_of`).
    """
    small = [signal for signal in signals if not signal.shown]
    if action is Action.MONITOR:
        return [], 0
    if action is TOGETHER:
        return _together(pen, small, numbers), 0
    rows = [choice_of(pen, one, numbers[one.id]) for one in small[:MAX_ROWS]]
    return rows, len(small) - len(rows)


def rest_of(pen: Pen) -> tuple[str, ...]:
    """Return how many small matters wait for no answer, which of those are unhappy, our doubts.

    Empty when there are none.
    """
    followed = matters_of(pen).get(Action.MONITOR, [])
    return _rest(pen, [signal for signal in followed if not signal.shown])


def _together(pen: Pen, signals: Sequence[Signal], numbers: dict[SignalId, int]) -> list[Choice]:
    """Return a row for each department that is asked, with the matters it is asked about."""
    asked: dict[str, list[tuple[Signal, Advice, int]]] = defaultdict(list)
    for signal in signals:
        advices = [one for one in apart_of(pen, signal) if one.action is TOGETHER]
        if advices:
            name = pen.department(advices[0].department)
            asked[name].append((signal, advices[0], len(advices)))
    return [_asked(pen, name, asked[name], numbers) for name in sorted(asked)]


def _asked(
    pen: Pen, name: str, asked: Sequence[tuple[Signal, Advice, int]], numbers: dict[SignalId, int]
) -> Choice:
    """Return the row of department *name*; how it is done is that of its first matter."""
    first, _, _ = asked[0]
    titles = [_titled(pen, signal, numbers[signal.id], questions) for signal, _, questions in asked]
    row = choice_of(pen, first, numbers[first.id])
    step = next(one for one in row.steps if one.action is TOGETHER)
    count = sum(questions for _, _, questions in asked)
    whom = name or pen.words.say("how.some_department")
    return replace(
        row,
        number=0,
        title=pen.words.count("small.asked", count, department=whom),
        size="",
        detail=pen.words.join(titles),
        steps=(replace(step, told="", url=None, quote=None),),
    )


def _titled(pen: Pen, signal: Signal, number: int, questions: int = 1) -> str:
    """Return the title of *signal* with its *number*, and how many *questions* when several."""
    facts: dict[str, str | int] = {"title": pen.quoted_title(signal), "number": number}
    if questions == 1:
        return pen.words.say("small.matter", **facts)
    return pen.words.say("small.many", n=questions, **facts)


def _unhappy(pen: Pen, signals: Sequence[Signal]) -> str:
    """Return in which of *signals* people report something or complain; empty when in none."""
    found = [one for one in signals if any(n for kind, n in one.kinds if kind in UNHAPPY)]
    numbers = numbers_of(pen)
    titles = [_titled(pen, one, numbers[one.id]) for one in found[:MAX_ROWS]]
    return pen.words.say("small.unhappy", titles=pen.words.join(titles)) if titles else ""


def _rest(pen: Pen, rest: Sequence[Signal]) -> tuple[str, ...]:
    """Return how many of *rest* wait for no answer, which of those are unhappy, and our doubts.

    What people do there is not told: that counts posts, of which one may ask without waiting.
    """
    calm = [one for one in rest if not (pen.doubts(one) and one.open_questions)]
    told = []
    if calm:
        posts = pen.words.count("size.posts", sum(one.voice_posts for one in calm))
        told += [pen.words.count("small.rest", len(calm), posts=posts), _unhappy(pen, calm)]
    if unsure := len(rest) - len(calm):
        told.append(pen.words.count("small.doubtful", unsure))
    return tuple(part for part in told if part)
