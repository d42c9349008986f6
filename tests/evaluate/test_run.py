"""The stages on a corpus: one prediction a post, nothing of the labels, nothing left behind."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.evaluate.corpus import own_authors, read_corpus
from jobs.evaluate.gold import read_gold
from jobs.evaluate.predictions import read_predictions, write_predictions
from jobs.evaluate.run import Outcome, run
from jobs.settings import load_for_analysis

TOWN = Path("tests/quality/rochevaux")


def outcome_of(folder: Path) -> Outcome:
    settings, left_out = load_for_analysis(TOWN / "sources.toml")
    assert left_out == ()
    return run(read_corpus(folder, settings, own_authors(settings)))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """A folder for temporary files that no other process writes in."""
    before, folder = tempfile.tempdir, tmp_path / "scratch"
    folder.mkdir()
    tempfile.tempdir = str(folder)
    yield folder
    tempfile.tempdir = before


def test_every_post_has_a_prediction_that_fits_the_format(tmp_path: Path, scratch: Path) -> None:
    outcome = outcome_of(TOWN)
    path = tmp_path / "out.jsonl"
    write_predictions(path, outcome.predictions)
    gold = read_gold(TOWN)

    assert list(read_predictions(path, gold)) == list(gold)
    assert outcome.counts["posts"] == len(gold)
    assert outcome.counts["mentions"] >= outcome.counts["signals"] > 0
    assert set(outcome.seconds) == {"collect", "detect", "cluster", "advise"}
    assert not list(scratch.iterdir())


def test_labels_change_nothing_and_need_not_be_there(tmp_path: Path) -> None:
    for file in TOWN.glob("posts-*.jsonl"):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        bare = ({key: value for key, value in row.items() if key != "gold"} for row in rows)
        text = "".join(json.dumps(row) + "\n" for row in bare)
        (tmp_path / file.name).write_text(text, encoding="utf-8")

    # every run has another secret key; nothing that is said may depend on it
    assert outcome_of(tmp_path).predictions == outcome_of(TOWN).predictions


def test_a_post_that_collecting_refuses_is_no_mention(tmp_path: Path) -> None:
    lines = (TOWN / "posts-1.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[:2]]
    rows.append(rows[0] | {"id": "empty", "text": " ", "thread": "t2"})
    text = "".join(json.dumps(one) + "\n" for one in rows)
    (tmp_path / "posts-1.jsonl").write_text(text, encoding="utf-8")
    kept, _, refused = outcome_of(tmp_path).predictions

    assert kept.mention
    assert (refused.id, refused.mention, refused.confidence) == ("empty", False, 0.0)
