"""Things of Reddit in, posts out; and the comments that a page of a thread holds back.

A thing is a ``kind`` and its ``data``: ``t3`` opens a thread, ``t1`` is a comment, and ``more``
stands for comments that are not in this answer. Texts are Markdown, in which nothing is markup.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.meta.graph import plain
from jobs.errors import SourceBroken
from jobs.model import RawPost

OPENING: Final = "t3"
COMMENT: Final = "t1"
MORE: Final = "more"
_NAME: Final = re.compile(r"(?:t[13]_)?[0-9a-z]{1,20}")
_SHORT: Final = re.compile(r"[0-9a-z]{1,20}")
_NOBODY: Final = "[deleted]"
"""Author whose account is gone; what was written may still stand there."""
_GONE: Final = frozenset({"[deleted]", "[removed]", "[ removed by reddit ]"})
"""Texts that stand where one was taken away, by its author, a moderator or Reddit."""
_DEEPEST: Final = 100
"""Levels of one answer; Reddit itself gives ten."""


def name_of(data: Fields, key: str = "name") -> str:
    """Return the name of a thing: it becomes part of an address and of our marks."""
    found = data.needed(key)
    if _NAME.fullmatch(found) is None:
        raise SourceBroken(data.source_id, ReadReason.SCHEMA_DRIFT, key)
    return found


def short(name: str) -> str:
    """Return a name without its kind, as addresses hold it."""
    return name.rpartition("_")[2]


def is_gone(data: Fields) -> bool:
    """Tell whether the text was deleted or removed."""
    text = data.text("body") or data.text("selftext")
    return text.strip().lower() in _GONE or data.has("removed_by_category")


def opening(data: Fields) -> RawPost:
    """Return what opens a thread as a post."""
    name = name_of(data)
    return RawPost(
        source_id=data.source_id,
        native_id=name,
        author=_author(data),
        title=plain(data.text("title")),
        body=plain(data.text("selftext")),
        posted_at=float(data.number("created_utc")),
        url=f"https://www.reddit.com/comments/{short(name)}/",
        reactions=max(0, data.number("score")),
    )


def comment(data: Fields) -> RawPost:
    """Return a comment as a post."""
    name, thread = name_of(data), name_of(data, "link_id")
    return RawPost(
        source_id=data.source_id,
        native_id=name,
        thread_native_id=thread,
        parent_native_id=name_of(data, "parent_id"),
        author=_author(data),
        body=plain(data.text("body")),
        posted_at=float(data.number("created_utc")),
        url=f"https://www.reddit.com/comments/{short(thread)}/_/{short(name)}/",
        reactions=max(0, data.number("score")),
    )


@dataclass(slots=True)
class Tree:
    """The comments of one thread, as far as its answers gave them.

    Attributes:
        comments: By name.
        hidden: Short names of comments that were not given yet.
        below: Short names of comments below which more stand that have no names yet.
        whole: Nothing was left out for its depth.
    """

    comments: dict[str, Fields] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    whole: bool = True

    def add(self, things: tuple[Fields, ...]) -> None:
        """Take the things of an answer, and all that is nested in them."""
        level = things
        for _ in range(_DEEPEST):
            level = tuple(inner for thing in level for inner in self._take(thing))
            if not level:
                return
        self.whole = False

    def _take(self, thing: Fields) -> Iterator[Fields]:
        """Take one thing; yield those that answer it."""
        kind, data = thing.needed("kind"), thing.inner("data")
        if kind == COMMENT:
            self.comments[name_of(data)] = data
            if data.values.get("replies"):  # an empty text when there are none
                yield from data.rows("replies", "data", "children")
        elif kind == MORE:
            self._hold_back(data)

    def _hold_back(self, data: Fields) -> None:
        children = data.values.get("children")
        if not isinstance(children, list):
            raise SourceBroken(data.source_id, ReadReason.SCHEMA_DRIFT, "children")
        names = [name for name in children if isinstance(name, str) and _SHORT.fullmatch(name)]
        self.hidden.extend(names)
        if not names:
            self.below.append(short(name_of(data, "parent_id")))


def _author(data: Fields) -> str | None:
    author = data.text("author")
    return None if author == _NOBODY else author or None
