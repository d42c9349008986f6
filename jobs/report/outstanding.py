"""The weeks before in, what of them still waits for an answer out: one list for all editions.

The lead reads the whole of it: what waits for too long on own pages with the accounts, the rest
under what is still open. A department reads its own part. Nothing else is kept back but what a
department has promised or closed, which stands there as that.
"""

from typing import Final, NamedTuple

from jobs.model import Measure, PostId, Signal
from jobs.report.desk import Desk, Pen, strongest_first
from jobs.report.promises import PROMISED, latest_of

WEEKS_BACK: Final = 3
"""Weeks after which an unanswered question is no longer brought up."""


class Outstanding(NamedTuple):
    """A matter of an earlier week of which something waits.

    Attributes:
        signal: The matter.
        posts: What waits, what most plainly asks first.
    """

    signal: Signal
    posts: tuple[PostId, ...]


def outstanding(pen: Pen) -> tuple[Outstanding, ...]:
    """Return what waits of earlier weeks for this reader, most posts first; all for the lead.

    That is what nobody spoke of again and we never answered, and what waits for too long on an own
    page, spoken of again or not.
    """
    late, silent = late_in(pen.desk), _silent(pen.desk)
    found = []
    for signal in pen.desk.earlier:
        asked = signal.open_questions if signal.id in silent else ()
        posts = dict.fromkeys((*asked, *(post for post in signal.posts if post in late)))
        mine = pen.lead or signal.department == pen.reader
        if posts and mine and not _is_promised(pen.desk, signal):
            found.append(Outstanding(signal, tuple(posts)))
    return tuple(sorted(found, key=lambda one: (-len(one.posts), *strongest_first(one.signal))))


def waits_of(pen: Pen, signal: Signal) -> tuple[Outstanding, ...]:
    """Return what waits of the weeks before of the story that *signal* goes on with."""
    return tuple(one for one in outstanding(pen) if one.signal.story_id == signal.story_id)


def waits_text(pen: Pen, signal: Signal) -> str:
    """Return how much waits of earlier weeks of the story of *signal*; empty when nothing does."""
    told = (
        pen.words.count("before.open", len(one.posts), week=one.signal.week.number)
        for one in waits_of(pen, signal)
    )
    return " ".join(told)


def late_in(desk: Desk) -> frozenset[PostId]:
    """Return the questions on own pages that have waited for too long."""
    return frozenset(
        post for one in desk.conduct if one.measure is Measure.OPEN for post in one.posts
    )


def _silent(desk: Desk) -> frozenset[str]:
    """Return the latest signals of the stories that nobody spoke of this week or answered."""
    alive = {signal.story_id for signal in desk.signals}
    oldest = desk.week.plus(-WEEKS_BACK)
    waiting = [
        signal
        for signal in desk.earlier
        if signal.shown
        and signal.week >= oldest
        and signal.story_id not in alive
        and signal.open_questions
        and not signal.answered
    ]
    return frozenset({one.story_id: one.id for one in reversed(waiting)}.values())


def _is_promised(desk: Desk, signal: Signal) -> bool:
    said = latest_of(desk.feedback).get(signal.story_id)
    return said is not None and said.answer in PROMISED
