"""HTML or text in, plain text out: the border that no markup crosses."""

import html
import re
from collections.abc import Iterator
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from jobs.collect.charset import mended
from jobs.collect.tidy import MAX_TEXT, Tidied, tidy, tidy_line

MAX_MARKUP: Final = 100_000
"""Characters of markup that are parsed for one post: ten times the text we keep of it."""

_TAG: Final = re.compile(r"<(?:[a-zA-Z/][^<>]{0,2000}>|!--|!\[CDATA\[|!DOCTYPE)", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_BREAK: Final = "\x02"
"""Stands for a line break while blanks are folded; no text holds it, controls are out by then."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_BLANKS: Final = re.compile(r"[\s\xa0]+")
_BREAKS: Final = re.compile(rf" ?{_BREAK}[{_BREAK} ]*")

_DROPPED: Final = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "applet",
        "svg",
        "math",
        "audio",
        "video",
        "canvas",
        "form",
        "button",
        "select",
        "textarea",
        "head",
        "title",
        "blockquote",
        "q-quote",
    }
)
"""Not said by the author: machinery, and what others said before."""
_DROPPED_CLASSES: Final = frozenset(
    {
        "quote",
        "quoted",
        "bbcode_quote",
        "quoteheader",
        "quote-container",
        "gmail_quote",
        "moz-cite-prefix",
        "signature",
        "sig",
        "post-signature",
        "forum-signature",
    }
)
_BLOCKS: Final = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "aside",
        "main",
        "figure",
        "figcaption",
        "address",
        "details",
        "summary",
        "nav",
    }
)
_CELLS: Final = frozenset({"td", "th"})
_HIDDEN: Final = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE
)
_MENTION: Final = re.compile(r"\bmention\b|\buserlink\b|\buser-link\b")


def is_markup(text: str) -> bool:
    """Tell whether *text* holds a tag; ``<3`` and ``a < b`` are no tags."""
    return _TAG.search(text) is not None


def to_text(raw: str, limit: int = MAX_TEXT) -> Tidied:
    """Return the plain text of *raw*, which is text or HTML, tidied and at most *limit* long."""
    return tidy(_plain(raw), limit)


def to_line(raw: str) -> Tidied:
    """Return the plain text of a title, on one line."""
    return tidy_line(_plain(raw))


def soup_of(markup: str) -> BeautifulSoup:
    """Parse *markup* with lxml, the one parser that no hostile page stalls."""
    return BeautifulSoup(_CONTROLS.sub("\ufffd", markup), "lxml")


def text_of(element: Tag) -> str:
    """Return the text of *element* with a line break around each block."""
    text = _BLANKS.sub(" ", "".join(_pieces(element)))
    return _BREAKS.sub("\n", text).strip()


def _plain(raw: str) -> str:
    raw = mended(raw[:MAX_MARKUP])
    if is_markup(raw):
        return text_of(soup_of(raw))
    return html.unescape(raw) if _ENTITY.search(raw) else raw


def _pieces(element: Tag) -> Iterator[str]:
    """Yield the texts inside *element*, and breaks; by hand, so that depth costs nothing."""
    stack = [(iter(element.contents), "")]
    while stack:
        children, end = stack[-1]
        node = next(children, None)
        if node is None:
            stack.pop()
            yield end
        elif isinstance(node, Tag):
            yield from _open(node, stack)
        elif type(node) is NavigableString:  # not its kinds: comments, doctype, CDATA
            yield str(node)


def _open(tag: Tag, stack: list[tuple[Iterator[PageElement], str]]) -> Iterator[str]:
    """Yield what stands for *tag* itself, and put its children on the *stack* if they count."""
    classes = " ".join(filter(None, tag.get_attribute_list("class")))
    if _is_dropped(tag, classes):
        return
    if tag.name == "img":
        # drawn emoji carry the sign itself as their alternative
        yield str(tag.get("alt") or "")[:8] if "emoji" in classes else ""
    elif tag.name == "a" and _MENTION.search(classes):
        # a link to a person becomes one word, so that redaction finds the whole name
        name = re.sub(r"\W+", "_", tag.get_text().strip().lstrip("@"))
        yield f"@{name}" if name else ""
    else:
        end = _BREAK if tag.name in _BLOCKS else " " if tag.name in _CELLS else ""
        yield end
        stack.append((iter(tag.contents), end))


def _is_dropped(tag: Tag, classes: str) -> bool:
    """Tell whether *tag* is no text of the author, or not meant to be seen."""
    style = str(tag.get("style") or "")
    return (
        tag.name in _DROPPED
        or tag.has_attr("hidden")
        or _HIDDEN.search(style) is not None
        or not _DROPPED_CLASSES.isdisjoint(classes.split())
    )
