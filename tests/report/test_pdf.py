"""The PDF: the same bytes for the same input, nothing fetched, nothing in it that is not ours."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from jobs.model import LEAD, Edition
from jobs.report.assets import Assets
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from jobs.report.pdf import Bundled, Printed, Printer
from jobs.report.press import Press
from jobs.report.rows import csv_of
from jobs.report.sheet import Sheet
from tests.growth import ends
from tests.report.hostile import hostile_edition
from tests.report.layout import flat
from tests.report.scenes import edition_of, words

ASSETS = Assets.of(Path("/nonexistent"))


def sheet_of(edition: Edition) -> Sheet:
    return Sheet(
        html=Sheets(ASSETS, known_in(ASSETS)).page(edition, words(edition.language), "x.csv"),
        identifier=b"0123456789abcdef",
        moment=edition.closed_at,
        link_text="Bericht openen op {host}",
        attachment="x.csv",
        description="Alle berichten",
        content=csv_of(edition, words(edition.language)) if edition.rows else "",
    )


def printed(edition: Edition) -> Printed:
    return Printer(ASSETS).render(sheet_of(edition))


@cache
def printed_of(reader: str) -> Printed:
    return printed(edition_of(reader))


def bare(html: str) -> Sheet:
    return Sheet(
        html=html,
        identifier=b"0" * 16,
        moment=datetime(2026, 11, 15, 23, 0, tzinfo=UTC),
        link_text="{host}",
        attachment="",
        description="",
        content="",
    )


@pytest.mark.parametrize("reader", ["publieke-ruimte", LEAD])
def test_the_same_edition_is_the_same_file(reader: str) -> None:
    sheet = sheet_of(edition_of(reader))
    with Press(ASSETS) as press:
        first, pages = press.print(sheet)
    with Press(ASSETS) as press:
        press.print(sheet_of(edition_of("vrije-tijd")))
        again, _ = press.print(sheet)

    assert again == first
    assert pages <= 8


@pytest.mark.parametrize("reader", ["publieke-ruimte", LEAD])
def test_the_layout_engine_has_nothing_to_complain_about(reader: str) -> None:
    assert printed_of(reader).complaints == ()


def test_the_file_says_what_it_is() -> None:
    reader = PdfReader(io.BytesIO(printed_of("publieke-ruimte").pdf))
    catalog = cast("DictionaryObject", reader.trailer["/Root"].get_object())
    xmp = cast("StreamObject", catalog["/Metadata"].get_object()).get_data()

    assert reader.metadata is not None
    assert reader.metadata.title == "Signaalrapport Publieke ruimte, week 46 van 2026, Heidebeek"
    assert reader.metadata.creation_date == datetime(2026, 11, 15, 23, 0, tzinfo=UTC)
    assert str(catalog["/Lang"]) == "nl-BE"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert b'pdfaid:part="3"' in xmp


def test_the_list_of_posts_goes_with_it_and_nothing_else() -> None:
    edition = edition_of("publieke-ruimte")
    reader = PdfReader(io.BytesIO(printed_of("publieke-ruimte").pdf))
    (name,) = reader.attachments
    (content,) = reader.attachments[name]

    assert name == "x.csv"
    assert content.decode() == csv_of(edition, words())


def test_a_link_is_read_out_in_words() -> None:
    reader = PdfReader(io.BytesIO(printed_of(LEAD).pdf))
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]

    assert links
    away = [link for link in links if "/A" in link]
    assert {link["/Contents"] for link in away} == {"Bericht openen op example.org"}
    assert all(link["/A"]["/URI"].startswith("https://example.org/") for link in away)
    titles = {mark.title for mark in flat(reader.outline)}
    assert len(away) < len(links)
    assert {link["/Contents"] for link in links if "/Dest" in link} < titles


def test_a_link_that_opens_a_mail_is_read_out_as_what_it_answers_and_to_what() -> None:
    edition = edition_of("publieke-ruimte")
    reader = PdfReader(io.BytesIO(printed_of("publieke-ruimte").pdf))
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    clicks = [(item.signal_id, click) for item in edition.items for click in item.clicks]
    others = [click for ask in edition.asks for click in ask.clicks]
    others += [click for note in edition.open_before for click in note.clicks]

    assert {link["/Contents"] for link in links} >= {
        f"Antwoord: {click.text}, signaal {signal_id}" for signal_id, click in clicks
    }
    assert {link["/Contents"].partition(", ")[0] for link in links} == {
        f"Antwoord: {click.text}" for click in (*others, *(click for _, click in clicks))
    }
    assert {link["/A"]["/URI"] for link in links} == {
        click.url for click in (*others, *(click for _, click in clicks))
    }


@pytest.mark.parametrize("reader", [LEAD, "vrije-tijd"])
def test_a_hostile_edition_is_laid_out_to_its_end_and_does_nothing(reader: str) -> None:
    edition = hostile_edition(reader)
    with ends():
        made = printed(edition)

    assert made.complaints == ()
    for word in (b"/JS", b"/JavaScript", b"/Launch", b"/SubmitForm", b"javascript:", b"file:///"):
        assert word not in made.pdf
    reader_of = PdfReader(io.BytesIO(made.pdf))
    links = [note.get_object() for page in reader_of.pages for note in page.get("/Annots", [])]
    uris = [link["/A"]["/URI"] for link in links if "/Dest" not in link]
    allowed = re.compile(r"https://example\.org/|mailto:antwoord@heidebeek\.example\?subject=")
    assert all(allowed.match(uri) for uri in uris)
    assert list(reader_of.attachments) == ["x.csv"]


VECTORS = (
    "<img src='http://127.0.0.1:9/x' alt='x'>",
    "<link rel=stylesheet href='http://127.0.0.1:9/x'>",
    "<style>@import url(http://127.0.0.1:9/x)</style>",
    "<style>@font-face{font-family:x;src:url(file:///etc/passwd)}p{font-family:x}</style><p>x",
    "<p style='background:url(http://127.0.0.1:9/x)'>x",
    "<object data='file:///etc/passwd'></object>",
    "<svg xmlns='http://www.w3.org/2000/svg'><title>x</title><image href='file:///etc/hosts'/></svg>",
    "<img src='asset:../style/tokens.css' alt='x'>",
    "<img src='data:image/png;base64,AAAA' alt='x'>",
)


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_but_our_fonts_is_fetched(vector: str) -> None:
    made = Printer(ASSETS).render(bare(f"<html lang=nl><title>x</title><h1>x</h1>{vector}"))

    assert made.complaints
    assert b"root:" not in made.pdf


def test_a_file_named_by_a_page_is_not_attached() -> None:
    page = "<link rel=attachment href='file:///etc/passwd'><a rel=attachment href='file:///etc/hosts'>x"
    made = Printer(ASSETS).render(bare(f"<html lang=nl><title>x</title><h1>x</h1>{page}"))

    assert not PdfReader(io.BytesIO(made.pdf)).attachments


def test_the_fetcher_gives_fonts_by_their_exact_names() -> None:
    fetcher = Bundled(ASSETS.look())

    assert fetcher.fetch("asset:italic").read(4) == b"\x00\x01\x00\x00"
    for url in (
        "asset:x.ttf",
        "asset:logo",
        "asset:../style/tokens.css",
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "data:,x",
        "",
    ):
        with pytest.raises(ValueError, match="not bundled"):
            fetcher.fetch(url)


def test_an_edition_without_posts_carries_no_file() -> None:
    edition = replace(edition_of("publieke-ruimte"), rows=())

    assert not PdfReader(io.BytesIO(printed(edition).pdf)).attachments
