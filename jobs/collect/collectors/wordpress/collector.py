"""A WordPress site in, posts out: its articles and the comments under them, by its REST interface.

A site that has nothing new costs one question: whether its feed changed. If it did, or says
nothing, three small ones tell what is new: how many articles there are, which were modified, and
how many comments there are. What is new is read from the newest down; what changed and what went
is found when threads are read again (`revisits`).
"""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.collectors.wordpress.revisits import read_again
from jobs.collect.collectors.wordpress.site import COMMENTS, POSTS, Site
from jobs.collect.collectors.wordpress.visit import Reading
from jobs.collect.protocol import Verified, Visit
from jobs.collect.reasons import STOPS
from jobs.errors import SourceError
from jobs.model import Batch
from jobs.settings.schema import Duration, Line, Table

VERIFIED: Final = Verified.REAL_SERVER
_NEEDED: Final = 2
"""Parts of a reading, the first ones, without which the others would fail as well."""


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``wordpress``.

    Attributes:
        url: Address of the site.
        comments: Whether the comments are read too.
        author: Who wrote every article, such as the paper itself; when absent whoever the site
            names.
        reach: Articles and comments that are older when first seen are left out.
        pause: Seconds between two requests.
    """

    url: WebAddress
    comments: bool = True
    author: Line | None = None
    reach: Duration = timedelta(days=28)
    pause: Annotated[float, Field(ge=0, le=60)] = 2.0


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield what is new, then what is read again; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    site = Site(visit, options.url, timedelta(seconds=options.pause))
    reading = Reading(visit, site, author=options.author, reach=options.reach)
    lists = (POSTS, COMMENTS) if options.comments else (POSTS,)
    same = await reading.is_same(lists[-1])
    new = [] if same else [reading.head(POSTS), reading.edits(), *map(reading.head, lists[1:])]
    troubles: list[SourceError] = []
    async for batch in _each([*new, read_again(reading)], troubles):
        yield batch
    if not troubles:
        reading.settle()
    if rest := reading.rest():
        yield rest
    if troubles:
        raise troubles[0]


async def _each(
    parts: list[AsyncGenerator[Batch, None]], troubles: list[SourceError]
) -> AsyncGenerator[Batch, None]:
    """Yield what each of *parts* does; trouble with the comments does not stop what comes after."""
    for place, part in enumerate(parts):
        try:
            async for batch in part:
                yield batch
        except SourceError as error:
            troubles.append(error)
            if place < _NEEDED or error.reason in STOPS:
                return
