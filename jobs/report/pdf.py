"""HTML in, PDF bytes out: PDF/A-3a and PDF/UA-1 in one file, the same bytes for the same input.

The only door to WeasyPrint. Nothing is fetched but the fonts and the logo, by their exact names.
"""

import gc
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from weasyprint import CSS, HTML, Attachment
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from jobs.report.assets import Assets
from jobs.report.contents import parts_of
from jobs.report.finish import Pdf, finish
from jobs.report.look import LOGO, Look
from jobs.report.pictures import apart
from jobs.report.sheet import Sheet

VARIANT: Final = "pdf/a-3a"
"""Tagged, for the archive, and may carry a file; `jobs.report.finish` adds PDF/UA-1."""
ORIGIN: Final = "asset:"
"""Scheme of the only addresses that lead to bytes."""
_TOKEN: Final = re.compile(r"var\(--([\w-]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What comes out.

    Attributes:
        pdf: The file.
        pages: How many.
        complaints: What the layout engine was not happy with; may hold text of a post.
    """

    pdf: bytes
    pages: int
    complaints: tuple[str, ...]


class Bundled(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives the fonts and the logo of a look, and what is drawn on a page; refuses all else."""

    def __init__(self, look: Look, drawings: Mapping[str, bytes] = MappingProxyType({})) -> None:
        """Keep the files of *look*; no protocol is allowed, and no redirect is followed."""
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._files = {f"{ORIGIN}{face}": ("font/sfnt", data) for face, data in look.faces.items()}
        if look.logo is not None:
            self._files[LOGO] = (look.logo.kind, look.logo.data)
        self._files |= {url: ("image/svg+xml", data) for url, data in drawings.items()}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the file named by *url*; raise `ValueError` for any other address."""
        del headers
        if url not in self._files:
            message = "an edition asked for something that is not bundled"
            raise ValueError(message)
        kind, data = self._files[url]
        return URLFetcherResponse(url, data, {"Content-Type": kind})


class Printer:
    """WeasyPrint with the fonts and styles of one municipality loaded once."""

    def __init__(self, assets: Assets) -> None:
        """Load fonts and styles of *assets*."""
        look = self._look = assets.look()
        self._fetcher = Bundled(look)
        self._fonts = FontConfiguration()
        style = _plain(assets.style(), look)
        self._style = CSS(string=style, font_config=self._fonts, url_fetcher=self._fetcher)

    def render(self, sheet: Sheet) -> Printed:
        """Return *sheet* as a PDF."""
        with _swept_after():
            return self._render(sheet)

    def _render(self, sheet: Sheet) -> Printed:
        html, drawings = apart(sheet.html, ORIGIN)
        fetcher = Bundled(self._look, drawings)
        heard = _Heard()
        LOGGER.addHandler(heard)
        try:
            page = HTML(string=html, url_fetcher=fetcher, base_url=ORIGIN)
            document = page.render(
                font_config=self._fonts, stylesheets=[self._style], pdf_variant=VARIANT
            )
            with warnings.catch_warnings():
                # WeasyPrint leaves the file of its colour profile to be closed by chance
                warnings.simplefilter("ignore", ResourceWarning)
                pdf = document.write_pdf(
                    finisher=partial(_finisher, sheet.link_text, parts_of(html)),
                    attachments=self._attachments(sheet),
                    pdf_variant=VARIANT,
                    pdf_identifier=sheet.identifier,
                )
        finally:
            LOGGER.removeHandler(heard)
        return Printed(pdf=pdf, pages=len(document.pages), complaints=tuple(heard.lines))

    def _attachments(self, sheet: Sheet) -> list[Attachment]:
        if not sheet.content:
            return []
        return [
            Attachment(
                string=sheet.content,
                name=sheet.attachment,
                description=sheet.description,
                created=sheet.moment,
                modified=sheet.moment,
                relationship="Data",
                url_fetcher=self._fetcher,
            )
        ]


def _plain(style: str, look: Look) -> str:
    """Return *style* with the tokens of *look* put in.

    WeasyPrint reads a declaration with a token anew for every element; that took 4 % of the time.
    """
    values = {**look.colours, "font": f'"{look.font}"'}
    return _TOKEN.sub(lambda token: values.get(token[1], token[0]), style)


@contextmanager
def _swept_after() -> Iterator[None]:
    """Look for garbage once after an edition, among what is new, and not while it is laid out.

    All that is made for a page is in use until it is written, and was looked through in vain.
    """
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()
        gc.collect(1)


class _Heard(logging.Handler):
    """Keeps what the layout engine warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _finisher(link_text: str, parts: Mapping[str, str], document: object, pdf: Pdf) -> None:
    """Finish *pdf*; the signature is WeasyPrint's."""
    del document
    finish(pdf, link_text, parts)
