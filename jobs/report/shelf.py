"""A report in, its files out: the PDF and the web page beside it, read, written or missed."""

from pathlib import Path

from jobs.model import Report
from jobs.report.files import write_whole
from jobs.report.naming import web_path
from jobs.report.produce import Product


class Shelf:
    """The folder of reports."""

    def __init__(self, folder: Path) -> None:
        """Keep *folder*, below which the paths of reports lead."""
        self._folder = folder

    def lost(self, report: Report) -> tuple[str, ...]:
        """Return the paths of the files of *report* that are not there; a short one has none."""
        return tuple(path for path in _files(report) if not (self._folder / path).is_file())

    def read(self, report: Report) -> Product:
        """Return *report* with its files, of which its web page may be lost."""
        if report.pdf_path is None:
            return Product(report=report, pdf=None, web=None)
        pdf, page = (self._folder / path for path in _files(report))
        web = page.read_bytes() if page.is_file() else None
        return Product(report=report, pdf=pdf.read_bytes(), web=web)

    def write(self, product: Product) -> None:
        """Write the files of *product*, each whole or not at all."""
        for path, data in zip(_files(product.report), (product.pdf, product.web), strict=False):
            if data is not None:
                write_whole(self._folder / path, data)


def _files(report: Report) -> tuple[str, ...]:
    return () if report.pdf_path is None else (report.pdf_path, web_path(report.pdf_path))
