"""What is found behind an address: a page as it came, and proposals of how to read it."""

import json
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag

from jobs.collect.charset import decode
from jobs.collect.clean import soup_of
from jobs.collect.request import Response
from jobs.collect.tidy import tidy_line
from jobs.model import Access

_LINK: Final = re.compile(r"<([^<>\s]{1,2000})>((?:;[^,;]{0,200}){0,10})")
"""One of the addresses in a header ``Link``, and what is said of it."""

Options = dict[str, object]
"""Keys that one kind knows, as they are written in sources.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A documented request of a platform, and what only that platform answers.

    Attributes:
        url: What to ask.
        fields: Fields of the object it answers, or of each object of the list.
    """

    url: str
    fields: tuple[str, ...]

    def holds(self, body: bytes) -> bool:
        """Tell whether *body* is such an answer."""
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            return False
        rows = found if isinstance(found, list) else [found]
        return all(isinstance(row, dict) and set(self.fields) <= set(row) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One way of reading what is behind an address.

    Attributes:
        kind: Kind of source.
        options: Keys that only this kind knows.
        site: What the place calls itself.
        platform: What sort of place it is.
        access: By which lawful door it is read.
        proof: What proves that a mark was no accident; None when reading it does.
        decide: Keys that only the operator can fill in, each with an example and what it is. With
            one of these missing it cannot be read.
        note: What else the operator should know.
    """

    kind: str
    options: Options
    site: str
    platform: str = "website"
    access: Access = Access.OPEN
    proof: Proof | None = None
    decide: tuple[tuple[str, object, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it came.

    Attributes:
        url: Where it came from.
        soup: Its markup.
        links: The header ``Link``, which says what ``<link>`` does (RFC 8288).
    """

    url: str
    soup: BeautifulSoup = field(repr=False)
    links: str = field(default="", repr=False)

    @classmethod
    def of(cls, response: Response) -> "Page":
        """Parse the page in *response*."""
        soup = soup_of(decode(response.body, response.charset))
        return cls(url=response.url, soup=soup, links=response.headers.get("link", ""))

    @property
    def origin(self) -> str:
        """Scheme and host, without a slash at its end."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def path(self) -> str:
        """Path of the address."""
        return urlsplit(self.url).path

    @property
    def generator(self) -> str:
        """What the page says it was made with, in small letters; empty when it says nothing."""
        return self.meta("generator").lower()

    @property
    def site(self) -> str:
        """What the site calls itself, else its host; never the title, which may hold a name."""
        named = tidy_line(self.meta("og:site_name"), 100).text
        return named or urlsplit(self.url).hostname or ""

    def meta(self, name: str) -> str:
        """Return what the page says about itself under *name*."""
        found = self.soup.find("meta", attrs={"name": name}) or self.soup.find(
            "meta", attrs={"property": name}
        )
        return str(found.get("content") or "") if isinstance(found, Tag) else ""

    def has(self, css: str) -> bool:
        """Tell whether an element is there."""
        return self.soup.select_one(css) is not None

    def linked(self, relation: str) -> str:
        """Return where the page says that *relation* is; empty when it does not say."""
        link = self.soup.find("link", rel=relation)
        if isinstance(link, Tag):
            return self.address(link, "href")
        told = next((one for one in _LINK.finditer(self.links) if relation in one[2]), None)
        return "" if told is None else self._absolute(told[1])

    def address(self, element: Tag, attribute: str) -> str:
        """Return the absolute web address in *attribute*; empty when there is none."""
        return self._absolute(str(element.get(attribute) or ""))

    def _absolute(self, href: str) -> str:
        try:
            found = urljoin(self.url, href.strip())
            parts = urlsplit(found)
        except ValueError:
            return ""
        return found if parts.scheme in {"http", "https"} and parts.hostname else ""
