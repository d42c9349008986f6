"""A Threads account of our own in, posts out: its threads, the conversation under each, mentions.

Threads tells no number of replies, so that a conversation is read at its rounds only, and when
its first reply comes.
"""

from collections.abc import AsyncGenerator
from datetime import timedelta
from functools import partial
from typing import Final

from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.collectors.meta.channel import read
from jobs.collect.collectors.meta.graph import ROWS, Graph, plain
from jobs.collect.collectors.meta.listing import Answers, Channel, Listing, window
from jobs.collect.protocol import Verified, Visit
from jobs.model import Batch, RawPost
from jobs.settings.schema import Duration, SecretName, Table

VERIFIED: Final = Verified.DOCUMENTATION
_THREADS: Final = "https://graph.threads.net/v1.0"
"""Threads counts its versions for itself; there is one."""
_FIELDS: Final = "id,text,username,timestamp,permalink,has_replies,is_reply,root_post,replied_to"
_REPLY: Final = f"{_FIELDS},hide_status"
_HIDDEN: Final = frozenset({"HIDDEN", "COVERED", "BLOCKED", "RESTRICTED"})
_STATES: Final = {True: "1", False: "0"}


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``threads``.

    Attributes:
        token: Name of the secret that holds a token of the account.
        mentions: Whether public posts of others that mention the account are read too.
        reach: Posts that are older when first seen are left out.
        base: Address of a gateway of one's own that stands before the interface.
    """

    token: SecretName
    mentions: bool = True
    reach: Duration = timedelta(days=28)
    base: WebAddress = _THREADS

    @property
    def sites(self) -> tuple[str, ...]:
        """Where readers find it: it moved from the one to the other in 2025."""
        return ("threads.com", "threads.net")


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield threads and mentions, then each conversation; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    graph = Graph(visit, options.base, options.token, tells_end=False)
    params: dict[str, str | int] = {
        "fields": _FIELDS,
        "limit": ROWS,
        "since": window(graph, options.reach),
    }
    own = Listing(name="threads", path="/me/threads", params=params, own=True)
    mentions = Listing(name="mentions", path="/me/mentions", params=params)
    channel = Channel(
        graph=graph,
        reach=options.reach,
        listings=(own, mentions) if options.mentions else (own,),
        fields=_FIELDS,
        opening=partial(_post, graph),
        moment=lambda row: row.text("timestamp"),
        state=lambda row: _STATES[row.flag("has_replies")] if row.has("has_replies") else "",
        answers=partial(_conversation, graph),
    )
    async for batch in read(channel):
        yield batch


async def _conversation(graph: Graph, thread: str, after: str) -> Answers:
    """Return a page of all replies under *thread*, however deep, newest first."""
    params: dict[str, str | int] = {"fields": _REPLY, "limit": ROWS, "reverse": "true"}
    page = await graph.page(f"/{thread}/conversation", params, after)
    posts = tuple(
        _post(graph, row, thread) for row in page.rows if row.text("hide_status") not in _HIDDEN
    )
    return Answers(posts=posts, any=bool(page.rows), more=page.more)


def _post(graph: Graph, row: Fields, thread: str | None = None) -> RawPost:
    """Return a post; *thread* is the one in which it was found."""
    if row.has("root_post"):
        thread = thread or graph.native(row, "root_post", "id")
    return RawPost(
        source_id=row.source_id,
        native_id=graph.native(row),
        thread_native_id=thread,
        parent_native_id=graph.native(row, "replied_to", "id") if row.has("replied_to") else thread,
        author=row.text("username") or None,
        body=plain(row.text("text")),
        posted_at=row.needed("timestamp"),
        url=row.text("permalink") or None,
    )
