"""``buurtsignaal serve``: read sources when they are due and close every week, until stopped."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jobs import log
from jobs.cli.options import Config

if TYPE_CHECKING:
    from jobs.wiring import Workplace


def serve(config: Config = Path("sources.toml")) -> None:
    """Run as a service; SIGTERM leaves cleanly, and what was missed is caught up at the start."""
    from jobs.wiring import open_workplace

    log.configure(as_json=not sys.stderr.isatty())
    with open_workplace(config) as work:
        asyncio.run(_serve(work))


async def _serve(work: "Workplace") -> None:
    from jobs.schedule.in_process import InProcessRunner
    from jobs.schedule.serve import LANES
    from jobs.schedule.serve import serve as run_service
    from jobs.wiring import fetcher, service

    async with fetcher(work.settings) as shared:
        await run_service(service(work, shared), InProcessRunner(LANES))
