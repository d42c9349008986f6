"""A process of its own that reads loopback sources: their names and options in, its memory out.

``python -m tests.pipeline.reader STORE`` takes a list of sources as JSON and prints JSON: counts,
the most memory before and in all in MB, and how many seconds the reading took.
"""

import asyncio
import json
import re
import socket
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import monotonic

from jobs import clock
from jobs.collect.fetch import Fetcher
from jobs.collect.job import run
from jobs.collect.limits import Limits
from jobs.model import Counts
from jobs.store import Store
from tests.collect.town import KEY, make_settings, make_source

NOBODY = "niemand.example"
"""A host that no name server knows; every other one is this machine."""
SMALL = Limits(
    deadline=timedelta(seconds=1.5),
    source_time=timedelta(seconds=10),
    source_requests=200,
    tries=2,
    backoff=timedelta(milliseconds=10),
)
"""What is allowed to one source: less than by default, so that the slow ones end soon."""


async def resolve(host: str, _port: int) -> tuple[str, ...]:
    """Look every name up as this machine, but one."""
    if host == NOBODY:
        raise socket.gaierror(socket.EAI_NONAME, "not known")
    return ("127.0.0.1",)


async def read(path: Path, sources: list[Mapping[str, object]]) -> Counts:
    """Read *sources* into the store at *path*."""
    settings = make_settings(*(make_source(**source) for source in sources))  # type: ignore[arg-type]  # from JSON
    with Store.open(path, "heidebeek", create=True) as store:
        async with Fetcher(
            user_agent="Buurtsignaal/0.1 (+https://heidebeek.example/buurtsignaal)",
            now=clock.now,
            allow_private=True,
            limits=SMALL,
            resolve=resolve,
        ) as fetcher:
            return await run(store, settings, fetcher, KEY, clock.now)


def peak_megabytes() -> int:
    """Return the most memory that this process ever held, in MB; the kernel keeps count."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) // 1000


def main() -> None:
    """Read what is asked for."""
    before, began = peak_megabytes(), monotonic()
    counts = asyncio.run(read(Path(sys.argv[1]), json.load(sys.stdin)))
    took = monotonic() - began
    said = {"counts": counts, "before": before, "peak": peak_megabytes(), "seconds": took}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
