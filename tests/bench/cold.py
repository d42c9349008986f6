"""A folder in, a cold demo in it out: how long it took, and how much memory."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.pipeline.town import COMMAND

PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cold:
    """What one run of the demo left behind, and what it took.

    Attributes:
        folder: Where it worked.
        wall: Seconds from start to end.
        cpu: Seconds of CPU of all its processes.
        largest: Most bytes in memory of one process.
        together: Most bytes in memory of all of them.
    """

    folder: Path
    wall: float
    cpu: float
    largest: int
    together: int


def run(place: Path) -> Cold:
    """Run ``buurtsignaal demo`` in a process of its own in *place*, as for the first time."""
    before, began = os.times(), time.monotonic()
    with (place / "demo.log").open("wb") as log:
        process = subprocess.Popen([COMMAND, "demo", "demo"], cwd=place, stdout=log, stderr=log)
        largest, together = watched(process)
    wall, after = time.monotonic() - began, os.times()
    assert process.returncode == 0
    cpu = sum(after[2:4]) - sum(before[2:4])
    return Cold(folder=place / "demo", wall=wall, cpu=cpu, largest=largest, together=together)


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
