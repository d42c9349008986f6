"""What a screen reader gets of a PDF: everything, in the order of the page, and what each thing is.

The tags are read by poppler (``pdfinfo -struct-text``), the words for charts by pypdf, and both are
held against the page that was laid out.
"""

import io
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from lxml import html
from pypdf import PdfReader

from jobs.language import LANGUAGES
from tests.report.every import Printery
from tests.report.layout import flat

pytestmark = pytest.mark.real

READ = [f"{kind}-{language}" for language in LANGUAGES for kind in ("department", "lead")]
READ += ["hostile-department-nl"]
PROCESSORS = 2
"""Poppler needs ten seconds for the edition of a lead, so two are read side by side."""
BLANK = re.compile(r"[\s\u200b]+")
ARABIC = re.compile("[\u0620-\u064a]")
HEADINGS = ("H1", "H2", "H3", "H4")
KINDS = (
    ("headings", ("h1", "h2", "h3", "h4")),
    ("points", ("li",)),
    ("heads of tables", ("th",)),
    ("cells", ("td",)),
    ("drawings", ("svg",)),
)
DRAWING = "▣"
"""Stands for a drawing, of which the words are compared by themselves."""


@dataclass
class Tag:
    """One element of the structure: its kind, its own words, what it holds in order."""

    kind: str
    held: list["Tag | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Tag"]:
        """Yield this element and all in it, in reading order."""
        yield self
        for one in self.held:
            if isinstance(one, Tag):
                yield from one.walk()

    def all(self, *kinds: str) -> list["Tag"]:
        """Return the elements of *kinds* in it, in reading order."""
        return [tag for tag in self.walk() if tag.kind in kinds]

    @property
    def said(self) -> str:
        """All its words, without blanks."""
        if self.kind == "Figure":
            return DRAWING
        return squeezed("".join(one.said if isinstance(one, Tag) else one for one in self.held))


def squeezed(text: str) -> str:
    """Return *text* without blanks; poppler gives letters of Arabic in the order they are drawn."""
    return ARABIC.sub("\u0627", BLANK.sub("", text))


def read(pdf: bytes) -> str:
    """Return what poppler reads of *pdf*, in the order of its structure."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        answer = subprocess.run(
            ["pdfinfo", "-struct-text", file.name], capture_output=True, check=True, text=True
        )
    assert answer.stderr == ""
    return answer.stdout


def tags_of(text: str) -> Tag:
    """Return the structure that was read."""
    top = Tag("top")
    open_tags = [(-1, top)]
    for line in text.splitlines():
        depth, said = len(line) - len(line.lstrip()), line.strip()
        if not said or said.startswith("/"):
            continue
        while open_tags[-1][0] >= depth:
            open_tags.pop()
        parent = open_tags[-1][1]
        if said.startswith('"'):
            parent.held.append(said[1:-1])
        elif not said.startswith("Object "):
            tag = Tag(said.split(" ")[0].rstrip(":"))
            parent.held.append(tag)
            open_tags.append((depth, tag))
    return top


def drawings_of(pdf: bytes) -> list[str]:
    """Return the words that stand for each drawing of *pdf*, in reading order."""
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]

    def walk(node: Any) -> Iterator[str]:  # noqa: ANN401 - pypdf has no types
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                yield from walk(one)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                yield str(node.get("/Alt", ""))
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(root["/StructTreeRoot"]))


def body_of(page: str, pdf: bytes) -> Any:  # noqa: ANN401 - lxml has no types
    """Return what is printed of *page*: the names of tables are for the web page only.

    In the list of parts, and where a part is pointed to, stands the page that it has in *pdf*.
    """
    body = html.document_fromstring(page).find("body")
    for caption in body.findall(".//caption"):
        caption.drop_tree()
    reading = PdfReader(io.BytesIO(pdf))
    numbers = {
        squeezed(mark.title or ""): (reading.get_destination_page_number(mark) or 0) + 1
        for mark in flat(reading.outline)
    }
    for link in body.findall(".//li[@data-part]/a"):
        title = words_of(body.get_element_by_id(link.get("href")[1:]))
        following = "·" if link.getparent().getnext() is not None else ""
        link.tail = f"{numbers[title]}{following}"
    for link in body.findall(".//a[@class='see']"):
        link.text += str(numbers[words_of(body.get_element_by_id(link.get("href")[1:]))])
    return body


def words_of(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Return the words of *element* and in it, without blanks."""
    if element.tag == "svg":
        return DRAWING
    parts = [element.text or ""]
    for one in element:
        parts += [words_of(one), one.tail or ""]
    return squeezed("".join(parts))


