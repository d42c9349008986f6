"""The name of a thread of Reddit in, all that stands in it out.

One answer holds the comments that Reddit ranks first. The others are asked for by their names, a
hundred at once; below the tenth level, by the comment that they stand under.
"""

from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.talks import Talk
from jobs.collect.collectors.reddit.door import Reddit
from jobs.collect.collectors.reddit.things import (
    OPENING,
    Tree,
    comment,
    is_gone,
    name_of,
    opening,
    short,
)
from jobs.collect.reasons import STOPS
from jobs.errors import SourceBroken, SourceError

_MOST: Final = 500
"""Comments that one answer may hold."""
_AT_ONCE: Final = 100
"""Comments held back that one question may ask for."""


async def read_thread(reddit: Reddit, thread: str) -> Talk:
    """Return what stands in *thread*.

    Raises:
        SourceError: ``http-404`` when it is not there, and others.
    """
    first, things = await _page(reddit, f"/comments/{short(thread)}")
    if name_of(first) != thread:
        raise SourceBroken(reddit.visit.source_id, ReadReason.SCHEMA_DRIFT, "another thread")
    tree = Tree()
    tree.add(things)
    try:
        whole = await _fill(reddit, thread, tree)
    except SourceError as error:
        if error.reason in STOPS:
            raise
        whole = False  # the thread is there, whatever was wrong with a part of it
    rows = tuple(tree.comments.values())
    silent = not rows and first.number("num_comments") > 0  # counted, but none is given
    posts = [comment(row) for row in rows if not is_gone(row)]
    gone = [name_of(row) for row in rows if is_gone(row)]
    if is_gone(first):
        gone.append(name_of(first))
    else:
        posts.append(opening(first))
    return Talk(posts=tuple(posts), gone=tuple(gone), whole=whole and tree.whole and not silent)


async def _fill(reddit: Reddit, thread: str, tree: Tree) -> bool:
    """Ask for what *tree* holds back; return whether each question was answered."""
    asked: set[str] = set()
    whole = True
    for _ in range(reddit.visit.max_pages):
        hidden = [name for name in dict.fromkeys(tree.hidden) if name not in asked][:_AT_ONCE]
        below = next((name for name in tree.below if f"below {name}" not in asked), "")
        if len(tree.comments) >= reddit.visit.max_items:
            return False
        if hidden:
            asked.update(hidden)
            things = await _more(reddit, thread, hidden)
        elif below:
            asked.add(f"below {below}")
            _, things = await _page(reddit, f"/comments/{short(thread)}/_/{below}")
        else:
            return whole
        whole = whole and bool(things)  # something stands there, or it would not be held back
        tree.add(things)
    return False


async def _page(reddit: Reddit, path: str) -> tuple[Fields, tuple[Fields, ...]]:
    """Return what opens a thread, and its comments as far as this page holds them."""
    found = await reddit.ask(path, {"limit": _MOST, "sort": "new"})
    lists = found.rows("rows")
    openings = lists[0].rows("data", "children") if len(lists) == 2 else ()
    if len(openings) != 1 or openings[0].text("kind") != OPENING:
        raise SourceBroken(reddit.visit.source_id, ReadReason.SCHEMA_DRIFT, "thread")
    if not lists[1].has("data", "children"):
        raise SourceBroken(reddit.visit.source_id, ReadReason.SCHEMA_DRIFT, "comments")
    return openings[0].inner("data"), lists[1].rows("data", "children")


async def _more(reddit: Reddit, thread: str, names: list[str]) -> tuple[Fields, ...]:
    """Return comments by their names."""
    params: dict[str, str | int] = {
        "api_type": "json",
        "link_id": thread,
        "children": ",".join(names),
        "sort": "new",
    }
    found = await reddit.ask("/api/morechildren", params)
    if not found.has("json", "data", "things"):
        raise SourceBroken(reddit.visit.source_id, ReadReason.SCHEMA_DRIFT, "things")
    return found.rows("json", "data", "things")
