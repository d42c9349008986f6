"""``week`` and ``run``: the chain, a stage again, and what a wrong call or a broken file gets."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs.model import Week
from tests.cli.conftest import Type
from tests.cli.town import LEAD, small_town
from tests.pipeline.sinks import Sink, mail_sink
from tests.pipeline.town import command
from tests.real.servers.run import ROOT, free_port

WEEK = Week(2026, 46)
MISTAKES = (
    ('timezone = "Europe/Brussels"', 'timezone = "Europe/Brusels"'),
    ('access = "captured"', 'accessed = "captured"'),
    ('every = "1d"', 'every = "dagelijks"'),
    ('department = "vrije-tijd"', 'department = "vrije tijd"'),
    ('weekday = "mon"', 'weekday = "monday"'),
)
"""What stands in the demo town's file, and the mistake made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delayed:
    """A week that was run without a mail server, and again with one."""

    folder: Path
    without: tuple[int, str, str]
    after: tuple[int, str, str]
    once_more: tuple[int, str, str]
    sink: Sink


@pytest.fixture(scope="module")
def delayed(tmp_path_factory: pytest.TempPathFactory) -> Delayed:
    """Run the week of a small town three times; the mail server is there from the second on."""
    folder = tmp_path_factory.mktemp("small") / "town"
    port = free_port()
    small_town(folder, port=port, week=WEEK)

    def run() -> tuple[int, str, str]:
        done = command("week", "--week", str(WEEK), folder=folder)
        return done.returncode, done.stdout, done.stderr

    without = run()
    with mail_sink() as sink:
        config = folder / "sources.toml"
        text = config.read_text("utf-8").replace(f"smtp_port = {port}", f"smtp_port = {sink.port}")
        config.write_text(text, "utf-8")
        after, once_more = run(), run()
    return Delayed(folder=folder, without=without, after=after, once_more=once_more, sink=sink)


def signals_of(typed: Type, config: Path) -> list[dict[str, object]]:
    said = typed("export", "signals", "--week", str(WEEK), "--config", config)
    return [json.loads(line) for line in said.out.splitlines()]


def test_without_a_mail_server_the_reports_are_made_and_the_week_ends_with_75(
    delayed: Delayed,
) -> None:
    code, _, err = delayed.without

    assert code == 75
    assert re.search(r"^mail server 127\.0\.0\.1:\d+: no connection", err, re.MULTILINE)
    assert "Traceback" not in err
    assert list(delayed.folder.glob("reports/**/*.pdf"))


def test_the_same_command_later_sends_what_waited_and_nothing_else(delayed: Delayed) -> None:
    code, out, _ = delayed.after
    mails = [mail["Message-ID"] for mail in delayed.sink.mails]

    assert code == 0
    assert "  deliver  sent" in out
    assert "  report " not in out
    assert len(mails) == len(set(mails)) > 1
    assert LEAD in {mail["To"] for mail in delayed.sink.mails}
    assert f"{len(mails)} of {len(mails)} mails sent" in out


def test_once_everything_is_done_nothing_is_done_again(delayed: Delayed) -> None:
    code, out, _ = delayed.once_more

    assert code == 0
    assert out.startswith(f"Heidebeek, {WEEK}\n  everything was done before")


@pytest.mark.parametrize("stage", ["detect", "cluster", "advise"])
def test_a_stage_run_again_gives_the_same(
    delayed: Delayed, tmp_path: Path, typed: Type, stage: str
) -> None:
    config = shutil.copytree(delayed.folder, tmp_path / "town") / "sources.toml"
    before = signals_of(typed, config)
    said = typed("run", stage, "--week", str(WEEK), "--config", config)

    assert said.code == 0
    assert said.out.decode().startswith(f"  {stage} ")
    assert signals_of(typed, config) == before != []


def test_the_demo_clustered_again_gives_the_same_signals(demo_copy: Path, typed: Type) -> None:
    config = demo_copy / "sources.toml"
    before = signals_of(typed, config)
    said = typed("run", "cluster", "--week", str(WEEK), "--config", config)

    assert said.code == 0
    assert signals_of(typed, config) == before
    assert len(before) > 20


@pytest.mark.parametrize("verb", [("week",), ("run", "cluster")])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("46", "'46' is not a week; write it as 2026-W46"),
        ("2026-W60", "--week 2026-W60: "),
        ("gisteren", "write it as 2026-W46"),
    ],
)
def test_a_week_that_is_none_ends_with_2_before_anything_is_made(
    tmp_path: Path, typed: Type, verb: tuple[str, ...], text: str, message: str
) -> None:
    shutil.copy(ROOT / "sources.toml", tmp_path)
    said = typed(*verb, "--week", text, "--config", tmp_path / "sources.toml")

    assert said.code == 2
    assert message in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]


def test_a_stage_whose_turn_it_is_not_is_refused(tmp_path: Path, typed: Type) -> None:
    config = shutil.copy(ROOT / "sources.toml", tmp_path)
    said = typed("run", "report", "--week", str(WEEK), "--config", config)

    assert said.code == 2
    assert said.err.endswith("which is not done yet: run advise first\n")


def test_a_stage_that_is_none_is_named_with_those_there_are(typed: Type) -> None:
    said = typed("run", "translate")

    assert said.code == 2
    assert "'collect', 'feedback', 'detect', 'cluster'" in said.err


def test_five_mistakes_are_five_lines_and_nothing_is_started(tmp_path: Path) -> None:
    text = (ROOT / "sources.toml").read_text("utf-8")
    for right, wrong in MISTAKES:
        assert right in text
        text = text.replace(right, wrong, 1)
    (tmp_path / "sources.toml").write_text(text, "utf-8")
    done = command("week", "--week", str(WEEK), folder=tmp_path)
    lines = done.stderr.splitlines()

    assert (done.returncode, done.stdout) == (4, "")
    assert len(lines) == len(MISTAKES)
    assert all(re.match(r"sources\.toml:\d+: [a-z_\[\].0-9]+: \S", line) for line in lines)
    assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]


@pytest.mark.parametrize("verb", ["week", "serve", "status"])
def test_without_a_file_it_says_how_to_begin(tmp_path: Path, typed: Type, verb: str) -> None:
    said = typed(verb, "--config", tmp_path / "sources.toml")

    assert said.code == 4
    assert said.err.endswith("sources.toml:1: does not exist; run: buurtsignaal init\n")
    assert list(tmp_path.iterdir()) == []
