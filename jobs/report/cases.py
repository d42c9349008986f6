"""Advices in, posts that need a person out: what cannot wait, and house rules that may be broken.

The words of such a post are never printed: the lead's edition says where it stands.
"""

from collections.abc import Callable, Container
from typing import Final

from jobs.language.rules import label_of
from jobs.model import Action, Advice, Case, Owner, Post, PostId, Who
from jobs.report.accounts import given_reason, logged_text
from jobs.report.acting import how_of, leaves_on, when_of, why_of
from jobs.report.coverage import read_late
from jobs.report.desk import Pen
from jobs.report.text import LINE_CAP, cap, capital
from jobs.report.withheld import flagged

PERSONAL: Final = "personal-data"
"""House rule whose breach harms somebody every hour it stands there."""
THREAT: Final = "threat"
"""Danger that nobody prevents with an ambulance: it has steps of its own."""
MAX_CASES: Final = 8
"""House-rule cases printed; the file of posts has them all. Alerts are always all printed."""


def alerts_of(pen: Pen) -> tuple[Case, ...]:
    """Return what cannot wait, in order of time: what is to be escalated, and exposed persons."""
    return _cases(pen, _cannot_wait)


def cases_of(pen: Pen) -> tuple[Case, ...]:
    """Return the posts that may break a house rule, or that an office holder should not post.

    In order of time, at most `MAX_CASES`.
    """
    return _cases(pen, _can_wait)[:MAX_CASES]


def _cannot_wait(advice: Advice) -> bool:
    exposed = advice.action is Action.APPLY_HOUSE_RULE and advice.house_rule == PERSONAL
    return advice.action is Action.ESCALATE or exposed


def _can_wait(advice: Advice) -> bool:
    if advice.action is Action.PASS_ON:
        return advice.post_id is not None
    return advice.action is Action.APPLY_HOUSE_RULE and not _cannot_wait(advice)


def _cases(pen: Pen, fits: Callable[[Advice], bool]) -> tuple[Case, ...]:
    barred = {post for one in pen.desk.conduct for post in one.posts}
    wanted = [
        advice
        for advice in pen.desk.advices
        if fits(advice) and advice.signal_id in pen.by_id and not _is_told(advice, barred)
    ]
    found = [(_subject(pen, advice), advice) for advice in wanted]
    known = [(post, advice) for post, advice in found if post is not None]
    known.sort(key=lambda pair: (pair[0].posted_at, pair[0].text, pair[1].rule))
    return tuple(_case(pen, post, advice) for post, advice in known)


def _is_told(advice: Advice, conduct: Container[PostId]) -> bool:
    """Whether an office holder's post stands under how our own accounts did."""
    return advice.action is Action.PASS_ON and advice.post_id in conduct


def _subject(pen: Pen, advice: Advice) -> Post | None:
    """Return the post that a case is about: of a whole signal the first that is flagged."""
    ids = flagged(advice) or pen.by_id[advice.signal_id].posts
    return next(iter(pen.posts(ids)), None)


def _case(pen: Pen, post: Post, advice: Advice) -> Case:
    rules = advice.action is Action.APPLY_HOUSE_RULE
    label = cap(label_of(advice.rule, pen.words), LINE_CAP)
    if _is_threat(advice):
        label = capital(pen.words.say(f"danger.{THREAT}"))
    elif advice.house_rule is not None:
        label = pen.words.first_of([f"house_rule.{advice.house_rule}", "house_rule.other"])
    where = pen.words.say(
        "case.where",
        place=pen.place_word(post.source_id),
        moment=pen.words.moment(post.posted_at, pen.zone),
        title=pen.quoted_title(pen.by_id[advice.signal_id]),
    )
    told = (
        f"{where}.",
        _age(pen, post) if _cannot_wait(advice) else "",
        _mailed(pen, post),
        logged_text(pen, post),
    )
    rule, *steps = _steps(pen, post) if _is_threat(advice) else (_reason(pen, advice),)
    return Case(
        title=label,
        text=" ".join(part for part in told if part),
        how=_how(pen, advice),
        rule=rule,
        steps=tuple(steps),
        url=pen.link(post),
        give=given_reason(pen, post, advice.house_rule) if rules else "",
    )


def _age(pen: Pen, post: Post) -> str:
    """Return how old *post* is and, unless it was told at once, why it is told of only now."""
    age = pen.words.count("alert.age", (leaves_on(pen) - pen.local_day(post.posted_at)).days)
    if _mailed(pen, post):
        return f"{age}."
    late = read_late(pen, post.source_id)
    return f"{age}, {pen.words.say('alert.unread' if late else 'alert.first')}."


def _how(pen: Pen, advice: Advice) -> str:
    """Return who acts; the safety contact is called as the settings do, as in what to do."""
    contact = _contact(pen)
    if advice.who is not Who.SAFETY_CONTACT or not contact:
        return how_of(pen, advice)
    parts = (pen.words.say("alert.owner", contact=contact), when_of(pen, advice))
    return " · ".join(part for part in parts if part)


def _contact(pen: Pen) -> str:
    return cap(pen.desk.settings.policy.safety_contact, LINE_CAP)


def _mailed(pen: Pen, post: Post) -> str:
    """Return when *post* was told at once; empty when it was not."""
    told = [one.told_at for one in pen.desk.alarms if one.post_id == post.id and one.told_at]
    at = max(told, default=None)  # edited into another danger it was told again
    return (
        "" if at is None else pen.words.say("alarm.mailed", moment=pen.words.moment(at, pen.zone))
    )


def _reason(pen: Pen, advice: Advice) -> str:
    """Return what to do when it cannot wait; else the house rule as the town wrote it."""
    if _cannot_wait(advice):
        contact = _contact(pen)
        call = advice.action is Action.ESCALATE and contact
        why = why_of(pen, advice)
        return f"{why} {pen.words.say('alarm.call', contact=contact)}." if call else why
    rules = (r.text for r in pen.desk.settings.house_rules if r.id == advice.house_rule)
    return cap(next(rules, ""), LINE_CAP) or why_of(pen, advice)


def _is_threat(advice: Advice) -> bool:
    """Whether *advice* escalates violence that somebody threatens with."""
    named = any(fact.name == "danger" and fact.value == THREAT for fact in advice.facts)
    return advice.action is Action.ESCALATE and named


def _steps(pen: Pen, post: Post) -> tuple[str, ...]:
    """Return what to do about the threat in *post*: the evidence before it is taken down."""
    contact = _contact(pen)
    call = pen.words.say("alert.call", contact=contact) if contact else ""
    source = pen.sources.get(post.source_id)
    own = source is not None and source.owner is Owner.OWN
    last = pen.words.say(
        "alert.hide" if own else "alert.ask",
        **({} if own else {"place": pen.words.quoted(pen.place_word(post.source_id))}),
    )
    return pen.words.say("alert.keep"), call or pen.words.say("alert.police"), last
