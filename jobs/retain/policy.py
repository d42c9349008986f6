"""Posts, judgements and a moment in, what is past its term out. Nothing is erased here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from jobs.errors import StoreError
from jobs.model import Mention, Post, PostId, SourceStatus, ThreadId, Week
from jobs.settings.schema import Settings

CONTEXT: Final = timedelta(weeks=2)
"""A thread with a kept mention this recent keeps all its words: without them ``idem`` says nothing,
and next week's mentions still lean on them."""
KEEP_BYTES: Final = timedelta(days=7)
"""A reader who misses a mail says so within the week: until then what went out can be shown, and a
refused mail can go out as the very same bytes. Later it is composed again from its report."""
CLOCK_SLACK: Final = timedelta(hours=24)
"""A clock that runs further behind what was read is wrong, and nothing is erased by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Posts to be erased, by why; no post stands in two.

    Attributes:
        expired: Their text is older than ``[privacy] keep_text``.
        unmentioned: Judged not to be about the municipality, and outside any recent thread that is.
        unjudged: Of weeks so long past that no run will judge them any more.
    """

    expired: tuple[PostId, ...] = ()
    unmentioned: tuple[PostId, ...] = ()
    unjudged: tuple[PostId, ...] = ()

    @property
    def posts(self) -> tuple[PostId, ...]:
        """All of them."""
        return (*self.expired, *self.unmentioned, *self.unjudged)


def due_posts(
    posts: Iterable[Post],
    mentions: Mapping[PostId, Mention],
    recent: frozenset[ThreadId],
    settings: Settings,
    now: datetime,
) -> Due:
    """Return which of *posts* are past their term at *now*.

    Args:
        posts: Posts that still have their text.
        mentions: What was judged of them, of whatever week.
        recent: Threads that hold a recent kept mention: see `recent_threads`.
        settings: With the terms.
        now: The moment, UTC.
    """
    terms = settings.privacy
    never_judged = now - settings.schedule.catch_up - timedelta(weeks=1)
    expired, unmentioned, unjudged = [], [], []
    for post in posts:
        mention = mentions.get(post.id)
        if post.collected_at <= now - terms.keep_text:
            expired.append(post.id)
        elif post.collected_at > now - terms.keep_unmentioned or post.thread_id in recent:
            continue
        elif mention is None and post.posted_at < never_judged:
            unjudged.append(post.id)
        elif mention is not None and not mention.kept:
            unmentioned.append(post.id)
    return Due(expired=tuple(expired), unmentioned=tuple(unmentioned), unjudged=tuple(unjudged))


def recent_threads(
    posts: Iterable[Post], mentions: Mapping[PostId, Mention], now: datetime
) -> frozenset[ThreadId]:
    """Return the threads of *posts* in which a post of the last `CONTEXT` is a kept mention."""
    return frozenset(
        post.thread_id
        for post in posts
        if post.posted_at >= now - CONTEXT and post.id in mentions and mentions[post.id].kept
    )


def due_weeks(weeks: Iterable[Week], settings: Settings, now: datetime) -> tuple[Week, ...]:
    """Return which of *weeks* ended longer than ``[privacy] keep_reports`` ago, oldest first."""
    zone = ZoneInfo(settings.municipality.timezone)
    oldest = now - settings.privacy.keep_reports
    return tuple(sorted(week for week in weeks if week.bounds(zone)[1] <= oldest))


def check_clock(statuses: Iterable[SourceStatus], ahead: Iterable[Post], now: datetime) -> None:
    """Refuse a clock that runs more than `CLOCK_SLACK` behind what was read.

    Args:
        statuses: How every source stands.
        ahead: Posts dated after *now*, if any.
        now: What the clock says, UTC.

    Raises:
        StoreError: The clock is wrong: terms counted with it would be wrong too.
    """
    read = [moment for one in statuses for moment in (one.tried_at, one.read_at) if moment]
    newest = max([*read, *(post.collected_at for post in ahead)], default=now)
    if newest - now > CLOCK_SLACK:
        message = (
            f"the clock says {now:%Y-%m-%d %H:%M} UTC, but something was read at "
            f"{newest:%Y-%m-%d %H:%M}; set the clock right, nothing was erased"
        )
        raise StoreError(message)
