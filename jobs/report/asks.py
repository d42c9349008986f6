"""Advices in, what is asked of a department out: at most three, most urgent first."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from jobs.model import (
    Action,
    Advice,
    Answer,
    Ask,
    Kind,
    PostId,
    Quote,
    Signal,
    SignalId,
    State,
    Who,
)
from jobs.report.clicks import clicks_of
from jobs.report.desk import Pen, strongest_first
from jobs.report.outstanding import waits_of, waits_text
from jobs.report.promises import is_waited_for
from jobs.report.questions import (
    asks_something,
    beginning_of,
    clearest_first,
    part_of,
    plainest_of,
    question_of,
)
from jobs.report.signals import where_text
from jobs.report.unquoted import about_text, unquoted_text

MAX_ASKS: Final = 3
"""A department that is asked more than three things a week does none of them."""
MAX_QUOTED: Final = 5
"""Questions quoted under one request; the list of posts has the others."""
CLOSING: Final = (Answer.PLANNED, Answer.DONE, Answer.NOT_OURS)
"""Answers to a request whose signal is listed, where all answers stand."""
BY_FACTS: Final = frozenset({"question", "post-question", "many-questions"})
"""Rules that say only that something is asked: the facts say what."""
BACK_RULE: Final = "back-after-solved"
"""Its words fit what broke again; what is only spoken of again is asked for by its facts."""
BROKEN_SHARE: Final = 0.34
"""Share of reports and complaints from which something broke again, as in the titles."""
SINCE: Final = frozenset({State.NEW, State.BACK})
"""States of which the reason says since when."""
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
    asks, said = [], ""
    for advice in first_of(wanted_of(pen)):
        ask, signal = ask_of(pen, advice), pen.by_id[advice.signal_id]
        ask, said = replace(ask, then="" if ask.then == said else ask.then), ask.then
        ask = replace(ask, clicks=clicks_of(pen, signal, CLOSING, owners=False))
        asks.append(ask if signal.id in listed else _alone(pen, ask, signal))
    return tuple(asks)


def wanted_of(pen: Pen) -> list[Advice]:
    """Return the advices that ask something of the reader's department, most urgent first."""
    wanted = [advice for advice in pen.desk.advices if _is_for(pen, advice)]
    return sorted(wanted, key=lambda advice: _order(pen, advice))


def left_of(pen: Pen) -> dict[SignalId, list[Advice]]:
    """Return by signal what else is asked: more signals, and posts that no request asks about."""
    wanted = wanted_of(pen)
    first = first_of(wanted)
    asked = {one.signal_id: waiting_of(pen.by_id[one.signal_id], one) for one in first}
    left: dict[SignalId, list[Advice]] = {}
    for one in wanted:
        known = asked.get(one.signal_id)
        if one not in first and (known is None or one.post_id not in {None, *known}):
            left.setdefault(one.signal_id, []).append(one)
    return left


def first_of(wanted: Iterable[Advice]) -> list[Advice]:
    """Return what of *wanted* stands in the box of page one: the first of each signal."""
    chosen: dict[SignalId, Advice] = {}
    for advice in wanted:
        chosen.setdefault(advice.signal_id, advice)
    return list(chosen.values())[:MAX_ASKS]


def ask_of(pen: Pen, advice: Advice) -> Ask:
    """Return *advice* as a request: what, by when, why, and who does what after it."""
    signal = pen.by_id[advice.signal_id]
    quotes = _quotes(pen, signal, advice)
    facts = {"title": pen.quoted_title(signal), "date": ""}
    form, dated = "ask_undated", "undated"
    if advice.due is not None:
        facts["date"] = pen.words.day(advice.due)
        form, dated = "ask", "dated"
    rule = pen.desk.policy.rule(advice.rule) if pen.desk.policy is not None else None
    keys = [f"rule.{advice.rule}.{form}"] if rule is None or rule.worded else []
    keys.append(f"ask.{advice.action}.{dated}")
    if advice.rule in BY_FACTS or (advice.rule == BACK_RULE and not _broke(signal)):
        keys.insert(0, f"ask.{_wanted(pen, signal, advice, quotes)}.{dated}")
    return Ask(
        text=pen.words.first_of(keys, **facts),
        reason=reason_of(pen, signal, advice, len(quotes)),
        then=then_of(pen, advice),
        owner=pen.department(advice.department),
        due=advice.due,
        quotes=quotes or _asked_before(pen, signal, advice),
    )


