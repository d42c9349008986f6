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
from jobs.collect.collectors.bluesky.found import READ, THEIRS, Found
from jobs.collect.collectors.bluesky.lists import Listing
from jobs.collect.collectors.bluesky.views import (
    DEPTH,
    POSTS,
    Thread,
    View,
    moment_of,
)
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.protocol import Verified, Visit
from jobs.collect.reasons import FetchReason, FetchStop
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, PostId, RawPost, ThreadId
from jobs.settings.schema import Duration, Line, SecretName, Table

VERIFIED: Final = Verified.REAL_SERVER
_REFUSES: Final = 400
"""Status of everything that is wrong; the body says what."""

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
    async for batch in _threads(found):
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
        found.homes[view.did] = account
        name = found.name(view.uri)
        is_new = view.moment >= found.since
        if name is None or not (is_new or name in found.known) or not found.is_shown(view):
            continue
        if view.root != view.uri:
            found.answers.append(view)
        else:
            found.listed[name] = view
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
    rounds = found.with_rounds
    for view in found.answers:
        if found.name(view.root) is not None:
            yield found.post(view, view.root, view.parent)
            continue
        for above in (view.parent, view.root):
            if found.theirs(above) in rounds:
                yield found.post(view, above, view.parent)
                break


async def _threads(found: Found) -> AsyncGenerator[Batch, None]:
    """Yield each thread in which something may have changed, or whose round has come."""
    for name in _to_read(found):
        account = found.accounts.get(name.partition("/")[0])
        if account is None:  # not followed any more
            found.rounds.forget(name)
        elif found.ended:
            found.cut = True
            return
        else:
            yield await _thread(found, name, account)


def _to_read(found: Found) -> tuple[str, ...]:
    changed, due = [], [name for name in found.rounds.due() if not name.startswith(THEIRS)]
    for name, view in found.listed.items():
        count = found.marks.get(READ + name, "").partition(":")[0]
        if not count and not view.replies:
            found.marks[READ + name] = f"0:{found.visit.thread_id(view.uri)}"
        elif count != str(view.replies):
            changed.append(name)
        elif name in due and not view.replies and _is_all(found, view):
            found.rounds.unchanged(name)
            due.remove(name)
    return tuple(dict.fromkeys((*changed, *found.heard, *due)))


def _is_all(found: Found, view: View) -> bool:
    """Tell whether we hold nothing of the thread that *view* opens but that."""
    held = found.visit.held(found.visit.thread_id(view.uri))
    return held <= {found.visit.post_id(view.uri)}


async def _thread(found: Found, name: str, account: str) -> Batch:
    """Return what the thread called *name* holds; its trouble is noted."""
    found.rounds.meet(name)
    try:
        views, whole = await _views(found, f"at://{account}/{POSTS}/{name.partition('/')[2]}")
    except SourceError as error:
        found.troubles.append(error)
        return found.batch()
    if views is None and account not in found.resolved:
        # a handle that the AppView does not know, for now or any more, is answered the same
        stop = FetchStop(FetchReason.HTTP_404, "thread of an account that was not read")
        found.troubles.append(stop.about(found.visit.source_id))
        return found.batch()
    if views is None:
        found.rounds.forget(name)
        return found.batch(gone_threads=(_id(found, name),))
    top = next(iter(views.values()))[0]
    found.homes[top.did] = account
    shown = {uri: (view, above) for uri, (view, above) in views.items() if found.is_shown(view)}
    thread = found.visit.thread_id(top.uri)
    gone: tuple[PostId, ...] = ()
    if whole and (len(views) > 1 or not top.replies):
        gone = found.rounds.read(name, thread, shown)
    else:  # not all of it, or nothing though answers are counted: no deletion
        found.rounds.unchanged(name)
        found.cut = found.cut or not whole
    found.marks[READ + name] = f"{found.listed.get(name, top).replies}:{thread}"
    posts = (
        found.post(view, "" if view is top else top.uri, above) for view, above in shown.values()
    )
    return found.batch(tuple(posts), gone)


def _id(found: Found, name: str) -> ThreadId:
    """Return the id of a thread of ours that is not there any more."""
    if name in found.listed:
        return found.visit.thread_id(found.listed[name].uri)
    told = found.marks.get(READ + name, "").partition(":")[2]
    return found.heard.get(name) or ThreadId(told)


async def _views(found: Found, uri: str) -> tuple[dict[str, tuple[View, str]] | None, bool]:
    """Return the posts of a thread with what each answers, and whether these are all.

    None when the post at *uri* is gone. Answers that were left out as too deep are asked for
    from where they were.
    """
    views: dict[str, tuple[View, str]] = {}
    left, asked = [uri], set[str]()
    missing: set[str] = set()
    while left and len(asked) < found.visit.max_pages and len(views) < found.visit.max_items:
        at = left.pop(0)
        asked.add(at)
        thread = await _read(found, at)
        if thread is None and not views:
            return None, True
        missing.discard(at)
        if thread is None:
            continue
        for view, above in thread.views:
            views.setdefault(view.uri, (view, above))
        missing.update(thread.below)
        left += [below for below in thread.below if below not in asked]
    if not views:
        raise SourceBroken(found.visit.source_id, ReadReason.SCHEMA_DRIFT, "thread")
    return views, not missing


async def _read(found: Found, uri: str) -> Thread | None:
    """Return what lies at *uri*; None when the AppView says that it is not there."""
    reply = await found.public.ask(
        "/xrpc/app.bsky.feed.getPostThread",
        {"uri": uri, "depth": DEPTH, "parentHeight": 0},
        also=frozenset({_REFUSES}),
    )
    if reply.status == _REFUSES:
        if reply.data.text("error") == "NotFound":
            return None
        raise FetchStop(FetchReason.HTTP_400, "getPostThread").about(found.visit.source_id)
    thread = Thread.of(reply.data.inner("thread"), found.visit)
    if thread.views and thread.views[0][0].rkey != uri.rpartition("/")[2]:
        raise SourceBroken(found.visit.source_id, ReadReason.SCHEMA_DRIFT, "thread")
    return thread
