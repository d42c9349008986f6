"""Pages of a forum in, posts out, by selectors: the list of topics, each topic, their next pages.

Topics are read from the longest unchanged to the newest, so that a page of the list on which
nothing is new proves that all behind it is known, also after a crash half-way. A topic that cannot
be read is counted and tried again later; it does not hold up the others.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.html_forum.marks import TopicMarks
from jobs.collect.collectors.html_forum.pages import (
    Item,
    Select,
    Topic,
    TopicPage,
    read_list,
    read_topic,
)
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.moments import to_utc
from jobs.collect.protocol import MAX_ITEMS, Verified, Visit
from jobs.collect.reasons import STOPS, FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SelectorDrift, SourceError
from jobs.model import Batch, RawPost, ThreadId
from jobs.settings.schema import Duration, Table

_ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_SETTLED: Final = frozenset(
    {FetchReason.CLOSED, FetchReason.ROBOTS, FetchReason.TOO_BIG, ReadReason.SELECTOR_DRIFT}
)
"""About one topic these say that it is not for us; other trouble may be over next time."""
_MANY: Final = 2
"""Topics in trouble, and none read, that are the trouble of the whole forum."""
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


@dataclass(slots=True)
class _Found:
    """What one topic gave, and why not all of it."""

    posts: list[RawPost] = field(default_factory=list, repr=False)
    gone: list[str] = field(default_factory=list, repr=False)
    root: str = field(default="", repr=False)
    whole: bool = True
    trouble: SourceError | None = None


@dataclass(slots=True)
class _Outcome:
    """How the topics of one reading went: how many were read, which were not and why."""

    read: int = 0
    lost: list[tuple[Topic, SourceError]] = field(default_factory=list)
    troubled: list[tuple[Topic, SourceError]] = field(default_factory=list)

    def add(self, topic: Topic, trouble: SourceError | None) -> None:
        """Note how *topic* went."""
        if trouble is None:
            self.read += 1
        elif trouble.reason == FetchReason.HTTP_404:
            self.lost.append((topic, trouble))
        else:
            self.troubled.append((topic, trouble))


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield one batch a topic that is new or changed; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    marks = TopicMarks(visit.cursor)
    topics, cut = await _changed(visit, options, marks)
    outcome = _Outcome()
    told = visit.cursor
    left = MAX_ITEMS
    for topic in reversed(topics):
        if left <= 0:
            cut = True
            break
        found = await _topic(visit, options, topic)
        outcome.add(topic, found.trouble)
        left -= len(found.posts)
        cut = cut or not found.whole
        if found.trouble is None:
            marks.read(topic, visit.thread_id(found.root))
        if found.posts or found.gone:
            told = marks.cursor
            yield _batch(marks, posts=tuple(found.posts), gone=tuple(found.gone))
    trouble = _of_the_forum(outcome, marks)
    if trouble is not None:
        raise trouble
    last = _last(outcome, marks, cut=cut)
    if last.cut or last.refused or last.gone_threads or last.cursor != told:
        yield last


def _of_the_forum(outcome: _Outcome, marks: TopicMarks) -> SourceError | None:
    """Return the trouble that is one of the whole forum; None when it is of single topics.

    A layout that changed shows in any topic that was read before.
    """
    failures = [*outcome.troubled, *outcome.lost]
    if outcome.read or not failures:
        return None
    if len(failures) >= _MANY or (outcome.troubled and not marks.any_read):
        return failures[0][1]
    drift = (
        trouble
        for topic, trouble in outcome.troubled
        if isinstance(trouble, SelectorDrift) and marks.was_read(topic)
    )
    return next(drift, None)


def _last(outcome: _Outcome, marks: TopicMarks, *, cut: bool) -> Batch:
    """Return the batch that tells of topics which could not be read, or are gone."""
    gone = [thread for topic, _ in outcome.lost for thread in marks.lost(topic)]
    for topic, trouble in outcome.troubled:
        again = outcome.read == 0 or marks.failed(topic)
        cut = cut or (again and trouble.reason not in _SETTLED)
    refused = Counter(f"topic-{trouble.reason}" for _, trouble in outcome.troubled)
    return _batch(marks, gone_threads=tuple(gone), refused=dict(refused), cut=cut)


def _batch(
    marks: TopicMarks,
    *,
    posts: tuple[RawPost, ...] = (),
    gone: tuple[str, ...] = (),
    gone_threads: tuple[ThreadId, ...] = (),
    refused: dict[str, int] | None = None,
    cut: bool = False,
) -> Batch:
    return Batch(
        posts=posts,
        gone=gone,
        gone_threads=gone_threads,
        cursor=marks.cursor,
        refused=refused or {},
        cut=cut,
    )


async def _changed(visit: Visit, options: Options, marks: TopicMarks) -> tuple[list[Topic], bool]:
    """Return the topics to read, newest first, and whether the list went on too long.

    Walks the list until a page on which every topic is known and unchanged, or too old; a topic
    that could not be read before is looked for as long as topics are not too old.
    """
    found: dict[str, Topic] = {}
    missing = marks.troubled
    url: str | None = options.url
    seen: set[str] = set()
    fresh: list[Topic] = []
    while url is not None and url not in seen and len(seen) < visit.max_pages:
        seen.add(url)
        response = await _get(visit, options, url)
        topics, following = await asyncio.to_thread(read_list, response, options.select)
        if not topics and len(seen) == 1:
            raise SelectorDrift(visit.source_id, ReadReason.SELECTOR_DRIFT, "select.row: none")
        recent = [topic for topic in topics if not _is_old(visit, options, topic)]
        fresh = [topic for topic in recent if not marks.is_settled(topic)]
        missing -= {topic.key for topic in topics}
        found.update((topic.url, topic) for topic in fresh if topic.url not in found)
        url = following if fresh or (missing and recent) else None
    marks.forget_troubled(missing)
    return list(found.values()), url is not None and bool(fresh)


def _is_old(visit: Visit, options: Options, topic: Topic) -> bool:
    moment, doubtful = to_utc(topic.active, now=visit.now, zone=visit.zone)
    return not doubtful and moment < visit.now - options.reach


async def _topic(visit: Visit, options: Options, topic: Topic) -> _Found:
    """Return what a topic gives over all its pages.

    Raises:
        SourceError: No topic could be read now.
    """
    found = _Found()
    seen: set[str] = set()
    url: str | None = topic.url
    while url is not None:
        if url in seen or len(seen) >= visit.max_pages or len(found.posts) >= MAX_ITEMS:
            found.whole = False
            break
        seen.add(url)
        try:
            page = await _page(visit, options, url)
        except SourceError as error:
            if error.reason in STOPS:
                raise
            if error.reason != FetchReason.HTTP_404 or len(seen) == 1:
                found.trouble = error  # a later page that is gone was the end of the topic
            break
        found.root = found.root or page.first
        found.posts.extend(_raw(visit, item, found.root, page.title) for item in page.items)
        found.gone.extend(page.removed)
        url = page.next
    return found


async def _page(visit: Visit, options: Options, url: str) -> TopicPage:
    """Return one page of a topic; raise `SelectorDrift` when it holds no post, or no text."""
    response = await _get(visit, options, url)
    page = await asyncio.to_thread(read_topic, response, options.select)
    if not page.items and not page.removed:
        raise SelectorDrift(visit.source_id, ReadReason.SELECTOR_DRIFT, "select.post: none")
    if page.items and all(item.body is None for item in page.items):
        raise SelectorDrift(visit.source_id, ReadReason.SELECTOR_DRIFT, "select.body: none")
    return page


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
        body=item.body or "",
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
