"""``buurtsignaal serve``: read sources when they are due and close every week, until stopped."""

import asyncio
import sys
from pathlib import Path

from jobs import log
from jobs.cli.options import Config


def serve(config: Config = Path("sources.toml")) -> None:
    """Run as a service; SIGTERM leaves cleanly, and what was missed is caught up at the start."""
    from jobs.schedule.in_process import InProcessRunner
    from jobs.schedule.serve import LANES
    from jobs.schedule.serve import serve as run_service
    from jobs.wiring import open_workplace, service

    log.configure(as_json=not sys.stderr.isatty())
    with open_workplace(config) as work:
        asyncio.run(run_service(service(work), InProcessRunner(LANES)))
