"""An edition in, the report out: its mail, its PDF, laid out in the press, and its web page."""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from jobs.errors import RenderError
from jobs.language.wording import Wording
from jobs.model import Edition, Report, Weight
from jobs.report.edition import reduced, spared
from jobs.report.html import MAX_MAIL, Sheets
from jobs.report.naming import attachment_name, header, pdf_path
from jobs.report.plain import plain
from jobs.report.quotes import guilty, quoted, with_quotes
from jobs.report.rows import csv_of
from jobs.report.sheet import Sheet

REVISION = 1
"""Of every edition made here; a corrected one would be a later revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What was made of one edition.

    Attributes:
        report: The edition as made.
        pdf: Its PDF; None for a short edition.
        web: The same as a web page; None for a short edition.
    """

    report: Report
    pdf: bytes | None
    web: bytes | None


class Prints(Protocol):
    """What we need of a press."""

    def print(self, sheet: Sheet) -> tuple[bytes, int]:
        """Return *sheet* as PDF, and its number of pages; raise `RenderError`."""
        ...


class Producer:
    """Makes reports of editions, with the templates and the press of one municipality."""

    def __init__(self, sheets: Sheets, press: Prints, style: str, town: str) -> None:
        """Keep templates and press; *style* counts for identity, *town* is the key in paths."""
        self._sheets = sheets
        self._press = press
        self._style = style
        self._town = town

    def produce(self, edition: Edition, words: Wording) -> Product:
        """Return the report of *edition*, without what cannot be laid out, and saying so.

        Raises:
            RenderError: Not even the reduced edition can be laid out.
        """
        if edition.weight is Weight.SHORT:
            return Product(report=self._report(edition, words), pdf=None, web=None)
        edition, (pdf, pages) = self._printed(edition, words)
        report = replace(
            self._report(edition, words),
            pdf_path=pdf_path(self._town, edition),
            pdf_sha256=hashlib.sha256(pdf).hexdigest(),
            pages=pages,
        )
        web = self._sheets.web(edition, words).encode("utf-8", "replace")
        return Product(report=report, pdf=pdf, web=web)

    def _printed(self, edition: Edition, words: Wording) -> tuple[Edition, tuple[bytes, int]]:
        """Return as much of *edition* as can be laid out, with its PDF and pages.

        First all of it; then without the quotes that are to blame; then in our own words only.
        """
        with suppress(RenderError):
            return edition, self._press.print(self._sheet(edition, words))
        found = self._guilty(edition, words)
        if found:
            with suppress(RenderError):
                rest = spared(edition, found, words)
                return rest, self._press.print(self._sheet(rest, words))
        bare = reduced(edition, words)
        return bare, self._press.print(self._sheet(bare, words))

    def _guilty(self, edition: Edition, words: Wording) -> frozenset[str] | None:
        """Return the quotes that *edition* cannot be laid out for; None when it is not they."""

        def sets(kept: Collection[str]) -> bool:
            try:
                self._press.print(self._sheet(with_quotes(edition, kept), words))
            except RenderError:
                return False
            return True

        texts = quoted(edition)
        return guilty(texts, sets) if texts and sets(()) else None

    def _report(self, edition: Edition, words: Wording) -> Report:
        return Report(
            week=edition.week,
            reader=edition.reader,
            language=edition.language,
            revision=REVISION,
            subject=header(edition.subject),
            text=plain(edition, words),
            html=self._mail(edition, words),
            pdf_path=None,
            pdf_sha256=None,
            pages=0,
            note=edition.note,
        )

    def _mail(self, edition: Edition, words: Wording) -> str:
        """Return the mail's HTML, without quotes when a provider would cut it off."""
        html = self._sheets.mail(edition, words)
        if len(html.encode()) <= MAX_MAIL:
            return html
        return self._sheets.mail(with_quotes(edition, ()), words)

    def _sheet(self, edition: Edition, words: Wording) -> Sheet:
        name = attachment_name(edition) if edition.rows else ""
        content = csv_of(edition, words) if edition.rows else ""
        html = self._sheets.page(edition, words, name)
        whole = f"{html}\0{content}\0{self._style}".encode("utf-8", "replace")
        return Sheet(
            html=html,
            identifier=hashlib.sha256(whole).digest()[:16],
            moment=edition.closed_at,
            link_text=words.say("document.link", host="{host}"),
            attachment=name,
            description=words.say("document.attachment"),
            content=content,
        )
