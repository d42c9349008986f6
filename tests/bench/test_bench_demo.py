"""The cold demo and ``--help`` in processes of their own: time, memory, size of the results."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.bench.cold import MEGABYTE, Cold
from tests.bench.conftest import Figures
from tests.pipeline.town import COMMAND

pytestmark = pytest.mark.bench

TIMES = 5


def size_of(folder: Path, pattern: str) -> float:
    """Return the megabytes of the files that fit *pattern*."""
    return sum(path.stat().st_size for path in folder.glob(pattern)) / MEGABYTE


def test_cold_demo(cold: Cold, figures: Figures) -> None:
    pdfs = sorted(cold.folder.glob("reports/**/*.pdf"))

    pages = sum(len(PdfReader(path).pages) for path in pdfs)

    assert "communication-lead" in {path.stem for path in pdfs}
    assert len(pdfs) < pages < 8 * len(pdfs)
    assert 0 < cold.largest <= cold.together * 1.5  # what is shared counts whole for the largest
    largest, together = cold.largest / MEGABYTE, cold.together / MEGABYTE
    figures.note("demo: wall", cold.wall, "s", goal="< 20 s")
    figures.note("demo: CPU, all processes", cold.cpu, "s")
    figures.note("demo: peak memory, largest process", largest, "MB", goal="< 400 MB")
    figures.note("demo: peak memory, all processes", together, "MB", goal="< 400 MB")
    figures.note("demo: PDFs", len(pdfs), "files")
    figures.note("demo: PDFs, pages", pages, "pages")
    figures.note("demo: PDFs, size", size_of(cold.folder, "reports/**/*.pdf"), "MB")
    figures.note("demo: database, size", size_of(cold.folder, "data/*.sqlite"), "MB")


def median_wall(*words: str) -> float:
    """Return the median time of a command, in milliseconds."""
    walls = []
    for _ in range(TIMES):
        began = time.monotonic()
        subprocess.run(words, check=True, capture_output=True)
        walls.append(time.monotonic() - began)
    return statistics.median(walls) * 1000


def test_help(figures: Figures) -> None:
    bare = median_wall(sys.executable, "-c", "pass")
    ours = median_wall(COMMAND, "--help")

    figures.note("--help: wall, median of 5", ours, "ms",
                 ratio=f"{ours / bare:.1f} × python -c pass", goal="< 300 ms")  # fmt: skip
