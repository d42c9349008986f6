"""Figures about our own accounts in, findings out: each with the posts to look at, by role only."""

from collections import Counter
from datetime import time
from math import ceil
from typing import Final

from jobs.model import Conduct, Finding, Measure, Owner, Post, Signal, Speaker, Trace
from jobs.report.desk import Pen
from jobs.report.text import LINE_CAP, cap

MAX_TRACES: Final = 8
"""Matters named under a finding: as many as are dealt with in a day."""
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
    traces = _traces(pen, figure)
    left = traces[MAX_TRACES:]
    return Finding(
        title=pen.words.say(f"conduct.{figure.measure}_title"),
        text=text,
        traces=traces[:MAX_TRACES],
        more=pen.words.count("conduct.more", len(left)) if left else "",
    )


def _traces(pen: Pen, figure: Conduct) -> tuple[Trace, ...]:
    """Return the posts of *figure*; open questions of one matter together under the oldest."""
    signals = {p: one for one in (*pen.desk.signals, *pen.desk.earlier) for p in one.posts}
    groups: dict[object, list[Post]] = {}
    for post in pen.posts(figure.posts):
        signal = signals.get(post.id) if figure.measure is Measure.OPEN else None
        groups.setdefault(signal.id if signal is not None else post.id, []).append(post)
    return tuple(_trace(pen, same, signals.get(same[0].id)) for same in groups.values())


def _trace(pen: Pen, same: list[Post], signal: Signal | None) -> Trace:
    """Return when *same* were written, about what, and whose that is.

    Their place, or the beginning of a reference, stands there only where nothing else leads there.
    What an inhabitant tells of somebody's own life has that in place of its address.
    """
    first = same[0]
    day = pen.words.short_day(pen.local_day(first.posted_at))
    told = [pen.words.count("conduct.since", len(same), day=day)] if len(same) > 1 else [day]
    if signal is None or not signal.shown:
        told.append(pen.place_word(first.source_id))
    else:
        told.append(pen.quoted_title(signal))
    if signal is not None:
        told.append(pen.department(signal.department))
    private = first.speaker is Speaker.VOICE and pen.kept_back(first)
    url = None if private else pen.link(first)
    if url is None:
        told.append(first.id[:REFERENCE])
    return Trace(text=", ".join(part for part in told if part), url=url)


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
