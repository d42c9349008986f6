"""Case and policy in, `Advice` out: the first rule that applies decides, and says so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from jobs.advise.answers import answers_spent
from jobs.advise.calendar import Calendar
from jobs.advise.facts import Case, Facts
from jobs.advise.ground import Ground
from jobs.advise.of_post import post_case
from jobs.advise.of_signal import signal_case
from jobs.advise.route import bodies_named
from jobs.advise.talk import Said, Talk
from jobs.model import Action, Advice, Fact, Policy, PostId, Rule, Speaker, Subject

_ALWAYS_TOLD: Final = ("voices", "kind", "open_questions", "place")
"""Facts of a signal that are kept with every advice, so that the reason of silence shows too."""
_OWN_CASE: Final = frozenset({Action.ESCALATE, Action.APPLY_HOUSE_RULE})
"""Kept even when the whole signal has the same action: the post must not be quoted."""

_SPOKEN: Final = frozenset({Speaker.VOICE, Speaker.OFFICE_HOLDER})
"""Whose posts can be an exception."""
_COVERED: Final = {
    Action.PUBLISH: (Action.CHECK_FIRST,),
    Action.ANSWER: (Action.CHECK_FIRST,),
    Action.OPEN_TICKET: (Action.CHECK_FIRST,),
    Action.REFER: (Action.CHECK_FIRST, Action.OPEN_TICKET),
}
"""What an action on the whole signal takes care of: one matter gets one advice. The department that
is asked already, or the one message, answers its questions; who is referred asks elsewhere, but for
what is asked of us."""


def advise(case: Case, policy: Policy, calendar: Calendar) -> Advice:
    """Return what the first rule that applies says about a signal.

    `load_policy` makes sure that one does; *case* must be about a whole signal.
    """
    rules = policy.of(Subject.SIGNAL)
    place = _first(case, rules)
    if place is None:
        message = f"policy {policy.name!r} has no rule for signal {case.signal_id}"
        raise LookupError(message)
    return _advice(case, rules, place, policy, calendar)


def exception(case: Case, policy: Policy, calendar: Calendar) -> Advice | None:
    """Return what the first rule that applies says about one post; None when no rule applies."""
    rules = policy.of(Subject.POST)
    place = _first(case, rules)
    return None if place is None else _advice(case, rules, place, policy, calendar)


def advise_talk(talk: Talk, ground: Ground, policy: Policy) -> tuple[Advice, ...]:
    """Return the advice on the signal of *talk*, and then its exceptions in order of time.

    An exception that only repeats the advice on a signal that is shown is left out.
    """
    whole = advise(signal_case(talk, ground), policy, ground.calendar)
    spent = frozenset(said.post.id for said in answers_spent(talk, ground.max_answers))
    rules = policy.of(Subject.POST)
    found = [whole]
    for said in _this_week(talk):
        case = post_case(said, talk, ground, spent)
        place = _first(case, rules)
        ours = whole.action is Action.REFER and _asks_us(said, talk, ground)
        if place is not None and _adds(rules[place], case, whole, talk, ours=ours):
            found.append(_advice(case, rules, place, policy, ground.calendar))
    return tuple(found)


def once_each(advices: Iterable[Advice]) -> list[Advice]:
    """Return *advices* with one exception a post at most.

    A post that is no mention can stand in threads of two signals; the first one then tells of it.
    """
    kept: list[Advice] = []
    told: set[PostId] = set()
    for advice in advices:
        if advice.post_id not in told:
            kept.append(advice)
        if advice.post_id is not None:
            told.add(advice.post_id)
    return kept


def _this_week(talk: Talk) -> Iterable[Said]:
    """Return what people said this week in the threads of the signal, in order of time.

    Mentions that belong to another signal are told of there.
    """
    own, first_at = talk.signal.id, talk.signal.first_at
    fresh = [
        one
        for one in talk.said
        if one.signal_id == own or (one.signal_id is None and one.post.posted_at >= first_at)
    ]
    heard = (one for one in fresh if one.post.speaker in _SPOKEN and one.post.text)
    return sorted(heard, key=lambda one: (one.post.posted_at, one.post.text, one.post.id))


def _asks_us(said: Said, talk: Talk, ground: Ground) -> bool:
    """Whether *said* is for us in the midst of another body's matter.

    It asks the municipality in so many words, or is for another department than all the rest and
    names no other body.
    """
    own = said.label.department if said.label else None
    apart = own not in {None, talk.signal.department} and not bodies_named(said, ground)
    return apart or said.says("with_us")


def _adds(rule: Rule, case: Case, whole: Advice, talk: Talk, *, ours: bool) -> bool:
    """Whether what *rule* says about one post of *talk* is more than the advice on the *whole*.

    Of what is *ours* in another body's matter it is.
    """
    if not talk.signal.shown:
        return True
    if rule.action is not whole.action:
        return ours or rule.action not in _COVERED.get(whole.action, ())
    hazard = "danger" in rule.facts and case.facts.value("danger") == "hazard"
    return rule.action in _OWN_CASE and not hazard


def _first(case: Case, rules: tuple[Rule, ...]) -> int | None:
    """Return the place of the first of *rules* that applies; None when none does."""
    value = case.facts.value
    for place, rule in enumerate(rules):
        if rule.applies(value):
            return place
    return None


def _advice(
    case: Case, rules: tuple[Rule, ...], place: int, policy: Policy, calendar: Calendar
) -> Advice:
    """Return what the one of *rules* at *place*, which applies, says."""
    rule = rules[place]
    broken = case.facts.value("house_rule") if rule.action in _OWN_CASE else "none"
    return Advice(
        signal_id=case.signal_id,
        week=case.week,
        post_id=case.post_id,
        action=rule.action,
        rule=rule.name,
        facts=_reasons(rule, case.facts, whole=case.post_id is None),
        tried=tuple(before.name for before in rules[:place]),
        who=rule.who,
        where=policy.where(rule, case.facts.value),
        department=case.department if rule.asks else None,
        body=case.body() if "competence" in rule.facts else None,
        faq=case.faq() if rule.action in {Action.ANSWER, Action.CORRECT_ONCE} else None,
        house_rule=str(broken) if broken != "none" else None,
        not_before=_not_before(case, rule, calendar),
        due=None if rule.due is None else calendar.day(rule.due),
    )


def _reasons(rule: Rule, facts: Facts, *, whole: bool) -> tuple[Fact, ...]:
    names = dict.fromkeys((*rule.facts, *(_ALWAYS_TOLD if whole else ())))
    return tuple(facts[name] for name in names)


def _not_before(case: Case, rule: Rule, calendar: Calendar) -> datetime | None:
    """Return the end of the cooling-off, when it lies after the edition leaves."""
    if rule.wait is None:
        return None
    calm = case.last_at + rule.wait
    return calm if calm > calendar.leaves else None
