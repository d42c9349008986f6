"""The week in a line for a department, and in three sentences for the lead: facts in, words out."""

from collections import Counter
from typing import Final

from jobs.model import Landing, Outcome, Signal, State
from jobs.report.desk import Pen, strongest_first
from jobs.report.landed import is_enough, name_of
from jobs.report.matters import awaited

ORDER: Final = (State.BACK, State.GROWING, State.NEW, State.STEADY, State.FADING)
"""In which order states are told: what asks for attention first."""
TOLD: Final = (State.BACK, State.GROWING)
"""States told in the first sentence, of other signals than those it begins with."""
MAX_NAMED: Final = 3
"""Signals named in a row; of more the sentence would not be read."""


def state_line(pen: Pen) -> str:
    """Return how things stand: ``2 signalen · 1 is terug · 1 loopt door``."""
    shown = pen.told if pen.lead else pen.shown
    if not shown:
        return pen.words.say("line.quiet")
    states = Counter(signal.trend.state for signal in shown)
    if len(shown) == 1:
        return _alone(pen, shown[0])
    parts = [pen.words.count("line.signals", len(shown))]
    parts += [_standing(pen, state, states[state]) for state in ORDER if states[state]]
    return " · ".join(parts)


def _alone(pen: Pen, signal: Signal) -> str:
    """Return how the only *signal* stands: ``1 signaal, loopt al 2 weken``."""
    state, weeks = signal.trend.state, signal.trend.weeks
    if state is State.STEADY and weeks > 1:
        return pen.words.say("line_one.steady_weeks", weeks=weeks)
    return pen.words.say(f"line_one.{state}")


def _standing(pen: Pen, state: State, number: int) -> str:
    """Return how many signals stand so; of one that goes on, for how long."""
    steady = [signal for signal in pen.shown if signal.trend.state is State.STEADY]
    if state is State.STEADY and number == 1 and steady[0].trend.weeks > 1:
        return pen.words.say("line.steady_weeks", weeks=steady[0].trend.weeks)
    return pen.words.count(f"line.{state}", number)


def opening_line(pen: Pen, new: int, old: int) -> str:
    """Return how things stand for a department that is asked *new* things, while *old* ones wait.

    What is counted has a line of its own with a day, so that the reader finds as many:
    ``2 signalen · 1 is terug · 1 loopt al 4 weken · 3 antwoorden gevraagd, waarvan 1 over vorige
    weken``.
    """
    if not new + old:
        nothing = pen.words.say("line.nothing")
        return f"{state_line(pen)} · {nothing}" if pen.shown else pen.words.say("line.quiet")
    key = "asks" if not old else "asks_some_old" if new else "asks_old"
    asked = pen.words.count(f"line.{key}", new + old, old=old)
    if not pen.shown:
        return pen.words.say("line.only_asks", asks=asked)
    return f"{state_line(pen)} · {asked}"


def three_sentences(pen: Pen) -> tuple[str, ...]:
    """Return the week in at most three sentences; the editor adds nothing to the facts.

    What was talked about, what our own answer changed, and what asks for attention.
    """
    if not pen.told:
        return (pen.words.say("summary.quiet"),)
    sentences = (_talk(pen), _change(pen), _attention(pen))
    return tuple(sentence for sentence in sentences if sentence)


def _talk(pen: Pen) -> str:
    """Return which matters most people spoke of, and what is back or growing besides."""
    most = sorted(pen.told, key=lambda one: (-one.voices, *strongest_first(one)))
    top, rest = most[:MAX_NAMED], most[MAX_NAMED:]
    named = [
        pen.words.say(
            "summary.matter",
            title=pen.quoted_title(signal),
            voices=pen.words.count("size.voices", signal.voices),
            state=pen.words.say(f"summary.{signal.trend.state}", weeks=signal.trend.weeks),
        )
        for signal in top
    ]
    parts = [pen.words.say("summary.talk", matters=pen.words.join(named))]
    for state in TOLD:
        titles = [pen.quoted_title(one) for one in rest if one.trend.state is state]
        if titles and len(titles) <= MAX_NAMED:
            parts.append(
                pen.words.count(f"summary.also_{state}", len(titles), titles=pen.words.join(titles))
            )
    return f"{pen.words.say('word.semicolon').join(parts)}."


