"""What waits of earlier weeks in, the lead's lines out: each can be opened, and all add up."""

from collections.abc import Iterable, Sequence
from typing import Final

from jobs.model import Note, PostId, Signal
from jobs.report.desk import Pen
from jobs.report.matters import awaited
from jobs.report.outstanding import late_in
from jobs.report.questions import asks_something, brief_question_of, clearest_first
from jobs.report.telling import told_of

MAX_LINES: Final = 10
"""Matters with a line of their own: more than a week has hours for; the others are named."""

Waiting = tuple[Signal, Sequence[PostId]]
"""A matter of an earlier week, and what of it waits."""


def backlog_of(pen: Pen, waiting: Iterable[Waiting]) -> tuple[Note, ...]:
    """Return a line for each matter of *waiting*, first those of people on whom waiting weighs."""
    ordered = sorted(waiting, key=lambda one: not _weighs(pen, one[0]))
    notes = [_line(pen, signal, posts) for signal, posts in ordered[:MAX_LINES]]
    if rest := ordered[MAX_LINES:]:
        notes.append(_others(pen, rest))
    return tuple(notes)


def total_of(pen: Pen, waiting: Iterable[Waiting]) -> str:
    """Return how many posts wait in all, and where these stand; each is in one part."""
    week = {post for signal in awaited(pen) for post in signal.open_questions}
    above = {post for _, posts in waiting for post in posts} - week
    late = late_in(pen.desk) - week - above
    section = pen.words.quoted(pen.words.say("conduct.open_title"))
    counts = (("week", len(week)), ("above", len(above)), ("late", len(late)))
    parts = [
        pen.words.say(f"before.part.{name}", n=count, section=section)
        for name, count in counts
        if count
    ]
    return pen.words.count(
        "before.total", len(week) + len(above) + len(late), parts=pen.words.join(parts)
    )


def _weighs(pen: Pen, signal: Signal) -> bool:
    """Whether an advice on *signal* said that it is of people on whom waiting weighs more."""
    facts = (fact for one in pen.desk.before if one.signal_id == signal.id for fact in one.facts)
    return any(fact.name == "vulnerable" and fact.value is True for fact in facts)


def _line(pen: Pen, signal: Signal, posts: Sequence[PostId]) -> Note:
    """Return how much waits, of whom it is asked, and what most plainly asks or where that is.

    What may not be quoted is told of in our own words; of what is somebody's own life that is its
    title alone.
    """
    owner = pen.department(signal.department) or pen.words.say("how.some_department")
    text = pen.words.count("before.lead", len(posts), week=signal.week.number, owner=owner)
    found = pen.posts(posts)
    asked = clearest_first(pen, filter(asks_something, found))
    if asked and signal.shown:
        quote = brief_question_of(pen, asked[0])
        return Note(title=pen.title(signal), text=text, quote=quote, waits=True)
    plain = [post for post in found if not pen.kept_back(post)]
    told, url = told_of(pen, signal, plain, 0)
    return Note(title=pen.title(signal), text=f"{text} {told}".strip(), url=url, waits=True)


def _others(pen: Pen, rest: Iterable[Waiting]) -> Note:
    """Return the other matters that wait, in one line: each with its department and its posts."""
    told = []
    for signal, posts in rest:
        facts = (pen.department(signal.department), pen.words.count("size.posts", len(posts)))
        about = ", ".join(part for part in facts if part)
        told.append(pen.words.say("loose.named", title=pen.quoted_title(signal), voices=about))
    return Note(title=pen.words.say("before.others"), text=f"{pen.words.join(told)}.")
