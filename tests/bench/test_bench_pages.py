"""What a page costs beside Chromium and typst, what twenty departments do, and memory."""

import json
import os
import subprocess
import time
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from pypdf import PdfReader

from jobs.model import LEAD
from jobs.report.pdf import Printed, Printer
from jobs.report.press import Press
from jobs.report.sheet import Sheet
from tests.bench.cold import MEGABYTE, family, resident
from tests.bench.conftest import ROUNDS, Figures, best
from tests.bench.sheets import (
    ASSETS,
    DESK,
    FONTS,
    edition,
    for_a_browser,
    for_typst,
    producer,
    sheet,
)
from tests.bench.test_bench_peers import PYTHON
from tests.report.scenes import words

pytestmark = pytest.mark.bench

LONGEST: Final = "vrije-tijd"
"""The department with the longest edition: three pages, as none has four; the lead's is longer."""
OTHER: Final = "groen"
"""Another edition: after it typst is warm, and remembers nothing of the one that is measured."""
QUIET: Final = "communicatie"
"""Its week is a short mail, without a PDF."""
DEPARTMENTS: Final = 20
PDFS: Final = {False: 40, True: 500}
"""PDFs of one press, a new child after each `jobs.report.press.EDITIONS`; with ``--long`` 500."""
WARM: Final = 12
"""PDFs after which a child has seen every font and edition that it is given, twice."""
TICKS: Final = os.sysconf("SC_CLK_TCK")


