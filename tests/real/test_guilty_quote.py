"""A quote that the layout engine cannot set in time: it goes alone, and the edition says so."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from jobs.model import Edition
from jobs.report.press import Press
from jobs.report.produce import Producer
from jobs.report.quotes import quoted, with_quotes
from tests.report.every import ASSETS, SHEETS, every_edition
from tests.report.scenes import words

pytestmark = pytest.mark.real

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ENDLESS = FAMILY * 12_000
"""Takes a minute to lay out; the caps of `jobs.report.text` let none of this length through."""
PATIENCE = 15.0
"""Seconds for one edition; with honest quotes it takes half a second."""


def with_a_guilty_quote() -> tuple[Edition, str]:
    """Return an edition with two quotes, the first of them guilty, and the words of the other."""
    edition = every_edition()["department-nl"]
    first, second = quoted(edition)[:2]
    two = with_quotes(edition, (first, second))
    asks = tuple(
        replace(
            ask,
            quotes=tuple(
                replace(quote, text=ENDLESS) if quote.text == first else quote
                for quote in ask.quotes
            ),
        )
        for ask in two.asks
    )
    guilty = replace(two, asks=asks)
    assert quoted(guilty) == (ENDLESS, second)
    return guilty, second


def test_it_is_found_and_left_out_alone() -> None:
    edition, innocent = with_a_guilty_quote()
    with Press(ASSETS, time_limit=PATIENCE) as press:
        product = Producer(SHEETS, press, ASSETS.style(), "heidebeek").produce(edition, words())
    assert product.pdf is not None
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(product.pdf)).pages)

    assert product.report.note == "spared"
    assert "".join(innocent.split()) in "".join(printed.split())
    assert "Eén citaat is weggelaten: het kon niet worden gedrukt." in " ".join(printed.split())
    assert FAMILY not in product.report.text + product.report.html
