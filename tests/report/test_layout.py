"""On paper no heading ends a page and no quote is broken over two; each heading has a bookmark."""

import re
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from jobs.cli.demo import WEEK
from jobs.language import LANGUAGES
from jobs.model import LEAD
from jobs.report.assets import Assets
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from jobs.report.pdf import Printer
from tests.conftest import Demo
from tests.report.layout import Found, flat, letters, torn
from tests.report.scenes import edition_of, words
from tests.report.test_pdf import bare

OURS = Assets.of(Path("/nonexistent"))
READERS = ("publieke-ruimte", LEAD)
LOOSE = (
    "* { break-inside: auto !important; break-after: auto !important;"
    " orphans: 1 !important; widows: 1 !important; }"
)
"""What a page looks like when nothing is held together."""


@cache
def printed(reader: str, language: str) -> tuple[str, bytes]:
    edition = edition_of(reader, language=language)
    html = Sheets(OURS, known_in(OURS)).page(edition, words(language), "")
    return html, Printer(OURS).render(bare(html)).pdf


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_no_heading_is_left_alone_and_no_quote_broken(reader: str, language: str) -> None:
    html, pdf = printed(reader, language)

    assert "<blockquote>" in html
    assert torn(html, pdf) == []


def test_no_edition_of_the_demo_tears_anything(demo: Demo) -> None:
    (folder,) = (demo.folder / "reports").glob(f"*/{WEEK}")
    pages = sorted(folder.glob("*.html"))

    assert len(pages) > 9
    assert {
        page.stem: torn(page.read_text("utf-8"), page.with_suffix(".pdf").read_bytes())
        for page in pages
    } == {page.stem: [] for page in pages}


def filled(lines: int) -> str:
    """Return a page with a heading and a quote somewhere near its end."""
    words_of_it = " ".join(f"word{number}" for number in range(120))
    return (
        f"<html lang=nl><title>x</title><h1>Title</h1>{'<p>line</p>' * lines}"
        f"<h2>Alone</h2><blockquote><p>{words_of_it}</p></blockquote><p>end</p>"
    )


@pytest.mark.parametrize(("style", "seen"), [("", set()), (LOOSE, {"heading", "quote"})])
def test_what_is_torn_is_found_and_our_style_tears_nothing(
    style: str, seen: set[str], tmp_path: Path
) -> None:
    own = tmp_path / "templates" / "style"
    own.mkdir(parents=True)
    ours = (OURS.folders[-1] / "style" / "page.css").read_text("utf-8")
    (own / "page.css").write_text(ours + style, "utf-8")
    printer = Printer(Assets.of(tmp_path))
    pages = [filled(lines) for lines in range(35, 55)]
    found = {line for html in pages for line in torn(html, printer.render(bare(html)).pdf)}

    assert {line.partition(":")[0] for line in found} == seen


@pytest.mark.parametrize("reader", READERS)
def test_each_heading_has_a_bookmark_where_it_stands(reader: str) -> None:
    html, pdf = printed(reader, "nl")
    found = Found()
    found.feed(html)
    reading = PdfReader(BytesIO(pdf))
    marks = list(flat(reading.outline))
    texts = [letters(page.extract_text()) for page in reading.pages]

    assert [letters(mark.title or "") for mark in marks] == [
        heading for heading, tag in zip(found.headings, found.tags, strict=True) if tag != "thead"
    ]
    for mark in marks:
        number = reading.get_destination_page_number(mark)
        assert letters(mark.title or "") in texts[number or 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_we_count_stands_on_one_page_with_what_follows_it(language: str) -> None:
    _, pdf = printed("publieke-ruimte", language)
    edition = edition_of("publieke-ruimte", language=language)
    pages = [letters(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]
    wanted = [words(language).say("heading.method"), edition.method[-1][1], edition.imprint[-1]]

    assert any(all(letters(text) in page for text in wanted) for page in pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_of_the_lead_ends_with_the_parts_and_their_pages(language: str) -> None:
    html, pdf = printed(LEAD, language)
    reading = PdfReader(BytesIO(pdf))
    numbers = {
        letters(mark.title or ""): (reading.get_destination_page_number(mark) or 0) + 1
        for mark in flat(reading.outline)
    }
    listed = [letters(title) for title in re.findall(r'<a href="#part-\d+">([^<]+)</a>', html)]
    titles = [letters(title) for title in re.findall(r'<h2 id="part-\d+">([^<]+)</h2>', html)]
    shown = "".join(f"{name}{numbers[title]}" for name, title in zip(listed, titles, strict=True))

    short = {letters(words(language).say(f"heading.{name}")) for name in ("ranking", "dots")}
    assert short <= set(listed)
    assert all(
        title.startswith(name) or name in short for name, title in zip(listed, titles, strict=True)
    )
    assert letters(unescape(shown)) in letters(reading.pages[0].extract_text())
    assert {numbers[title] for title in titles} == set(range(2, len(reading.pages) + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_page_one_sends_the_reader_to_is_a_link_with_its_page(language: str) -> None:
    html, pdf = printed(LEAD, language)
    title = words(language).say("heading.conduct")
    found = re.search(r'<a class="see" data-part="#(part-\d+)" href="#\1">([^<]+)</a>', html)
    page = PdfReader(BytesIO(pdf)).pages[0]

    assert found is not None
    assert unescape(found[2]) == title
    assert f'<h2 id="{found[1]}">{found[2]}</h2>' in html
    assert re.search(
        letters(f"{words(language).say('glance.see')}{title}") + r"\d",
        letters(page.extract_text()),
    )
