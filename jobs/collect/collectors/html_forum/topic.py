"""The address of a topic in, what stands on all its pages out, and whether that is all of it."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.html_forum.pages import Item, Select, TopicPage, read_topic
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS, FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SelectorDrift, SourceError
from jobs.model import RawPost

_ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_BEHIND: Final = re.compile(
    r"(?:[?&/](?:(?:page|paged|pagina|seite|pg|p|start|offset)[=/-]?)?\d{1,6}/?)?"
)
"""What stands behind the address of a topic in that of a page of it, and names nobody."""


@dataclass(slots=True)
class Found:
    """What one topic gave.

    Attributes:
        posts: What stands in it.
        gone: Ids of removed posts whose place is still there.
        root: Id of the first post, also when it was removed; empty when nothing was read.
        cut: We stopped at our own limit.
        same: It is as it was when we were given the validators that we sent.
        whole: All of it was given, so that what was not is missing.
        trouble: Why not all of it was read.
        validators: To ask whether its pages changed, by what stands behind its address in theirs,
            nothing behind the first; empty when that cannot be asked.
    """

    posts: list[RawPost] = field(default_factory=list, repr=False)
    gone: list[str] = field(default_factory=list, repr=False)
    root: str = field(default="", repr=False)
    cut: bool = False
    same: bool = False
    whole: bool = True
    trouble: SourceError | None = None
    validators: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def natives(self) -> frozenset[str]:
        """Ids of all that has a place in it."""
        return frozenset(self.gone) | {post.native_id for post in self.posts}


class Pages:
    """The pages of one forum, asked for at its own pace."""

    def __init__(self, visit: Visit, select: Select, pause: float) -> None:
        self.visit, self.select = visit, select
        self._pace = timedelta(seconds=pause)

    async def get(self, url: str, held: tuple[str, str] = UNKNOWN) -> Response:
        """Return a page; with validators of what we hold, status 304 when it is still that."""
        return await self.visit.fetcher.get(
            Request(
                source_id=self.visit.source_id,
                url=url,
                accept=_ACCEPT,
                pace=self._pace,
                validators=held,
            )
        )

    async def topic(self, url: str, held: Mapping[str, tuple[str, str]]) -> Found:
        """Return what the topic at *url* gives over all its pages.

        Args:
            url: Its first page.
            held: `Found.validators` of the reading before; empty to read it in full.

        Raises:
            SourceError: No topic could be read now.
        """
        found = Found()
        pairs: dict[str, tuple[str, str]] = {}
        seen: set[str] = set()
        following: str | None = url
        while following is not None:
            at = following
            visit = self.visit
            full = len(seen) >= visit.max_pages or len(found.posts) >= visit.max_items
            if full or at in seen:
                found.cut, found.whole = True, False
                break
            seen.add(at)
            try:
                response = await self._ask(url, at, held)
                if response.status == 304:
                    found.same = True
                    return found
                page = await self._read(response)
            except SourceError as error:
                if error.reason in STOPS:
                    raise
                found.whole = False
                if error.reason != FetchReason.HTTP_404 or len(seen) == 1:
                    found.trouble = error  # a later page that is gone was the end of the topic
                break
            self._add(found, page, url)
            following = page.next
            pairs[at.removeprefix(url)] = response.validators
        else:
            found.validators = pairs if all(map(_BEHIND.fullmatch, pairs)) else {}
        return found

    async def _ask(self, url: str, at: str, held: Mapping[str, tuple[str, str]]) -> Response:
        """Return the page *at* of the topic at *url*; for the first a 304 when all are the same."""
        response = await self.get(at, held.get(at.removeprefix(url), UNKNOWN))
        if response.status != 304 or (at == url and await self._are_same(url, held)):
            return response
        return await self.get(at)

    async def _are_same(self, url: str, held: Mapping[str, tuple[str, str]]) -> bool:
        """Tell whether all pages behind the first are what they were."""
        for behind, pair in held.items():
            try:
                if behind and (await self.get(url + behind, pair)).status != 304:
                    return False
            except SourceError as error:
                if error.reason in STOPS:
                    raise
                return False  # what became of it shows when all are read
        return True

    async def _read(self, response: Response) -> TopicPage:
        """Return one page of a topic; raise `SelectorDrift` when it holds no post, or no text."""
        page = await asyncio.to_thread(read_topic, response, self.select)
        source_id = self.visit.source_id
        if not page.items and not page.removed:
            raise SelectorDrift(source_id, ReadReason.SELECTOR_DRIFT, "select.post: none")
        if page.items and all(item.body is None for item in page.items):
            raise SelectorDrift(source_id, ReadReason.SELECTOR_DRIFT, "select.body: none")
        return page

    def _add(self, found: Found, page: TopicPage, url: str) -> None:
        """Add a page to what was found; one that was broken off is not all there is."""
        found.root = found.root or page.first
        found.posts.extend(self._raw(item, found.root, page.title, url) for item in page.items)
        found.gone.extend(page.removed)
        found.whole = found.whole and page.whole

    def _raw(self, item: Item, root: str, title: str, url: str) -> RawPost:
        """Return a post; the one that opens the topic carries the title and address of that."""
        opens = item.id == root
        return RawPost(
            source_id=self.visit.source_id,
            native_id=item.id,
            thread_native_id=None if opens else root or None,
            parent_native_id=item.parent or None,
            author=item.author or None,
            title=title if opens else "",
            body=item.body or "",
            posted_at=item.time or None,
            url=url if opens else item.url,
            reactions=item.reactions,
        )
