"""Figures about our own accounts in, findings out: each with the posts to look at, by role only."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import time
from math import ceil
from typing import Final

from jobs.model import Conduct, Finding, Measure, Owner, Post, PostId, Trace
from jobs.report.desk import Pen
from jobs.report.text import LINE_CAP, cap

MAX_TRACES: Final = 4
"""Posts named under a finding: enough to see what it is about."""
REFERENCE: Final = 8
"""Characters of a post's id that are printed; commands take the beginning of one."""
HOUR: Final = 60
"""Minutes from which a wait is told in hours."""
LONG: Final = 2
"""Working days from which a wait is told in days."""
MONTH: Final = 4
"""Weeks of the longer span, in which there are enough questions to compare."""

Figures = dict[tuple[Measure, int], Conduct]
"""Figures by what is counted, over how many weeks."""


def conduct_of(pen: Pen) -> tuple[Finding, ...]:
    """Return how our own accounts did: answers, what went against the policy, what is gone.

    Empty when nothing was asked on an own page and nothing happened there.
    """
    figures = {(one.measure, one.weeks): one for one in pen.desk.conduct}
    return tuple(
        finding
        for finding in (
            _answers(pen, figures),
            _counted(pen, figures.get((Measure.OPEN, MONTH)), days=_open_after(pen)),
            _barred(pen, figures.get((Measure.BARRED, 1))),
            _counted(
                pen,
                figures.get((Measure.PAST_LIMIT, 1)),
                limit=pen.desk.settings.policy.max_answers,
            ),
            _counted(pen, figures.get((Measure.VANISHED, 1))),
        )
        if finding is not None
    )


def _answers(pen: Pen, figures: Figures) -> Finding | None:
    """Return how many questions on own pages were answered, and how soon."""
    asked = figures.get((Measure.ASKED, MONTH))
    if asked is None or not asked.value:
        return None
    told = [_span(pen, figures, 1), _span(pen, figures, MONTH)]
    wait = figures.get((Measure.WAIT, MONTH))
    if wait is not None:
        told.append(pen.words.say("conduct.wait", wait=_wait_text(pen, wait.value)))
    return Finding(title=pen.words.say("conduct.answers"), text=" ".join(told))


def _span(pen: Pen, figures: Figures, weeks: int) -> str:
    """Return the questions of *weeks* weeks, and who answered how many."""
    asked, answered, helped = (
        figures[name, weeks].value for name in (Measure.ASKED, Measure.ANSWERED, Measure.HELPED)
    )
    if not asked:
        return pen.words.say("conduct.nothing")
    said = pen.words.count(f"conduct.asked_{weeks}", asked)
    parts = [pen.words.count("conduct.answered", answered)]
    if helped:
        parts.append(pen.words.count("conduct.helped", helped))
    waiting = asked - answered - helped
    if waiting:
        parts.append(pen.words.count("conduct.waiting", waiting))
    return f"{said} {pen.words.join(parts)}."


def _wait_text(pen: Pen, minutes: int) -> str:
    """Return a wait in minutes, hours or working days, rounded up: it came *within* that."""
    opens, closes = map(time.fromisoformat, pen.desk.settings.policy.office_hours.split("-"))
    day = (closes.hour - opens.hour) * HOUR + closes.minute - opens.minute
    if minutes < HOUR:
        return pen.words.count("conduct.minutes", max(minutes, 1))
    if minutes < LONG * day:
        return pen.words.count("conduct.hours", ceil(minutes / HOUR))
    return pen.words.count("conduct.days", ceil(minutes / day))


def _open_after(pen: Pen) -> str:
    return pen.words.count("conduct.days", pen.desk.settings.policy.open_after.days)


def _barred(pen: Pen, figure: Conduct | None) -> Finding | None:
    """Return which role answered on which own page though it may not."""
    if figure is None or not figure.value:
        return None
    posts = pen.posts(figure.posts)
    found = Counter((post.speaker, post.source_id) for post in posts)
    told = [
        pen.words.count(
            "conduct.barred",
            times,
            role=pen.words.say(f"role.{role}"),
            place=pen.place_word(source),
        )
        for (role, source), times in sorted(found.items())
    ]
    told.append(pen.words.say("conduct.agreed"))
    return _finding(pen, figure, " ".join(told))


def _counted(pen: Pen, figure: Conduct | None, **facts: str | int) -> Finding | None:
    """Return the finding of a *figure* that counts posts; None when there are none."""
    if figure is None or not figure.value:
        return None
    key = f"conduct.{figure.measure}"
    return _finding(pen, figure, pen.words.count(key, figure.value, **facts))


def _finding(pen: Pen, figure: Conduct, text: str) -> Finding:
    left = max(figure.value - MAX_TRACES, 0)
    return Finding(
        title=pen.words.say(f"conduct.{figure.measure}_title"),
        text=text,
        traces=tuple(_traces(pen, figure.posts[:MAX_TRACES])),
        more=pen.words.count("conduct.more", left) if left else "",
    )


def _traces(pen: Pen, ids: Iterable[PostId]) -> Iterator[Trace]:
    for post in pen.posts(ids):
        yield Trace(text=_where(pen, post), url=pen.link(post))


def _where(pen: Pen, post: Post) -> str:
    return pen.words.say(
        "conduct.where",
        place=pen.place_word(post.source_id),
        moment=pen.words.moment(post.posted_at, pen.zone),
        reference=post.id[:REFERENCE],
    )


def given_reason(pen: Pen, post: Post, house_rule: str | None) -> str:
    """Return the sentence to give when *post* is hidden for *house_rule*; empty elsewhere."""
    source = pen.sources.get(post.source_id)
    rules = (rule.text for rule in pen.desk.settings.house_rules if rule.id == house_rule)
    text = cap(next(rules, ""), LINE_CAP)
    if source is None or source.owner is not Owner.OWN or not text:
        return ""
    return pen.words.say("conduct.give", rule=text)


def logged_text(pen: Pen, post: Post) -> str:
    """Return what the log says was done with *post*; empty when it says nothing."""
    made = next((one for one in pen.desk.moderations if one.post_id == post.id), None)
    if made is None:
        return ""
    return pen.words.say(f"conduct.{made.act}", day=pen.words.short_day(pen.local_day(made.at)))
