"""A service and a person's command at work on one store: each stage once, and nobody disturbed."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from jobs.model import RunState, Stage
from jobs.store import Store
from tests.make import WEEK, make_post
from tests.store.subject import STATUS

TOWN = """
import asyncio, sys, time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo
from jobs import log
from jobs.model import Stage, Week
from jobs.retain import job as retain_job
from jobs.schedule import LANES, Chain, Chore, InProcessRunner, Rhythm, Service, run_week, serve
from jobs.settings.schema import Settings
from jobs.store import Store

who, path, moment = sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
log.configure(as_json=True)
settings = Settings.model_validate({
    "municipality": {"name": "Heidebeek", "key": "heidebeek"},
    "department": [{"id": "afval", "name": "Afval", "about": "afval"}],
    "delivery": {"sender": "a@h.example", "lead": ["b@h.example"]},
    "privacy": {"keep_text": timedelta(days=7)},
})

def now():
    return moment

def stage(name):
    def run(store, week, progress):
        if name is Stage.RETAIN:
            return retain_job.run(store, settings, now(), progress, folder=path.parent)
        for step in range(3):
            progress(name, step, 3)
            with store.transaction():
                store.audit.add(now(), who, name, str(week), str(step))
            time.sleep(0.02)
        return {"steps": 3}
    return run

def erase(store):
    return retain_job.run(store, settings, now(), folder=path.parent)

zone = ZoneInfo("Europe/Brussels")
stages = {one: stage(one) for one in Stage}
with Store.open(path, "heidebeek", create=True) as store:
    chain = Chain(store=store, stages=stages, now=now, zone=zone)
    if who == "serve":
        rhythm = Rhythm(zone=zone, weekday="mon", at="06:30", catch_up=timedelta(weeks=4))
        service = Service(
            chain=chain, rhythm=rhythm, configured_first=Week(2026, 44),
            every=timedelta(seconds=0.1),
            chores=(Chore(name="erase", lane="mail", every=timedelta(0), work=erase),),
        )
        print("ready", flush=True)
        asyncio.run(serve(service, InProcessRunner(LANES)))
    else:
        for week in (Week(2026, 46), Week(2026, 45)):
            print("running", flush=True)
            asyncio.run(run_week(chain, week))
"""


def start(who: str, path: Path) -> subprocess.Popen[str]:
    """Start a process on the store at *path*, a week after the week of the posts was over."""
    moment = "2026-11-18T09:00:00+01:00"
    command = [sys.executable, "-c", TOWN, who, str(path), moment]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_week_asked_for_while_the_service_works_is_done_once(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store.open(path, "heidebeek", create=True) as store:
        posts = [make_post(number=number) for number in range(1, 300)]
        store.posts.save(posts, [], STATUS, {})

    with start("serve", path) as service, start("week", path) as asked:
        said, asked_log = asked.communicate(timeout=120)
        with Store.open(path, "heidebeek") as store:
            while any(run.state is not RunState.DONE for run in store.runs.of_week(WEEK)):
                assert service.poll() is None
                time.sleep(0.1)
        service.terminate()
        _, service_log = service.communicate(timeout=60)

    assert (asked.returncode, service.returncode) == (0, 0), asked_log + service_log
    assert said == "running\nrunning\n"
    with Store.open(path, "heidebeek") as store:
        stages = [entry for entry in store.audit.entries() if entry.actor in {"serve", "week"}]
        counts = Counter((one.action, one.subject, one.detail) for one in stages)
        assert set(counts.values()) == {1}
        assert {(action, "2026-W46") for action in Stage if action is not Stage.RETAIN} <= {
            (one.action, one.subject) for one in stages
        }
        (erasure,) = (entry for entry in store.audit.entries() if entry.actor == "retain")
        assert erasure.detail.startswith("expired=299 ")
        assert store.audit.broken_at() is None
    events = [json.loads(line)["event"] for line in (asked_log + service_log).splitlines()]
    assert not {"chore.failed", "week.failed", "stage.failed", "lease.lost", "tick.failed"} & {
        *events
    }
