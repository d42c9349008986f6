"""An advice in, its words out: why it is given, what is ready, who does it, where and when."""

from datetime import date, timedelta
from typing import Final

from jobs.language.rules import reason_of
from jobs.model import Advice, Ready, Who
from jobs.report.desk import Pen
from jobs.report.text import LINE_CAP, cap
from jobs.settings.bodies import bodies_of

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days as ``[schedule]`` writes them, in order."""
ANSWER_CAP: Final = 1000
"""Graphemes of an approved answer: it is to be copied whole, and ``[[faq]]`` takes no more."""


def why_of(pen: Pen, advice: Advice) -> str:
    """Return why *advice* is given, in words; where that is our answer, also when it was."""
    reason = cap(reason_of(advice.rule, advice.action, pen.desk.policy, pen.words), LINE_CAP)
    return f"{reason} {_since(pen, advice)}".strip()


def _since(pen: Pen, advice: Advice) -> str:
    """Return the day of our answer and how many messages followed; empty where none decided."""
    facts = {fact.name: fact for fact in advice.facts}
    if "answered" not in facts or "after_answer" not in facts:
        return ""
    answers = pen.posts(facts["answered"].posts)
    if not answers:
        return ""
    day = pen.words.day(pen.local_day(max(post.posted_at for post in answers)))
    followed = len(facts["after_answer"].posts)
    if not followed:
        return pen.words.say("since.nothing", day=day)
    return pen.words.count("since.messages", followed, day=day)


def ready_of(pen: Pen, advice: Advice) -> Ready | None:
    """Return the approved answer that *advice* rests on; None when it rests on none."""
    faq = next((f for f in pen.desk.settings.faq if f.id == advice.faq), None)
    if faq is None:
        return None
    return Ready(question=cap(faq.question, LINE_CAP), answer=cap(faq.answer, ANSWER_CAP))


def basis_of(pen: Pen, advice: Advice) -> str:
    """Return the other body that is competent, and where to go; may be empty."""
    return "" if advice.body is None else _body(pen, advice.body)


def how_of(pen: Pen, advice: Advice) -> str:
    """Return in one line who does something, from which place and by when."""
    does = does_of(pen, advice)
    if advice.who in {Who.PAGE_TEAM, Who.DEPARTMENT}:
        who = pen.words.say(f"brief.{Who.PAGE_TEAM}")
        does = pen.words.say("how.does", who=who, where=does)
    parts = (supplies_of(pen, advice), does, when_of(pen, advice))
    return " · ".join(part for part in parts if part)


def supplies_of(pen: Pen, advice: Advice) -> str:
    """Return which department knows the facts; empty when nobody needs to ask one."""
    if advice.who is not Who.DEPARTMENT and advice.department is None:
        return ""
    return pen.department(advice.department) or pen.words.say("how.some_department")


def does_of(pen: Pen, advice: Advice) -> str:
    """Return from which place it is done, and who does it when that is not the page team.

    What a department supplies, the page team says.
    """
    if advice.who is Who.NOBODY:
        return pen.words.say("how.nobody")
    where = pen.words.say(f"brief.{advice.where}")
    if advice.who in {Who.PAGE_TEAM, Who.DEPARTMENT}:
        return where
    return pen.words.say("how.does", who=pen.words.say(f"brief.{advice.who}"), where=where)


def when_of(pen: Pen, advice: Advice) -> str:
    """Return by when, for use in a sentence; empty without a term."""
    return by_day(pen, day_of(pen, advice))


def by_day(pen: Pen, day: str) -> str:
    """Return *day*, made by `day_of`, for use in a sentence."""
    return (
        pen.words.say("when.by", day=day) if day not in {"", pen.words.say("when.today")} else day
    )


def day_of(pen: Pen, advice: Advice) -> str:
    """Return the last day, seen from the day on which the edition leaves; empty without a term."""
    if advice.due is None:
        return ""
    today = advice.due <= leaves_on(pen)
    return pen.words.say("when.today") if today else pen.words.day(advice.due)


def leaves_on(pen: Pen) -> date:
    """Return the day on which the edition leaves."""
    days = timedelta(days=WEEKDAYS.index(pen.desk.settings.schedule.weekday))
    return pen.desk.week.next.monday + days


def _body(pen: Pen, body: str) -> str:
    """Return who is competent and where to go: as the town says, or as we do in its language."""
    settings = pen.desk.settings
    known = next((one for one in bodies_of(settings) if one.id == body), None)
    own = any(one.id == body for one in settings.bodies)
    if known is not None and (own or pen.words.language == settings.municipality.language):
        name, contact = cap(known.name, LINE_CAP), cap(known.contact, LINE_CAP)
        return f"{pen.words.say('how.body', name=name)} {contact}".strip()
    key = f"body.{body}.label"
    name = pen.words.say(key) if pen.words.has(key) else body
    return pen.words.say("how.body", name=name)
