"""Pages of a forum in, posts out, by selectors: the list of topics, each topic, their next pages.

Topics are read from the longest unchanged to the newest, so that a page of the list on which
nothing is new proves that all behind it is known, also after a crash half-way. Then come those
that are due to be read again: of edits and deletions the list says nothing. A topic that cannot be
read is counted and tried again later; it does not hold up the others.
"""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from jobs.collect.collectors.html_forum.forum import Forum
from jobs.collect.collectors.html_forum.listing import read_listing
from jobs.collect.collectors.html_forum.pages import Select
from jobs.collect.collectors.html_forum.topic import Pages
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.protocol import Verified, Visit
from jobs.model import Batch
from jobs.settings.schema import Duration, Table

VERIFIED: Final = Verified.REAL_SERVER


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``html_forum``.

    Attributes:
        url: The list of topics, newest activity first.
        select: Where things stand on its pages.
        reach: Topics that were silent longer are not read; it needs ``select.active``.
        pause: Seconds between two requests.
    """

    url: WebAddress
    select: Select
    reach: Duration = timedelta(days=28)
    pause: Annotated[float, Field(ge=0, le=60)] = 2.0


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield one batch a topic that is new, changed or due; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    pages = Pages(visit, options.select, options.pause)
    forum = Forum(pages, options.url)
    listing = await read_listing(
        pages,
        forum.marks,
        url=options.url,
        reach=options.reach,
        wanted=forum.wanted(),
        held=forum.validators,
    )
    for topic in forum.to_read(listing):
        if forum.left <= 0:
            forum.cut = True
            break
        if batch := await forum.read(topic):
            yield batch
    if (witness := forum.witness()) and (batch := await forum.read(witness)):
        yield batch
    if trouble := forum.trouble():
        raise trouble
    if last := forum.last(listing.validators):
        yield last
