"""A store of posts in, what each analysing stage costs on each of its weeks out, as JSON.

    python -m tests.bench.one_week STORE COPIES WEEK…

Run in a process of its own, so that the peak of its memory is that of the stages.
"""

import json
import sys
import time
from pathlib import Path
from typing import Final

from jobs.cycles import look_seldom
from jobs.evaluate.run import STAGES
from jobs.model import Week
from jobs.store import Store
from tests.bench.scale import enlarged
from tests.bench.towns import DEMO, corpus_of

COUNTED: Final = ("posts", "mentions", "labels", "signals", "shown")


def peak() -> float:
    """Return the most memory that this process has held, in megabytes.

    ``getrusage`` would tell that of the process that started this one, if that was larger.
    """
    status = Path("/proc/self/status").read_text("ascii").split()
    return int(status[status.index("VmHWM:") + 1]) * 1024 / 1e6


def main(path: Path, copies: int, weeks: list[Week]) -> None:
    """Run the stages on *weeks*, one after another, and print what each took."""
    look_seldom()
    settings = enlarged(corpus_of(DEMO).settings, copies)
    found: list[dict[str, float]] = []
    with Store.open(path, settings.municipality.key) as store:
        start = peak()
        for week in weeks:
            row: dict[str, float] = {"start": start}
            for stage, run in STAGES:
                began = time.process_time()
                counts = run(store, settings, week)
                row[stage] = time.process_time() - began
                row |= {name: counts[name] for name in COUNTED if name in counts}
            row["peak"] = peak()
            row["stories"] = len(store.signals.stories())
            found.append(row)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), [Week.parse(word) for word in sys.argv[3:]])
