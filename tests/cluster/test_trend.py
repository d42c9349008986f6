import tomllib
from pathlib import Path

import pytest

from jobs.cluster.rank import WEIGHTS, reach_of, strength, surprise_of, waiting_of
from jobs.cluster.trend import trend
from jobs.model import State

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "cluster" / "trend.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["why"]))
def test_a_row_of_weeks_gets_its_word(case: dict[str, object]) -> None:
    history = case["history"]
    assert isinstance(history, list)

    found = trend(history)

    assert found.state is State(str(case["state"]))
    assert found.weeks == case["weeks"]


def test_history_starts_with_the_story_and_is_never_longer_than_eight_weeks() -> None:
    assert trend([0, 0, 4, 2]).history == (4, 2)
    assert trend([1, *([2] * 11)]).history == (2,) * 8


def test_surprise_is_a_probability_and_smaller_the_more_voices() -> None:
    few, many = trend([3, 3, 4]).surprise, trend([3, 3, 12]).surprise

    assert 0.0 <= many < few <= 1.0


def test_a_week_without_any_voice_is_still_a_week() -> None:
    assert trend([0]).state is State.NEW
    assert trend([0]).weeks == 1


def test_strength_lies_between_0_and_100() -> None:
    assert strength(dict.fromkeys(WEIGHTS, 0.0)) == 0
    assert strength(dict.fromkeys(WEIGHTS, 1.0)) == 100


def test_more_voices_reach_further_and_are_more_surprising() -> None:
    assert reach_of(20, 1, 0) > reach_of(5, 1, 0) > 0
    assert reach_of(500, 60, 90_000) == pytest.approx(1.0)
    assert surprise_of(trend([12]), 12) > surprise_of(trend([3]), 3)
    assert surprise_of(trend([2, 2, 20]), 20) > surprise_of(trend([2, 2, 3]), 3)


def test_waiting_counts_only_while_something_is_asked_and_unanswered() -> None:
    assert waiting_of(2, answered=False, asked=1) == 0.5
    assert waiting_of(9, answered=False, asked=1) == 1.0
    assert waiting_of(2, answered=True, asked=1) == 0.0
    assert waiting_of(2, answered=False, asked=0) == 0.0


def test_a_story_of_a_source_that_was_half_read_does_not_fade() -> None:
    whole, half = trend([9, 10, 9, 2]), trend([9, 10, 9, 2], read=0.4)

    assert whole.state is State.FADING
    assert half.state is State.STEADY
    assert half.expected < whole.expected
    assert half.read == 0.4


def test_as_many_voices_in_half_a_week_are_growth() -> None:
    assert trend([6, 6, 6, 13]).state is State.STEADY
    assert trend([6, 6, 6, 13], read=0.4).state is State.GROWING


def test_a_week_of_which_nothing_was_read_says_nothing() -> None:
    assert trend([9, 9, 0], read=0.0).state is State.STEADY
