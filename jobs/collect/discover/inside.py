"""Elements that repeat in, the selectors of id, moment, author and text in each of them out.

What stands in nearly all of them counts: the first of a page is often another.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bs4.element import Tag

from jobs.collect.collectors.kit.selectors import value
from jobs.collect.moments import to_utc

LOOKED_AT: Final = 12
"""Rows or posts in which a selector is tried."""
NEARLY: Final = 0.8
"""Share of them in which something must be."""
_MOST_CLASSES: Final = 60
"""Classes inside a post that are tried, in order."""
_CLASS: Final = re.compile(r"[A-Za-z_-]+(?:[A-Za-z_-]|\d(?!\d\d)){0,60}")
"""A class that says what something is: no number of a post."""
_PERSON_CLASS: Final = re.compile(r"author|user|poster|nick|handle|member", re.IGNORECASE)
_PERSON_LINKS: Final = (
    "[itemprop=author] [itemprop=name]",
    "[itemprop=author]",
    "a[rel=author]",
)
_PERSON_PATHS: Final = ("/u/", "/user", "/member", "/profile")
_IDS: Final = (
    "@data-post-id", "@data-comment-id", "@data-pk", "@data-id", "@data-post", "@id", "[id]@id",
    "a[name]@name",
)  # fmt: skip
"""Where ids are; those on purpose first, since an ``id`` may count the posts of its page."""
_SHORT: Final = 60
"""Characters of a name or moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """By which moments are read: the present, and the zone of those without one."""

    now: datetime
    zone: ZoneInfo

    def reads(self, text: str) -> bool:
        """Tell whether *text* is a moment."""
        return bool(text) and len(text) <= _SHORT and not self._doubtful(text)

    def _doubtful(self, text: str) -> bool:
        return to_utc(text, now=self.now, zone=self.zone)[1]


def classes_of(element: Tag) -> list[str]:
    """Return the classes of *element* that a selector may name."""
    return [name for name in element.get_attribute_list("class") if name and _CLASS.fullmatch(name)]


def id_selector(posts: list[Tag]) -> str | None:
    """Return where nearly all *posts*, which may be of several pages, have an id of their own."""
    for css in _IDS:
        found = [native for post in posts if (native := value(post, css))]
        if len(found) >= NEARLY * len(posts) and len(set(found)) == len(found):
            return css
    return None


def _first(items: list[Tag], tried: Iterable[str], fits: Callable[[str], bool]) -> str | None:
    """Return the selector whose value *fits* in most *items*, the first of equals.

    None when none does in nearly all of them.
    """
    looked = items[:LOOKED_AT]
    best, most = None, NEARLY * len(looked)
    for css in tried:
        hits = sum(fits(value(item, css)) for item in looked)
        if hits > most or (best is None and hits >= most):
            best, most = css, hits
        if hits == len(looked):
            break
    return best


def _inner(items: list[Tag]) -> list[tuple[str, Tag]]:
    """Return the classes inside *items*, each with the first element that has it."""
    found: dict[str, Tag] = {}
    for item in items[:3]:
        for element in item.find_all(limit=300):
            for name in reversed(classes_of(element)):
                found.setdefault(f".{name}", element)
    return list(found.items())[:_MOST_CLASSES]


def moment_selector(items: list[Tag], clocks: Clocks) -> str | None:
    """Return where nearly all *items* tell one moment; None too when they tell several."""
    tried = ["time@datetime", "[datetime]@datetime"]
    inner = _inner(items)
    tried += [f"{css}@title" for css, element in inner if element.has_attr("title")]
    tried += [f"{css} [title]@title" for css, element in inner if element.select_one("[title]")]
    tried += ["[title]@title"]
    tried += [
        css
        for css, element in inner
        if next(element.children, None) is not None and not element.select("*", limit=1)
    ]
    css = _first(items, tried, clocks.reads)
    if css is None or not css.startswith(("time@", "[datetime]@")):
        return css
    several = sum(len(item.select("[datetime]", limit=2)) > 1 for item in items[:LOOKED_AT])
    if several <= (1 - NEARLY) * len(items[:LOOKED_AT]):
        return css
    named = [f"{css}@datetime" for css, element in inner if element.has_attr("datetime")]
    return _first(items, reversed(named), clocks.reads)


def author_selector(posts: list[Tag], clocks: Clocks) -> str | None:
    """Return where nearly all *posts* name who wrote them."""
    inner = [(css, element) for css, element in _inner(posts) if _PERSON_CLASS.search(css)]
    deep = sorted(inner, key=lambda one: len(one[1].get_text(" ", strip=True)))
    tried = [*_PERSON_LINKS, *(css for css, _ in deep)]
    tried += [f'a[href*="{part}"]:not(:has(img))' for part in _PERSON_PATHS]
    return _first(
        posts,
        tried,
        lambda text: 0 < len(text) <= _SHORT and "\n" not in text and not clocks.reads(text),
    )


def body_selector(posts: list[Tag], others: tuple[str | None, str | None]) -> str | None:
    """Return the place in *posts* with the most text in it, and none of the *others*."""
    looked = posts[:LOOKED_AT]
    taken = [_pointed(post, css) for post in looked for css in others if css is not None]
    marks = {id(element) for element in taken if element is not None}
    names = [f"{first.name}{css}" for css, first in _inner(posts)]
    lengths = {name: _letters(looked, name, marks) for name in names}
    most = max(lengths.values(), default=0)
    if not most:
        lengths = {name: _letters(looked, name, marks) for name in ("article", "blockquote", "p")}
        most = max(lengths.values())
    # the innermost of those that hold the same
    return next((name for name in reversed(lengths) if most and lengths[name] == most), None)


def _letters(posts: list[Tag], css: str, marks: set[int]) -> int:
    """Return how much text *css* points to in *posts*.

    0 when it points to something else too, or to several places, of which the first would be read.
    """
    places = [post.select(css, limit=2) for post in posts]
    found = [place[0] for place in places if len(place) == 1]
    if len(found) < NEARLY * len(posts) or any(_holds(element, marks) for element in found):
        return 0
    return sum(len(element.get_text(" ", strip=True)) for element in found)


def _pointed(post: Tag, selector: str) -> Tag | None:
    css = selector.rpartition("@")[0] if "@" in selector else selector
    return post.select_one(css) if css else None


def _holds(element: Tag, marks: set[int]) -> bool:
    """Tell whether *element* is one of *marks*, or one of them is in it."""
    return id(element) in marks or any(id(inner) in marks for inner in element.find_all(limit=500))
