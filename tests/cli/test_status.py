"""``buurtsignaal status``: what stands how, and exit code 1 when something needs a person."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.model import (
    LEAD,
    Cursor,
    Delivery,
    Report,
    RunState,
    SourceId,
    SourceState,
    SourceStatus,
    Stage,
)
from jobs.store import Store
from jobs.wiring import open_workplace
from tests.cli.conftest import Type
from tests.conftest import Demo
from tests.make import WEEK
from tests.real.servers.run import ROOT

NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)


def broken_source(store: Store) -> None:
    store.sources.put(
        SourceStatus(
            source_id=SourceId("forum-heidebeek"), cursor=Cursor.start(), failures=3,
            state=SourceState.BROKEN, reason="selector-drift",
        )
    )  # fmt: skip


def failed_stage(store: Store) -> None:
    store.runs.ensure(Stage.DETECT, WEEK)
    run = store.runs.claim(Stage.DETECT, WEEK, NOW, timedelta(minutes=1))
    assert run is not None
    store.runs.fail(run, "the disk is full", None, NOW)


def refused_mail(store: Store) -> None:
    store.runs.skip(Stage.DETECT, WEEK, NOW, "memory")
    report = Report(
        week=WEEK, reader=LEAD, language="nl", revision=1, subject="Heidebeek", text="t",
        html="<p>t</p>", pdf_path=None, pdf_sha256=None, pages=0,
    )  # fmt: skip
    mail = Delivery(
        id=0, week=WEEK, reader=LEAD, language="nl", revision=1, recipient="lead@h.example",
        message_id="<1@h.example>", next_at=NOW,
    )  # fmt: skip
    store.reports.save(report, [mail])
    claimed = store.outbox.claim(NOW, timedelta(minutes=1))
    assert claimed is not None
    store.outbox.failed(claimed.id, "550 recipient not accepted")


def town(folder: Path) -> Path:
    return Path(shutil.copy(ROOT / "sources.toml", folder))


def test_a_good_week_needs_nobody(demo: Demo, typed: Type) -> None:
    said = typed("status", "--json", "--config", demo.folder / "sources.toml")
    state = json.loads(said.out)

    assert (said.code, said.err) == (0, "")
    assert state["attention"] == []
    assert {row["state"] for row in state["sources"]} == {"ok"}
    assert {row["state"] for row in state["mails"]} == {"sent"}
    week = [row for row in state["runs"] if row["week"] == str(WEEK)]
    assert {row["stage"]: row["state"] for row in week} == {
        stage.value: RunState.DONE.value for stage in Stage
    }
    assert len({row["week"] for row in state["runs"]}) == 4


def test_a_person_reads_one_line_each(demo: Demo, typed: Type) -> None:
    said = typed("status", "--config", demo.folder / "sources.toml")
    lines = said.out.decode().splitlines()

    assert said.code == 0
    assert "sources: 10" in lines
    assert any(line.startswith("mails: 1") for line in lines)
    assert "attention: none" in lines
    assert any(line.startswith(f"  {WEEK}  report  done") for line in lines)


def test_a_town_that_never_ran_is_told_what_to_run_and_nothing_is_made(
    tmp_path: Path, typed: Type
) -> None:
    said = typed("status", "--config", town(tmp_path))

    assert (said.code, said.out) == (1, b"")
    assert said.err.endswith("there is no database yet; run `buurtsignaal week` first\n")
    assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]


def test_sources_that_were_never_read_need_nobody(tmp_path: Path, typed: Type) -> None:
    config = town(tmp_path)
    with open_workplace(config):
        pass
    said = typed("status", "--json", "--config", config)
    state = json.loads(said.out)

    assert said.code == 0
    assert {(row["state"], row["read_at"]) for row in state["sources"]} == {("untried", "never")}
    assert (state["runs"], state["mails"]) == ([], [])


@pytest.mark.parametrize(
    ("harm", "wanted"),
    [
        (broken_source, {"source": "forum-heidebeek", "reason": "selector-drift", "failures": 3}),
        (failed_stage, {"stage": "detect", "error": "the disk is full", "attempt": 1}),
        (refused_mail, {"reader": LEAD, "reply": "550 recipient not accepted", "tries": 1}),
    ],
)
def test_what_needs_a_person_is_listed_and_ends_with_1(
    tmp_path: Path, typed: Type, harm: Callable[[Store], None], wanted: dict[str, str | int]
) -> None:
    config = town(tmp_path)
    with open_workplace(config) as work:
        harm(work.store)
    said = typed("status", "--json", "--config", config)
    (row,) = json.loads(said.out)["attention"]

    assert said.code == 1
    assert wanted.items() <= row.items()
    shown = typed("status", "--config", config)
    assert shown.code == 1
    assert "attention: 1" in shown.out.decode()
