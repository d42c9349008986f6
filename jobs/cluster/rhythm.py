"""Posts of earlier weeks and how far each source was read in, the share of a usual week read out.

A source that failed on Wednesday has not fallen silent. How much of its week had passed by then is
told by its own rhythm: some groups live in the evening, some pages only on weekdays.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from jobs.model import Post, SourceId

LEAST: Final = 30
"""Posts of earlier weeks from which a source's rhythm is known; with fewer, time passes evenly."""
_WEEK: Final = timedelta(weeks=1)

Shares = Mapping[SourceId, float]
"""By source not read to the end of the week: the share of a usual week that was, 0 to 1."""


def shares_read(
    posts: Iterable[Post], read_until: Mapping[SourceId, datetime], start: datetime, end: datetime
) -> Shares:
    """Return which sources were not read to the end of the week, and how much of it was read.

    Args:
        posts: Posts of earlier weeks, and of this one.
        read_until: By source, when it was last read without error, UTC.
        start: When the week starts, UTC.
        end: When it ends, UTC.
    """
    late = {source: until - start for source, until in read_until.items() if until < end}
    earlier: dict[SourceId, list[timedelta]] = {source: [] for source in late}
    for post in posts:
        if post.source_id in late and post.posted_at < start:
            earlier[post.source_id].append((post.posted_at - start) % _WEEK)
    return {source: _share(earlier[source], passed, end - start) for source, passed in late.items()}


def _share(moments: Sequence[timedelta], passed: timedelta, week: timedelta) -> float:
    """Return which share of *moments*, since the start of their week, lies within *passed*."""
    if passed <= timedelta():
        return 0.0
    if len(moments) < LEAST:
        return passed / week
    return sum(moment < passed for moment in moments) / len(moments)


def share_of(sources: Mapping[SourceId, int], shares: Shares) -> float:
    """Return the share of a usual week that was read of what is spoken of in *sources*.

    Args:
        sources: Posts by source; of none at all, all was read.
        shares: As `shares_read` returns them.
    """
    total = sum(sources.values())
    if not shares or not total:
        return 1.0
    return sum(count * shares.get(source, 1.0) for source, count in sources.items()) / total
