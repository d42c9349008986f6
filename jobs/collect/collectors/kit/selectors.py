"""Selectors as written in sources.toml in, functions on a parsed page out.

A selector is CSS, with ``@name`` behind it for the value of an attribute instead of the text:
``time@datetime``. A bare ``@id`` is an attribute of the element itself.
"""

import re
from typing import Annotated, Final

import soupsieve
from bs4.element import Tag
from pydantic import AfterValidator

from jobs.collect.clean import text_of
from jobs.collect.tidy import tidy_line

_LONGEST: Final = 500
"""Characters of a selector; longer ones are a mistake, and deep ones are slow."""
_WITH_ATTRIBUTE: Final = re.compile(r"(.*?)@([A-Za-z_:][\w:.-]{0,60})", re.DOTALL)
_DEEPEST: Final = 60
"""Brackets in one selector; each is a search inside a search."""


def _checked(value: str) -> str:
    css, _ = split(value)
    if len(value) > _LONGEST or value.count("(") + value.count("[") > _DEEPEST:
        message = f"is no selector of at most {_LONGEST} characters; write one such as .post-body"
        raise ValueError(message)
    if not value.strip():
        message = "is empty; write a selector such as .post-body"
        raise ValueError(message)
    try:
        if css:
            soupsieve.compile(css)
    except (soupsieve.SelectorSyntaxError, RecursionError) as error:
        said = str(error).splitlines()[0]
        message = f"{value!r} is no CSS selector ({said}); write one such as .post-body"
        raise ValueError(message) from None
    return value


Selector = Annotated[str, AfterValidator(_checked)]
"""A selector, checked when the settings are read."""


def split(selector: str) -> tuple[str, str | None]:
    """Return the CSS and the attribute of *selector*; either may be missing."""
    found = _WITH_ATTRIBUTE.fullmatch(selector.strip())
    return (found[1].strip(), found[2]) if found else (selector.strip(), None)


def elements(page: Tag, selector: str) -> list[Tag]:
    """Return all elements of *page* that *selector* points to, in order."""
    css, _ = split(selector)
    return list(soupsieve.compile(css).select(page))


def value(element: Tag, selector: str | None) -> str:
    """Return the text or attribute that *selector* points to in *element*; empty when none."""
    if selector is None:
        return ""
    css, attribute = split(selector)
    found = soupsieve.compile(css).select_one(element) if css else element
    if found is None:
        return ""
    if attribute is not None:
        held = found.get(attribute)
        return (" ".join(held) if isinstance(held, list) else str(held or "")).strip()
    return tidy_line(text_of(found)).text


def markup(element: Tag, selector: str) -> str | None:
    """Return the markup inside what *selector* points to in *element*; None when it is not there.

    An attribute that is not there is empty.
    """
    css, attribute = split(selector)
    if attribute is not None:
        return value(element, selector)
    found = soupsieve.compile(css).select_one(element)
    return None if found is None else found.decode_contents()
