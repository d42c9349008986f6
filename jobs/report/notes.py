"""Signals in, lines under a heading out: questions that wait, thanks, what stands alone."""

from collections import Counter
from typing import Final

from jobs.model import Kind, Note, Post, Signal, Speaker
from jobs.report.desk import Pen, strongest_first
from jobs.report.promises import PROMISED, latest_of, promises_of
from jobs.report.signals import deeds, shares_text

MAX_NOTES: Final = 6
"""Lines under one heading; the file of posts has the rest."""
MAX_LEAD: Final = 4
"""Lines under a heading of the lead's edition, so that it stays within five pages."""
SOME: Final = 2
"""More lines of what is still open, when both promises and questions are."""
MAX_SMALL: Final = 3
"""Lines in a department's own lists, which share page one."""
WEEKS_BACK: Final = 3
"""Weeks after which an unanswered question is no longer brought up."""


def praise_of(pen: Pen) -> tuple[Note, ...]:
    """Return the compliments to pass on, most thanked first."""
    thanked = [(len(_thanks(pen, signal)), signal) for signal in pen.shown]
    thanked.sort(key=lambda pair: (-pair[0], *strongest_first(pair[1])))
    limit = MAX_LEAD if pen.lead else MAX_SMALL
    return tuple(_praise(pen, signal) for count, signal in thanked[:limit] if count)


def open_before_of(pen: Pen) -> tuple[Note, ...]:
    """Return what was promised, then questions of earlier weeks that wait and nobody repeated."""
    promised = promises_of(pen)
    closed = latest_of(pen.desk.feedback)
    alive = {signal.story_id for signal in pen.desk.signals}
    oldest = pen.desk.week.plus(-WEEKS_BACK)
    waiting = [
        signal
        for signal in pen.desk.earlier
        if signal.shown
        and signal.week >= oldest
        and signal.story_id not in alive
        and (signal.story_id not in closed or closed[signal.story_id].answer not in PROMISED)
        and signal.open_questions
        and not signal.answered
        and (pen.lead or signal.department == pen.reader)
    ]
    latest = {signal.story_id: signal for signal in reversed(waiting)}
    ordered = sorted(latest.values(), key=lambda s: (-len(s.open_questions), *strongest_first(s)))
    limit = MAX_LEAD if pen.lead else MAX_SMALL
    questions = (
        Note(
            title=pen.title(signal),
            text=pen.words.count(
                "before.open", len(signal.open_questions), week=signal.week.number
            ),
        )
        for signal in ordered[:limit]
    )
    return (*promised, *questions)[: limit + SOME]


def loose_of(pen: Pen) -> str:
    """Return what was said by too few voices, and what we are less sure of; may be empty."""
    small = [signal for signal in pen.mine if not signal.shown and signal.voice_posts]
    told = []
    if small:
        kinds = Counter[Kind]()
        for signal in small:
            kinds.update(dict(signal.kinds))
        matters = pen.words.count("loose.matters", len(small))
        shares = shares_text(deeds(pen, kinds.items()))
        told.append(f"{matters}: {shares}." if shares else f"{matters}.")
    if pen.doubtful:
        titles = pen.words.join([pen.quoted_title(signal) for signal in pen.doubtful[:MAX_NOTES]])
        told.append(pen.words.say("loose.doubtful", titles=titles))
    return " ".join(told)


def _praise(pen: Pen, signal: Signal) -> Note:
    thanks = _thanks(pen, signal)
    likes = sum(post.reactions for post in thanks)
    text = pen.words.count("praise.thanks", len(thanks))
    if likes:
        text += f", {pen.words.count('praise.likes', likes)}"
    best = sorted(thanks, key=lambda post: (-post.reactions, post.posted_at, post.text))
    quotes = pen.quotes(signal, [post.id for post in best], 1)
    name = pen.title(signal)
    department = pen.department(signal.department) if pen.lead else ""
    return Note(
        title=f"{name} ({department})" if department else name,
        text=f"{text}.",
        quote=quotes[0] if quotes else None,
    )


def _thanks(pen: Pen, signal: Signal) -> list[Post]:
    """Return the posts that thank; none where more people complain: praise there is often irony."""
    labels, kinds = pen.desk.labels, dict(signal.kinds)
    if kinds.get(Kind.COMPLAINT, 0) > kinds.get(Kind.COMPLIMENT, 0):
        return []
    return [
        post
        for post in _voices(pen, signal)
        if post.id in labels and labels[post.id].kind is Kind.COMPLIMENT
    ]


def _voices(pen: Pen, signal: Signal) -> list[Post]:
    return [post for post in pen.posts(signal.posts) if post.speaker is Speaker.VOICE]
