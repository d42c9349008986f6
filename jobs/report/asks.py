"""Advices in, what is asked of a department out: at most three, most urgent first."""

from datetime import date
from typing import Final

from jobs.model import Action, Advice, Ask, Signal, State, Who
from jobs.report.desk import Pen, strongest_first

MAX_ASKS: Final = 3
"""More than three requests a week is none (mission.md §3)."""
URGENCY: Final = (
    Action.ESCALATE,
    Action.OPEN_TICKET,
    Action.CHECK_FIRST,
    Action.CORRECT_ONCE,
    Action.PUBLISH,
    Action.ANSWER,
    Action.MOVE_PRIVATE,
)
"""Actions that may ask something of a department, most urgent first."""
ALWAYS: Final = frozenset(
    {Action.ESCALATE, Action.OPEN_TICKET, Action.CHECK_FIRST, Action.CORRECT_ONCE, Action.PUBLISH}
)
"""Actions that need the department's content, whoever answers in the end."""


def asks_of(pen: Pen) -> tuple[Ask, ...]:
    """Return what the reader's department is asked, at most `MAX_ASKS`, one a signal."""
    chosen: dict[str, Advice] = {}
    wanted = [advice for advice in pen.desk.advices if _is_for(pen, advice)]
    for advice in sorted(wanted, key=lambda advice: _order(pen, advice)):
        chosen.setdefault(advice.signal_id, advice)
    return tuple(ask_of(pen, advice) for advice in list(chosen.values())[:MAX_ASKS])


def ask_of(pen: Pen, advice: Advice) -> Ask:
    """Return *advice* as a request: what, by when, why, and what communication does then."""
    signal = pen.by_id[advice.signal_id]
    facts = {"title": pen.quoted_title(signal), "date": ""}
    keys = [f"rule.{advice.rule}.ask_undated", f"ask.{advice.action}.undated"]
    if advice.due is not None:
        facts["date"] = pen.words.day(advice.due)
        keys = [f"rule.{advice.rule}.ask", f"ask.{advice.action}.dated"]
    reason = f"{reason_of(pen, signal)} {after_text(pen, advice)}".strip()
    owner = pen.department(advice.department)
    return Ask(text=pen.words.first_of(keys, **facts), reason=reason, owner=owner, due=advice.due)


def reason_of(pen: Pen, signal: Signal) -> str:
    """Return why this is asked, from the facts of *signal* only."""
    sentences = [_state_reason(pen, signal)]
    waiting = pen.posts(signal.open_questions)
    if waiting:
        oldest = min(pen.local_day(post.posted_at) for post in waiting)
        sentences.append(
            pen.words.count("reason_ask.open", len(waiting), day=pen.words.short_day(oldest))
        )
    return " ".join(sentences)


def after_text(pen: Pen, advice: Advice) -> str:
    """Return what communication does once the department has done its part; may be empty."""
    key = f"after.{advice.action}"
    return pen.words.say(key) if pen.words.has(key) else ""


def _state_reason(pen: Pen, signal: Signal) -> str:
    first = pen.words.short_day(pen.local_day(signal.first_at))
    before = signal.trend.history[-2] if len(signal.trend.history) > 1 else 0
    return pen.words.count(
        f"reason_ask.{signal.trend.state if signal.shown else State.NEW}",
        signal.voices,
        day=first,
        before=before,
        weeks=signal.trend.weeks,
    )


def _is_for(pen: Pen, advice: Advice) -> bool:
    return (
        advice.department == pen.reader
        and advice.signal_id in pen.by_id
        and advice.action in URGENCY
        and (advice.action in ALWAYS or advice.who is Who.DEPARTMENT)
    )


def _order(pen: Pen, advice: Advice) -> tuple[object, ...]:
    """Danger first, then what many people speak about, then what is most urgent."""
    signal = pen.by_id[advice.signal_id]
    weight = (advice.action is not Action.ESCALATE, not signal.shown)
    due = advice.due or date.max
    urgency = URGENCY.index(advice.action)
    return *weight, urgency, due, *strongest_first(signal), advice.rule
