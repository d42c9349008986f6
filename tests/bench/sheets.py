"""The rich week in, its editions as every engine prints them out: HTML, and the same for typst."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree, html

from jobs.model import Edition
from jobs.report.assets import Assets
from jobs.report.edition import edit
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from jobs.report.pdf import ORIGIN, Printer
from jobs.report.produce import Producer
from jobs.report.sheet import Sheet
from tests.report.scenes import rich_desk, words

ASSETS: Final = Assets.of(Path("/nonexistent"))
FONTS: Final = Path(__file__).parents[2] / "templates" / "fonts"
DESK: Final = rich_desk()
_SVG: Final = 'xmlns="http://www.w3.org/2000/svg"'
_BLOCKS: Final = ("p", "li", "dt", "dd", "figcaption", "caption", "cite", "footer")
_HEAD: Final = """#set document(title: {title}, date: datetime(year: 2026, month: 11, day: 16))
#set page("a4", margin: 18mm, header: [#{title}], footer: context counter(page).display())
#set text(font: ("Source Sans 3", "Noto Color Emoji", "DejaVu Sans"), size: 10pt, lang: "nl")
#set table(stroke: 0.4pt)
"""


@dataclass(frozen=True, slots=True)
class Here:
    """Prints in this process, as the child of the press does in its own."""

    printer: Printer

    def print(self, sheet: Sheet) -> tuple[bytes, int]:
        """Return *sheet* as PDF, and its number of pages."""
        printed = self.printer.render(sheet)
        return printed.pdf, printed.pages


def producer() -> Producer:
    """Return what makes reports in this process, fonts and styles loaded anew."""
    templates = Sheets(ASSETS, known_in(ASSETS))
    return Producer(templates, Here(Printer(ASSETS)), ASSETS.style(), "heidebeek")


def edition(reader: str, language: str) -> Edition:
    """Return the edition of *reader* of the rich week."""
    found = edit(DESK, reader, words(language))
    assert found is not None
    return found


def sheet(reader: str, language: str = "nl") -> Sheet:
    """Return what goes to the press of the edition of *reader*."""
    return _ready()._sheet(edition(reader, language), words(language))


_ready = cache(producer)


def for_a_browser(page: Sheet, folder: Path) -> Path:
    """Write *page* in *folder* with the same style sheets and fonts; return its file."""
    for face, data in ASSETS.look().faces.items():
        (folder / face).write_bytes(data)
    style = ASSETS.style().replace(ORIGIN, f"{folder.as_uri()}/")
    path = folder / "page.html"
    path.write_text(page.html.replace("</head>", f"<style>{style}</style></head>"), "utf-8")
    return path


def for_typst(page: Sheet) -> str:
    """Return what *page* says as a document of typst: words, links, tables, charts, the CSV."""
    root = html.fromstring(page.html)
    title = json.dumps(root.findtext(".//title") or "", ensure_ascii=False)
    parts = [_HEAD.replace("{title}", title)]
    if page.content:
        held = json.dumps(page.content, ensure_ascii=False)
        said = json.dumps(page.description, ensure_ascii=False)
        parts.append(
            f'#pdf.attach("{page.attachment}", bytes({held}), relationship: "data", '
            f'mime-type: "text/csv", description: {said})'
        )
    return "\n\n".join([*parts, *_blocks(root.find("body"))])


def _blocks(element: html.HtmlElement) -> Iterator[str]:
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == "svg":
            yield _chart(child)
        elif child.tag == "table":
            yield _table(child)
        elif child.tag in {"h1", "h2", "h3", "h4"}:
            yield f"#heading(level: {child.tag[1]})[{_words(child)}]"
        elif child.tag in _BLOCKS and child.find(".//svg") is None:
            yield _words(child)
        elif len(child):
            yield from _blocks(child)
        else:
            yield _words(child)


def _words(element: html.HtmlElement) -> str:
    """Return what stands in *element*, each link as one."""
    found = [_text(element.text)]
    for child in element:
        if child.tag == "a" and str(child.get("href")).startswith(("http", "mailto")):
            address = json.dumps(child.get("href"), ensure_ascii=False)
            found.append(f"#link({address})[{_text(child.text_content())}]")
        elif isinstance(child.tag, str):
            found.append(_words(child))
        found.append(_text(child.tail))
    return "".join(found)


def _text(text: str | None) -> str:
    return f"#{json.dumps(text, ensure_ascii=False)}" if text and text.strip() else ""


def _table(table: html.HtmlElement) -> str:
    rows = [[f"[{_words(cell)}]" for cell in row if cell.tag in {"th", "td"}]
            for row in table.iter("tr")]  # fmt: skip
    width = max(map(len, rows))
    head, *body = [", ".join([*row, *["[]"] * (width - len(row))]) for row in rows]
    cells = ", ".join([f"table.header({head})", *body])
    return f"#table(columns: {width}, {cells})"


def _chart(svg: html.HtmlElement) -> str:
    drawn = etree.tostring(svg, encoding="unicode", with_tail=False)
    if "xmlns=" not in drawn:
        drawn = drawn.replace("<svg", f"<svg {_SVG}", 1)
    said = svg.find(".//title")
    alt = json.dumps(said.text if said is not None else "", ensure_ascii=False)
    held = json.dumps(drawn, ensure_ascii=False)
    return f'#figure(image(bytes({held}), format: "svg", alt: {alt}))'
