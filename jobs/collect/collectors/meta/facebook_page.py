"""A Facebook page of our own in, posts out: what stands on it, who tags it, and all comments.

Comments are asked for with ``filter=stream``: the default hides replies and what Facebook itself
ranks low. What the page hid is not public, and goes as if it were deleted.
"""

import re
from collections.abc import AsyncGenerator
from datetime import timedelta
from functools import partial
from typing import Annotated, Final

from pydantic import Field

from jobs.collect.clean import MAX_MARKUP
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.collectors.meta.channel import read
from jobs.collect.collectors.meta.graph import FACEBOOK, ROWS, Graph, plain
from jobs.collect.collectors.meta.listing import Answers, Channel, Listing, window
from jobs.collect.protocol import Verified, Visit
from jobs.model import Batch, RawPost
from jobs.settings.schema import Duration, SecretName, Table

VERIFIED: Final = Verified.DOCUMENTATION
_SHOWN: Final = "id,message,message_tags,from,created_time,permalink_url,is_hidden"
_FIELDS: Final = (
    f"{_SHOWN},reactions.limit(0).summary(true),comments.filter(stream).limit(0).summary(true)"
)
_COMMENT: Final = f"{_SHOWN},is_private,like_count,parent{{id}}"
_POSTS: Final = 50
"""Posts of a page: with the counts of each, the Graph answers to more that it is too much."""
_TAGS: Final = 100
"""People tagged in one text that are looked for; Facebook allows half of that."""
_PEOPLE: Final = frozenset({"user", "profile"})


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``facebook_page``.

    Attributes:
        page: Number or name of the page.
        token: Name of the secret that holds a token of the page.
        tagged: Whether public posts of others that tag the page are read too.
        reach: Posts that are older when first seen are left out.
        base: Address of a gateway of one's own that stands before the Graph.
    """

    page: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.]{0,79}$")]
    token: SecretName
    tagged: bool = True
    reach: Duration = timedelta(days=28)
    base: WebAddress = FACEBOOK

    @property
    def addressed(self) -> tuple[str, ...]:
        """What the page is called in the addresses of its posts."""
        return (self.page,)

    @property
    def sites(self) -> tuple[str, ...]:
        """Where readers find it, whichever gateway it is read through."""
        return ("facebook.com",)


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield posts, then the comments of each thread; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    graph = Graph(visit, options.base, options.token)
    params: dict[str, str | int] = {"limit": _POSTS, "since": window(graph, options.reach)}
    feed = Listing(
        name="feed", path=f"/{options.page}/feed", params={"fields": _FIELDS, **params}, own=True
    )
    # what others answer to a post of somebody else is not given, not even counted
    tagged = Listing(
        name="tagged", path=f"/{options.page}/tagged", params={"fields": _SHOWN, **params}
    )
    channel = Channel(
        graph=graph,
        reach=options.reach,
        listings=(feed, tagged) if options.tagged else (feed,),
        fields=_FIELDS,
        opening=partial(_opening, graph),
        moment=lambda row: row.text("created_time"),
        state=lambda row: row.text("comments", "summary", "total_count"),
        answers=partial(_comments, graph),
    )
    async for batch in read(channel):
        yield batch


def _opening(graph: Graph, row: Fields) -> RawPost | None:
    """Return a post; None when it is hidden on the page."""
    if row.flag("is_hidden"):
        return None
    return RawPost(
        source_id=row.source_id,
        native_id=graph.native(row),
        author=_author(row),
        body=_body(row),
        posted_at=row.needed("created_time"),
        url=row.text("permalink_url") or None,
        reactions=row.number("reactions", "summary", "total_count"),
    )


async def _comments(graph: Graph, thread: str, after: str) -> Answers:
    """Return a page of the comments on a post, replies to them among them, newest first."""
    params: dict[str, str | int] = {
        "fields": _COMMENT,
        "filter": "stream",
        "order": "reverse_chronological",
        "limit": ROWS,
    }
    page = await graph.page(f"/{thread}/comments", params, after)
    posts = tuple(
        _comment(graph, thread, row)
        for row in page.rows
        if not row.flag("is_hidden") and not row.flag("is_private")
    )
    return Answers(posts=posts, any=bool(page.rows), more=page.more)


def _comment(graph: Graph, thread: str, row: Fields) -> RawPost:
    return RawPost(
        source_id=row.source_id,
        native_id=graph.native(row),
        thread_native_id=thread,
        parent_native_id=graph.native(row, "parent", "id") if row.has("parent") else thread,
        author=_author(row),
        body=_body(row),
        posted_at=row.needed("created_time"),
        url=row.text("permalink_url") or None,
        reactions=row.number("like_count"),
    )


def _author(row: Fields) -> str | None:
    """Return who wrote it: by name, for it is by name that others call them in their comments.

    Only so is the name masked there. Two people of one name on one page count as one voice.
    """
    return row.text("from", "name") or row.text("from", "id") or None


def _body(row: Fields) -> str:
    """Return the text; people who are tagged in it become mentions, which are masked."""
    text = row.text("message")[:MAX_MARKUP]
    tags = row.rows("message_tags")[:_TAGS]
    names = {tag.text("name") for tag in tags if tag.text("type") in _PEOPLE} - {""}
    if not names:
        return plain(text)
    # the longest first: of two people called Jan and Jan Peeters each stays whole
    tagged = re.compile("|".join(re.escape(plain(name)) for name in sorted(names, key=_longest)))
    marked = tagged.sub(lambda name: f'<a class="mention">{name[0]}</a>', plain(text))
    return marked.replace("\n", "<br>")


def _longest(name: str) -> tuple[int, str]:
    return -len(name), name
