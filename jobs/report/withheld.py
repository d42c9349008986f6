"""Advices in, the posts out that are never quoted: threats, broken rules, private matters."""

from collections.abc import Collection, Iterable
from typing import Final

from jobs.model import Action, Advice, PostId

NEVER: Final = frozenset({Action.ESCALATE, Action.APPLY_HOUSE_RULE, Action.MOVE_PRIVATE})
"""Actions about posts that are not to be read by more people than they were."""
GRAVE: Final = NEVER - {Action.MOVE_PRIVATE}
"""Those of them that are about what a post does, and not about somebody's own life."""


def withheld_of(
    advices: Iterable[Advice], actions: Collection[Action] = NEVER
) -> frozenset[PostId]:
    """Return the posts that made those of *advices* necessary that are one of *actions*."""
    return frozenset(p for a in advices if a.action in actions for p in flagged(a))


def flagged(advice: Advice) -> tuple[PostId, ...]:
    """Return the posts that made *advice* necessary: its one post, or those its facts rest on.

    A danger on the street is no secret: who reports one may be quoted.
    """
    if advice.post_id is not None:
        return (advice.post_id,)
    grave = [f for f in advice.facts if f.name in {"house_rule", "danger"} and f.value != "hazard"]
    return tuple(dict.fromkeys(post_id for fact in grave for post_id in fact.posts))
