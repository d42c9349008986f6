"""The public preview of a Telegram channel in, posts out; there are no comments in it.

Messages are numbered in the order in which they were sent. A page holds some twenty of them in a
row, so that a number that its page does not hold is a message that is gone. A channel without a
preview sends on to its front page, and is closed to us.
"""

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Final
from urllib.parse import urlsplit

from bs4.element import Tag
from pydantic import Field, model_validator

from jobs.collect.charset import decode
from jobs.collect.clean import soup_of
from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.rounds import STEPS, Rounds
from jobs.collect.collectors.kit.selectors import elements, markup, value
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Verified, Visit
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SelectorDrift, SourceBroken
from jobs.model import Batch, Cursor, PostId, RawPost
from jobs.settings.schema import Duration, Table

VERIFIED: Final = Verified.DOCUMENTATION
_SITE: Final = "https://t.me"
_MESSAGE: Final = ".tgme_widget_message[data-post]"
_TEXT: Final = ".tgme_widget_message_text.js-message_text"
_TIME: Final = ".tgme_widget_message_date time@datetime"
_OLDER: Final = ".tme_messages_more[data-before]"
_NUMBER: Final = re.compile(r"[^/]{1,64}/([1-9][0-9]{0,15})")
_HIGH: Final = "high"
"""Mark of the newest message up to which all were read."""
_AHEAD: Final = "ahead"
"""Mark of the newest message of a walk that was cut; it becomes `_HIGH` when that is finished."""
_BEFORE: Final = "before"
"""Mark of the message before which the walk that was cut goes on."""


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``telegram_public``.

    Attributes:
        channel: Name of the channel, as in its address.
        i_have_read_the_terms: Whether somebody read the terms of Telegram, and decided that the
            preview of this channel may be read for this purpose.
        reach: Messages that are older when first seen are left out.
        pause: Seconds between two requests.
    """

    channel: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{3,31}$")]
    i_have_read_the_terms: bool = False
    reach: Duration = timedelta(days=28)
    pause: Annotated[float, Field(ge=1, le=60)] = 3.0

    @property
    def addressed(self) -> tuple[str, ...]:
        """What the channel is called in the addresses of its messages."""
        return (self.channel,)

    @model_validator(mode="after")
    def _is_decided(self) -> "Options":
        if not self.i_have_read_the_terms:
            message = (
                "i_have_read_the_terms is not true; read https://telegram.org/tos and decide"
                " whether the preview of this channel may be read, then write true"
            )
            raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    """A message; its post is None when nothing is said in it that we can read."""

    number: int
    moment: datetime
    post: RawPost | None = field(repr=False)


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield messages, newest page first, then those that are due; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    reading = _Reading(visit, options)
    async for batch in reading.new():
        yield batch
    async for batch in reading.again():
        yield batch


class _Reading:
    """One visit to one channel."""

    def __init__(self, visit: Visit, options: Options) -> None:
        self._visit, self._options, self._source_id = visit, options, visit.source_id
        self._since = visit.now - options.reach
        marks = visit.cursor.marks
        self._high, self._ahead, self._before = (
            int(marks.get(name, "0")) for name in (_HIGH, _AHEAD, _BEFORE)
        )
        self._rounds = Rounds(visit)
        self._known = frozenset(mark.partition(":")[2] for mark in self._rounds.marks)
        self._due = {int(name) for name in self._rounds.due()}
        self._left, self._items = visit.max_pages, visit.max_items
        self._at = 0
        """The oldest message of the walk so far."""
        self._ended = False

    async def new(self) -> AsyncGenerator[Batch, None]:
        """Yield what came after the newest message that is known, then what a cut walk left.

        Raises:
            SourceError: It could not be read; what was not is read next time.
        """
        newest = 0
        async for page, batch in self._walk(0, self._ahead or self._high):
            newest = max(newest, page[-1].number)
            yield batch
        newest = max(newest, self._ahead)
        if self._ended and self._before:
            self._at = self._before
            async for _, batch in self._walk(self._before, self._high):
                yield batch
        if self._ended:
            self._high, self._ahead, self._before = max(newest, self._high), 0, 0
        else:
            self._ahead, self._before = newest, self._at
        yield self._batch((), (), cut=not self._ended)

    async def again(self) -> AsyncGenerator[Batch, None]:
        """Yield the pages of messages that are due and were not seen yet, newest first."""
        while self._due and self._left > 0:
            newest = max(self._due)
            page, _ = await self._page(newest + 1)
            if not page:  # nothing is left before it either: no page proves that it is gone
                self._rounds.unchanged(str(newest))
                self._due.discard(newest)
                yield self._batch((), ())
            else:
                yield self._settled(page, newest + 1)

    async def _walk(
        self, before: int, stop: int
    ) -> AsyncGenerator[tuple[tuple[_Message, ...], Batch], None]:
        """Yield pages from *before* (0: the newest) down to message *stop*, or to what is old."""
        self._ended = older = False
        while self._left > 0 and self._items > 0:
            page, more = await self._page(before)
            if not page and older:  # who asks too often is told that there are none
                raise SourceBroken(self._source_id, ReadReason.EMPTY_FEED, "no older messages")
            if not page:
                self._ended = True
                return
            older = more
            self._items -= len(page)
            yield page, self._settled(page, before)
            before = self._at = page[0].number
            self._ended = before <= max(stop, 1) or page[-1].moment < self._since
            if self._ended:
                return

    async def _page(self, before: int) -> tuple[tuple[_Message, ...], bool]:
        """Return the messages before *before*, oldest first, and whether it tells of older ones.

        Raises:
            SourceError: There is no preview, or it holds no messages, or others.
        """
        self._left -= 1
        query = f"?before={before}" if before else ""
        response = await self._visit.fetcher.get(
            Request(
                source_id=self._source_id,
                url=f"{_SITE}/s/{self._options.channel}{query}",
                accept="text/html",
                pace=timedelta(seconds=self._options.pause),
            )
        )
        if urlsplit(response.url).path.lower() != f"/s/{self._options.channel}".lower():
            raise SourceBroken(self._source_id, FetchReason.CLOSED, "no public preview")
        page, older = await asyncio.to_thread(self._read, response)
        if not page and not before:
            raise SelectorDrift(self._source_id, ReadReason.SELECTOR_DRIFT, "no messages")
        if before and page and page[-1].number >= before:
            raise SelectorDrift(self._source_id, ReadReason.SELECTOR_DRIFT, "another page")
        return page, older

    def _read(self, response: Response) -> tuple[tuple[_Message, ...], bool]:
        soup = soup_of(decode(response.body, response.charset))
        found = (self._message(element) for element in elements(soup, _MESSAGE))
        messages = {message.number: message for message in found}
        page = tuple(messages[number] for number in sorted(messages))
        return page, bool(elements(soup, _OLDER))

    def _message(self, element: Tag) -> _Message:
        named = _NUMBER.fullmatch(value(element, "@data-post"))
        written = value(element, _TIME)
        moment, doubtful = to_utc(written, now=self._visit.now, zone=self._visit.zone)
        if named is None or doubtful:
            detail = "data-post" if named is None else "time"
            raise SelectorDrift(self._source_id, ReadReason.SELECTOR_DRIFT, detail)
        post = RawPost(
            source_id=self._source_id,
            native_id=named[1],
            author=self._options.channel,
            body=markup(element, _TEXT) or "",
            posted_at=moment,
            url=f"{_SITE}/{self._options.channel}/{named[1]}",
        )
        said = "service_message" not in element.get_attribute_list("class")
        return _Message(number=int(named[1]), moment=moment, post=post if said else None)

    def _settled(self, page: tuple[_Message, ...], before: int) -> Batch:
        """Return the batch of a page, which holds all messages from its oldest to *before*."""
        posts: list[RawPost] = []
        for message in page:
            if message.post is None or not self._wanted(message):
                continue
            posts.append(message.post)
            if message.moment >= self._visit.now - STEPS[-1]:  # what is older hardly changes
                self._rounds.meet(message.post.native_id)
        there = {str(message.number) for message in page}
        gone: list[PostId] = []
        for number in sorted(self._due):
            if number >= page[0].number and (number < before or not before):
                gone += self._rounds.read(str(number), str(number), {str(number)} & there)
                self._due.discard(number)
        return self._batch(tuple(posts), tuple(gone))

    def _wanted(self, message: _Message) -> bool:
        return message.moment >= self._since or str(message.number) in self._known

    def _batch(
        self, posts: tuple[RawPost, ...], gone: tuple[PostId, ...], *, cut: bool = False
    ) -> Batch:
        marks = {_HIGH: self._high, _AHEAD: self._ahead, _BEFORE: self._before}
        held = {name: str(number) for name, number in marks.items() if number}
        cursor = Cursor(marks={**held, **self._rounds.marks}, validators={})
        return Batch(posts=posts, gone_posts=gone, cursor=cursor, refused={}, cut=cut)
