"""The example of a collector by a third party works as it is written."""

import json
import os
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.model import SourceId, SourceState
from jobs.store import Store
from tests.pipeline.sinks import Pages, mail_sink, web_server
from tests.pipeline.test_bad_sources import GOOD_SOURCE_AND_MAIL
from tests.pipeline.town import COMMAND, configuration

PAGE = (Path(__file__).parents[2] / "docs" / "collectors.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(?:toml|python)\n(.*?)```", PAGE, re.DOTALL)
PROJECT, MODULE, SOURCE = BLOCKS
START = datetime(2026, 11, 9, tzinfo=UTC)
REPORTS = [
    {"id": 7, "text": "Put in de Kerkstraat, wanneer komt de gemeente?", "by": "zonnebloem77",
     "at": "2026-11-09T08:00:00+01:00"},
    {"id": 9, "text": "Nog altijd", "at": "2026-11-10T08:00:00+01:00"},
]  # fmt: skip


def install(folder: Path, module: str = MODULE, name: str = "desk") -> None:
    """Lay the package down as an installer would: its module, and what its metadata says."""
    (folder / "buurtsignaal_desk.py").write_text(module, encoding="utf-8")
    about = folder / "buurtsignaal_desk-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: buurtsignaal-desk\nVersion: 1.0\n", encoding="utf-8"
    )
    entry = f"[buurtsignaal.collectors]\n{name} = buurtsignaal_desk\n"
    (about / "entry_points.txt").write_text(entry, encoding="utf-8")


def command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program with the package on its path."""
    env = {**os.environ, "PYTHONPATH": str(folder), "BUURTSIGNAAL_ALLOW_PRIVATE": "yes"}
    return subprocess.run(
        [COMMAND, *words], cwd=folder, capture_output=True, text=True, check=False,
        timeout=120, env=env,
    )  # fmt: skip


def write(folder: Path, source: str, port: int = 25) -> None:
    """Write a sources.toml with *source*."""
    text = configuration(sources=source, delivery=GOOD_SOURCE_AND_MAIL.format(port=port))
    (folder / "sources.toml").write_text(text, encoding="utf-8")


def test_the_project_names_the_module_under_our_group() -> None:
    assert '[project.entry-points."buurtsignaal.collectors"]\ndesk = "buurtsignaal_desk"' in PROJECT


def test_the_example_is_found_and_reads(tmp_path: Path) -> None:
    install(tmp_path)
    answer = json.dumps(REPORTS).encode()
    pages = Pages({"/reports": (200, "application/json", answer)})
    with web_server(pages), mail_sink() as sink:
        write(tmp_path, SOURCE.replace("http://127.0.0.1:8000", pages.address), sink.port)
        done = command("run", "collect", "--week", "2026-W46", folder=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    with Store.open(tmp_path / "data" / "heidebeek.sqlite", "heidebeek") as store:
        status = store.sources.all()[SourceId("desk")]
        assert (status.state, status.cursor.marks) == (SourceState.OK, {"newest": "9"})
        posts = store.posts.between(START, START + timedelta(days=7))
    assert [post.text for post in posts if post.source_id == "desk"] == [
        row["text"] for row in REPORTS
    ]


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (MODULE.replace("PROTOCOL = 1", "PROTOCOL = 99"), "was not written for version 1"),
        (MODULE.replace("PROTOCOL = 1", "raise RuntimeError"), "cannot be imported (RuntimeError)"),
        (MODULE.replace("(Table)", ""), "has no Options"),
        (MODULE.replace("async def collect", "async def gather"), "has no collect"),
    ],
)
def test_one_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, module: str, said: str
) -> None:
    install(tmp_path, module)
    write(tmp_path, SOURCE)
    done = command("check", folder=tmp_path)
    assert done.returncode == 4
    assert f"the collector buurtsignaal_desk {said}" in done.stderr
    assert "sources.toml:" in done.stderr


def test_a_kind_of_ours_cannot_be_taken(tmp_path: Path) -> None:
    install(tmp_path, name="feed")
    write(tmp_path, SOURCE.replace('kind = "desk"', 'kind = "feed"'))
    done = command("check", folder=tmp_path)
    assert done.returncode == 0, done.stderr
