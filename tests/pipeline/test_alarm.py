"""A danger in a post that was read: killed at any step, its mail arrives, once."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from jobs.advise import job as advise_job
from jobs.detect import job as detect_job
from jobs.model import Stage, silent
from jobs.wiring import Workplace, fetcher, open_workplace, service, stages
from tests.deliver.test_faults import text_of
from tests.make import WEEK
from tests.pipeline.forks import call
from tests.pipeline.sinks import Sink, mail_sink
from tests.pipeline.town import configuration, known_key, small

SOURCES = """
[[source]]
id = "pagina"
name = "Gemeentepagina"
kind = "export"
owner = "own"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "imported"
folder = "posts"
files = "*.jsonl"
[source.columns]
id = "id"
thread = "thread"
parent = "parent"
author = "author"
text = "text"
posted_at = "created_at"
"""
DELIVERY = """
[delivery]
smtp_host = "127.0.0.1"
smtp_port = {port}
security = "none"
sender = "signaal@heidebeek.example"
lead = ["communicatie@heidebeek.example"]
safety = ["wachtdienst@heidebeek.example"]
"""
THREAT = "als dat doorgaat steek ik het zelf in brand"
STEPS = ("read", "found", "told")


def prepare(folder: Path, sink: Sink) -> None:
    folder.mkdir()
    known_key(folder)
    text = configuration(sources=SOURCES, delivery=DELIVERY.format(port=sink.port))
    (folder / "sources.toml").write_text(small(text, "mobiliteit"), encoding="utf-8")
    (folder / "posts").mkdir()
    write(folder, THREAT, timedelta())


def write(folder: Path, said: str, age: timedelta) -> None:
    """Write the thread in which somebody *said* something, so long ago."""
    now = datetime.now(UTC) - age
    rows: list[dict[str, str | None]] = [
        {"id": "1", "thread": "1", "parent": None, "author": "gemeente", "text":
         "Welzijn bouwt assistentiewoningen in het klooster van Sint-Rombaut in Heidebeek."},
        {"id": "2", "thread": "1", "parent": "1", "author": "boos", "text": said},
        {"id": "3", "thread": "1", "parent": "1", "author": "rustig", "text": "Goed nieuws."},
    ]  # fmt: skip
    for hours, row in enumerate(reversed(rows), 1):
        row["created_at"] = (now - timedelta(hours=hours)).isoformat()
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    (folder / "posts" / "posts.jsonl").write_text(lines, encoding="utf-8")


def work_until(folder: Path, step: str) -> None:
    """Do what the service does, in its order; at *step* say so, and wait to be killed."""
    os.chdir(folder)
    with open_workplace(folder / "sources.toml") as work:
        asyncio.run(_chores(work, partial(_reached, folder, step)))


async def _chores(work: Workplace, reached: Callable[[str], None]) -> None:
    async with fetcher(work.settings) as shared:
        chores = {chore.name: chore.work for chore in service(work, shared).chores}
        await chores["read"](work.store)  # type: ignore[misc]  # this one is a coroutine
        reached("read")
        about = partial(detect_job.threads_about_us, work.store, work.settings)
        now = datetime.now(UTC)
        advise_job.watch(work.store, work.settings, now, about)
        reached("found")
        chores["watch"](work.store)
        reached("told")
        chores["send"](work.store)


def _reached(folder: Path, wanted: str, step: str) -> None:
    if step == wanted:
        (folder / "reached").touch()
        time.sleep(60)


def kill_at(folder: Path, step: str, reached: Callable[[], bool]) -> None:
    process = call(work_until, folder, step)
    deadline = time.monotonic() + 60
    while not reached():
        assert process.is_alive()
        assert time.monotonic() < deadline, "the moment to kill never came"
        time.sleep(0.01)
    process.kill()
    process.join(10)
    assert process.exitcode == -signal.SIGKILL


def to_the_end(folder: Path) -> None:
    process = call(work_until, folder, "")
    process.join(60)
    assert process.exitcode == 0


def test_an_old_post_that_is_edited_into_a_threat_is_mailed(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    with mail_sink() as sink:
        prepare(folder, sink)
        mails = []
        for said in (THREAT, "Jammer van de bomen.", THREAT):
            write(folder, said, timedelta(days=30))
            with open_workplace(folder / "sources.toml") as work:
                asyncio.run(_read_and_look(work))
            mails.append(len(sink.mails))

    assert mails == [0, 0, 1]
    assert "later gewijzigd" in text_of(sink.mails[0])


async def _read_and_look(work: Workplace) -> None:
    read = stages(work)[Stage.COLLECT](work.store, WEEK, silent)
    await read  # type: ignore[misc]  # this one is a coroutine
    async with fetcher(work.settings) as shared:
        chores = {chore.name: chore.work for chore in service(work, shared).chores}
        chores["watch"](work.store)
        chores["send"](work.store)


@pytest.mark.parametrize("step", [*STEPS, "sending"])
def test_a_danger_is_mailed_once_wherever_the_service_was_killed(step: str, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    with mail_sink() as sink:
        prepare(folder, sink)
        sink.hold_at = 1 if step == "sending" else 0
        moment = sink.reached.is_set if step == "sending" else (folder / "reached").exists
        kill_at(folder, step, moment)
        assert sink.mails == []

        to_the_end(folder)
        to_the_end(folder)

    (mail,) = sink.mails
    body = mail.as_string()
    assert mail["To"] == "wachtdienst@heidebeek.example"
    assert mail["Subject"].startswith("Dringend: dreiging met geweld")
    assert "boos" not in body
    assert "in brand" not in body
