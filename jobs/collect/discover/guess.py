"""Pages of an unknown forum in, selectors out: what repeats on them, and what stands in that.

A list of topics is what repeats with a link of its own in each; a topic is what repeats with an
id, a moment, an author and a text. It is a guess: the collector itself then reads with it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bs4.element import Tag

from jobs.collect.collectors.kit.marks import same_host
from jobs.collect.discover.inside import (
    LOOKED_AT,
    NEARLY,
    Clocks,
    author_selector,
    body_selector,
    classes_of,
    id_selector,
    moment_selector,
)
from jobs.collect.discover.page import Page

_ELEMENTS: Final = 20_000
"""Elements of a page that are looked at; a page of 100 posts has 6,000."""
_LEAST, _MOST = 3, 200
"""Rows of a list of topics."""
_MOST_GROUPS: Final = 80
"""Of all that repeats on a page, what holds the most text is looked at; a forum's page has 40."""
_MOST_CLASSES: Final = 60
"""Classes inside a post that are tried, in order."""
_UNCLASSED: Final = frozenset({"li", "tr", "article"})
_ASIDE: Final = frozenset({"nav", "header", "footer", "aside", "form", "head"})
_PERSON: Final = re.compile(r"/(?:u|users?|members?|profiles?|author|auteur|leden)/|profile\.php")
_NEXT: Final = (
    "a[rel=next]@href",
    "link[rel=next]@href",
    ".pagination .next a@href",
    ".pagination a.next@href",
    "li.next a@href",
    "a.next@href",
)
_SHORT_TEXT, _SHORT_TITLE = 15, 6
"""Characters of a post and of a title; the average post and every title has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What repeats on a list of topics.

    Attributes:
        select: The selectors of the list: ``row``, ``topic`` and perhaps ``active``, ``next_list``.
        topics: Addresses of topics, in their order.
    """

    select: dict[str, object]
    topics: tuple[str, ...] = field(repr=False)


def guess_list(page: Page, clocks: Clocks) -> Rows | None:
    """Return what repeats on *page* with a link of its own in each; None when nothing does."""
    best: tuple[float, str, list[Tag], list[str]] | None = None
    for css, rows in _repeated(_named(page.soup)):
        if len(rows) < _LEAST:
            continue
        links = [_main_link(page.url, row) for row in rows]
        found = [link for link in links if link is not None]
        urls = list(dict.fromkeys(_url(page.url, link) for link in found))
        if len(urls) < NEARLY * len(rows):
            continue
        letters = sum(min(len(link.get_text(" ", strip=True)), 60) for link in found)
        timed = moment_selector(rows, clocks) is not None
        score = float(letters) * (3 if timed else 1)
        if best is None or score > best[0]:
            best = (score, css, rows, urls)
    if best is None:
        return None
    _, css, rows, urls = best
    topic = _topic_selector(page.url, rows)
    if topic is None:
        return None
    select: dict[str, object] = {"row": css, "topic": topic}
    _note(select, active=moment_selector(rows, clocks), next_list=_next(page))
    return Rows(select=select, topics=tuple(urls))


def guess_topic(pages: Sequence[Page], clocks: Clocks) -> dict[str, object] | None:
    """Return where things stand on *pages*, each of a topic; None when no post is on them.

    A post has an id, which no post on another page has, a moment and a text.
    """
    best: tuple[float, Page, dict[str, object]] | None = None
    named = [_named(page.soup) for page in pages]
    for page, groups in zip(pages, named, strict=True):
        for css, posts in _repeated(groups):
            everywhere = [post for each in named for post in each.get(css, [])]
            score, select = _as_posts(posts, everywhere, clocks)
            if score and (best is None or score > best[0]):
                best = (score, page, {"post": css, **select})
    if best is None:
        return None
    _, page, select = best
    _note(select, title="h1" if page.has("h1") else None, next=_next(page))
    return select


