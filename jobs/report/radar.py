"""Drafts and outlooks in, lines for the lead out: what the FAQ lacks, and what is coming up."""

from dataclasses import replace
from datetime import date
from typing import Final

from jobs.model import DepartmentId, Draft, Note, Outlook, Post, Signal
from jobs.report.acting import when_of
from jobs.report.desk import Pen
from jobs.report.matters import awaited
from jobs.report.text import LINE_CAP, cap
from jobs.settings.schema import Announcement

MAX_DRAFTS: Final = 4
"""Draft entries in the edition; `buurtsignaal faq drafts` prints all of them."""
MAX_TOUCHED: Final = 3
"""Titles named in a line."""


def questions_of(pen: Pen) -> tuple[Note, ...]:
    """Return the draft FAQ entries, most voices first, and how they add up to all that waits."""
    told = [
        part
        for draft in pen.desk.drafts
        for part in _parts(pen, draft)
        if question_of(pen, part) is not None
    ]
    told = told[:MAX_DRAFTS]
    notes = [_draft(pen, draft) for draft in told]
    waiting = {post_id for signal in awaited(pen) for post_id in signal.open_questions}
    named = {post_id for draft in told for post_id in draft.questions} & waiting
    if rest := len(waiting - named):
        heading = pen.words.say("question.elsewhere")
        facts = {"told": len(named), "all": len(waiting)}
        notes.append(Note(title=heading, text=pen.words.count("question.rest", rest, **facts)))
    return tuple(notes)


def question_of(pen: Pen, draft: Draft) -> Post | None:
    """Return the question that stands for *draft*, when its words may be printed."""
    for signal in signals_of(pen, draft.signals):
        if signal in pen.shown:
            clear = set(pen.asking(signal)) & set(draft.questions)
            asked = pen.posts(post_id for post_id in draft.questions if post_id in clear)
            quotable = next((post for post in asked if pen.quotable(post)), None)
            if quotable is not None:
                return quotable
    return None


def facts_of(pen: Pen, draft: Draft) -> str:
    """Return how many ask *draft*, since when, and who must know the answer."""
    since = pen.words.short_day(pen.local_day(draft.since))
    told = pen.words.count("draft.voices", draft.voices, posts=len(draft.questions), day=since)
    name = pen.department(owner_of(pen, draft))
    who = pen.words.say("draft.ask", department=name) if name else pen.words.say("draft.nobody")
    return f"{told} {who}"


def owner_of(pen: Pen, draft: Draft) -> DepartmentId | None:
    """Return which department is asked for the answer: the one that the table asks too.

    That of the signal. What one or two people ask is asked of the department of their own words.
    """
    first = next(iter(signals_of(pen, draft.signals)), None)
    if first is None or not first.shown:
        return draft.department
    return first.department or draft.department


def signals_of(pen: Pen, ids: tuple[str, ...]) -> tuple[Signal, ...]:
    """Return the signals of *ids*, in that order."""
    return tuple(signal for name in ids for signal in pen.desk.signals if signal.id == name)


def coming_of(pen: Pen) -> tuple[Note, ...]:
    """Return each announcement that is near or just past, with the talk about it."""
    planned = {one.id: one for one in pen.desk.settings.announcements}
    return tuple(
        _coming(pen, planned[outlook.announcement], outlook)
        for outlook in pen.desk.outlooks
        if outlook.announcement in planned
    )


def _parts(pen: Pen, draft: Draft) -> list[Draft]:
    """Return *draft* as one for each of its signals: a row of two is read as one matter."""
    signals = signals_of(pen, draft.signals)
    if len(signals) < 2:
        return [draft]
    parts = []
    for signal in signals:
        asked = tuple(post_id for post_id in draft.questions if post_id in signal.posts)
        posts = pen.posts(asked)
        if posts:
            parts.append(
                replace(
                    draft,
                    signals=(signal.id,),
                    questions=asked,
                    voices=len({(post.source_id, post.voice or post.id) for post in posts}),
                    since=min(post.posted_at for post in posts),
                )
            )
    return parts


def _draft(pen: Pen, draft: Draft) -> Note:
    post = question_of(pen, draft)
    signals = signals_of(pen, draft.signals)
    since = pen.words.short_day(pen.local_day(draft.since))
    asked = pen.words.count("draft.asked", draft.voices, day=since)
    quote = None
    if post is not None:
        quote = replace(pen.quote(post), credit=pen.quote(post, brief=True).credit)
    return Note(
        title=pen.words.join([pen.title(signal) for signal in signals[:MAX_TOUCHED]]),
        text=f"{asked} {_whom(pen, draft, signals)}",
        quote=quote,
    )


def _whom(pen: Pen, draft: Draft, signals: tuple[Signal, ...]) -> str:
    """Return whom to ask for the answer, and by when the first of the advices says so."""
    advices = [one for signal in signals for one in pen.whole(signal.id) if one.due is not None]
    first = min(advices, key=lambda one: one.due or date.max, default=None)
    by = when_of(pen, first) if first is not None else ""
    name = pen.department(owner_of(pen, draft))
    if not name:
        return pen.words.say("draft.nobody")
    whom = pen.words.say("draft.whom", department=name)
    return f"{whom} {by}.".replace(" .", ".")


def _coming(pen: Pen, planned: Announcement, outlook: Outlook) -> Note:
    first = pen.desk.week.next.monday
    told = _past(pen, outlook) if planned.date < first else _ahead(pen, outlook)
    return Note(
        title=cap(planned.title, LINE_CAP),
        text=" ".join([_when(pen, planned, first), _touched(pen, outlook), *told]),
    )


def _when(pen: Pen, planned: Announcement, first: date) -> str:
    key = "coming.was" if planned.date < first else "coming.on"
    day, name = pen.words.day(planned.date), pen.department(planned.department)
    return pen.words.say(key, day=day, department=name)


def _touched(pen: Pen, outlook: Outlook) -> str:
    titles = [pen.quoted_title(signal) for signal in signals_of(pen, outlook.signals)]
    if not titles:
        return pen.words.say("coming.untouched")
    return pen.words.say("coming.touches", titles=pen.words.join(titles[:MAX_TOUCHED]))


def _ahead(pen: Pen, outlook: Outlook) -> list[str]:
    """Say which approved answer is ready, and what is asked that none answers."""
    told = [_faq(pen, outlook)]
    lacking = sum(bool(set(d.signals) & set(outlook.signals)) for d in pen.desk.drafts)
    if lacking:
        told.append(pen.words.count("coming.lacking", lacking))
    return told


def _past(pen: Pen, outlook: Outlook) -> list[str]:
    """Say what was asked, how much of it we answered, and what was said after that."""
    if not outlook.asked:
        return [pen.words.say("coming.silent")]
    answered = len(outlook.answered)
    told = [pen.words.count("coming.asked", len(outlook.asked), answered=answered)]
    if answered and outlook.against:
        told.append(pen.words.count("coming.against", len(outlook.against)))
    elif answered:
        told.append(pen.words.say("coming.landed"))
    return told if outlook.faq else [*told, _faq(pen, outlook)]


def _faq(pen: Pen, outlook: Outlook) -> str:
    known = {entry.id: cap(entry.question, LINE_CAP) for entry in pen.desk.settings.faq}
    ready = [pen.words.quoted(known[name]) for name in outlook.faq if name in known]
    if not ready:
        return pen.words.say("coming.no_faq")
    return pen.words.say("coming.faq", questions=pen.words.join(ready[:MAX_TOUCHED]))
