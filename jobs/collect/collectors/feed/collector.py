"""A feed and the feeds of its comments in, posts out: RSS, Atom (RFC 4287, 4685), JSON Feed.

A post that is no longer in a feed is not gone: feeds hold the newest only. Comments of more items
than one reading takes are read in rounds: the next reading goes on where this one stopped.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import quote, urljoin, urlsplit

from pydantic import Field, model_validator

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.feed.entries import Entry, Feed, read_feed
from jobs.collect.collectors.kit.marks import WebAddress, digest
from jobs.collect.fetch_url import same_site
from jobs.collect.protocol import Verified, Visit
from jobs.collect.reasons import STOPS, FetchReason
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
_NEXT: Final = "next"
"""Mark of the comments with which the next reading begins; none when a round was finished."""
VERIFIED: Final = Verified.REAL_SERVER


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
    entries = feed.entries[: visit.max_items]
    marks = {**cursor.marks, _HAD: "1" if entries else "", "flaw": feed.flaw}
    cursor = Cursor(marks=marks, validators=_still_used(cursor, options, entries))
    cursor = _moved(cursor, options.url, response, feed)
    yield Batch(
        posts=tuple(_posts(visit, options, feed, entries)),
        cursor=cursor,
        refused={},
        cut=len(feed.entries) > visit.max_items,
    )
    if follows:
        async for batch in _all_comments(visit, options, entries, cursor):
            yield batch


async def _all_comments(
    visit: Visit, options: Options, entries: tuple[Entry, ...], cursor: Cursor
) -> AsyncGenerator[Batch, None]:
    """Yield the comments of each entry; the first trouble is raised when all were tried."""
    troubles: list[SourceError] = []
    left, told = visit.max_items, cursor
    asked = _to_ask(options, entries, cursor.marks.get(_NEXT, ""))
    for place, (entry, url) in enumerate(asked[: visit.max_pages]):
        read = await _read_comments(visit, options, url, cursor, troubles)
        if any(trouble.reason in STOPS for trouble in troubles):
            yield _going_on(cursor, asked[place:])
            break
        if read is None:
            continue
        response, feed = read
        found = feed.entries[:left]
        left -= len(found)
        posts = tuple(_comment(visit, comment, entry.id) for comment in found)
        if len(found) < len(feed.entries):
            # these again next time, but when not even a whole reading is enough for them
            yield replace(_going_on(cursor, asked[place or 1 :]), posts=posts, cut=True)
            break
        cursor = _moved(cursor, url, response, feed)
        rest = asked[place + 1 :]
        told = _with_next(cursor, rest)
        yield Batch(posts=posts, cursor=told, refused={}, cut=bool(rest) and left <= 0)
        if left <= 0:
            break
    else:
        last = _going_on(cursor, asked[visit.max_pages :])
        if last.cursor != told or last.cut:
            yield last
    if troubles:
        raise troubles[0]


async def _read_comments(
    visit: Visit, options: Options, url: str, cursor: Cursor, troubles: list[SourceError]
) -> tuple[Response, Feed] | None:
    """Return the comments at *url*; None when they are as they were, or in trouble: noted then."""
    try:
        response = await _get(visit, options, url, _validators(cursor, url))
        if response.status == 304:
            return None
        return response, await asyncio.to_thread(read_feed, response, visit.source_id)
    except SourceError as error:
        if error.reason != FetchReason.HTTP_404:  # 404: closed for comments, or none yet
            troubles.append(error)
        return None


def _to_ask(options: Options, entries: tuple[Entry, ...], begin: str) -> list[tuple[Entry, str]]:
    """Return the entries with the address of their comments, from the one marked *begin* on."""
    places = ((entry, _comments_url(options, entry)) for entry in entries if entry.answers != 0)
    asked = [(entry, url) for entry, url in places if url is not None]
    starts = [place for place, (_, url) in enumerate(asked) if digest(url) == begin]
    return asked[starts[0] :] if starts else asked


def _with_next(cursor: Cursor, rest: list[tuple[Entry, str]]) -> Cursor:
    """Return *cursor* with which comments come first in the next reading; the newest if none."""
    marks = {key: mark for key, mark in cursor.marks.items() if key != _NEXT}
    if rest:
        marks[_NEXT] = digest(rest[0][1])
    return Cursor(marks=marks, validators=cursor.validators)


def _going_on(cursor: Cursor, rest: list[tuple[Entry, str]]) -> Batch:
    """Return the batch that tells where the next reading goes on, if it has anything left."""
    return Batch(posts=(), cursor=_with_next(cursor, rest), refused={}, cut=bool(rest))


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
    """Return where the comments of *entry* are, by our own settings or its own word.

    A feed may send us about its own site only.
    """
    if options.comments_url is None:
        url = _absolute(options.url, entry.comments)
        return url if url and _same_site(options.url, url) else None
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


def _same_site(one: str, other: str) -> bool:
    try:
        here, there = urlsplit(one).hostname, urlsplit(other).hostname
    except ValueError:
        return False
    return here is not None and there is not None and same_site(here, there)


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


def _moved(cursor: Cursor, url: str, response: Response, feed: Feed) -> Cursor:
    """Return *cursor* with what to send to *url* next time.

    Nothing is sent when the feed was broken off: a 304 would keep the rest of it from us.
    """
    told = ("", "") if feed.flaw else response.validators
    validators = {**cursor.validators, digest(url): told}
    return Cursor(marks=cursor.marks, validators=validators)
