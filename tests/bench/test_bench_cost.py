"""What a week costs, by its number of posts: time, memory, and how both grow."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.model import Week
from tests.bench.conftest import ONE_THREAD, Figures
from tests.bench.scale import Seed, copies, save
from tests.quality.gate import ROOT

pytestmark = pytest.mark.bench

SMALL = 1_000
"""Posts a week of the town of which all four weeks are read, so that the last has a memory."""
SIZES = {False: (5_000, 10_000), True: (5_000, 10_000, 100_000)}
"""Posts of other weeks; with ``--long`` the second."""
STAGES = ("detect", "cluster", "advise")
Cost = dict[str, float]


def costs(folder: Path, seed: Seed, weeks: list[Week], size: int) -> list[Cost]:
    """Return what the stages take on each of *weeks* of *size* posts."""
    path = folder / f"{size}-{len(weeks)}.sqlite"
    save(path, seed, weeks, size)
    words = [sys.executable, "-m", "tests.bench.one_week", str(path), str(copies(seed, size))]
    words += map(str, weeks)
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    path.unlink()
    found: list[Cost] = json.loads(done.stdout)
    for cost in found:  # a week that is not read whole costs nothing
        assert cost["posts"] == size
        assert 0 < cost["shown"] < cost["signals"] < cost["labels"] == cost["mentions"] < size
        assert cost["mentions"] > size / 2  # most of what the demo town says is
        assert min(cost[stage] for stage in STAGES) > 0.0
        assert 0 < cost["start"] <= cost["peak"]
    return found


def total(cost: Cost) -> float:
    """Return the seconds of all stages."""
    return sum(cost[stage] for stage in STAGES)


def note(figures: Figures, what: str, cost: Cost, goal: str = "") -> None:
    """Note the *cost* of a week."""
    stages = ", ".join(f"{stage} {cost[stage]:.2f}" for stage in STAGES)
    figures.note(f"{what}: CPU", total(cost), "s", ratio=stages, goal=goal)
    figures.note(f"{what}: peak memory", cost["peak"], "MB", ratio=f"{cost['start']:.0f} at first")
    figures.note(f"{what}: signals", cost["signals"], "",
                 ratio=f"of {cost['mentions']:,.0f} mentions")  # fmt: skip


def test_cost_of_a_week(tmp_path: Path, seed: Seed, figures: Figures, *, long: bool) -> None:
    weeks = sorted(seed.weeks)
    alone, *others, last = costs(tmp_path, seed, weeks, SMALL)
    larger = {size: costs(tmp_path, seed, weeks[:1], size)[0] for size in SIZES[long]}
    found = {SMALL: alone, **larger}
    for size, cost in found.items():
        note(figures, f"week of {size:>7,} posts", cost, "< 3 s" if size == 5_000 else "")
    note(figures, f"week of {SMALL:>7,} posts, three weeks remembered", last)
    low, high = list(found)[-2:]
    power = math.log(total(found[high]) / total(found[low])) / math.log(high / low)
    figures.note(f"week: time grows from {low:,} to {high:,} posts with the power", power, "",
                 goal="< 1.2")  # fmt: skip

    for size, cost in larger.items():  # as many more matters, not more posts of the same
        assert cost["signals"] > alone["signals"] * size / SMALL / 2
    everything = sum(cost["signals"] for cost in (alone, *others, last))
    assert alone["stories"] <= last["stories"] < everything  # some matter went on
