"""A professional Instagram account of our own in, posts out: media, comments, replies, tags.

Replies come inside their comment, the first of them only, and the rest from an edge of their own.
"""

from collections.abc import AsyncGenerator
from datetime import timedelta
from functools import partial
from typing import Annotated, Final, Literal

from pydantic import Field

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.collectors.kit.walk import Walk
from jobs.collect.collectors.meta.channel import read
from jobs.collect.collectors.meta.graph import FACEBOOK, ROWS, VERSION, Graph, plain
from jobs.collect.collectors.meta.listing import Answers, Channel, Listing
from jobs.collect.protocol import Verified, Visit
from jobs.errors import SourceBroken
from jobs.model import Batch, RawPost
from jobs.settings.schema import Duration, SecretName, Table

VERIFIED: Final = Verified.DOCUMENTATION
_LOGINS: Final = {"facebook": FACEBOOK, "instagram": f"https://graph.instagram.com/{VERSION}"}
_MEDIA: Final = "id,caption,username,timestamp,permalink,comments_count,like_count"
_REPLY: Final = "id,text,username,from,timestamp,like_count,hidden"
_COMMENTS: Final = 50
"""Comments of a page; Instagram gives no more."""
_COMMENT: Final = f"{_REPLY},replies.limit({_COMMENTS}){{{_REPLY}}}"


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``instagram``.

    Attributes:
        account: Number of the professional account; with the login of Instagram also ``me``.
        token: Name of the secret that holds a token of the account.
        login: By which login the token was given; it decides which host answers.
        tags: Whether public posts of others that tag the account are read too.
        reach: Posts that are older when first seen are left out.
        base: Address of a gateway of one's own that stands before the Graph.
    """

    account: Annotated[str, Field(pattern=r"^(?:me|[0-9]{1,40})$")]
    token: SecretName
    login: Literal["facebook", "instagram"] = "facebook"
    tags: bool = True
    reach: Duration = timedelta(days=28)
    base: WebAddress | None = None

    @property
    def sites(self) -> tuple[str, ...]:
        """Where readers find it, whichever gateway it is read through."""
        return ("instagram.com",)


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield media, then the comments under each; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    graph = Graph(visit, options.base or _LOGINS[options.login], options.token)
    params: dict[str, str | int] = {"fields": _MEDIA, "limit": ROWS}
    media = Listing(name="media", path=f"/{options.account}/media", params=params, own=True)
    tags = Listing(name="tags", path=f"/{options.account}/tags", params=params)
    channel = Channel(
        graph=graph,
        reach=options.reach,
        listings=(media, tags) if options.tags else (media,),
        fields=_MEDIA,
        opening=partial(_opening, graph),
        moment=lambda row: row.text("timestamp"),
        state=lambda row: row.text("comments_count"),
        answers=partial(_comments, graph),
    )
    async for batch in read(channel):
        yield batch


def _opening(graph: Graph, row: Fields) -> RawPost:
    return RawPost(
        source_id=row.source_id,
        native_id=graph.native(row),
        author=row.text("username") or None,
        body=plain(row.text("caption")),
        posted_at=row.needed("timestamp"),
        url=row.text("permalink") or None,
        reactions=row.number("like_count"),
    )


async def _comments(graph: Graph, media: str, after: str) -> Answers:
    """Return a page of the comments under *media*, each with all of its replies."""
    params: dict[str, str | int] = {"fields": _COMMENT, "limit": _COMMENTS}
    page = await graph.page(f"/{media}/comments", params, after)
    posts = []
    for row in page.rows:
        if row.flag("hidden"):
            continue
        comment = _comment(graph, media, media, row)
        posts.append(comment)
        replies = await _replies(graph, comment.native_id, row)
        posts.extend(
            _comment(graph, media, comment.native_id, reply)
            for reply in replies
            if not reply.flag("hidden")
        )
    return Answers(posts=tuple(posts), any=bool(page.rows), more=page.more)


async def _replies(graph: Graph, comment: str, row: Fields) -> list[Fields]:
    """Return all replies to *comment*: those inside *row*, and what comes behind them."""
    if not row.has("replies"):
        return []
    inside = graph.page_in(row.inner("replies"))
    found = list(inside.rows)
    params: dict[str, str | int] = {"fields": _REPLY, "limit": _COMMENTS}
    if inside.more:
        walk = Walk(partial(graph.page, f"/{comment}/replies", params), inside.more)
        async for page in walk.parts(graph.visit.max_pages):
            found.extend(page.rows)
        if not walk.done:  # a part of them would make the others look deleted
            raise SourceBroken(graph.visit.source_id, ReadReason.SCHEMA_DRIFT, "replies, no end")
    return found


def _comment(graph: Graph, media: str, parent: str, row: Fields) -> RawPost:
    author = row.text("username") or row.text("from", "username") or row.text("from", "id")
    return RawPost(
        source_id=row.source_id,
        native_id=graph.native(row),
        thread_native_id=media,
        parent_native_id=parent,
        author=author or None,
        body=plain(row.text("text")),
        posted_at=row.needed("timestamp"),
        reactions=row.number("like_count"),
    )
