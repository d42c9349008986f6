"""``buurtsignaal evaluate``: which file it takes, what it prints, what it writes."""

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from jobs.cli.evaluate import evaluate
from jobs.errors import UsageError

TOWN = Path("tests/quality/rochevaux")
POSTS = "posts-1.jsonl"
app = typer.Typer(pretty_exceptions_enable=False)
app.command()(evaluate)


def few(folder: Path, *, labels: bool = True) -> Path:
    """Put the first threads of the town in *folder*, with or without labels."""
    rows = [json.loads(line) for line in (TOWN / POSTS).read_text("utf-8").splitlines()[:14]]
    if not labels:
        rows = [{key: row[key] for key in row if key != "gold"} for row in rows]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / POSTS).write_text(text, encoding="utf-8")
    return folder


def test_a_town_with_its_own_file_is_scored_by_it(tmp_path: Path) -> None:
    folder, out = few(tmp_path), tmp_path / "out.jsonl"
    shutil.copy(TOWN / "sources.toml", folder)
    result = CliRunner().invoke(app, [str(folder), "--predictions", str(out)])

    assert result.exit_code == 0
    assert "Rochevaux, by " in result.stderr
    assert "mention.f1" in result.stdout
    assert "seconds.all" in result.stdout
    assert len(out.read_text("utf-8").splitlines()) == 14


def test_another_file_can_be_named_and_the_figures_come_as_json(tmp_path: Path) -> None:
    config = tmp_path / "town.toml"
    config.write_text((TOWN / "sources.toml").read_text("utf-8") + "\nwrong = 1\n", "utf-8")
    folder = few(tmp_path)
    call = [str(folder), "--config", str(config), "--json", "--own-account", "s01"]
    result = CliRunner().invoke(app, call)
    report = json.loads(result.stdout)

    assert "left out: " in result.stderr
    assert report["mention"]["own_account"]["posts"] == 2
    assert report["counts"]["posts"] == 14


def test_without_labels_it_only_counts(tmp_path: Path) -> None:
    folder = few(tmp_path, labels=False)
    result = CliRunner().invoke(app, [str(folder), "--config", str(TOWN / "sources.toml")])

    assert result.exit_code == 0
    assert "counts.mentions" in result.stdout
    assert "mention.f1" not in result.stdout


def test_without_any_file_it_takes_the_shipped_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(few(tmp_path))])

    assert result.exit_code == 0
    assert "Heidebeek, by " in result.stderr


def test_a_folder_without_posts_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no posts-"):
        CliRunner().invoke(app, [str(tmp_path)], catch_exceptions=False)
