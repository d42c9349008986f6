"""The store and the reports folder in; what is past its term erased from both, and noted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from jobs.model import Counts, Progress, Week, silent
from jobs.retain.files import delete, reports_of, weeks_in
from jobs.retain.policy import (
    KEEP_BYTES,
    Due,
    check_clock,
    due_posts,
    due_weeks,
    recent_threads,
)
from jobs.settings.schema import Settings
from jobs.store import Store

_FAR: Final = timedelta(days=36_500)
"""Further ahead than any date a source could give."""


def run(
    store: Store,
    settings: Settings,
    now: datetime,
    progress: Progress = silent,
    *,
    folder: Path | None = None,
) -> Counts:
    """Erase what is past its term at *now*; return how many of what, by why.

    Args:
        store: Of the municipality.
        settings: With the terms.
        now: The moment, UTC.
        progress: Told before and after.
        folder: Of reports, as the report stage knows it; without it no file is deleted.

    Raises:
        StoreError: The clock runs behind what was read; nothing was erased.
    """
    progress("retain", 0, 1)
    if any(preview(store, settings, now, folder).values()):
        with store.transaction():  # looked at again inside: another process may just have done it
            due = _due(store, settings, now, folder)
            _erase(store, due, now)
            delete(due.files)  # before the others may look, or they would note these files again
    else:
        due = _Due(posts=Due())
    progress("retain", 1, 1)
    return due.counts


def preview(store: Store, settings: Settings, now: datetime, folder: Path | None = None) -> Counts:
    """Return what `run` would count at *now*, and erase nothing.

    Raises:
        StoreError: The clock runs behind what was read.
    """
    return _due(store, settings, now, folder).counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What is past its term.

    Attributes:
        posts: Posts, by why.
        files: PDFs and web pages of reports.
        editions: Weeks of which reports have their text, with how many reports.
        mails: Outbox rows that have their bytes.
    """

    posts: Due
    files: tuple[Path, ...] = ()
    editions: Mapping[Week, int] = field(default_factory=dict)
    mails: tuple[int, ...] = ()

    @property
    def counts(self) -> Counts:
        """How many of what."""
        return {
            "expired": len(self.posts.expired),
            "unmentioned": len(self.posts.unmentioned),
            "unjudged": len(self.posts.unjudged),
            "reports": len(self.files),
            "editions": sum(self.editions.values()),
            "mails": len(self.mails),
        }


def _due(store: Store, settings: Settings, now: datetime, folder: Path | None) -> _Due:
    check_clock(store.sources.all().values(), store.posts.between(now, now + _FAR), now)
    texts = store.reports.with_text()
    weeks = due_weeks(texts, settings, now)
    own = None if folder is None else folder / settings.municipality.key
    return _Due(
        posts=_due_posts(store, settings, now),
        files=() if own is None else reports_of(own, due_weeks(weeks_in(own), settings, now)),
        editions={week: texts[week] for week in weeks},
        mails=store.outbox.with_bytes(now - KEEP_BYTES, weeks),
    )


def _due_posts(store: Store, settings: Settings, now: datetime) -> Due:
    old = now - min(settings.privacy.keep_unmentioned, settings.privacy.keep_text)
    posts = store.posts.collected_before(old + timedelta(microseconds=1))
    around = store.posts.of_threads({post.thread_id for post in posts}, now + _FAR)
    mentions = store.judgements.of_posts(post.id for post in around)
    return due_posts(posts, mentions, recent_threads(around, mentions, now), settings, now)


def _erase(store: Store, due: _Due, now: datetime) -> None:
    """Erase what is *due* from the store and note it, inside the transaction that is open."""
    store.posts.erase(due.posts.posts, now)
    store.reports.erase(due.editions)
    store.outbox.expire(due.editions)
    store.outbox.strip(due.mails)
    if any(due.counts.values()):
        detail = " ".join(f"{name}={count}" for name, count in due.counts.items())
        store.audit.add(now, "retain", "erase", "past-term", detail)