def spent(pid: int) -> float:
    """Return the seconds of CPU of *pid* until now, without its children."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return 0.0
    return (int(parts[11]) + int(parts[12])) / TICKS


def chromium(page: Path) -> tuple[float, int]:
    """Print *page* by a Chromium that is started for it; return seconds of CPU, and pages.

    Its processes are looked at every 20 ms, so that a little of each is missed.
    """
    pdf = page.with_suffix(".pdf")
    words = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
             f"--user-data-dir={page.parent / 'profile'}", f"--print-to-pdf={pdf}",
             page.as_uri()]  # fmt: skip
    seen: dict[int, float] = {}
    with (page.parent / "chromium.log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log)
        while process.poll() is None:
            seen |= {one: used for one in family(process.pid) if (used := spent(one))}
            time.sleep(0.02)
    assert process.returncode == 0
    return sum(seen.values()), pages_of(pdf.read_bytes())


def typst(sheets: list[Sheet], folder: Path) -> tuple[list[float], list[bytes]]:
    """Set the words of *sheets* in one process, and return the PDFs.

    Before them comes what it took, without its start: fonts, and each sheet.
    """
    folder.mkdir()
    for number, one in enumerate(sheets):
        (folder / f"{number:02}.typ").write_text(for_typst(one), "utf-8")
    command = [str(PYTHON), str(Path(__file__).with_name("typeset.py")), str(folder), str(FONTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    took: dict[str, float] = json.loads(done.stdout)
    spent = [took.pop("fonts"), *(took[name] for name in sorted(took))]
    return spent, [(folder / f"{name}.pdf").read_bytes() for name in sorted(took)]


@pytest.mark.parametrize("reader", [LONGEST, LEAD])
def test_pages_beside_others(reader: str, tmp_path: Path, figures: Figures) -> None:
    page = sheet(reader)
    printer = Printer(ASSETS)
    pages = printer.render(page).pages
    warm = best(lambda: printer.render(page))
    before = os.times()
    with Press(ASSETS) as press:
        assert press.print(page)[1] == pages
    after = os.times()
    cold = sum(after[2:4]) - sum(before[2:4])
    fresh = best(lambda: Printer(ASSETS).render(page))
    other = sheet(OTHER)
    turns = [typst([other, page], tmp_path / f"typst-{turn}")[0] for turn in range(ROUNDS)]
    second = min(last for _, _, last in turns)
    turns = [typst([page], tmp_path / f"anew-{turn}")[0] for turn in range(ROUNDS)]
    first = min(map(sum, turns))
    html = for_a_browser(page, tmp_path)
    theirs, on_paper = min(chromium(html) for _ in range(2))

    assert on_paper >= pages / 2  # of the same page, on paper as it comes
    whose = "the lead" if reader == LEAD else "a department"
    goals = ("", "", "")  # are for an edition of four pages
    if reader != LEAD:
        goals = ("< 120 ms", "< 0.4 × Chromium", "< 12 × typst")
    what = f"PDF of {whose}, {pages} pages"
    figures.note(f"{what}: a page, warm", warm / pages * 1000, "ms CPU", goal=goals[0])
    figures.note(f"{what}: warm", warm, "s CPU",
                 ratio=f"{warm / theirs:.2f} × cold Chromium", goal=goals[1])  # fmt: skip
    figures.note(f"{what}: warm, beside typst", warm, "s CPU",
                 ratio=f"{warm / second:.1f} × typst, warm too", goal=goals[2])  # fmt: skip
    figures.note(f"{what}: fonts and styles loaded anew", fresh, "s CPU",
                 ratio=f"{fresh / first:.1f} × typst, likewise", goal=goals[2])  # fmt: skip
    figures.note(f"{what}: by a child of its own, start and all", cold, "s CPU",
                 ratio=f"{cold / theirs:.2f} × cold Chromium")  # fmt: skip
    figures.note(f"{what}: cold Chromium", theirs, "s CPU", ratio=f"{on_paper} pages")


def readers() -> list[tuple[str, str]]:
    """Return twenty departments, and in which language each reads."""
    names = [one.id for one in DESK.settings.departments if one.id != QUIET]
    every = ((name, language) for language in ("nl", "fr") for name in names)
    return list(islice(every, DEPARTMENTS))


def pages_of(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(PdfReader(BytesIO(pdf)).pages)


def printed(sheets: list[Sheet]) -> list[Printed]:
    """Print *sheets* by one printer, its fonts and styles loaded first."""
    printer = Printer(ASSETS)
    return [printer.render(one) for one in sheets]


def said(pdf: bytes) -> set[str]:
    """Return the words of a PDF."""
    return {word for page in PdfReader(BytesIO(pdf)).pages for word in page.extract_text().split()}


def test_twenty_departments(tmp_path: Path, figures: Figures) -> None:
    everyone = readers()
    began = time.process_time()
    maker = producer()
    made = [maker.produce(edition(*one), words(one[1])) for one in everyone]
    whole = time.process_time() - began
    sheets = [sheet(*one) for one in everyone]
    pdfs = printed(sheets)
    ours = best(lambda: printed(sheets))

    turns = [typst(sheets, tmp_path / f"typst-{turn}") for turn in range(ROUNDS)]
    seconds, typeset = min(sum(spent) for spent, _ in turns), turns[0][1]

    assert [one.report.pages for one in made] == [one.pages for one in pdfs]
    for mine, other in zip(pdfs, typeset, strict=True):  # both say the same
        assert len(said(mine.pdf) - said(other)) < 0.2 * len(said(mine.pdf))
    pages, others = sum(one.pages for one in pdfs), sum(map(pages_of, typeset))
    figures.note(f"{DEPARTMENTS} departments: edit, mail, web page, PDF", whole, "s CPU",
                 ratio=f"{pages} pages", goal="< 9 s")  # fmt: skip
    figures.note(f"{DEPARTMENTS} departments: PDFs alone", ours, "s CPU",
                 ratio=f"{ours / seconds:.1f} × typst", goal="< 12 × typst")  # fmt: skip
    figures.note(f"{DEPARTMENTS} departments: typst, the same words", seconds, "s CPU",
                 ratio=f"{others} pages")  # fmt: skip


def test_memory_of_a_press_that_prints_on(figures: Figures, *, long: bool) -> None:
    count = PDFS[long]
    sheets = [sheet(*one) for one in readers()[:6]]
    held = []
    with Press(ASSETS) as press:
        for one in islice(cycle(sheets), count):
            press.print(one)
            assert press._child is not None
            held.append(resident(press._child.pid) / MEGABYTE)
    slope = float(np.polyfit(range(WARM, count), held[WARM:], 1)[0])

    assert len(held) == count
    figures.note(f"{count} PDFs by one press: memory at the end", held[-1], "MB",
                 ratio=f"{held[WARM]:.0f} after {WARM}, {max(held):.0f} at most")  # fmt: skip
    figures.note(f"{count} PDFs by one press: growth after {WARM}", slope * 100, "MB/100 PDFs",
                 goal="0")  # fmt: skip
