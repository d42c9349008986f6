"""What the Bluesky AppView shows of posts in, `View` and `RawPost` out.

The address of a post (``at://did/…``) names the repository of its author, who is a person. It is
a native id, and goes no further than that.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields, nested
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Visit
from jobs.errors import SourceBroken
from jobs.model import RawPost

POSTS: Final = "app.bsky.feed.post"
"""Collection that holds posts."""
DEPTH: Final = 99
"""Levels of a thread that are asked for at once: as many as `nested` goes down."""
_URI: Final = re.compile(
    rf"at://(did:[a-z]{{1,20}}:[\w.:%-]{{1,250}})/{re.escape(POSTS)}/([\w.~:-]{{1,250}})", re.ASCII
)
_UNSHOWN: Final = frozenset({"!no-unauthenticated", "!hide", "!takedown"})
"""Labels of what is not for everyone; the first is an author's own wish."""
_HOST: Final = ".bsky.social"
_NOBODY: Final = "handle.invalid"
"""Handle of everyone whose own could not be checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One post as the AppView shows it.

    Attributes:
        uri: Its address.
        did: Repository of its author.
        rkey: Its name in there.
        root: Address of what opens its thread; its own when it does.
        parent: Address of what it answers; empty when nothing.
        author: Handle of its author, or the repository when that is in doubt.
        text: What it says; nothing in it is markup.
        moment: As `moment_of` says; the AppView orders by it.
        replies: Number of direct answers.
        reactions: Likes and reposts.
        language: First of the languages it names.
        shown: Whether it may be shown to everyone.
    """

    uri: str = field(repr=False)
    did: str = field(repr=False)
    rkey: str = field(repr=False)
    root: str = field(repr=False)
    parent: str = field(repr=False)
    author: str = field(repr=False)
    text: str = field(repr=False)
    moment: datetime
    replies: int
    reactions: int
    language: str | None
    shown: bool

    @classmethod
    def of(cls, row: Fields, visit: Visit) -> Self:
        """Read a post view, or a notification, which has the same fields.

        Raises:
            SourceBroken: It is none.
        """
        uri = row.needed("uri")
        parts = parts_of(uri)
        if parts is None:
            raise SourceBroken(visit.source_id, ReadReason.SCHEMA_DRIFT, "uri")
        handle = row.needed("author", "handle")
        return cls(
            uri=uri,
            did=parts[0],
            rkey=parts[1],
            root=row.text("record", "reply", "root", "uri") or uri,
            parent=row.text("record", "reply", "parent", "uri"),
            author=parts[0] if handle == _NOBODY else handle,
            text=row.text("record", "text"),
            moment=moment_of(row, visit),
            replies=row.number("replyCount"),
            reactions=row.number("likeCount") + row.number("repostCount"),
            language=_language(row.inner("record")),
            shown=_UNSHOWN.isdisjoint(_labels(row)),
        )

    def post(self, visit: Visit, root: str = "", parent: str = "") -> RawPost:
        """Return it as a post of the thread that *root* opens, or as one that opens a thread.

        The author goes without the host that most share: each part of a name is masked in the
        thread, and ``social`` is a word. There is no address, for each names its author.
        """
        return RawPost(
            source_id=visit.source_id,
            native_id=self.uri,
            thread_native_id=root or None,
            parent_native_id=parent or root or None,
            author=self.author.removesuffix(_HOST),
            body=html.escape(self.text, quote=False),
            posted_at=self.moment,
            reactions=self.reactions,
            language=self.language,
        )


@dataclass(frozen=True, slots=True)
class Thread:
    """What one answer shows of a thread.

    Attributes:
        views: Its posts with what each of them answers, the asked one first.
        below: Addresses of posts whose answers were left out.
    """

    views: tuple[tuple[View, str], ...] = field(repr=False)
    below: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, top: Fields, visit: Visit) -> Self:
        """Read a ``threadViewPost``; places of posts that are gone or blocked hold nothing."""
        views, below = [], []
        for node, outer in nested(top, "replies"):
            if node.flag("notFound") or node.flag("blocked"):
                continue
            view = View.of(node.inner("post"), visit)
            views.append((view, outer.text("post", "uri") if outer is not None else ""))
            if view.replies and not node.has("replies"):
                below.append(view.uri)
        return cls(tuple(views), tuple(below))


def parts_of(uri: str) -> tuple[str, str] | None:
    """Return the repository and the name of the post at *uri*; None when no post lies there."""
    found = _URI.fullmatch(uri)
    return None if found is None else (found[1], found[2])


def moment_of(row: Fields, visit: Visit) -> datetime:
    """Return when a post came to be known, or was written if that was earlier, UTC."""
    known, _ = to_utc(row.needed("indexedAt"), now=visit.now, zone=visit.zone)
    written, doubtful = to_utc(row.text("record", "createdAt"), now=visit.now, zone=visit.zone)
    return known if doubtful else min(known, written)


def _language(record: Fields) -> str | None:
    found = record.values.get("langs")
    first = found[0] if isinstance(found, list) and found else None
    return first[:20] if isinstance(first, str) else None


def _labels(row: Fields) -> Iterator[str]:
    """Yield the labels of a post and of its author that were not taken back."""
    for label in (*row.rows("labels"), *row.rows("author", "labels")):
        if not label.flag("neg"):
            yield label.text("val")