def _change(pen: Pen) -> str:
    """Return what followed on the answer of this week that changed most, and what came back."""
    known = {one.id: one for one in (*pen.desk.earlier, *pen.desk.signals) if one.shown}
    found = [one for one in pen.desk.landings if one.signal_id in known]
    heard = [one for one in found if one.answered_in == pen.desk.week and one.after.posts]
    enough = [one for one in heard if is_enough(one)]
    calmed = [one for one in enough if _drop(one) > 0]
    back = [one for one in found if one.outcome is Outcome.BACK]
    told = []
    if calmed:
        best = max(calmed, key=lambda one: (_drop(one), known[one.signal_id].title))
        told.append(_calmed(pen, best, known[best.signal_id]))
    elif enough:
        told.append(pen.words.count("summary.no_change", len(enough)))
    elif heard:
        told.append(pen.words.say("summary.too_few"))
    elif not any(one.answered_in == pen.desk.week for one in found):
        told.append(pen.words.say("summary.unanswered"))
    if back:
        titles = [
            name_of(pen, one, pen.quoted_title(known[one.signal_id])) for one in back[:MAX_NAMED]
        ]
        told.append(pen.words.say("summary.back_after", titles=pen.words.join(titles)))
    return f"{'. '.join(told)}." if told else ""


def _drop(landing: Landing) -> float:
    """Return how many reports and complaints fewer came after our answer than if nothing changed.

    Of two stories that grew as calm, the one that more was said of tells more.
    """
    before, after = landing.before, landing.after
    return before.unhappy / len(before.posts) * len(after.posts) - after.unhappy


def _calmed(pen: Pen, landing: Landing, signal: Signal) -> str:
    told = pen.words.say(
        "summary.calmed",
        day=pen.words.short_day(pen.local_day(landing.answered_at)),
        title=pen.quoted_title(signal),
        unhappy=landing.before.unhappy,
        before=len(landing.before.posts),
        unhappy_after=landing.after.unhappy,
        after=len(landing.after.posts),
    )
    if not landing.after.thanks:
        return told
    return f"{told}, {pen.words.count('summary.thanked', landing.after.thanks)}"


def _attention(pen: Pen) -> str:
    """Return how many posts wait for an answer, where, and which of them comes first."""
    asked = {shown: _waiting(pen, shown=shown) for shown in (True, False)}
    total = sum(asked.values())
    if not total:
        return pen.words.say("summary.no_questions")
    told = [pen.words.count("summary.waiting", total)]
    if asked[True] and asked[False]:
        signals = pen.words.count("line.signals", len(pen.told))
        told[0] += pen.words.say(
            "summary.where", shown=asked[True], small=asked[False], signals=signals
        )
    elsewhere = sum(len(one.open_questions) for one in pen.mine) - total
    if elsewhere:
        told.append(pen.words.count("summary.elsewhere", elsewhere))
    urgent = ((_urgency(pen, signal), signal) for signal in pen.told)
    ordered = sorted((pair for pair in urgent if pair[0]), key=lambda pair: -pair[0])
    first = [signal for _, signal in ordered]
    if first:
        titles = pen.words.join([pen.quoted_title(one) for one in first[:MAX_NAMED]])
        told.append(pen.words.say("summary.first", titles=titles))
    ready = len({advice.signal_id for advice in pen.desk.advices if advice.faq})
    if ready:
        told.append(pen.words.count("summary.ready", ready))
    return f"{pen.words.say('word.semicolon').join(told)}."


def _waiting(pen: Pen, *, shown: bool) -> int:
    return sum(len(signal.open_questions) for signal in awaited(pen) if signal.shown is shown)


def _urgency(pen: Pen, signal: Signal) -> float:
    """Return which share of the open questions is of people for whom waiting weighs more."""
    facts = [fact for advice in pen.whole(signal.id) for fact in advice.facts]
    told = {post for fact in facts if fact.name == "vulnerable" for post in fact.posts}
    asked = signal.open_questions
    return len(told & set(asked)) / len(asked) if asked else 0.0
