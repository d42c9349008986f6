"""What calls on our own account, and what a search finds: posts of others, in threads of others.

Both need a session of our own account. Their listings give addresses; the posts themselves come
from the public AppView, so that what is gone by then, or not for everyone, does not come along.
"""

from collections.abc import AsyncGenerator, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from urllib.parse import urlencode

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.bluesky.found import THEIRS, Found
from jobs.collect.collectors.bluesky.lists import ROWS, Listing
from jobs.collect.collectors.bluesky.views import View, moment_of, parts_of
from jobs.collect.collectors.kit.interface import Fields, Interface
from jobs.collect.collectors.kit.marks import digest
from jobs.collect.collectors.kit.rounds import STEPS
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, PostId

_NOTIFICATIONS: Final = "/xrpc/app.bsky.notification.listNotifications"
_CALLS: Final = f"{_NOTIFICATIONS}?reasons=mention&reasons=reply&reasons=quote"
_WHY: Final = frozenset({"mention", "reply", "quote", ""})
"""Reasons of notifications; what a search finds has none."""
_AT_ONCE: Final = 25
"""Posts that ``getPosts`` gives at once."""
_ROOM: Final = 1_700
"""Characters that their addresses may take in the address of a question."""
_LATE: Final = timedelta(days=1)
"""How much later than the mark an answer may be known."""


async def session_of(found: Found, server: str, token: str) -> Interface:
    """Return the server of our own account, with a session for this visit.

    Raises:
        SourceError: There is none.
    """
    visit, own = found.visit, found.own or ""
    base = server.rstrip("/")
    reply = await Interface(visit=visit, base=base).ask(
        "/xrpc/com.atproto.server.createSession",
        body={"identifier": own, "password": visit.secret(visit.source_id, token)},
    )
    found.settle(reply.data.needed("did"), own)
    bearer = f"Bearer {reply.data.needed('accessJwt')}"
    if not bearer.isascii() or not bearer.isprintable():
        raise SourceBroken(visit.source_id, ReadReason.SCHEMA_DRIFT, "accessJwt")
    return Interface(visit=visit, base=base, headers=(("Authorization", bearer),))


async def others(found: Found, session: Interface, search: str | None) -> AsyncGenerator[Batch]:
    """Yield posts of others that call on us or are searched for; trouble is noted."""
    due = {name for name in found.rounds.due() if name.startswith(THEIRS)}
    wanted: dict[str, str] = {}
    whole = True
    for listing in _listings(found, session, search):
        trail = found.trail(listing)
        async for rows in found.pages(trail, everything=bool(due)):
            wanted |= {view.uri: name for name, view in _wanted(found, rows, trail.known, due)}
        silent = trail.empty and trail.known is not None and await _is_silent(found, listing)
        whole = whole and trail.whole and not silent
        found.cut = found.cut or trail.short
    given: dict[str, str] = {}
    for uris in _portions(wanted):
        views = await _shown(found, uris)
        whole = whole and views is not None
        new = {view.uri: view for view in views or () if view.uri in wanted}
        for uri in new:
            given[wanted[uri]] = uri
            found.rounds.meet(wanted[uri])
        yield found.batch(tuple(map(found.post, new.values())))
    gone = tuple(_gone(found, due, given, whole=whole))
    if gone:
        yield found.batch(gone=gone)


def _listings(found: Found, session: Interface, search: str | None) -> Iterator[Listing]:
    moment = partial(moment_of, visit=found.visit)
    yield Listing(
        interface=session,
        name="calls",
        path=_CALLS,
        # else those who set it so for themselves are told of people only whom they follow
        params={"priority": "false"},
        rows="notifications",
        moment=moment,
    )
    if search is not None:
        yield Listing(
            interface=session,
            name=f"search:{digest(search)}",
            path="/xrpc/app.bsky.feed.searchPosts",
            params={"q": search, "sort": "latest"},
            rows="posts",
            moment=moment,
            capped=True,
        )


def _wanted(
    found: Found, rows: tuple[Fields, ...], known: datetime | None, due: set[str]
) -> Iterator[tuple[str, View]]:
    """Yield the posts of others on one page that are new or due; note threads of ours on it."""
    for row in rows:
        if parts_of(row.text("uri")) is None or row.text("reason") not in _WHY:
            continue  # a like, say, from a server that leaves nothing out
        view = View.of(row, found.visit)
        if found.home(view.did) or not view.shown or not view.text.strip():
            continue
        name = found.theirs(view.uri)
        if found.name(view.root) is not None:
            if _is_new(found, view, known, _LATE):
                _hear(found, view)
        # what is older than all rounds had them, and is left alone since
        elif name in due or (name not in found.known and _is_new(found, view, known, STEPS[-1])):
            yield name, view


def _is_new(found: Found, view: View, known: datetime | None, late: timedelta) -> bool:
    """Tell whether *view* came after what is *known*, or may have come as *late* as that."""
    after = known is None or view.moment > known or view.moment > found.visit.now - late
    return after and view.moment >= found.since


def _hear(found: Found, view: View) -> None:
    """Note that a thread of ours holds something that we do not."""
    thread, name = found.visit.thread_id(view.root), found.name(view.root)
    if name is not None and found.visit.post_id(view.uri) not in found.visit.held(thread):
        found.heard[name] = thread


async def _is_silent(found: Found, listing: Listing) -> bool:
    """Tell whether a listing that held something gives nothing at all, of any sort.

    An empty answer is no deletion. But when all that called on us was deleted, likes remain.
    """
    if listing.path != _CALLS or found.ended:
        return True
    try:
        data = (await listing.interface.ask(_NOTIFICATIONS, {"limit": ROWS})).data
        return not data.rows(listing.rows)
    except SourceError as error:
        found.troubles.append(error)
        return True


async def _shown(found: Found, uris: list[str]) -> tuple[View, ...] | None:
    """Return what the public AppView shows of *uris*; None in trouble, which is noted."""
    if found.ended:
        found.cut = True
        return None
    query = urlencode([("uris", uri) for uri in uris], safe=":/")
    try:
        data = (await found.public.ask(f"/xrpc/app.bsky.feed.getPosts?{query}")).data
        views = tuple(View.of(row, found.visit) for row in data.rows("posts"))
    except SourceError as error:
        found.troubles.append(error)
        return None
    return tuple(view for view in views if found.is_shown(view))


def _gone(found: Found, due: set[str], given: dict[str, str], *, whole: bool) -> Iterator[PostId]:
    """Note which of those *due* were given; yield which of them are gone.

    What we answered to a post lies in the same thread, but is not read with it.
    """
    for name in sorted(due):
        post = name.removeprefix(THEIRS)
        if name in given or whole:
            there = (given[name],) if name in given else ()
            yield from (one for one in found.rounds.read(name, post, there) if one == post)
        else:
            found.rounds.unchanged(name)


def _portions(uris: Iterable[str]) -> Iterator[list[str]]:
    """Yield *uris* in portions that one question has room for."""
    portion: list[str] = []
    for uri in uris:
        length = sum(len(one) + len("&uris=") for one in (*portion, uri))
        if portion and (len(portion) == _AT_ONCE or length > _ROOM):
            yield portion
            portion = []
        portion.append(uri)
    if portion:
        yield portion
