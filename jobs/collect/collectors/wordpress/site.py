"""A question to a WordPress site in, the rows of its REST interface out, and what is gone there.

The interface (WordPress 4.7 and later) lies behind ``/wp-json``, or behind ``?rest_route=`` where
pretty links are off. Lists are walked by offset, a little back each time, so that what is deleted
while we walk makes us skip nothing.
"""

from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields, Interface, Reply
from jobs.collect.collectors.wordpress.rows import number
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS, FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken, SourceError

POSTS: Final = "posts"
COMMENTS: Final = "comments"
ROWS: Final = 100
"""Rows of a page; WordPress gives no more."""
ROUTE: Final = "route"
"""Mark of the way to the interface that this site knows."""

_ROUTES: Final = ("/wp-json", "/?rest_route=")
_NO_ROUTE: Final = frozenset({FetchReason.HTTP_404, ReadReason.NOT_JSON})
"""What a site answers on the way that it does not know: nothing, or a page of its own."""
_BACK: Final = 5
"""Rows that two pages share."""
_FIELDS: Final = {
    POSTS: "id,date_gmt,modified_gmt,link,title,content,author,_links.author,_embedded.author",
    COMMENTS: "id,post,parent,author_name,date_gmt,link,content",
}
_REFUSED: Final = frozenset({401, 403, 404})
_GONE: Final = {
    POSTS: frozenset({"rest_post_invalid_id", "rest_forbidden"}),
    COMMENTS: frozenset(
        {
            "rest_comment_invalid_id",
            "rest_post_invalid_id",
            "rest_cannot_read",
            "rest_cannot_read_post",
        }
    ),
}
"""What WordPress itself says of a post or comment that was deleted, or is not public any more."""
_FEEDS: Final = {
    "/wp-json": {POSTS: "/feed/", COMMENTS: "/comments/feed/"},
    "/?rest_route=": {POSTS: "/?feed=rss2", COMMENTS: "/?feed=comments-rss2"},
}
"""Addresses of the feeds beside each way to the interface: with and without pretty links."""
_MOST_OF_A_FEED: Final = 2_000_000
"""Bytes of a feed; of some hundred comments it has a tenth of it, and a site may set more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list.

    Attributes:
        rows: What it holds, each once.
        total: Length of the whole list; None when the site does not say.
        size: Rows that the site counts as a page; those that are not public are left out of it.
    """

    rows: dict[str, Fields] = field(repr=False)
    total: int | None
    size: int

    @property
    def state(self) -> str:
        """Length and first row of the list: what changes when it does. Empty when unknown."""
        return "" if self.total is None else f"{self.total}:{next(iter(self.rows), '')}"

    @property
    def empty(self) -> bool:
        """Whether the list holds nothing at all; the first row alone may be one that is hidden."""
        return not self.rows and not self.total

    def ends(self, offset: int) -> bool:
        """Tell whether a page that begins at *offset* is the last one."""
        if self.total is None:
            return len(self.rows) < ROWS
        return offset + self.size >= self.total


