"""Corpora and predictions on the disk: read as told, and every fault named by its line."""

import json
from pathlib import Path

import pytest

from jobs.errors import UsageError
from jobs.evaluate.corpus import own_authors, read_corpus
from jobs.evaluate.gold import has_gold, read_gold
from jobs.evaluate.predictions import Advised, Prediction, read_predictions, write_predictions
from jobs.evaluate.records import iso_week
from jobs.model import SourceId, Speaker
from jobs.settings.schema import Account
from tests.detect.town import make_settings
from tests.evaluate.marking import gold, labels_by_id

SETTINGS = make_settings().model_copy(
    update={"accounts": (Account(source="pagina", author="gemeente"),)}
)


def row(name: str = "a", **changes: object) -> dict[str, object]:
    """Return one line of a corpus; None leaves a key out."""
    known: dict[str, object] = {
        "id": name,
        "source": "groep",
        "platform": "facebook-group",
        "type": "post",
        "thread": name,
        "parent": None,
        "author": "u1",
        "created_at": "2026-10-20T10:00:00+02:00",
        "text": "Alles donker",
        "likes": 3,
        "url": "https://example.org/a",
        "gold": {"about": "municipality", "story": "licht", "department": "werken"},
    }
    return {key: value for key, value in (known | changes).items() if value != "left out"}


def write(folder: Path, *rows: dict[str, object], file: str = "posts-1.jsonl") -> Path:
    text = "".join(json.dumps(one) + "\n" for one in rows)
    (folder / file).write_text(text + "\n", encoding="utf-8")
    return folder


def test_a_week_is_that_of_the_local_day() -> None:
    assert iso_week("2026-10-26T00:30:00+01:00") == "2026-W44"  # still Sunday in UTC


def test_labels_are_read_with_their_absences(tmp_path: Path) -> None:
    bare = {"about": "none", "story": None, "department": None}
    read = read_gold(write(tmp_path, row("a"), row("b", gold=bare)))

    assert (read["a"].story, read["a"].department, read["a"].week) == (
        "licht",
        "werken",
        "2026-W43",
    )
    assert (read["b"].story, read["b"].is_ours) == ("", False)


def test_a_corpus_becomes_posts_and_takes_no_label_along(tmp_path: Path) -> None:
    comment = row("b", type="comment", thread="draad", parent="a", author="gemeente")
    folder = write(tmp_path, row("a", thread="draad"), comment, row("c", source="zoekerij"))
    write(folder, row("d", platform="mastodon", source="ver", likes="veel"), file="posts-2.jsonl")
    corpus = read_corpus(folder, SETTINGS, own_authors(SETTINGS))
    first, second = corpus.posts[SourceId("groep")]

    assert [name for _, name in corpus.ids] == ["a", "b", "c", "d"]
    assert (first.thread_native_id, second.thread_native_id) == (None, "a")
    assert second.parent_native_id == "a"
    assert (first.reactions, corpus.posts[SourceId("ver")][0].reactions) == (3, 0)
    assert "licht" not in "".join(str(getattr(first, name)) for name in first.__slots__)
    local = {source.id: source.local for source in corpus.settings.sources}
    assert (local["zoekerij"], local["ver"]) == (True, False)
    assert {(one.source, one.author, one.role) for one in corpus.settings.accounts} == {
        ("pagina", "gemeente", Speaker.MUNICIPALITY),
        ("groep", "gemeente", Speaker.MUNICIPALITY),
    }


def test_a_comment_whose_opening_post_is_not_there_keeps_its_thread(tmp_path: Path) -> None:
    folder = write(tmp_path, row("b", type="comment", thread="draad"))
    corpus = read_corpus(folder, SETTINGS, frozenset())

    assert corpus.posts[SourceId("groep")][0].thread_native_id == "draad"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": 3}, "'source' must be a string"),
        ({"author": None}, "'author' must be a string"),
        ({"text": "left out"}, "'text' must be a string"),
        ({"created_at": "gisteren"}, "'created_at' must be an ISO 8601 moment"),
        ({"created_at": "2026-10-20T10:00:00"}, "'created_at' must say its time zone"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    folder = write(tmp_path, row("a"), row("b", **change))

    with pytest.raises(UsageError, match=f"^posts-1.jsonl:2: {message}"):
        read_corpus(folder, SETTINGS, frozenset())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "posts-1.jsonl:1: not JSON"),
        ("[]", "posts-1.jsonl:1: an object with a string 'id'"),
        (json.dumps(row(gold={"about": "us"})), "gold.about must be one of"),
        (json.dumps(row(created_at="left out")), "author and created_at"),
        (json.dumps(row(created_at="never")), "author and created_at"),
        (json.dumps(row()) + "\n" + json.dumps(row()), "posts-1.jsonl:2: duplicate id a"),
    ],
)
def test_a_wrong_label_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "posts-1.jsonl").write_text(line, encoding="utf-8")

    with pytest.raises(UsageError, match=message):
        read_gold(tmp_path)


def test_a_folder_without_posts_and_a_file_that_is_no_text_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no posts-"):
        read_gold(tmp_path)
    (tmp_path / "posts-1.jsonl").write_bytes(b"\xff\xfe{")
    with pytest.raises(UsageError, match="cannot read"):
        read_gold(tmp_path)


def test_posts_without_labels_are_no_gold(tmp_path: Path) -> None:
    assert has_gold(write(tmp_path, row()))
    assert not has_gold(write(tmp_path, row(gold="left out")))


def test_predictions_come_back_as_they_were_written(tmp_path: Path) -> None:
    said = (
        Prediction(id="a", mention=True, confidence=0.5, signal="x", story="s", answer=True),
        Prediction(id="b", mention=False, advised=Advised(house_rule="spam", action="leave")),
    )
    path = tmp_path / "out.jsonl"
    write_predictions(path, said)
    labels = labels_by_id(gold("a", "u1"), gold("b", "u2"))

    assert tuple(read_predictions(path, labels).values()) == said


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['{"id": "z", "mention": true}'], "out.jsonl:1: unknown id z"),
        (['{"id": "a", "mention": true}'] * 2, "out.jsonl:2: duplicate id a"),
        (['{"id": "a"}'], "'mention' must be true or false"),
        (['{"id": "a", "mention": true, "confidence": 2}'], "'confidence' must be a number"),
        (['{"id": "a", "mention": true, "confidence": true}'], "'confidence' must be a number"),
        (['{"id": "a", "mention": true, "signal": 1}'], "'signal' must be a string or null"),
        (['{"id": "a", "mention": true, "answer": 1}'], "'answer' must be true, false or null"),
        (['{"id": "a", "mention": false, "signal": "x"}'], "a signal on a post that is not"),
        (['{"id": "a", "mention": true, "advised": 1}'], "'advised' must be an object or null"),
        (
            ['{"id": "a", "mention": true, "advised": {"rumour": 1}}'],
            "political and rumour of 'advised' must be true or false",
        ),
        (
            [
                '{"id": "a", "mention": true, "signal": "x", "story": "s"}',
                '{"id": "b", "mention": true, "signal": "x"}',
            ],
            "signal x of 2026-W43 has two story ids",
        ),
    ],
)
def test_a_wrong_prediction_is_named(tmp_path: Path, lines: list[str], message: str) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(UsageError, match=message):
        read_predictions(path, labels_by_id(gold("a", "u1"), gold("b", "u2")))
