"""Text of an RSS, Atom or JSON feed in, its entries out; whatever else it is, an error."""

import io
import re
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import feedparser

from jobs.collect.charset import decode
from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import strict_json
from jobs.collect.collectors.kit.marks import digest
from jobs.collect.request import Response
from jobs.errors import SourceBroken
from jobs.model import SourceId

_FORBIDDEN: Final = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PAGE: Final = re.compile(r"\s{0,100}(?:<!DOCTYPE\s{1,5}html|<html)", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"\A\ufeff?\s{0,100}<\?xml[^>]{0,300}\?>")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, as read. May hold names.

    Attributes:
        id: Its guid, id or address; a hash of its text when it has none of these.
        reply_to: Id of what it answers (RFC 4685); None when it answers nothing.
        link: Its address.
        title: Title, text or HTML.
        body: Text or HTML.
        author: Name of the author; empty when there is none.
        moment: When it was published, or else changed, as written.
        language: As told; None when silent.
        comments: Address of the feed of its comments; None when there is none.
        answers: How many comments it says it has; None when it does not say.
        bare: It has no place for a text, so that its title is all it says.
    """

    id: str = field(repr=False)
    reply_to: str | None = field(default=None, repr=False)
    link: str | None = field(default=None, repr=False)
    title: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    author: str = field(default="", repr=False)
    moment: str | None = None
    language: str | None = None
    comments: str | None = field(default=None, repr=False)
    answers: int | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed holds.

    Attributes:
        id: Its own id or address.
        entries: In the order given.
        flaw: Kind of error in its XML that the parser got over; empty when well-formed.
        complete: It says that it holds everything (RFC 5005): what is not in it is gone.
    """

    id: str = field(repr=False)
    entries: tuple[Entry, ...]
    flaw: str = ""
    complete: bool = False


def read_feed(response: Response, source_id: SourceId) -> Feed:
    """Return the feed in *response*.

    Raises:
        SourceBroken: It is no feed (``not-a-feed``), or one with a document type (``doctype``).
    """
    text = decode(response.body, response.charset)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json_feed(text, source_id)
    if _PAGE.match(text):
        _refuse(source_id, ReadReason.NOT_A_FEED)
    if _FORBIDDEN.search(text):
        _refuse(source_id, ReadReason.DOCTYPE)
    clean = _CONTROLS.sub("", _DECLARATION.sub("", text))
    parsed = feedparser.parse(
        # a stream, never a text: a text that looks like an address would be fetched
        io.BytesIO(clean.encode("utf-8")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not parsed.get("version"):
        _refuse(source_id, ReadReason.NOT_A_FEED)
    head = parsed.get("feed", {})
    language = _text(head.get("language")) or None
    entries = tuple(_xml_entry(entry, language) for entry in parsed.get("entries", ()))
    flaw = type(parsed.get("bozo_exception")).__name__ if parsed.get("bozo") else ""
    name = _text(head.get("id")) or _text(head.get("link")) or response.url
    return Feed(id=name, entries=entries, flaw=flaw, complete="fh_complete" in head)


def _refuse(source_id: SourceId, reason: ReadReason) -> NoReturn:
    raise SourceBroken(source_id, reason)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _xml_entry(entry: Any, language: str | None) -> Entry:  # noqa: ANN401 - feedparser has no types
    link = _text(entry.get("link")) or None
    contents = entry.get("content") or [{}]
    body = _text(contents[0].get("value")) or _text(entry.get("summary"))
    title = _text(entry.get("title"))
    reply = entry.get("thr_in-reply-to") or {}
    return Entry(
        id=_text(entry.get("id")) or link or _made_up(title, body),
        reply_to=_text(reply.get("ref")) or _text(reply.get("href")) or None,
        link=link,
        title=title,
        body=body,
        author=_author(entry),
        moment=_text(entry.get("published")) or _text(entry.get("updated")) or None,
        language=_text(contents[0].get("language")) or language,
        comments=_text(entry.get("wfw_commentrss")) or _replies(entry),
        answers=_number(entry.get("slash_comments") or entry.get("thr_total")),
        bare="content" not in entry and "summary" not in entry,
    )


def _made_up(title: str, body: str) -> str:
    return f"hash:{digest(title, body)}" if title or body else ""


def _author(entry: Any) -> str:  # noqa: ANN401 - as above
    detail = entry.get("author_detail") or {}
    return _text(detail.get("name")) or _text(entry.get("author"))


def _replies(entry: Any) -> str | None:  # noqa: ANN401 - as above
    """Return the address of an Atom entry's feed of replies (RFC 4685)."""
    for link in entry.get("links") or ():
        if link.get("rel") == "replies" and "html" not in _text(link.get("type")):
            return _text(link.get("href")) or None
    return None


def _number(value: object) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _json_feed(text: str, source_id: SourceId) -> Feed:
    try:
        read: Any = strict_json(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        _refuse(source_id, ReadReason.NOT_A_FEED)
    version = _text(read.get("version")) if isinstance(read, dict) else ""
    items = read.get("items") if "jsonfeed.org/version/" in version else None
    if not isinstance(items, list):
        _refuse(source_id, ReadReason.NOT_A_FEED)
    language = _text(read.get("language")) or None
    return Feed(
        id=_text(read.get("feed_url")) or _text(read.get("home_page_url")),
        entries=tuple(_json_entry(item, language) for item in items if isinstance(item, dict)),
    )


def _json_entry(item: dict[str, Any], language: str | None) -> Entry:
    link = _text(item.get("url")) or None
    title = _text(item.get("title"))
    body = _text(item.get("content_html")) or _text(item.get("content_text"))
    body = body or _text(item.get("summary"))
    native = item.get("id")
    named = str(native) if isinstance(native, str | int) and not isinstance(native, bool) else ""
    listed = item.get("authors")
    authors = [*(listed if isinstance(listed, list) else []), item.get("author")]
    names = [_text(author.get("name")) for author in authors if isinstance(author, dict)]
    return Entry(
        id=named or link or _made_up(title, body),
        reply_to=_text(item.get("in_reply_to")) or None,
        link=link,
        title=title,
        body=body,
        author=next(filter(None, names), ""),
        moment=_text(item.get("date_published")) or _text(item.get("date_modified")) or None,
        language=_text(item.get("language")) or language,
        comments=_text(item.get("comments_url")) or None,
        bare=not {"content_html", "content_text", "summary"} & item.keys(),
    )
