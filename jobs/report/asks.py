"""Advices in, what is asked of a department out: at most three, most urgent first."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final

from jobs.model import Action, Advice, Ask, Kind, Signal, SignalId, State, Who
from jobs.report.clicks import clicks_of
from jobs.report.desk import Pen, strongest_first
from jobs.report.promises import is_waited_for

MAX_ASKS: Final = 3
"""A department that is asked more than three things a week does none of them."""
BY_FACTS: Final = frozenset({"question", "post-question"})
"""Rules that say only that something is asked: the facts say what."""
BACK_RULE: Final = "back-after-solved"
"""Its words fit what broke again; what is only spoken of again is asked for by its facts."""
BROKEN_SHARE: Final = 0.34
"""Share of reports and complaints from which something broke again, as in the titles."""
UNHAPPY: Final = frozenset({Kind.COMPLAINT, Kind.REPORT})
"""Kinds that say that something is wrong."""
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


def asks_of(pen: Pen, listed: Collection[SignalId]) -> tuple[Ask, ...]:
    """Return what the reader's department is asked, at most `MAX_ASKS`, one a signal.

    Signals that are *listed* below can be answered there.
    """
    chosen: dict[SignalId, Advice] = {}
    wanted = [advice for advice in pen.desk.advices if _is_for(pen, advice)]
    for advice in sorted(wanted, key=lambda advice: _order(pen, advice)):
        chosen.setdefault(advice.signal_id, advice)
    asks, said = [], set[str]()
    for advice in list(chosen.values())[:MAX_ASKS]:
        after = after_text(pen, advice)
        ask = ask_of(pen, advice, "" if after in said else after)
        clicks = () if advice.signal_id in listed else clicks_of(pen, pen.by_id[advice.signal_id])
        asks.append(replace(ask, clicks=clicks))
        said.add(after)
    return tuple(asks)


def ask_of(pen: Pen, advice: Advice, after: str) -> Ask:
    """Return *advice* as a request: what, by when, why, and what communication does *after*."""
    signal = pen.by_id[advice.signal_id]
    facts = {"title": pen.quoted_title(signal), "date": ""}
    form, dated = "ask_undated", "undated"
    if advice.due is not None:
        facts["date"] = pen.words.day(advice.due)
        form, dated = "ask", "dated"
    rule = pen.desk.policy.rule(advice.rule) if pen.desk.policy is not None else None
    keys = [f"rule.{advice.rule}.{form}"] if rule is None or rule.worded else []
    keys.append(f"ask.{advice.action}.{dated}")
    if advice.rule in BY_FACTS or (advice.rule == BACK_RULE and not _broke(signal)):
        keys.insert(0, f"ask.{_wanted(pen, signal, advice)}.{dated}")
    asked = (advice.post_id,) if advice.post_id is not None else pen.asking(signal)
    return Ask(
        text=pen.words.first_of(keys, **facts),
        reason=f"{reason_of(pen, signal)} {after}".strip(),
        owner=pen.department(advice.department),
        due=advice.due,
        quote=next(iter(pen.quotes(signal, asked, 1)), None),
    )


def _broke(signal: Signal) -> bool:
    """Whether people say that something is wrong, and do not only speak of it again."""
    wrong = sum(posts for kind, posts in signal.kinds if kind in UNHAPPY)
    return wrong >= BROKEN_SHARE * signal.voice_posts


def _wanted(pen: Pen, signal: Signal, advice: Advice) -> str:
    """Return what people want most: one answer or several, a repair, or an explanation."""
    if advice.post_id is not None or len(signal.open_questions) == 1:
        asked = [advice.post_id] if advice.post_id is not None else list(signal.open_questions)
        label = pen.desk.labels.get(asked[0])
        kind = label.kind if label is not None else Kind.QUESTION
        if kind in UNHAPPY:
            return f"for_{kind}"
        return "for_question"
    return "for_questions" if signal.open_questions else "check_first"


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


def wants_department(advice: Advice) -> bool:
    """Return whether *advice* needs something of its department."""
    return advice.action in ALWAYS or (advice.action in URGENCY and advice.who is Who.DEPARTMENT)


def _is_for(pen: Pen, advice: Advice) -> bool:
    signal = pen.by_id.get(advice.signal_id)
    if signal is None or advice.department != pen.reader or not wants_department(advice):
        return False
    unasked = pen.doubts(signal) or is_waited_for(pen, signal)
    return advice.action is Action.ESCALATE or not unasked


def _order(pen: Pen, advice: Advice) -> tuple[object, ...]:
    """Danger first, then what many people speak about, then what is most urgent."""
    signal = pen.by_id[advice.signal_id]
    weight = (advice.action is not Action.ESCALATE, not signal.shown)
    due = advice.due or date.max
    urgency = URGENCY.index(advice.action)
    return *weight, urgency, due, *strongest_first(signal), advice.rule
