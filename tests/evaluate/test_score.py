"""The whole report of a small town, worked out by hand."""

from dataclasses import replace
from typing import Any

import pytest

from jobs.evaluate.predictions import Prediction
from jobs.evaluate.score import evaluate, lines
from tests.evaluate.marking import W44, gold, labels_by_id, said_by_id

OWN = frozenset({"gemeente"})
GOLD = labels_by_id(
    *(
        gold(f"l{i}", f"u{i}", story="light", department="roads", intent="report")
        for i in (1, 2, 3)
    ),
    *(gold(f"p{i}", f"u{i}", story="pool", department="sport", intent="news") for i in (1, 2, 3)),
    gold("none1", "u9", about="none", intent="chatter"),
    gold("one-off", "u8", department="roads", needs=True),
    gold("other", "u7", about="other-municipality", intent="news"),
    gold("own", "gemeente", story="light", intent="answer"),
    *(gold(f"m{i}", f"u{i}", W44, story="light", department="roads") for i in (1, 2, 3)),
)


def lights(name: str, *, report: bool) -> Prediction:
    return Prediction(
        id=name,
        mention=True,
        signal="A",
        story="s1",
        department="roads",
        intent="report" if report else None,
        answer=True if report else None,
    )


SAID = said_by_id(
    *(lights(f"l{i}", report=True) for i in (1, 2, 3)),
    Prediction(id="p1", mention=True, signal="B", story="s2", department="sport", intent="opinion"),
    Prediction(id="p2", mention=True, signal="B", story="s2", department="roads"),
    Prediction(id="p3", mention=False),
    Prediction(id="none1", mention=True, signal="A", story="s1"),
    Prediction(id="one-off", mention=True, department="roads", answer=True),
    Prediction(id="other", mention=False),
    Prediction(id="own", mention=True),
    *(lights(f"m{i}", report=False) for i in (1, 2, 3)),
)


def report(said: dict[str, Prediction]) -> Any:  # noqa: ANN401 - figures within figures
    return evaluate(GOLD, said, OWN)


def test_the_whole_report() -> None:
    got = report(SAID)
    clusters = got["clustering"]

    # 10 citizen mentions, 9 found, none1 wrong
    assert (got["mention"]["precision"], got["mention"]["recall"]) == (0.9, 0.9)
    assert got["mention"]["own_account"] == {"posts": 1, "flagged": 1.0}
    assert got["mention"]["false_positives"] == {"none": 1}
    assert "average_precision" not in got["mention"]
    assert clusters["pooled"]["posts"] == 9
    assert clusters["pooled"]["b3_precision"] == 1.0
    assert clusters["pooled"]["b3_recall"] == pytest.approx((6 + 2 * 2 / 3 + 1 / 3) / 9)
    assert clusters["per_week"]["2026-W44"]["b3_f1"] == pytest.approx(1.0)
    assert clusters["signals_shown"] == 2  # B has 2 voices
    assert clusters["story_recall"] == 1.0  # pool: B holds 2 of 3, a majority both ways
    assert clusters["signal_precision"] == 1.0
    assert clusters["no_story_posts_in_signals"] == pytest.approx(1 / 3)
    assert clusters["of_which_about_municipality"] == 0.0
    assert clusters["of_which_not_about_municipality"] == 0.5
    assert got["continuity"] == {"true_links": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert got["department"]["accuracy"] == 8 / 10  # p2 wrong, p3 without
    assert got["department"]["per_story"] == 0.5  # pool: sport and roads tie, first wins
    assert got["intent"]["accuracy"] == 3 / 10
    assert (got["needs_answer"]["precision"], got["needs_answer"]["recall"]) == (0.25, 1.0)


def test_a_wrong_link_counts_and_no_story_is_no_link() -> None:
    wrong = {**SAID, **{key: replace(SAID[key], story="s1") for key in ("p1", "p2")}}
    unlinked = {key: replace(one, story=None) for key, one in SAID.items()}

    assert report(wrong)["continuity"] == {
        "true_links": 1,
        "precision": 0.5,
        "recall": 1.0,
        "f1": 2 / 3,
    }
    # the same signal id in two weeks is not a link
    assert report(unlinked)["continuity"]["recall"] == 0.0


def test_nothing_said_is_nothing_found() -> None:
    got = report({})

    assert (got["mention"]["recall"], got["mention"]["precision"]) == (0.0, None)
    assert got["clustering"]["pooled"]["b3_precision"] == 1.0
    assert got["continuity"]["recall"] == 0.0
    assert "needs_answer" not in got


def test_average_precision_needs_a_confidence_everywhere() -> None:
    said = {key: replace(one, confidence=float(GOLD[key].is_ours)) for key, one in SAID.items()}

    assert report(said)["mention"]["average_precision"] == 1.0


def test_the_table_has_a_line_a_figure() -> None:
    rows = list(lines(report({})))

    assert f"{'mention.recall':<52}{'0.000':>8}" in rows
    assert f"{'mention.precision':<52}{'-':>8}" in rows
    assert f"{'posts':<52}{'13':>8}" in rows
