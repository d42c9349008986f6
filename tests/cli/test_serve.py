"""``buurtsignaal serve`` as real processes: a due week exactly once, and SIGTERM leaves cleanly."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

import pytest

from jobs import clock
from jobs.model import DeliveryState, RunState, Stage, Week
from jobs.store import Store
from tests.cli.town import ZONE, small_town
from tests.pipeline.sinks import mail_sink
from tests.pipeline.town import COMMAND

GRACE = 25.0
"""Seconds in which a daemon leaves after SIGTERM."""


@contextmanager
def daemon(folder: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``buurtsignaal serve`` until the block ends; its log goes to a file."""
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [COMMAND, "serve"], cwd=folder, stdout=stream, stderr=stream, env=dict(os.environ)
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def wait_until(reached: Callable[[], bool], *processes: subprocess.Popen[bytes]) -> None:
    """Wait until something is so, while every process lives."""
    deadline = time.monotonic() + 90
    while not reached():
        assert [process.poll() for process in processes] == [None] * len(processes)
        assert time.monotonic() < deadline, "it never came so far"
        time.sleep(0.1)


def leave(process: subprocess.Popen[bytes]) -> None:
    """Send SIGTERM and see that the process leaves with exit code 0."""
    process.send_signal(signal.SIGTERM)
    assert process.wait(GRACE) == 0


def events(log: TextIO) -> list[str]:
    """Return the event of each line; every line is one JSON object."""
    return [json.loads(line)["event"] for line in log]


@pytest.fixture
def last_week() -> Week:
    """Return the week that is over now, and therefore due with ``weekday`` Monday 00:00."""
    return Week.of(clock.now(), ZONE).previous


def test_two_daemons_on_one_store_do_a_due_week_exactly_once(
    tmp_path: Path, last_week: Week
) -> None:
    logs = [tmp_path / "one.log", tmp_path / "two.log"]
    database = tmp_path / "town" / "data" / "heidebeek.sqlite"
    with mail_sink() as sink, ExitStack() as stack:
        folder = small_town(tmp_path / "town", port=sink.port, week=last_week)
        one = stack.enter_context(daemon(folder, logs[0]))
        two = stack.enter_context(daemon(folder, logs[1]))
        wait_until(lambda: all(b"serve.started" in log.read_bytes() for log in logs), one, two)
        with Store.open(database, "heidebeek") as store:
            wait_until(lambda: store.runs.last_done(Stage.RETAIN) == last_week, one, two)
            leave(one)
            leave(two)
            mails = store.outbox.of_week(last_week)
            runs = store.runs.of_week(last_week)
            weeks = store.runs.weeks(Stage.COLLECT)

    assert weeks == {last_week}
    assert [(run.state, run.attempt) for run in runs] == [(RunState.DONE, 1)] * len(Stage)
    assert {mail.state for mail in mails} == {DeliveryState.SENT}
    sent = Counter(mail["Message-ID"] for mail in sink.mails)
    assert sent == Counter(mail.message_id for mail in mails)
    assert len(sent) > 1
    for log in logs:
        with log.open(encoding="utf-8") as lines:
            told = events(lines)
        assert told[0] == "serve.started"
        assert told[-1] == "serve.stopped"
        assert not {"week.failed", "tick.failed", "chore.failed", "stage.failed"} & set(told)
    assert "canary-" not in logs[0].read_text("utf-8") + logs[1].read_text("utf-8")


def test_sigterm_in_the_middle_of_a_week_leaves_at_once_and_the_next_daemon_ends_it(
    tmp_path: Path, last_week: Week
) -> None:
    log, next_log = tmp_path / "first.log", tmp_path / "next.log"
    database = tmp_path / "town" / "data" / "heidebeek.sqlite"
    with mail_sink() as sink:
        folder = small_town(tmp_path / "town", port=sink.port, week=last_week)
        with daemon(folder, log) as process:
            wait_until(lambda: b'"stage": "report"' in log.read_bytes(), process)
            leave(process)
        with Store.open(database, "heidebeek") as store, daemon(folder, next_log) as process:
            wait_until(lambda: store.runs.last_done(Stage.RETAIN) == last_week, process)
            leave(process)
            mails = store.outbox.of_week(last_week)

    for path in (log, next_log):
        with path.open(encoding="utf-8") as lines:
            assert events(lines)[-1] == "serve.stopped"
    sent = Counter(mail["Message-ID"] for mail in sink.mails)
    assert sent == Counter(mail.message_id for mail in mails)