def _alone(pen: Pen, ask: Ask, signal: Signal) -> Ask:
    """Return *ask* with what would else stand with its signal: where it is said, and answers."""
    heard = where_text(pen, signal)
    told = f" {pen.words.say('asked.heard', places=heard)}" if heard else ""
    return replace(ask, reason=ask.reason + told, clicks=clicks_of(pen, signal))


def _broke(signal: Signal) -> bool:
    """Whether people say that something is wrong, and do not only speak of it again."""
    wrong = sum(posts for kind, posts in signal.kinds if kind in UNHAPPY)
    return wrong >= BROKEN_SHARE * signal.voice_posts


def waiting_of(signal: Signal, advice: Advice) -> tuple[PostId, ...]:
    """Return the posts that *advice* asks something about."""
    return (advice.post_id,) if advice.post_id is not None else signal.open_questions


def _quotes(pen: Pen, signal: Signal, advice: Advice) -> tuple[Quote, ...]:
    """Return the questions that wait, or the one complaint or report that does.

    None of people who need help: the others asked something else.
    """
    if not signal.shown or _is_of_need(advice):
        return ()
    waiting = pen.posts(waiting_of(signal, advice))
    if len(waiting) == 1:
        parts = (part_of(pen, post) or beginning_of(pen, post) for post in waiting)
        return tuple(question_of(pen, part) for part in parts if part is not None)
    asked = [post for post in clearest_first(pen, waiting) if asks_something(post)]
    return tuple(question_of(pen, post) for post in asked[:MAX_QUOTED])


def _asked_before(pen: Pen, signal: Signal, advice: Advice) -> tuple[Quote, ...]:
    """Return the question of an earlier week that waits still, the latest, where one may stand."""
    if not signal.shown or _is_of_need(advice):
        return ()
    latest = sorted(waits_of(pen, signal), key=lambda one: one.signal.week, reverse=True)
    asked = (plainest_of(pen, one) for one in latest)
    return tuple(quote for quote in asked if quote is not None)[:1]


def _is_of_need(advice: Advice) -> bool:
    """Whether *advice* is about people who need help."""
    return any(fact.name == "vulnerable" and fact.value is True for fact in advice.facts)


def _wanted(pen: Pen, signal: Signal, advice: Advice, quotes: tuple[Quote, ...]) -> str:
    """Return what people want most: these answers, answers, a repair, or an explanation."""
    waiting = waiting_of(signal, advice)
    if not waiting:
        return "check_first"
    label = pen.desk.labels.get(waiting[0])
    complains = label is not None and label.kind is Kind.COMPLAINT
    asks = complains and any("?" in quote.text for quote in quotes)
    if len(waiting) == 1 and label is not None and label.kind in UNHAPPY and not asks:
        return f"for_{label.kind}"
    many = "question" if len(waiting) == 1 else "questions"
    if not quotes:
        return f"for_{many}"
    return f"these_{many}" if len(quotes) == len(waiting) else "such_questions"


def reason_of(pen: Pen, signal: Signal, advice: Advice, quotes: int) -> str:
    """Return why this is asked, from the facts of *signal* only.

    Without *quotes* it says in our words what it is about, and where the posts can be read.
    """
    sentences = [_state_reason(pen, signal)]
    waiting = pen.posts(signal.open_questions)
    if waiting:
        oldest = min(pen.local_day(post.posted_at) for post in waiting)
        told = _since(signal) and oldest == pen.local_day(signal.first_at)
        key = "reason_ask.waiting" if told else "reason_ask.open"
        sentences.append(pen.words.count(key, len(waiting), day=pen.words.short_day(oldest)))
    asked = pen.posts(waiting_of(signal, advice))
    sentences.append(unquoted_text(pen, signal, asked, quotes))
    if not quotes:
        sentences.append(about_text(pen, signal, asked))
    sentences.append(waits_text(pen, signal))
    return " ".join(part for part in sentences if part)


def then_of(pen: Pen, advice: Advice) -> str:
    """Return who does what: the department first, and then communication."""
    own = pen.department(advice.department) == pen.words.say("document.lead")
    return pen.words.say("after.own" if own else f"after.{advice.action}")


def _since(signal: Signal) -> bool:
    """Whether the reason names the day on which the signal began."""
    return not signal.shown or signal.trend.state in SINCE


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
    """Danger first, then what is due first, then what many people speak about, then by urgency."""
    signal = pen.by_id[advice.signal_id]
    due = (advice.action is not Action.ESCALATE, advice.due or date.max)
    urgency = URGENCY.index(advice.action)
    return *due, not signal.shown, urgency, *strongest_first(signal), advice.rule
