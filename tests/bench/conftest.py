"""Figures in, tables at the end of the run; nothing is asserted about time or memory."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from threadpoolctl import threadpool_limits

from jobs.cli.demo import shipped_config
from jobs.collect.collectors.registry import KINDS
from jobs.collect.keep import Keeping, keep_all
from jobs.evaluate.corpus import Corpus, own_authors, read_corpus
from jobs.model import Post
from jobs.settings import load
from tests.bench import cold as colds
from tests.bench.scale import Seed, make_seed
from tests.real.servers.run import ROOT

ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)
"""Environment of what is measured in a process of its own: as ``jobs.cli.main`` asks for."""
HEADINGS: Final = ("what", "value", "unit", "ratio", "goal")
ROUNDS: Final = 3
Row = tuple[str, ...]


def best(work: Callable[[], object]) -> float:
    """Return the least CPU time that *work* took, in seconds."""
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    Attributes:
        what: What was measured.
        value: How much of it.
        unit: Of what.
        ratio: How it compares to the bare library or program, and which; may be empty.
        goal: What we want it to be; may be empty.
    """

    what: str
    value: float
    unit: str
    ratio: str = ""
    goal: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the line as text."""
        whole = isinstance(self.value, int) or self.value >= 100
        digits = 0 if whole else 1 if self.value >= 10 else 2
        return (self.what, f"{self.value:,.{digits}f}", self.unit, self.ratio, self.goal)


FIGURES: pytest.StashKey[list[Figure]] = pytest.StashKey()
TABLES: pytest.StashKey[list[tuple[str, list[Row]]]] = pytest.StashKey()


class Figures:
    """Where a bench notes what it measured."""

    def __init__(self, rows: list[Figure], tables: list[tuple[str, list[Row]]]) -> None:
        self._rows = rows
        self._tables = tables

    def note(self, what: str, value: float, unit: str, *, ratio: str = "", goal: str = "") -> None:
        """Add one line to the table."""
        self._rows.append(Figure(what=what, value=value, unit=unit, ratio=ratio, goal=goal))

    def table(self, title: str, rows: list[Row]) -> None:
        """Add a table of its own, the first row as its heading."""
        self._tables.append((title, rows))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what asks for the benches that take minutes."""
    parser.addoption("--long", action="store_true", help="also the benches that take minutes")


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Say whether benches that take minutes are wanted."""
    return bool(request.config.getoption("--long", default=False))


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Return the tables of this run."""
    stash = request.config.stash
    return Figures(stash.setdefault(FIGURES, []), stash.setdefault(TABLES, []))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the tables."""
    found = config.stash.setdefault(FIGURES, [])
    rows = sorted(found, key=lambda figure: figure.what)
    if rows:
        terminalreporter.section("bench")
        load = Figure(what="(load of the machine)", value=os.getloadavg()[1], unit="processes",
                      ratio=f"on {os.cpu_count()} cores")  # fmt: skip
        for line in as_table([HEADINGS, *(row.cells for row in [load, *rows])]):
            terminalreporter.write_line(line)
    for title, cells in config.stash.setdefault(TABLES, []):
        terminalreporter.section(title)
        for line in as_table(cells):
            terminalreporter.write_line(line)


def as_table(rows: list[Row]) -> Iterator[str]:
    """Yield *rows* as a Markdown table, the first as its heading."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        yield _line(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        if number == 0:
            yield _line("-" * width for width in widths)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Let numpy work on one thread here too, as in a process of the product and in the peers."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def cold(tmp_path_factory: pytest.TempPathFactory) -> colds.Cold:
    """Return one cold run of the demo, which is measured and looked at."""
    return colds.run(tmp_path_factory.mktemp("cold"))


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """Return the 1,005 posts of the demo town as a source gives them."""
    settings = load(shipped_config(), KINDS)
    return read_corpus(Path(ROOT / "jobs/demo/heidebeek"), settings, own_authors(settings))


@pytest.fixture(scope="session")
def posts(corpus: Corpus) -> tuple[Post, ...]:
    """Return the same posts as we keep them."""
    kept: list[Post] = []
    for source in corpus.settings.sources:
        keeping = Keeping.of(corpus.settings, source, bytes(32), corpus.latest)
        kept += keep_all(corpus.posts.get(keeping.source_id, ()), keeping)[0]
    return tuple(kept)


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Seed:
    """Return what towns of any size are made of."""
    return make_seed(tmp_path_factory.mktemp("seed"))
