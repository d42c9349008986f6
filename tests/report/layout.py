"""A page as HTML and the PDF made of it in, what was torn apart by the end of a page out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.generic import Destination

HEADINGS = frozenset({"h1", "h2", "h3", "thead"})
"""What stands above something; the names of columns do too."""
FOOT = 45.0
"""Points from the lower edge: what stands lower is the furniture of the page."""
SLACK = 2.0
"""Points by which letters of one line may differ in height."""


@dataclass
class Found(HTMLParser):
    """The headings and quotes of a page, as letters and digits only, in order.

    Attributes:
        headings: Of chapters and of columns.
        tags: The element of each of them.
        quotes: Each with where it was said.
    """

    headings: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to listen at a heading or a quote."""
        del attrs
        if tag in HEADINGS or tag == "blockquote":
            self._open[tag] = []

    def handle_endtag(self, tag: str) -> None:
        """Keep what was heard since *tag* began."""
        words = letters("".join(self._open.pop(tag, [])))
        if words and tag == "blockquote":
            self.quotes.append(words)
        elif words:
            self.headings.append(words)
            self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Hear *data* in whatever is open."""
        for words in self._open.values():
            words.append(data)


@dataclass
class Page:
    """The letters and digits of one page, in the order of its text.

    Attributes:
        text: All of them.
        heights: The height of each, in points from the lower edge.
    """

    text: str = ""
    heights: list[float] = field(default_factory=list)

    def add(self, text: str, cm: list[float], tm: list[float], *_: object) -> None:
        """Add a piece of *text* that is set by *tm* on what is placed by *cm*."""
        height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if height >= FOOT:
            self.text += letters(text)
            self.heights += [height] * (len(self.text) - len(self.heights))

    def last(self, headings: list[str]) -> Iterator[str]:
        """Yield each of *headings* below which, and beside which, stands nothing but headings."""
        places = [(h, at) for h in headings for at in _all(self.text, h)]
        covered = {at + step for heading, at in places for step in range(len(heading))}
        others = [y for at, y in enumerate(self.heights) if at not in covered]
        lowest = min(others, default=float("inf"))
        for heading, at in places:
            if max(self.heights[at : at + len(heading)]) < lowest - SLACK:
                yield heading


def torn(html: str, pdf: bytes) -> list[str]:
    """Return the headings with nothing under them on their page, and the quotes on two pages.

    Args:
        html: What was printed, or the web page of the same edition.
        pdf: What came out.
    """
    found = Found()
    found.feed(html)
    headings = list(dict.fromkeys(found.headings))
    pages = [_page(page) for page in PdfReader(BytesIO(pdf)).pages]
    alone = [f"heading: {heading}" for page in pages for heading in page.last(headings)]
    whole = Counter(
        quote for quote in set(found.quotes) for page in pages for _ in _all(page.text, quote)
    )
    return alone + [
        f"quote: {quote}" for quote, times in Counter(found.quotes).items() if whole[quote] < times
    ]


def letters(text: str) -> str:
    """Return the letters and digits of *text*, which no layout changes."""
    return "".join(letter for letter in text if letter.isalnum() and letter <= "\uffff")


def flat(outline: object) -> list[Destination]:
    """Return the bookmarks of *outline*, whatever they stand under, in order."""
    assert isinstance(outline, list)
    return [mark for one in outline for mark in (flat(one) if isinstance(one, list) else [one])]


def _page(page: PageObject) -> Page:
    made = Page()
    page.extract_text(visitor_text=made.add)
    return made


def _all(text: str, part: str) -> Iterator[int]:
    """Yield where *part* begins in *text*, each time."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
