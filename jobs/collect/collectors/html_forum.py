"""Pages of a forum in, posts out, by selectors: the list of topics, each topic, their next pages.

Topics are read from the longest unchanged to the newest, so that a page of the list on which
nothing is new proves that all behind it is known, also after a crash half-way.
"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.forum_pages import Item, Select, Topic, read_list, read_topic
from jobs.collect.collectors.marks import WebAddress
from jobs.collect.moments import to_utc
from jobs.collect.protocol import MAX_ITEMS, Visit
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SelectorDrift, SourceError
from jobs.model import Batch, Cursor, RawPost
from jobs.settings.schema import Duration, Table

_ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_MAX_MARKS: Final = 2_000
"""Topics whose state is remembered; those longest unchanged are forgotten first."""


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
    """Yield one batch a topic that is new or changed; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    topics, cut = await _changed(visit, options)
    cursor = visit.cursor
    left = MAX_ITEMS
    for topic in reversed(topics):
        if left <= 0:
            cut = True
            break
        try:
            posts, gone, whole = await _topic(visit, options, topic)
        except SourceError as error:
            if error.reason == FetchReason.HTTP_404:  # removed since the list was made
                continue
            raise
        left -= len(posts)
        cut = cut or not whole
        cursor = _with_mark(cursor, topic)
        yield Batch(posts=posts, gone=gone, cursor=cursor, refused={})
    if cut:
        yield Batch(posts=(), cursor=cursor, refused={}, cut=True)


async def _changed(visit: Visit, options: Options) -> tuple[list[Topic], bool]:
    """Return the topics to read, newest first, and whether the list went on too long.

    Walks the list until a page on which every topic is known and unchanged, or too old.
    """
    found: dict[str, Topic] = {}
    url: str | None = options.url
    seen: set[str] = set()
    while url is not None:
        if url in seen or len(seen) >= visit.max_pages:
            return list(found.values()), True
        seen.add(url)
        response = await _get(visit, options, url)
        topics, following = await asyncio.to_thread(read_list, response, options.select)
        if not topics and len(seen) == 1:
            raise SelectorDrift(visit.source_id, ReadReason.SELECTOR_DRIFT, "select.row: none")
        fresh = [topic for topic in topics if not _is_known(visit, options, topic)]
        found.update((topic.url, topic) for topic in fresh if topic.url not in found)
        url = following if fresh else None
    return list(found.values()), False


def _is_known(visit: Visit, options: Options, topic: Topic) -> bool:
    if visit.cursor.marks.get(topic.key) == topic.mark:
        return True
    moment, doubtful = to_utc(topic.active, now=visit.now, zone=visit.zone)
    return not doubtful and moment < visit.now - options.reach


async def _topic(
    visit: Visit, options: Options, topic: Topic
) -> tuple[tuple[RawPost, ...], tuple[str, ...], bool]:
    """Return the posts of a topic, the ids of removed ones, and whether it was read to its end."""
    posts: list[RawPost] = []
    gone: list[str] = []
    seen: set[str] = set()
    root = ""
    url: str | None = topic.url
    while url is not None:
        if url in seen or len(seen) >= visit.max_pages or len(posts) >= MAX_ITEMS:
            return tuple(posts), tuple(gone), False
        seen.add(url)
        response = await _get(visit, options, url)
        page = await asyncio.to_thread(read_topic, response, options.select)
        if not page.items and not page.removed:
            raise SelectorDrift(visit.source_id, ReadReason.SELECTOR_DRIFT, "select.post: none")
        root = root or page.first
        posts.extend(_raw(visit, item, root, page.title) for item in page.items)
        gone.extend(page.removed)
        url = page.next
    return tuple(posts), tuple(gone), True


def _raw(visit: Visit, item: Item, root: str, title: str) -> RawPost:
    """Return a post; the one that opens the topic carries its title."""
    opens = item.id == root
    return RawPost(
        source_id=visit.source_id,
        native_id=item.id,
        thread_native_id=None if opens else root or None,
        parent_native_id=item.parent or None,
        author=item.author or None,
        title=title if opens else "",
        body=item.body,
        posted_at=item.time or None,
        url=item.url,
        reactions=item.reactions,
    )


async def _get(visit: Visit, options: Options, url: str) -> Response:
    return await visit.fetcher.get(
        Request(
            source_id=visit.source_id,
            url=url,
            accept=_ACCEPT,
            pace=timedelta(seconds=options.pause),
        )
    )


def _with_mark(cursor: Cursor, topic: Topic) -> Cursor:
    """Return *cursor* that knows *topic* as it is now, last of all."""
    marks = {key: mark for key, mark in cursor.marks.items() if key != topic.key}
    marks[topic.key] = topic.mark
    return Cursor(marks=dict(list(marks.items())[-_MAX_MARKS:]), validators=cursor.validators)
