"""A danger that cannot wait for the weekly report: `Alarm`, and `Notice`, the mail about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from jobs.model.ids import PostId, SourceId, ThreadId
from jobs.model.piece import Quote
from jobs.model.week import Week

NEWS: Final = timedelta(days=7)
"""An older post is no news, unless it was changed: its week has had, or is about to have, its
report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One post that the policy says to pass on today; the first of its danger in its thread.

    Attributes:
        id: Row number; 0 before it is stored. Also the revision of its mail.
        post_id: The post.
        thread_id: Its thread; a thread gives one alarm a danger, whatever else is said in it.
        source_id: Where it stands.
        week: The week it was found in.
        danger: ``threat``, ``self_harm``, ``missing`` or ``hazard``; ``none`` when a rule of the
            town's own asks to pass it on for another reason.
        rule: Name of the rule of the policy that decided.
        found_at: When it was found, UTC.
        told_at: When its mails were put in the outbox, UTC; None while they are not.
    """

    id: int = 0
    post_id: PostId
    thread_id: ThreadId
    source_id: SourceId
    week: Week
    danger: str
    rule: str
    found_at: datetime
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The mail about one danger, told at once.

    Attributes:
        language: ``nl``, ``fr``, ``de`` or ``en``.
        subject: Subject of the mail; holds no text of a post.
        title: What is going on, in our own words.
        where: In which place it stands, and since when.
        advice: What to do, as the rule that decided says.
        call: Whom to call; empty when sources.toml does not say.
        quote: Its words, where these may be printed; None elsewhere.
        url: Public http(s) address; None when it has none.
        source: The rule that decided, and the reference of the post.
        caution: That the program may be wrong, and what is not in this mail.
        imprint: Purpose, legal basis, term and contact.
    """

    language: str
    subject: str
    title: str
    where: str
    advice: str
    call: str
    quote: Quote | None
    url: str | None
    source: str
    caution: str
    imprint: tuple[str, ...]