def read_once(top: Tag) -> str:
    """Return all words of *top*; the head of a table that goes on overleaf is read again there."""
    before = ""
    for table in top.all("Table"):
        for head in table.all("THead"):
            if head.said == before:
                table.held = [one for one in table.held if one is not head]
            before = head.said
    return top.said


@pytest.fixture(scope="module")
def texts(printery: Printery) -> dict[str, str]:
    """Return what is read of each edition."""
    files = [printery.make(name).product.pdf or b"" for name in READ]
    with ThreadPoolExecutor(PROCESSORS) as pool:
        return dict(zip(READ, pool.map(read, files), strict=True))


@pytest.fixture(params=READ)
def printed(
    request: pytest.FixtureRequest, printery: Printery, texts: dict[str, str]
) -> tuple[Tag, Any, bytes]:
    """Return the tags of an edition, its page, and the file itself."""
    made = printery.make(request.param)
    pdf = made.product.pdf or b""
    return tags_of(texts[request.param]), body_of(made.page, pdf), pdf


def test_every_word_is_read_once_and_in_the_order_of_the_page(
    printed: tuple[Tag, Any, bytes],
) -> None:
    top, body, _ = printed

    assert read_once(top) == words_of(body)


def test_headings_come_in_order_and_skip_no_level(printed: tuple[Tag, Any, bytes]) -> None:
    top, body, _ = printed
    read = [(tag.kind, tag.said) for tag in top.all(*HEADINGS)]
    levels = [int(kind[1]) for kind, _ in read]

    assert read == [(one.tag.upper(), words_of(one)) for one in body.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


def test_lists_hold_points_and_nothing_else(printed: tuple[Tag, Any, bytes]) -> None:
    top, body, _ = printed
    held = [one for listed in top.all("L") for one in listed.held]

    assert {one.kind for one in held if isinstance(one, Tag) and one.said} <= {"LI"}
    assert not [one for one in held if isinstance(one, str)]
    assert squeezed("".join(tag.said for tag in top.all("LI"))) == "".join(
        words_of(one) for one in body.iter("li")
    )


def test_the_heads_of_a_table_are_read_before_its_cells(printed: tuple[Tag, Any, bytes]) -> None:
    top, body, _ = printed
    heads = {words_of(one) for one in body.iter("th")}
    for table in top.all("Table"):
        rows = [[tag.kind for tag in row.all("TH", "TD")] for row in table.all("TR")]
        assert len(rows[0]) >= 3
        assert set(rows[0]) == {"TH"}
        assert {"TD"} in map(set, rows)
        assert all(len(set(row)) == 1 for row in rows)  # a head in the body names a group of rows
        assert max(map(len, rows)) == len(rows[0])
    assert {tag.said for tag in top.all("TH")} == heads


def test_every_drawing_has_its_sentence(printed: tuple[Tag, Any, bytes]) -> None:
    top, body, pdf = printed
    told = [str(svg.findtext("title")) for svg in body.iter("svg")]

    assert [squeezed(said) for said in drawings_of(pdf)] == [squeezed(said) for said in told]
    assert len(top.all("Figure")) == len(told)
    assert all(re.search(r"\w{2,} \w{2,}", said) for said in told)


def test_what_was_read_is_counted(printery: Printery) -> None:
    made = [printery.make(name) for name in READ]
    bodies = [body_of(one.page, one.product.pdf or b"") for one in made]
    counts = {kind: sum(len(list(body.iter(*tags))) for body in bodies) for kind, tags in KINDS}
    print(f"reading order: {len(READ)} files, {counts}")

    assert all(counts.values())
