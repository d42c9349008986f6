"""Questions to a Lemmy server in, posts and comments out, by version 3 of its interface.

Bodies are Markdown, moments may lack their zone, and every list is filtered unless it is asked for
all. An error stands in a word: versions differ in the status that they send with it.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields, Interface
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS, FetchReason, FetchStop
from jobs.errors import SourceBroken, SourceError
from jobs.model import RawPost

_ROWS: Final = 50
"""Rows of a page; Lemmy refuses to give more."""
_ALL: Final[dict[str, str | int]] = {"type_": "All", "limit": _ROWS}
"""Without a type, what comes from other servers may be left out."""
_TELLING: Final = frozenset({400, 404})
_ABSENT: Final = frozenset({"couldnt_find_post", "couldnt_find_community", "not_found"})
_CLOSED: Final = frozenset({"instance_is_private", "not_logged_in"})
_LIMITED: Final = "rate_limit_error"
_REST: Final = timedelta(minutes=10)
"""Lemmy counts by the minute or by ten of them, and does not say which."""
_ID: Final = re.compile(r"[0-9]{1,19}")
_CURSOR: Final = re.compile(r"[0-9A-Za-z_=.-]{1,200}")
_LONGEST: Final = 50_000
"""Characters of a body that are read; Lemmy takes fifty thousand."""
_ZONED: Final = re.compile(r"(?:[zZ]|[+-]\d\d:?\d\d)$")
_FORMS: Final = (
    (re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)"), ""),
    (re.compile(r"\[([^\[\]\n]{1,300})\]\([^)\n]{0,500}\)"), r"\1"),
    (re.compile(r"(?:^|(?<=\n)) {0,3}(?:>[^\n]*|:::[^\n]*|```[^\n]*)"), ""),
    (re.compile(r"(?:^|(?<=\n)) {0,3}#{1,6} "), ""),
    (re.compile(r"(?<!\\)(\*\*|__|~~|(?<![\w*])\*(?![\s*]))([^*~\\\n]{1,500}?)\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!<>~|-])"), r"\1"),
)
"""Markdown and what is left of it; a picture's description and a quotation are not the author's."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        rows: Its objects.
        more: What to ask the next page with; empty after the last one.
    """

    rows: tuple[Fields, ...]
    more: str


class Lemmy:
    """One server, for one visit.

    Attributes:
        ended: Why no further question makes sense in this visit; None as long as it does.
    """

    def __init__(self, visit: Visit, url: str) -> None:
        """Ask nothing yet."""
        self._visit = visit
        self._interface = Interface(visit=visit, base=f"{url.rstrip('/')}/api/v3")
        self.ended: SourceError | None = None

    async def posts(self, community: str, after: str) -> Page:
        """Return a page of the posts of a community; those pinned to its top come first."""
        params: dict[str, str | int] = {"community_name": community, **_ALL, "sort": "New"}
        found = await self._ask("/post/list", {**params, "page_cursor": after} if after else params)
        rows, more = self._rows(found, "posts"), found.text("next_page")
        if more and _CURSOR.fullmatch(more) is None:
            raise _drift(self._visit.source_id, "next_page")
        return Page(rows, more if rows else "")

    async def post(self, native: str) -> Fields | None:
        """Return one post; None when the server says that it is not there."""
        try:
            found = await self._ask("/post", {"id": native})
        except SourceError as error:
            if error.reason != FetchReason.HTTP_404:
                raise
            return None
        return found.inner("post_view")

    async def comments(self, post: str, after: str) -> Page:
        """Return a page of the comments on a post, oldest first, however deep.

        With ``max_depth`` all would come at once, but of more than 300 only the first ones.
        """
        number = int(after or "1")
        params: dict[str, str | int] = {"post_id": post, **_ALL, "sort": "Old", "page": number}
        rows = self._rows(await self._ask("/comment/list", params), "comments")
        return Page(rows, str(number + 1) if len(rows) >= _ROWS else "")

    async def _ask(self, path: str, params: Mapping[str, str | int]) -> Fields:
        try:
            reply = await self._interface.ask(path, params, also=_TELLING)
            if reply.status in _TELLING:
                raise self._stop(reply.data.needed("error"))
        except SourceError as error:
            if error.reason in STOPS:
                self.ended = error
            raise
        return reply.data

    def _stop(self, word: str) -> SourceError:
        """Return what the *word* for an error means."""
        if word == _LIMITED:
            until = self._visit.now + _REST
            stop = FetchStop(FetchReason.RATE_LIMITED, "allowance used up", retry_at=until)
        elif word in _ABSENT:
            stop = FetchStop(FetchReason.HTTP_404, "not there")
        elif word in _CLOSED:
            stop = FetchStop(FetchReason.CLOSED, "not for the public")
        else:
            stop = FetchStop(FetchReason.HTTP_400, "refused")
        return stop.about(self._visit.source_id)

    def _rows(self, found: Fields, name: str) -> tuple[Fields, ...]:
        if not found.has(name):
            raise _drift(self._visit.source_id, name)
        return found.rows(name)


def native_id(row: Fields, kind: str) -> str:
    """Return the id of the ``post`` or ``comment`` in *row*; it becomes part of our marks."""
    found = row.needed(kind, "id")
    if _ID.fullmatch(found) is None:
        raise _drift(row.source_id, "id")
    return found


def comment_id(number: str) -> str:
    """Return what names a comment: posts and comments are numbered apart."""
    return f"c{number}"


def is_gone(row: Fields, kind: str) -> bool:
    """Tell whether its author deleted it, or a moderator removed it."""
    return row.flag(kind, "deleted") or row.flag(kind, "removed")


def posted(row: Fields, kind: str) -> str:
    """Return when it was posted, with a zone: versions before 0.19 mean UTC and do not say so."""
    found = row.needed(kind, "published")
    return found if _ZONED.search(found) else f"{found}Z"


def post_of(row: Fields) -> RawPost:
    """Return what opens a thread."""
    return RawPost(
        source_id=row.source_id,
        native_id=native_id(row, "post"),
        author=_author(row),
        title=html.escape(row.needed("post", "name"), quote=False),
        body=_words(row.text("post", "body")),
        posted_at=posted(row, "post"),
        url=row.text("post", "ap_id") or None,
        reactions=row.number("counts", "upvotes"),
    )


def comment_of(row: Fields, post: str) -> RawPost:
    """Return a comment on *post*."""
    above = row.text("comment", "path").split(".")[-2:-1]  # 0.12.15: the post, a comment, itself
    answered = above[0] if above and _ID.fullmatch(above[0]) else "0"
    return RawPost(
        source_id=row.source_id,
        native_id=comment_id(native_id(row, "comment")),
        thread_native_id=post,
        parent_native_id=post if answered == "0" else comment_id(answered),
        author=_author(row),
        body=_words(row.text("comment", "content")),
        posted_at=posted(row, "comment"),
        url=row.text("comment", "ap_id") or None,
        reactions=row.number("counts", "upvotes"),
    )


def _drift(source_id: str, detail: str) -> SourceBroken:
    return SourceBroken(source_id, ReadReason.SCHEMA_DRIFT, detail)


def _author(row: Fields) -> str:
    """Return the name of who wrote it, with its server when that is another one."""
    name = row.needed("creator", "name")
    if not row.has("creator", "local") or row.flag("creator", "local"):
        return name
    try:
        host = urlsplit(row.text("creator", "actor_id")).hostname
    except ValueError:
        host = None
    return f"{name}@{host}" if host else name


def _words(markdown: str) -> str:
    """Return what *markdown* says, as the body of a post: in it a ``<`` is no markup."""
    text = markdown[:_LONGEST].replace("\r\n", "\n")
    for pattern, kept in _FORMS:
        text = pattern.sub(kept, text)
    return html.escape(text, quote=False)
