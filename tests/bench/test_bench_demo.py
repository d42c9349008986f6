"""The cold demo and ``--help`` in processes of their own: time, memory, size of the results."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.bench.conftest import Figures
from tests.pipeline.town import COMMAND

pytestmark = pytest.mark.bench

PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1_000_000
TIMES = 5


def family(pid: int) -> list[int]:
    """Return *pid* and all that descends from it."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = " ".join((task / "children").read_text() for task in tasks).split()
    except OSError:  # it ended meanwhile
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def resident(pid: int) -> int:
    """Return the bytes of *pid* that lie in memory."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def share(pid: int) -> int:
    """Return the bytes of *pid* in memory; a page that n processes share counts for 1/n."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def watched(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Wait for *process*; return the peak of the largest process and of all together, in bytes."""
    largest = together = 0
    while process.poll() is None:
        pids = family(process.pid)
        largest = max(largest, *map(resident, pids), 0)
        together = max(together, sum(map(share, pids)))
        time.sleep(0.05)
    return largest, together


def size_of(folder: Path, pattern: str) -> float:
    """Return the megabytes of the files that fit *pattern*."""
    return sum(path.stat().st_size for path in folder.glob(pattern)) / MEGABYTE


def test_cold_demo(tmp_path: Path, figures: Figures) -> None:
    before, began = os.times(), time.monotonic()
    with (tmp_path / "demo.log").open("wb") as log:
        process = subprocess.Popen([COMMAND, "demo", "demo"], cwd=tmp_path, stdout=log, stderr=log)
        largest, together = watched(process)
    wall, after = time.monotonic() - began, os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])
    folder = tmp_path / "demo"
    pdfs = sorted(folder.glob("reports/**/*.pdf"))

    pages = sum(len(PdfReader(path).pages) for path in pdfs)

    assert process.returncode == 0
    assert "communication-lead" in {path.stem for path in pdfs}
    assert len(pdfs) < pages < 8 * len(pdfs)
    assert 0 < largest <= together * 1.5  # what is shared counts whole for the largest alone
    figures.note("demo: wall", wall, "s", goal="< 20 s")
    figures.note("demo: CPU, all processes", cpu, "s")
    figures.note("demo: peak memory, largest process", largest / MEGABYTE, "MB", goal="< 400 MB")
    figures.note("demo: peak memory, all processes", together / MEGABYTE, "MB", goal="< 400 MB")
    figures.note("demo: PDFs", len(pdfs), "files")
    figures.note("demo: PDFs, pages", pages, "pages")
    figures.note("demo: PDFs, size", size_of(folder, "reports/**/*.pdf"), "MB")
    figures.note("demo: database, size", size_of(folder, "data/*.sqlite"), "MB")


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
