"""A post on an own page that was hidden or removed, and why: `Moderation`, one entry of a log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from jobs.model.decision import Authority, DecisionError
from jobs.model.ids import PostId, SourceId
from jobs.model.post import Post, Speaker

LONGEST_REASON: Final = 300
"""Characters of a reason: two sentences."""
MOST_DIGITS: Final = 5
"""Digits in a row that a reason may hold: a year, a postcode; a telephone number has more."""


class ModerationAct(StrEnum):
    """What was done; a person of the municipality did it, never the program."""

    HIDDEN = "hidden"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    """One entry of the log. No word of the post is in it.

    Attributes:
        id: Row number; 0 before it is stored.
        post_id: The post.
        source_id: The own page.
        act: What was done.
        rule: Id of the house rule that it broke.
        reason: What more there is to say; empty when the rule says it all.
        at: When it was logged, UTC.
        by: Role of who decided, such as ``communication lead``; never a person's name.
    """

    id: int = 0
    post_id: PostId
    source_id: SourceId
    act: ModerationAct
    rule: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What holds on the page of a post.

    Attributes:
        own: It is one of the municipality's own.
        rules: Ids of the house rules there.
    """

    own: bool
    rules: Collection[str]


def moderated(
    post: Post, act: ModerationAct, rule: str, reason: str, page: Page, who: Authority
) -> Moderation:
    """Return the entry that says why *post* was hidden or removed.

    Raises:
        DecisionError: The post is not an inhabitant's on an own page, there is no such rule, or the
            reason holds what must not be kept.
    """
    if not page.own:
        message = f"{post.source_id} is no page of the municipality (owner = own); ask its admin"
        raise DecisionError(message)
    if post.speaker is not Speaker.VOICE:
        message = f"post {post.id} is not an inhabitant's: only those are logged"
        raise DecisionError(message)
    if rule not in page.rules:
        known = ", ".join(sorted(page.rules)) or "none; write a [[house_rule]] first"
        message = f"sources.toml has no house rule {rule!r}; it has: {known}"
        raise DecisionError(message)
    return Moderation(
        post_id=post.id,
        source_id=post.source_id,
        act=act,
        rule=rule,
        reason=_checked(reason),
        at=who.at,
        by=who.by,
    )


def _checked(reason: str) -> str:
    """Refuse what looks like an address or a number of somebody; names it cannot know."""
    line = " ".join(reason.split())
    digits = max(map(len, "".join(c if c.isdigit() else " " for c in line).split()), default=0)
    if len(line) > LONGEST_REASON or not line.isprintable() or "@" in line or digits > MOST_DIGITS:
        message = (
            f"a reason is at most {LONGEST_REASON} characters, without names, addresses, numbers "
            "of people and words of the post"
        )
        raise DecisionError(message)
    return line