class Site:
    """One WordPress site, for one visit.

    Attributes:
        route: The way to its interface; empty when it is not known yet.
    """

    def __init__(self, visit: Visit, url: str, pause: timedelta) -> None:
        self._visit, self._pace = visit, pause
        self._interface = Interface(visit=visit, base=url.rstrip("/"), pace=pause, robots=True)
        self.route = visit.cursor.marks.get(ROUTE, "")
        # the one that is known comes first
        self._routes = sorted(_ROUTES, key=lambda route: route != self.route)

    async def probe(self, what: str) -> Page:
        """Return the newest row of a list only, and its length.

        Raises:
            SourceError: There is no such list; ``comments-closed`` when posts are given but the
                comments are not.
        """
        also = _REFUSED if what == COMMENTS else frozenset[int]()
        reply = await self._ask(f"/wp/v2/{what}", {"per_page": 1, "_fields": "id"}, also)
        if reply.status in _REFUSED:
            detail = "comments are not given here; read /comments/feed/ with a source of kind feed"
            raise SourceBroken(self._visit.source_id, ReadReason.COMMENTS_CLOSED, detail)
        return self._page(reply)

    async def feed(self, what: str, held: tuple[str, str]) -> Response | None:
        """Return the feed of a list, unread: only whether it changed matters; None without one.

        Raises:
            SourceError: The next question would fail as well.
        """
        try:
            answer = await self._visit.fetcher.get(
                Request(
                    source_id=self._visit.source_id,
                    url=f"{self._interface.base}{_FEEDS[self._routes[0]][what]}",
                    accept="application/rss+xml, application/xml;q=0.9",
                    validators=held,
                    max_bytes=_MOST_OF_A_FEED,
                    pace=self._pace,
                )
            )
        except SourceError as error:
            if error.reason in STOPS:
                raise
            return None
        # a page of the site in its place, which a cache may hold for long, tells nothing
        return answer if answer.status == 304 or "xml" in answer.content_type else None

    async def walk(
        self, what: str, params: dict[str, str | int], most: int
    ) -> AsyncGenerator[tuple[dict[str, Fields], bool], None]:
        """Yield the rows of a list that were not there before, and whether these are the last.

        Args:
            what: The list.
            params: What it is asked with.
            most: Pages that are read.

        Raises:
            SourceError: A page could not be read, or the pages lead back.
        """
        seen: set[str] = set()
        offset = 0
        for _ in range(most):
            page = await self.page(what, {**params, **({"offset": offset} if offset else {})})
            fresh = {native: row for native, row in page.rows.items() if native not in seen}
            last = page.ends(offset)
            if not fresh and len(page.rows) > _BACK:
                raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "offset")
            seen.update(fresh)
            yield fresh, last
            if last:
                return
            offset += max(page.size - _BACK, 1)

    async def page(self, what: str, params: dict[str, str | int]) -> Page:
        """Return one page of a list."""
        asked = {"per_page": ROWS, "_fields": _FIELDS[what], **params}
        if what == POSTS:
            asked["_embed"] = "author"
        return self._page(await self._ask(f"/wp/v2/{what}", asked))

    async def only(self, natives: Iterable[str]) -> dict[str, Fields]:
        """Return those of at most a hundred posts that are there."""
        wanted = tuple(natives)
        if not wanted:
            return {}
        rows = (await self.page(POSTS, {"include": ",".join(wanted)})).rows
        return {native: row for native, row in rows.items() if native in wanted}

    async def is_gone(self, what: str, native: str) -> bool:
        """Tell whether the site itself says that a post or comment is not there for the public.

        Raises:
            SourceError: It says something else, or nothing: that is no deletion.
        """
        reply = await self._ask(f"/wp/v2/{what}/{native}", {"_fields": "id"}, _REFUSED)
        if reply.status == 200:
            return False
        if reply.data.text("code") in _GONE[what]:
            return True
        raise SourceBroken(self._visit.source_id, FetchReason.CLOSED, f"one of {what}")

    async def _ask(
        self, path: str, params: dict[str, str | int], also: frozenset[int] = frozenset()
    ) -> Reply:
        """Return the answer, by the way that the site knows; the first question finds it."""
        while True:
            try:
                reply = await self._interface.ask(f"{self._routes[0]}{path}", params, also=also)
            except SourceError as error:
                if error.reason not in _NO_ROUTE or len(self._routes) == 1:
                    raise
                del self._routes[0]
            else:
                self._routes, self.route = self._routes[:1], self._routes[0]
                return reply

    def _page(self, reply: Reply) -> Page:
        if not reply.data.has("rows"):
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "no list")
        rows = {number(row, "id"): row for row in reply.data.rows("rows")[:ROWS]}
        total, pages = (self._count(reply, name) for name in ("x-wp-total", "x-wp-totalpages"))
        if total is not None and total < len(rows):
            total = None
        whole = total is not None and pages == ceil(total / ROWS)
        return Page(rows=rows, total=total, size=ROWS if whole else len(rows))

    def _count(self, reply: Reply, name: str) -> int | None:
        text = reply.response.headers.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def iso(seconds: int) -> str:
    """Return a moment in seconds since 1970 as WordPress takes it, whatever its own clocks say."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
