"""Text of posts before it is laid out: capped, sober, breakable, whatever it was."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.report.text import (
    BREAK,
    LONG_WORD,
    MAX_EMOJI,
    QUOTE_CAP,
    UNKNOWN,
    breakable,
    cap,
    clean,
    excerpt,
    graphemes,
    typeset,
)
from tests.growth import is_linear_in

CASES = Path(__file__).parents[1] / "cases" / "report"

anything = st.text(st.characters(), max_size=600)


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CASES / name).read_text("utf-8"))["case"]
    return found


def everything(_: str) -> bool:
    return True


@pytest.mark.parametrize("case", cases("excerpts.toml"), ids=lambda case: str(case["name"]))
def test_a_text_becomes_the_quote_of_its_case(case: dict[str, Any]) -> None:
    assert excerpt(case["text"]) == case["quote"]


@given(anything)
def test_a_quote_is_one_short_line_without_controls(text: str) -> None:
    quote = excerpt(text)

    assert len(list(graphemes(quote))) <= QUOTE_CAP + 2
    assert quote == clean(quote)
    assert "\n" not in quote


@given(anything, st.integers(min_value=1, max_value=80))
def test_a_capped_text_is_never_longer_than_its_cap(text: str, limit: int) -> None:
    assert len(list(graphemes(cap(text, limit)))) <= limit


@given(anything)
def test_no_text_has_a_long_run_without_a_place_to_break(text: str) -> None:
    ready = typeset(text, everything)

    words = ready.replace(BREAK, " ").split()
    assert all(len(list(graphemes(word))) <= LONG_WORD for word in words)


@given(anything)
def test_setting_a_text_twice_changes_nothing(text: str) -> None:
    once = typeset(text, str.isascii)

    assert typeset(once, str.isascii) == once


@given(anything)
def test_graphemes_lose_nothing(text: str) -> None:
    assert "".join(graphemes(text)) == text


def test_a_family_of_emoji_is_one_grapheme_and_a_flag_too() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    flag = "\U0001f1e7\U0001f1ea"

    assert list(graphemes(f"a{family}{flag}{flag}\U0001f44d\U0001f3fd")) == [
        "a",
        family,
        flag,
        flag,
        "\U0001f44d\U0001f3fd",
    ]


def test_more_emoji_than_a_line_can_bear_are_left_out() -> None:
    assert cap("\U0001f600" * 5000, 400) == "\U0001f600" * MAX_EMOJI


def test_a_character_that_no_font_holds_becomes_a_square() -> None:
    assert typeset("漢 ok", str.isascii) == f"{UNKNOWN} ok"


def test_blanks_at_the_ends_stay_because_they_part_words() -> None:
    assert typeset(" é漢 ", str.isalpha) == " é漢 "
    assert typeset("\u202e", everything) == ""


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "e" + "\u0301" * 2_000,
        "\U0001f468\u200d" * 5_000,
        "\n" * 5_000,
        "a\n" * 10_000,
        "\u00a0" * 20_000,
    ],
    ids=["one word", "marks", "joined emoji", "line breaks", "letters", "hard blanks"],
)
def test_hostile_lengths_are_cut_before_layout(text: str) -> None:
    assert len(breakable(excerpt(text))) < 3_000
    assert is_linear_in(text, lambda some: breakable(excerpt(some)))


def test_a_text_without_sentences_is_cut_between_words() -> None:
    quote = excerpt("woord " * 100)

    assert quote.endswith("woord …")
    assert len(quote) <= QUOTE_CAP + 1


def test_a_long_text_of_few_graphemes_is_not_cut() -> None:
    assert cap("e\u0323\u0301" * 30, 40) == clean("e\u0323\u0301" * 30)
