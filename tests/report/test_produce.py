"""Reports: a full one, a short one, and a reduced one when quotes cannot be set."""

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from jobs.errors import RenderError
from jobs.model import LEAD, Edition, Note
from jobs.report.assets import Assets
from jobs.report.edition import edit
from jobs.report.glyphs import known_in
from jobs.report.html import MAX_MAIL, Sheets
from jobs.report.produce import Producer, Product
from jobs.report.quotes import MAX_TRIES, quoted
from jobs.report.sheet import Sheet
from tests.report.scenes import rich_desk, words

ASSETS = Assets.of(Path("/nonexistent"))


class PaperPress:
    """Prints the HTML itself, and refuses a sheet that holds one of *refused*."""

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.sheets: list[Sheet] = []

    def print(self, sheet: Sheet) -> tuple[bytes, int]:
        """Return the page as it is."""
        self.sheets.append(sheet)
        if any(word in sheet.html for word in self.refused):
            message = "laying out failed (MemoryError)"
            raise RenderError(message)
        return sheet.html.encode(), 2


def producer(press: PaperPress) -> Producer:
    return Producer(Sheets(ASSETS, known_in(ASSETS)), press, ASSETS.style(), "heidebeek")


def page_of(product: Product) -> str:
    assert product.pdf is not None
    return product.pdf.decode()


@cache
def edition_of(reader: str) -> Edition:
    made = edit(rich_desk(), reader, words())
    assert made is not None
    return made


def test_a_report_knows_its_file_its_hash_and_its_pages() -> None:
    product = producer(PaperPress()).produce(edition_of("groen"), words())

    assert product.pdf is not None
    assert product.report.pdf_path == "heidebeek/2026-W46/groen.pdf"
    assert product.report.pdf_sha256 == hashlib.sha256(product.pdf).hexdigest()
    assert (product.report.pages, product.report.note) == (2, "")
    subject = "Signaalrapport Heidebeek – Groendienst – week 46, 2026 – 3 antwoorden gevraagd"
    assert product.report.subject == subject


def test_the_identity_of_a_pdf_follows_from_what_is_in_it() -> None:
    press = PaperPress()
    made = producer(press)
    edition = edition_of("groen")
    for one in (edition, edition, replace(edition, state="anders"), replace(edition, rows=())):
        made.produce(one, words())
    first, again, other, bare = (sheet.identifier for sheet in press.sheets)

    assert first == again
    assert len({first, other, bare}) == 3
    assert press.sheets[-1].attachment == ""


def test_quotes_that_cannot_be_set_are_left_out_and_that_is_said() -> None:
    product = producer(PaperPress("<blockquote>")).produce(edition_of(LEAD), words())

    assert product.report.note == "reduced"
    assert "Deze editie is ingekort" in product.report.text
    assert "Deze editie is ingekort" in product.report.html
    assert product.web is not None
    assert b"Deze editie is ingekort" in product.web
    assert b"<blockquote>" not in product.web


@pytest.mark.parametrize("reader", ["publieke-ruimte", LEAD])
def test_only_the_guilty_quote_is_left_out_and_that_is_said(reader: str) -> None:
    edition = edition_of(reader)
    whole = page_of(producer(PaperPress()).produce(edition, words()))
    printed = [text for text in quoted(edition) if text in whole]
    assert len(printed) > 3
    for guilty in (printed[0], printed[len(printed) // 2], printed[-1]):
        press = PaperPress(guilty)
        product = producer(press).produce(edition, words())

        pdf = page_of(product)
        for text in (pdf, str(product.web), product.report.text, product.report.html):
            assert guilty not in text
        assert all(text in pdf for text in printed if text != guilty)
        assert "Eén citaat is weggelaten" in pdf
        assert "Eén citaat is weggelaten" in product.report.text
        assert product.report.note == "spared"
        assert len(press.sheets) <= 3 + 2 * len(quoted(edition)).bit_length()


def test_a_guilty_quote_that_is_printed_twice_is_left_out_twice() -> None:
    edition = edition_of(LEAD)
    guilty = edition.praise[0].quote
    assert guilty is not None
    twice = replace(edition, questions=edition.praise)
    product = producer(PaperPress(guilty.text)).produce(twice, words())

    assert product.report.note == "spared"
    assert guilty.text not in product.report.text


def test_who_plants_many_costs_all_quotes_and_not_the_morning() -> None:
    edition = edition_of(LEAD)
    quote = edition.praise[0].quote
    assert quote is not None
    planted = tuple(
        Note(title=f"t{n}", text="x", quote=replace(quote, text=f"boem {n}")) for n in range(100)
    )
    press = PaperPress("boem")
    product = producer(press).produce(replace(edition, praise=planted), words())

    assert product.report.note == "reduced"
    assert len(press.sheets) <= MAX_TRIES + 3


def test_quotes_that_only_together_cannot_be_set_are_all_left_out() -> None:
    edition = edition_of(LEAD)
    whole = page_of(producer(PaperPress()).produce(edition, words()))
    first, second = [text for text in quoted(edition) if text in whole][:2]

    class Narrow(PaperPress):
        def print(self, sheet: Sheet) -> tuple[bytes, int]:
            if first in sheet.html and second in sheet.html:
                message = "laying out failed (MemoryError)"
                raise RenderError(message)
            return super().print(sheet)

    made = producer(Narrow()).produce(edition_of(LEAD), words())

    assert made.report.note == "reduced"


def test_an_edition_that_cannot_be_set_at_all_is_an_error() -> None:
    with pytest.raises(RenderError, match="MemoryError"):
        producer(PaperPress("<h1>")).produce(edition_of(LEAD), words())


def test_a_short_edition_needs_no_press() -> None:
    press = PaperPress()
    edition = edit(replace(rich_desk(), signals=(), earlier=(), advices=()), LEAD, words())
    assert edition is not None
    product = producer(press).produce(edition, words())

    assert product.pdf is product.web is None
    assert product.report.pdf_path is None
    assert press.sheets == []


def test_a_mail_that_would_be_cut_off_goes_without_quotes() -> None:
    edition = edition_of(LEAD)
    quote = next(note.quote for note in edition.praise if note.quote)
    many = tuple(Note(title=f"t{n}", text="x", quote=quote) for n in range(400))
    product = producer(PaperPress()).produce(replace(edition, praise=many), words())

    assert quote.text not in product.report.html
    assert quote.text in product.report.text
    assert product.report.note == ""
    assert MAX_MAIL == 100_000
