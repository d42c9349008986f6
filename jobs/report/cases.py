"""Advices in, posts that need a person out: what cannot wait, and house rules that may be broken.

The words of such a post are never printed: the lead's edition says where it stands.
"""

from typing import Final

from jobs.model import Action, Advice, Case, Post
from jobs.report.choices import how_of, why_of
from jobs.report.desk import Pen, flagged
from jobs.report.text import LINE_CAP, cap

MAX_CASES: Final = 8
"""House-rule cases printed; the file of posts has them all. Alerts are always all printed."""


def alerts_of(pen: Pen) -> tuple[Case, ...]:
    """Return what cannot wait: every advice to escalate, in order of time."""
    return _cases(pen, Action.ESCALATE)


def cases_of(pen: Pen) -> tuple[Case, ...]:
    """Return the posts that may break a house rule, or that an office holder should not post.

    In order of time, at most `MAX_CASES`.
    """
    return _cases(pen, Action.APPLY_HOUSE_RULE, Action.PASS_ON)[:MAX_CASES]


def _cases(pen: Pen, *actions: Action) -> tuple[Case, ...]:
    wanted = [
        advice
        for advice in pen.desk.advices
        if advice.action in actions
        and advice.signal_id in pen.by_id
        and (advice.action is not Action.PASS_ON or advice.post_id is not None)
    ]
    found = [(_subject(pen, advice), advice) for advice in wanted]
    known = [(post, advice) for post, advice in found if post is not None]
    known.sort(key=lambda pair: (pair[0].posted_at, pair[0].text, pair[1].rule))
    return tuple(_case(pen, post, advice) for post, advice in known)


def _subject(pen: Pen, advice: Advice) -> Post | None:
    """Return the post that a case is about: of a whole signal the first that is flagged."""
    ids = flagged(advice) or pen.by_id[advice.signal_id].posts
    return next(iter(pen.posts(ids)), None)


def _case(pen: Pen, post: Post, advice: Advice) -> Case:
    label = pen.words.first_of([f"rule.{advice.rule}.label", f"action.{advice.action}.label"])
    if advice.house_rule is not None:
        label = pen.words.first_of([f"house_rule.{advice.house_rule}", "house_rule.other"])
    where = pen.words.say(
        "case.where",
        place=pen.place_word(post.source_id),
        moment=pen.words.moment(post.posted_at, pen.zone),
        title=pen.quoted_title(pen.by_id[advice.signal_id]),
    )
    return Case(
        title=label,
        text=where,
        how=how_of(pen, advice),
        rule=_reason(pen, advice),
        url=pen.link(post),
    )


def _reason(pen: Pen, advice: Advice) -> str:
    """Return the house rule that may be broken, as the town wrote it, or else why this is said."""
    rules = (r.text for r in pen.desk.settings.house_rules if r.id == advice.house_rule)
    return cap(next(rules, ""), LINE_CAP) or why_of(pen, advice)
