"""Threads of accounts that we follow in, those read that may have changed: their posts out."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.bluesky.found import READ, THEIRS, Found
from jobs.collect.collectors.bluesky.views import DEPTH, POSTS, Thread, View
from jobs.collect.collectors.kit.interface import Reply
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.reasons import FetchReason, FetchStop
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, PostId, ThreadId

_REFUSES: Final = 400
"""Status of everything that is wrong; the body says what."""


async def read_threads(found: Found) -> AsyncGenerator[Batch, None]:
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
    for name, heard in found.listed.items():
        count = found.marks.get(READ + name, "").partition(":")[0]
        if not count and not heard.replies:
            found.marks[READ + name] = f"0:{heard.thread}"
        elif count != str(heard.replies):
            changed.append(name)
        elif name in due and not heard.replies and _is_all(found, heard.thread):
            found.rounds.unchanged(name)
            due.remove(name)
    return tuple(dict.fromkeys((*changed, *found.heard, *due)))


def _is_all(found: Found, thread: ThreadId) -> bool:
    """Tell whether we hold nothing of *thread* but what opens it, whose id it has."""
    return found.visit.held(thread) <= {PostId(thread)}


async def _thread(found: Found, name: str, account: str) -> Batch:
    """Return what the thread called *name* holds; its trouble is noted."""
    found.rounds.meet(name)
    held = UNKNOWN if found.rounds.misses(name) else found.validators.of(name)
    try:
        seen = await _views(found, f"at://{account}/{POSTS}/{name.partition('/')[2]}", held)
    except SourceError as error:
        found.troubles.append(error)
        return found.batch()
    if seen.same:
        return _unchanged(found, name)
    views, whole = seen.views, seen.whole
    if views is None and account not in found.resolved:
        # a handle that the AppView does not know, for now or any more, is answered the same
        stop = FetchStop(FetchReason.HTTP_404, "thread of an account that was not read")
        found.troubles.append(stop.about(found.visit.source_id))
        return found.batch()
    if views is None:
        found.rounds.forget(name)
        return found.batch(gone_threads=(_id(found, name),))
    top = next(iter(views.values()))[0]
    found.settle(top.did, account)
    shown = {uri: (view, above) for uri, (view, above) in views.items() if found.is_shown(view)}
    thread = found.visit.thread_id(top.uri)
    gone: tuple[PostId, ...] = ()
    found.validators.drop(name)
    if whole and (len(views) > 1 or not top.replies):
        gone = found.rounds.read(name, thread, shown)
        found.validators.keep(name, seen.validators)
    else:  # not all of it, or nothing though answers are counted: no deletion
        found.rounds.unchanged(name)
        found.cut = found.cut or not whole
    listed = found.listed.get(name)
    found.marks[READ + name] = f"{listed.replies if listed else top.replies}:{thread}"
    posts = (
        found.post(view, "" if view is top else top.uri, above) for view, above in shown.values()
    )
    return found.batch(tuple(posts), gone)


def _unchanged(found: Found, name: str) -> Batch:
    """Return that the thread called *name* is as it was, whatever is counted of it."""
    found.rounds.unchanged(name)
    if listed := found.listed.get(name):
        found.marks[READ + name] = f"{listed.replies}:{listed.thread}"
    return found.batch()


def _id(found: Found, name: str) -> ThreadId:
    """Return the id of a thread of ours that is not there any more."""
    if name in found.listed:
        return found.listed[name].thread
    _, told, *_ = found.marks.get(READ + name, ":").split(":")
    return found.heard.get(name) or ThreadId(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What one reading of a thread gave.

    Attributes:
        views: Its posts with what each answers; None when what opens it is gone.
        whole: These are all.
        same: It is as it was, and was not given.
        validators: To ask whether it changed; empty when one answer does not tell.
    """

    views: dict[str, tuple[View, str]] | None = field(default=None, repr=False)
    whole: bool = True
    same: bool = False
    validators: tuple[str, str] = UNKNOWN


async def _views(found: Found, uri: str, held: tuple[str, str]) -> _Seen:
    """Return the posts of the thread that *uri* opens, unless it is still what *held* is of.

    Answers that were left out as too deep are asked for from where they were.
    """
    views: dict[str, tuple[View, str]] = {}
    first = await _ask(found, uri, held)
    if first.same:
        return _Seen(same=True)
    thread = _read(found, uri, first)
    if thread is None:
        return _Seen()
    left, asked = [uri], set[str]()
    missing: set[str] = set()
    while left and len(asked) < found.visit.max_pages and len(views) < found.visit.max_items:
        at = left.pop(0)
        thread = _read(found, at, await _ask(found, at)) if asked else thread
        asked.add(at)
        missing.discard(at)
        if thread is None:
            continue
        for view, above in thread.views:
            views.setdefault(view.uri, (view, above))
        missing.update(thread.below)
        left += [below for below in thread.below if below not in asked]
    if not views:
        raise SourceBroken(found.visit.source_id, ReadReason.SCHEMA_DRIFT, "thread")
    pair = first.response.validators if len(asked) == 1 else UNKNOWN
    return _Seen(views=views, whole=not missing, validators=pair)


async def _ask(found: Found, uri: str, held: tuple[str, str] = UNKNOWN) -> Reply:
    """Return what the AppView answers of the thread at *uri*."""
    return await found.public.ask(
        "/xrpc/app.bsky.feed.getPostThread",
        {"uri": uri, "depth": DEPTH, "parentHeight": 0},
        validators=held,
        also=frozenset({_REFUSES}),
    )


def _read(found: Found, uri: str, reply: Reply) -> Thread | None:
    """Return what lies at *uri*; None when the AppView says that it is not there."""
    if reply.status == _REFUSES:
        if reply.data.text("error") == "NotFound":
            return None
        raise FetchStop(FetchReason.HTTP_400, "getPostThread").about(found.visit.source_id)
    thread = Thread.of(reply.data.inner("thread"), found.visit)
    if thread.views and thread.views[0][0].rkey != uri.rpartition("/")[2]:
        raise SourceBroken(found.visit.source_id, ReadReason.SCHEMA_DRIFT, "thread")
    return thread
