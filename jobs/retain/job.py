"""The store and the reports folder in; what is past its term erased from both, and noted."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from jobs.model import Counts, Progress, silent
from jobs.retain.files import delete, pdfs_of, weeks_in
from jobs.retain.policy import Due, check_clock, due_posts, due_weeks, recent_threads
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
        folder: Of reports, as the report stage knows it; without it no PDF is deleted.

    Raises:
        StoreError: The clock runs behind what was read; nothing was erased.
    """
    progress("retain", 0, 1)
    due, files = _due(store, settings, now, folder)
    counts = _counts(due, files)
    with store.transaction():
        store.posts.erase(due.posts, now)
        if any(counts.values()):
            detail = " ".join(f"{name}={count}" for name, count in counts.items())
            store.audit.add(now, "retain", "erase", "past-term", detail)
    delete(files)
    progress("retain", 1, 1)
    return counts


def preview(store: Store, settings: Settings, now: datetime, folder: Path | None = None) -> Counts:
    """Return what `run` would count at *now*, and erase nothing.

    Raises:
        StoreError: The clock runs behind what was read.
    """
    return _counts(*_due(store, settings, now, folder))


def _due(
    store: Store, settings: Settings, now: datetime, folder: Path | None
) -> tuple[Due, tuple[Path, ...]]:
    check_clock(store.sources.all().values(), store.posts.between(now, now + _FAR), now)
    old = now - min(settings.privacy.keep_unmentioned, settings.privacy.keep_text)
    posts = store.posts.collected_before(old + timedelta(microseconds=1))
    around = store.posts.of_threads({post.thread_id for post in posts}, now + _FAR)
    mentions = store.judgements.of_posts(post.id for post in around)
    due = due_posts(posts, mentions, recent_threads(around, mentions, now), settings, now)
    own = None if folder is None else folder / settings.municipality.key
    return due, () if own is None else pdfs_of(own, due_weeks(weeks_in(own), settings, now))


def _counts(due: Due, files: tuple[Path, ...]) -> Counts:
    return {
        "expired": len(due.expired),
        "unmentioned": len(due.unmentioned),
        "unjudged": len(due.unjudged),
        "reports": len(files),
    }
