"""The week in a line for a department, and in three sentences for the lead: facts in, words out."""

from collections import Counter
from typing import Final

from jobs.model import Signal, Speaker, State
from jobs.report.desk import Pen

ORDER: Final = (State.BACK, State.GROWING, State.NEW, State.STEADY, State.FADING)
"""In which order states are told: what asks for attention first."""
TOLD: Final = (State.NEW, State.BACK, State.GROWING)
"""States told in the second sentence."""
MAX_NAMED: Final = 3
"""Signals of one state named in a sentence; of four or more the first two are named."""


def state_line(pen: Pen) -> str:
    """Return how things stand: ``2 signalen · 1 is terug · 1 loopt door``."""
    shown = pen.shown
    if not shown:
        return pen.words.say("line.quiet")
    states = Counter(signal.trend.state for signal in shown)
    parts = [pen.words.count("line.signals", len(shown))]
    order = TOLD if pen.lead else ORDER
    parts += [_standing(pen, state, states[state]) for state in order if states[state]]
    return " · ".join(parts)


def _standing(pen: Pen, state: State, number: int) -> str:
    """Return how many signals stand so; of one that goes on, for how long."""
    steady = [signal for signal in pen.shown if signal.trend.state is State.STEADY]
    if state is State.STEADY and number == 1 and steady[0].trend.weeks > 1:
        return pen.words.say("line.steady_weeks", weeks=steady[0].trend.weeks)
    return pen.words.count(f"line.{state}", number)


def opening_line(pen: Pen, asks: int) -> str:
    """Return how things stand for a department that is asked for *asks* things.

    ``2 signalen · 1 is terug · 1 loopt al 4 weken · 2 vragen aan u``
    """
    asked = pen.words.count("line.asks", asks) if asks else pen.words.say("line.nothing")
    if pen.shown:
        return f"{state_line(pen)} · {asked}"
    return pen.words.count("line.only_asks", asks) if asks else pen.words.say("line.quiet")


def three_sentences(pen: Pen) -> tuple[str, ...]:
    """Return the week in at most three sentences; the editor adds nothing to the facts."""
    if not pen.shown:
        return (pen.words.say("summary.quiet"),)
    sentences = (_top(pen, pen.shown[0]), _others(pen, pen.shown[1:]), _questions(pen))
    return tuple(sentence for sentence in sentences if sentence)


def _top(pen: Pen, signal: Signal) -> str:
    days = Counter(
        pen.local_day(post.posted_at)
        for post in pen.posts(signal.posts)
        if post.speaker is Speaker.VOICE
    )
    busiest = min(days, key=lambda day: (-days[day], day), default=pen.desk.week.monday)
    before = signal.trend.history[-2] if len(signal.trend.history) > 1 else 0
    told = pen.words.say(
        f"summary.{signal.trend.state}",
        title=pen.quoted_title(signal),
        voices=pen.words.count("size.voices", signal.voices),
        before=before,
        weeks=signal.trend.weeks,
        day=pen.words.weekday(busiest),
    )
    replies = pen.posts(signal.answered)
    if not replies:
        return f"{told}."
    day = pen.words.short_day(pen.local_day(replies[0].posted_at))
    return f"{told}; {pen.words.say('summary.answered', day=day)}."


def _others(pen: Pen, rest: tuple[Signal, ...]) -> str:
    parts = []
    for state in TOLD:
        named = [signal for signal in rest if signal.trend.state is state]
        limit = MAX_NAMED if len(named) <= MAX_NAMED else MAX_NAMED - 1
        titles = [pen.quoted_title(signal) for signal in named[:limit]]
        if len(named) > limit:
            titles.append(pen.words.count("summary.more", len(named) - limit))
        if titles:
            parts.append(
                pen.words.count(f"summary.also_{state}", len(named), titles=pen.words.join(titles))
            )
    if not parts:
        return pen.words.say("summary.steady_rest") if rest else ""
    line = "; ".join(parts)
    return f"{line[0].upper()}{line[1:]}."


def _questions(pen: Pen) -> str:
    asking = [signal for signal in pen.mine if signal.open_questions]
    total = sum(len(signal.open_questions) for signal in asking)
    if not total:
        return pen.words.say("summary.no_questions")
    told = pen.words.count("summary.questions", total)
    shown = [signal for signal in asking if signal.shown]
    if shown:
        most = max(shown, key=lambda s: (len(s.open_questions), s.strength, s.title))
        if len(most.open_questions) > 1:
            told += pen.words.say(
                "summary.most_about", n=len(most.open_questions), title=pen.quoted_title(most)
            )
    ready = len({advice.signal_id for advice in pen.desk.advices if advice.faq})
    if ready:
        told += f"; {pen.words.count('summary.ready', ready)}"
    return f"{told}."
