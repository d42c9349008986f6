"""Markup of a forum's pages in, topics and posts out, by the selectors of sources.toml."""

import re
from dataclasses import dataclass, field
from typing import Final

from bs4.element import Tag

from jobs.collect.charset import decode
from jobs.collect.clean import soup_of
from jobs.collect.collectors.kit.marks import digest, same_host
from jobs.collect.collectors.kit.selectors import Selector, elements, markup, split, value
from jobs.collect.request import Response
from jobs.settings.schema import Table

_NOTHING: Final = "html:not(html)"
"""A selector that points to no element."""
_COUNT: Final = re.compile(r"\d{1,9}")
_END: Final = re.compile(r"</(?:body|html)\s{0,9}>", re.IGNORECASE)
_TAIL: Final = 10_000
"""Characters at the end of a page among which its markup closes; scripts may stand behind that."""


class Select(Table):
    """Where things stand on the pages of a forum: the table ``[source.select]``.

    Attributes:
        row: A topic in the list of topics.
        topic: In a row, the link to the topic.
        changed: In a row, what changes when somebody answers; the whole row when not given.
        active: In a row, when somebody answered last.
        next_list: On a list of topics, the link to the next page of it.
        title: On a page of a topic, its title.
        post: On a page of a topic, a post.
        id: In a post, its id.
        author: In a post, the name of its author.
        body: In a post, its text.
        time: In a post, when it was written.
        url: In a post, its own address.
        reactions: In a post, the number of likes.
        parent: In a post, the id of the post that it answers.
        removed: On a page of a topic, what is left of a removed post; its id is read as of a post.
        next: On a page of a topic, the link to its next page.
    """

    row: Selector
    topic: Selector = "a@href"
    changed: tuple[Selector, ...] = ()
    active: Selector | None = None
    next_list: Selector | None = None
    title: Selector | None = None
    post: Selector
    id: Selector = "@id"
    author: Selector | None = None
    body: Selector
    time: Selector | None = None
    url: Selector | None = None
    reactions: Selector | None = None
    parent: Selector | None = None
    removed: Selector | None = None
    next: Selector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A row of a list of topics: its address, what shows a change, when it was last active.

    ``key`` is what it is called in the marks of the cursor.
    """

    url: str = field(repr=False)
    key: str
    mark: str
    active: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A post on a page, as read. May hold names. ``body`` is None when it has no place for one."""

    id: str = field(repr=False)
    author: str = field(repr=False)
    body: str | None = field(repr=False)
    time: str
    url: str | None = field(repr=False)
    reactions: int
    parent: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage:
    """One page of a topic: its posts, the ids of removed ones, and the next page.

    ``first`` is the id of the first post, also when it was removed: it names the thread.
    ``whole`` is whether the page came to its end, with an id to every post.
    """

    first: str = field(repr=False)
    title: str = field(repr=False)
    items: tuple[Item, ...]
    removed: tuple[str, ...] = field(repr=False)
    next: str | None = field(repr=False)
    whole: bool


def read_list(response: Response, select: Select) -> tuple[tuple[Topic, ...], str | None]:
    """Return the topics on a list and the address of its next page."""
    page = soup_of(decode(response.body, response.charset))
    topics = (_topic(row, response.url, select) for row in elements(page, select.row))
    following = _link(page, response.url, select.next_list)
    return tuple(topic for topic in topics if topic is not None), following


def read_topic(response: Response, select: Select) -> TopicPage:
    """Return what stands on one page of a topic."""
    text = decode(response.body, response.charset)
    page = soup_of(text)
    lost = {id(element) for element in elements(page, select.removed or _NOTHING)}
    either = f"{split(select.post)[0]}, {split(select.removed or _NOTHING)[0]}"
    found = elements(page, either)
    posts = [post for post in found if id(post) not in lost]
    removed = (value(post, select.id) for post in found if id(post) in lost)
    ids = [value(post, select.id) for post in found]
    return TopicPage(
        first=ids[0] if ids else "",
        title=value(page, select.title),
        items=tuple(_item(post, response.url, select) for post in posts),
        removed=tuple(filter(None, removed)),
        next=_link(page, response.url, select.next),
        whole=all(ids) and _END.search(text, max(len(text) - _TAIL, 0)) is not None,
    )


def _link(element: Tag, base: str, selector: str | None) -> str | None:
    href = value(element, selector)
    return same_host(base, href) if href else None


def _topic(row: Tag, base: str, select: Select) -> Topic | None:
    url = _link(row, base, select.topic)
    if url is None:
        return None
    changing = [value(row, selector) for selector in select.changed] or [row.get_text(" ")]
    return Topic(url=url, key=digest(url), mark=digest(*changing), active=value(row, select.active))


def _item(post: Tag, base: str, select: Select) -> Item:
    count = _COUNT.search(value(post, select.reactions))
    return Item(
        id=value(post, select.id),
        author=value(post, select.author),
        body=markup(post, select.body),
        time=value(post, select.time),
        url=_link(post, base, select.url),
        reactions=int(count[0]) if count else 0,
        parent=value(post, select.parent),
    )
