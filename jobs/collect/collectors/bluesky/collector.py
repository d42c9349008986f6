"""Accounts on Bluesky in, posts out: their threads, who calls on our own account, one search.

Posts and threads come from the public AppView. What calls on our own account, and a search, need
a session of it, made with an app password for this visit only. Of a thread of others we see the
post that calls on us: to us it opens one.
"""

from collections.abc import AsyncGenerator, Iterator
from datetime import datetime, timedelta
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.bluesky.calls import others, session_of
from jobs.collect.collectors.bluesky.found import Found, Heard
from jobs.collect.collectors.bluesky.lists import Listing
from jobs.collect.collectors.bluesky.threads import read_threads
from jobs.collect.collectors.bluesky.views import View, moment_of
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.protocol import Verified, Visit
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, RawPost
from jobs.settings.schema import Duration, Line, SecretName, Table

VERIFIED: Final = Verified.REAL_SERVER
Handle = Annotated[str, Field(pattern=r"^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$", max_length=253)]


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``bluesky``.

    Attributes:
        accounts: Handles whose posts and threads are read.
        own: Handle of our own account; its posts and threads are read as well.
        token: Name of the secret that holds an app password of it.
        search: Words that are searched for in all of Bluesky.
        reach: Posts that are older when first seen are left out.
        base: Address of the AppView.
        server: Address of the server that holds our own account.
    """

    accounts: Annotated[tuple[Handle, ...], Field(max_length=20)] = ()
    own: Handle | None = None
    token: SecretName | None = None
    search: Line | None = None
    reach: Duration = timedelta(days=28)
    base: WebAddress = "https://public.api.bsky.app"
    server: WebAddress = "https://bsky.social"

    @property
    def followed(self) -> tuple[str, ...]:
        """The accounts that are read, each once."""
        return tuple(dict.fromkeys((*((self.own,) if self.own else ()), *self.accounts)))

    @property
    def addressed(self) -> tuple[str, ...]:
        """What our own account is called in the addresses of its posts."""
        return (self.own,) if self.own else ()

    @property
    def sites(self) -> tuple[str, ...]:
        """Where readers find it, whichever AppView it is read from."""
        return ("bsky.app",)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.followed:
            message = "names no account; write own or accounts"
            raise ValueError(message)
        if self.token and not self.own:
            message = "token is of no account; write own"
            raise ValueError(message)
        if self.search and not self.token:
            message = "search is answered to accounts only; write own and token"
            raise ValueError(message)
        return self


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield posts, then what calls on us, then each thread; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    found = Found(visit, options.base, options.followed, options.own, options.reach)
    for account in options.followed:
        async for batch in _account(found, account):
            yield batch
    async for batch in _others(found, options):
        yield batch
    answers = tuple(_own_answers(found))
    if answers:
        yield found.batch(answers)
    async for batch in read_threads(found):
        yield batch
    if found.given or not found.troubles:  # who only tries us looks at what comes first
        yield found.last()
    if found.troubles:
        raise max(found.troubles, key=lambda error: error.retry_at is not None)


async def _account(found: Found, account: str) -> AsyncGenerator[Batch, None]:
    """Yield what *account* posted; its trouble is noted."""
    listing = Listing(
        interface=found.public,
        name=f"feed:{found.key(account)}",
        path="/xrpc/app.bsky.feed.getAuthorFeed",
        params={"actor": account, "filter": "posts_with_replies"},
        rows="feed",
        moment=lambda row: _moment(row, found.visit),
    )
    trail = found.trail(listing)
    try:
        async for rows in found.pages(trail):
            found.resolved.add(account)
            yield found.batch(tuple(_posted(found, account, rows)))
    except SourceError as error:
        found.troubles.append(error)
    if trail.same:
        found.listed_before(account)
    if trail.done and trail.empty and trail.known is not None:
        found.troubles.append(SourceBroken(found.visit.source_id, ReadReason.EMPTY_FEED))


def _moment(row: Fields, visit: Visit) -> datetime:
    """Return when an item of a feed came to be known: what was reposted, by the repost."""
    return moment_of(row.inner("reason" if row.has("reason", "indexedAt") else "post"), visit)


def _posted(found: Found, account: str, rows: tuple[Fields, ...]) -> Iterator[RawPost]:
    """Yield what opens threads among *rows*; note what answers."""
    for row in rows:
        if row.has("reason"):  # a repost: somebody else said it
            continue
        view = View.of(row.inner("post"), found.visit)
        found.settle(view.did, account)
        name = found.name(view.uri)
        is_new = view.moment >= found.since
        if name is None or not (is_new or name in found.known) or not found.is_shown(view):
            continue
        if view.root != view.uri:
            found.answers.append(view)
        else:
            thread = found.visit.thread_id(view.uri)
            found.listed[name] = Heard(thread=thread, replies=view.replies)
            found.rounds.meet(name)
            yield found.post(view)


async def _others(found: Found, options: Options) -> AsyncGenerator[Batch, None]:
    """Yield posts of others; without a session there are none."""
    if options.token is None or found.ended:
        return
    try:
        session = await session_of(found, options.server, options.token)
        async for batch in others(found, session, options.search):
            yield batch
    except SourceError as error:
        found.troubles.append(error)


def _own_answers(found: Found) -> Iterator[RawPost]:
    """Yield the answers of accounts that we follow, in threads that we know."""
    rounds = found.rounds.names
    for view in found.answers:
        if found.name(view.root) is not None:
            yield found.post(view, view.root, view.parent)
            continue
        for above in (view.parent, view.root):
            if found.theirs(above) in rounds:
                yield found.post(view, above, view.parent)
                break
