"""A feed and the feeds of its comments in, posts out: RSS, Atom (RFC 4287, 4685), JSON Feed.

A post that is no longer in a feed is not gone: feeds hold the newest only.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import quote, urljoin, urlsplit

from pydantic import Field, model_validator

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.feed_entries import Entry, Feed, read_feed
from jobs.collect.collectors.marks import WebAddress, digest
from jobs.collect.protocol import MAX_ITEMS, Visit
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, Cursor, RawPost
from jobs.settings.schema import Line, Table

_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " application/json;q=0.8, */*;q=0.1"
)
_FIELDS: Final = ("{url}", "{path}", "{id}")
_MAX_BYTES: Final = 5_000_000
_HAD: Final = "had"
"""Mark that the feed held something when it was last read."""


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``feed``.

    Attributes:
        url: Address of the feed.
        comments: Whether the feeds of comments that items name are read too.
        comments_url: Address of an item's comments when the feed does not name it; ``{url}``,
            ``{path}`` and ``{id}`` stand for those of the item.
        one_thread: All items are comments on one thing, such as the comments under one article.
        author: Who wrote every item, when the feed does not say, such as the paper itself.
        pause: Seconds between two requests.
    """

    url: WebAddress
    comments: bool = True
    comments_url: WebAddress | None = None
    one_thread: bool = False
    author: Line | None = None
    pause: Annotated[float, Field(ge=0, le=60)] = 2.0

    @model_validator(mode="after")
    def _has_field(self) -> "Options":
        if self.comments_url and not any(name in self.comments_url for name in _FIELDS):
            message = "comments_url names no item; write {url}, {path} or {id} in it"
            raise ValueError(message)
        return self


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield the items, then the comments of each; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    follows = options.comments and not options.one_thread
    cursor = visit.cursor
    # with comments to look for we need the items, changed or not
    validators = ("", "") if follows else _validators(cursor, options.url)
    response = await _get(visit, options, options.url, validators)
    if response.status == 304:
        return
    feed = await asyncio.to_thread(read_feed, response, visit.source_id)
    if not feed.entries and cursor.marks.get(_HAD):
        raise SourceBroken(visit.source_id, ReadReason.EMPTY_FEED)
    entries = feed.entries[:MAX_ITEMS]
    marks = {**cursor.marks, _HAD: "1" if entries else "", "flaw": feed.flaw}
    cursor = Cursor(marks=marks, validators=_still_used(cursor, options, entries))
    cursor = _moved(cursor, options.url, response)
    yield Batch(
        posts=tuple(_posts(visit, options, feed, entries)),
        cursor=cursor,
        refused={},
        cut=len(feed.entries) > MAX_ITEMS,
    )
    if follows:
        async for batch in _all_comments(visit, options, entries, cursor):
            yield batch


async def _all_comments(
    visit: Visit, options: Options, entries: tuple[Entry, ...], cursor: Cursor
) -> AsyncGenerator[Batch, None]:
    """Yield the comments of each entry; the first trouble is raised when all were tried."""
    trouble: SourceError | None = None
    left = MAX_ITEMS
    places = ((entry, _comments_url(options, entry)) for entry in entries if entry.answers != 0)
    asked = [(entry, url) for entry, url in places if url is not None]
    for entry, url in asked[: visit.max_pages]:
        if left <= 0:
            break
        try:
            response = await _get(visit, options, url, _validators(cursor, url))
            if response.status == 304:
                continue
            feed = await asyncio.to_thread(read_feed, response, visit.source_id)
        except SourceError as error:
            if error.reason != FetchReason.HTTP_404:  # 404: closed for comments, or none yet
                trouble = trouble or error
            continue
        cursor = _moved(cursor, url, response)
        found = feed.entries[:left]
        left -= len(found)
        posts = tuple(_comment(visit, comment, entry.id) for comment in found)
        yield Batch(posts=posts, cursor=cursor, refused={}, cut=len(found) < len(feed.entries))
    if len(asked) > visit.max_pages:
        yield Batch(posts=(), cursor=cursor, refused={}, cut=True)
    if trouble is not None:
        raise trouble


def _posts(
    visit: Visit, options: Options, feed: Feed, entries: tuple[Entry, ...]
) -> Iterator[RawPost]:
    """Yield items as posts; what answers another, or all of one thread, as comments."""
    answers = {entry.id: entry.reply_to for entry in entries if entry.reply_to}
    for entry in entries:
        if options.one_thread:
            yield _comment(visit, entry, feed.id)
        elif entry.reply_to:
            yield _comment(visit, entry, _root(entry.id, answers))
        else:
            yield RawPost(
                source_id=visit.source_id,
                native_id=entry.id,
                author=options.author or entry.author or None,
                title=entry.title,
                body=entry.body,
                posted_at=entry.moment,
                url=_absolute(options.url, entry.link),
                language=entry.language,
            )


def _root(native_id: str, answers: dict[str, str]) -> str:
    """Return what a reply goes back to in the end; replies in a circle end where we came from."""
    seen = set()
    while native_id not in seen and (above := answers.get(native_id)):
        seen.add(native_id)
        native_id = above
    return native_id


def _comment(visit: Visit, entry: Entry, root: str) -> RawPost:
    """Return *entry* as a comment; without its title, which mostly names its author."""
    return RawPost(
        source_id=visit.source_id,
        native_id=entry.id,
        thread_native_id=root,
        parent_native_id=entry.reply_to or root,
        author=entry.author or None,
        body=entry.body or entry.title,
        posted_at=entry.moment,
        url=entry.link,
        language=entry.language,
    )


def _comments_url(options: Options, entry: Entry) -> str | None:
    """Return where the comments of *entry* are, by our own settings or its own word."""
    if options.comments_url is None:
        return _absolute(options.url, entry.comments)
    link = _absolute(options.url, entry.link) or ""
    values = {"{url}": link, "{path}": urlsplit(link).path, "{id}": entry.id}
    url = options.comments_url
    for name, value in values.items():
        if name in url and not value:
            return None
        url = url.replace(name, quote(value, safe="/" if name == "{path}" else ""))
    return url


def _absolute(base: str, link: str | None) -> str | None:
    try:
        return urljoin(base, link) if link else None
    except ValueError:
        return None


async def _get(visit: Visit, options: Options, url: str, validators: tuple[str, str]) -> Response:
    return await visit.fetcher.get(
        Request(
            source_id=visit.source_id,
            url=url,
            accept=_ACCEPT,
            validators=validators,
            max_bytes=_MAX_BYTES,
            pace=timedelta(seconds=options.pause),
        )
    )


def _validators(cursor: Cursor, url: str) -> tuple[str, str]:
    return cursor.validators.get(digest(url), ("", ""))


def _still_used(
    cursor: Cursor, options: Options, entries: tuple[Entry, ...]
) -> dict[str, tuple[str, str]]:
    """Return the validators of comments that the feed still leads to; older ones are dropped."""
    urls = (_comments_url(options, entry) for entry in entries)
    used = {digest(url) for url in (options.url, *urls) if url}
    return {key: pair for key, pair in cursor.validators.items() if key in used}


def _moved(cursor: Cursor, url: str, response: Response) -> Cursor:
    """Return *cursor* with what to send to *url* next time."""
    validators = {**cursor.validators, digest(url): response.validators}
    return Cursor(marks=cursor.marks, validators=validators)
