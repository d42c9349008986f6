"""A feed and the feeds of its comments in, posts out: RSS, Atom (RFC 4287, 4685), JSON Feed.

An item that is no longer in a feed is not gone, as feeds hold the newest only; one whose page is
not there at two rounds is. A comment is gone when a feed that holds all comments of its thread did
not give it, twice.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from jobs.collect.collectors.feed import posts
from jobs.collect.collectors.feed.comments import read_comments
from jobs.collect.collectors.feed.entries import Feed
from jobs.collect.collectors.feed.items import read_items
from jobs.collect.collectors.feed.options import Options
from jobs.collect.collectors.feed.reading import Reading
from jobs.collect.protocol import Verified, Visit
from jobs.model import Batch

__all__ = ["VERIFIED", "Options", "collect"]

VERIFIED: Final = Verified.REAL_SERVER


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield the items, which of them are gone, then the comments; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    reading = Reading(visit, options)
    feed = await reading.head()
    if feed is not None:
        yield _first(reading, feed)
    if not options.one_thread:
        if (gone := await read_items(reading)) is not None:
            yield gone
        async with aclosing(read_comments(reading)) as batches:
            async for batch in batches:
                yield batch
    if reading.cut or reading.cursor != reading.told:
        yield reading.batch(cut=reading.cut)
    if reading.troubles:
        raise reading.troubles[0]


def _first(reading: Reading, feed: Feed) -> Batch:
    """Return the items of the feed itself, or the comments if it is one of comments."""
    options, source_id = reading.options, reading.visit.source_id
    entries = feed.entries[: reading.visit.max_items]
    cut = len(feed.entries) > reading.visit.max_items
    if not options.one_thread:
        found = tuple(posts.items(source_id, entries, reading.links, options.author))
        return reading.batch(found, cut=cut)
    gone = reading.settle(reading.name(feed.id), feed)
    return reading.batch(posts.comments(source_id, entries, feed.id), gone=gone, cut=cut)
