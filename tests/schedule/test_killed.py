"""A process killed at any moment, and started again: every effect once, and none lost."""

import random
import subprocess
import sys
from pathlib import Path

from jobs.model import Stage, Week
from jobs.schedule.ledger import CHAIN
from jobs.store import Store

TOWN = """
import asyncio, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from jobs import clock
from jobs.model import Stage, Week
from jobs.schedule.chain import Chain, run_week
from jobs.store import Store
from zoneinfo import ZoneInfo

path = Path(sys.argv[1])

def stage(name):
    def run(store, week, progress):
        for step in range(4):
            progress(name, step, 4)
            with store.transaction():
                if store.meta.get(f"{week} {name} {step}") is None:
                    store.meta.put(f"{week} {name} {step}", "done")
                    store.audit.add(clock.now(), "toy", name, str(week), str(step))
            time.sleep(0.04)
        return {"steps": 4}
    return run

async def main():
    with Store.open(path, "heidebeek", create=True) as store:
        chain = Chain(store=store, stages={stage_: stage(stage_) for stage_ in Stage},
                      now=clock.now, zone=ZoneInfo("Europe/Brussels"),
                      lease=timedelta(seconds=0.4))
        for week in ("2026-W45", "2026-W46"):
            await run_week(chain, Week.parse(week))

asyncio.run(main())
"""


def test_a_chain_killed_at_random_moments_has_each_effect_once(tmp_path: Path) -> None:
    path, dice = tmp_path / "store.db", random.Random(46)  # noqa: S311 - no secret: a test's dice
    command = [sys.executable, "-c", TOWN, str(path)]
    kills = 0
    while True:
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            process.wait(dice.uniform(0.5, 1.6) if kills < 8 else 60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
            continue
        assert process.returncode == 0
        break

    with Store.open(path, "heidebeek") as store:
        did = [(entry.subject, entry.action, entry.detail) for entry in store.audit.entries()]
        weeks = ("2026-W45", "2026-W46")
        assert did == [(week, stage, str(n)) for week in weeks for stage in CHAIN for n in range(4)]
        assert store.audit.broken_at() is None
        assert store.runs.open() == ()
        assert store.runs.last_done(Stage.RETAIN) == Week(2026, 46)
    assert kills >= 1


SERVICE = """
import asyncio, sys, time
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo
from jobs import clock, log
from jobs.model import Stage
from jobs.schedule import LANES, Chain, InProcessRunner, Rhythm, Service, serve
from jobs.store import Store

def busy(store, week, progress):
    print("busy", flush=True)
    while True:
        progress("busy", 0, 0)
        time.sleep(0.05)

log.configure(as_json=True)
zone = ZoneInfo("Europe/Brussels")
with Store.open(Path(sys.argv[1]), "heidebeek", create=True) as store:
    chain = Chain(store=store, stages={stage: busy for stage in Stage}, now=clock.now, zone=zone)
    rhythm = Rhythm(zone=zone, weekday="mon", at="06:30", catch_up=timedelta(weeks=4))
    first = rhythm.last_due(clock.now())
    service = Service(chain=chain, rhythm=rhythm, configured_first=first, grace=3600)
    asyncio.run(serve(service, InProcessRunner(LANES)))
"""


def test_a_service_leaves_with_exit_code_0_long_before_its_grace_is_over(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", SERVICE, str(tmp_path / "store.db")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == "busy\n"
        service.terminate()
        _, shown = service.communicate(timeout=60)

    assert service.returncode == 0
    assert '"event": "stage.released"' in shown
    assert '"event": "serve.stopped"' in shown