def _as_posts(
    posts: list[Tag], everywhere: list[Tag], clocks: Clocks
) -> tuple[float, dict[str, object]]:
    """Return how much *posts* look like posts, and where things stand in them; 0 if not at all."""
    letters = sum(len(post.get_text(" ", strip=True)) for post in posts)
    if letters < _SHORT_TEXT * len(posts):
        return 0.0, {}
    native = id_selector(everywhere)
    moment = moment_selector(posts, clocks) if native else None
    if native is None or moment is None:
        return 0.0, {}
    author = author_selector(posts, clocks)
    body = body_selector(posts, (moment, author))
    if body is None:
        return 0.0, {}
    select: dict[str, object] = {"id": native, "time": moment, "body": body}
    _note(select, author=author)
    return float(letters) * (2 if author else 1), select


def _note(select: dict[str, object], **found: str | None) -> None:
    """Add to *select* what was found."""
    select.update({key: css for key, css in found.items() if css is not None})


def _named(soup: Tag) -> dict[str, list[Tag]]:
    """Return the elements of a page by every selector that they go by."""
    groups: dict[str, list[Tag]] = {}
    for element in soup.find_all(limit=_ELEMENTS):
        for css in _names(element):
            groups.setdefault(css, []).append(element)
    return groups


def _repeated(groups: Mapping[str, list[Tag]]) -> list[tuple[str, list[Tag]]]:
    """Return what repeats on a page and is no menu, what holds the most text first."""
    repeated = [(css, found) for css, found in groups.items() if _repeats(found)]
    sized = {css: sum(len(one.get_text()) for one in found) for css, found in repeated}
    repeated.sort(key=lambda group: -sized[group[0]])
    return repeated[:_MOST_GROUPS]


def _repeats(found: list[Tag]) -> bool:
    """Tell whether *found* are several that stand beside each other, and in no menu."""
    if not 2 <= len(found) <= _MOST or any(parent.name in _ASIDE for parent in found[0].parents):
        return False
    inside = {id(element) for element in found}
    return not any(id(parent) in inside for parent in found[1].parents)


def _names(element: Tag) -> Iterator[str]:
    """Yield the selectors that *element* goes by: one a class, or its place when it has none."""
    classes = classes_of(element)
    yield from (f"{element.name}.{name}" for name in classes)
    parent = element.parent
    if not classes and element.name in _UNCLASSED and parent is not None:
        holder = classes_of(parent)
        yield f"{parent.name}{'.' + holder[0] if holder else ''} > {element.name}"


def _url(base: str, link: Tag) -> str:
    return same_host(base, str(link.get("href") or "")) or ""


def _main_link(base: str, row: Tag) -> Tag | None:
    """Return the link to the topic in *row*: the longest that leads to no person."""
    links = [
        link
        for link in row.select("a[href]", limit=30)
        if _url(base, link) not in {"", base} and not _PERSON.search(_url(base, link))
    ]
    found = max(links, key=lambda link: len(link.get_text(" ", strip=True)), default=None)
    enough = found is not None and len(found.get_text(" ", strip=True)) >= _SHORT_TITLE
    return found if enough else None


def _topic_selector(base: str, rows: list[Tag]) -> str | None:
    """Return the selector that gives the main link of nearly all *rows*."""
    links = [(row, _main_link(base, row)) for row in rows[:LOOKED_AT]]
    tried: dict[str, None] = {}
    for row, link in links:
        if link is not None:
            tried.update(dict.fromkeys(_paths(row, link)))
    for css in tried:
        hits = sum(link is not None and row.select_one(css) is link for row, link in links)
        if hits >= NEARLY * len(links):
            return f"{css}@href"
    return None


def _paths(row: Tag, link: Tag) -> Iterator[str]:
    """Yield selectors that may point to *link* in *row*, the plainest first."""
    yield from (f"a.{name}" for name in classes_of(link))
    for parent in link.parents:
        if parent is row:
            break
        yield from (f"{parent.name}.{name} a" for name in classes_of(parent))
        if not classes_of(parent):
            yield f"{parent.name} a"
    yield "a"


def _next(page: Page) -> str | None:
    return next((css for css in _NEXT if page.has(css.removesuffix("@href"))), None)
