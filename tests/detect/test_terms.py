"""Which entries of our lists stand where in a skeleton."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.detect.terms import STREET, TermMatcher, pieces

LISTS = (
    ("waste", ("afval", "zwerf*", "container", "container geplaatst")),
    ("light", ("*verlichting", "licht uit", "licht uit in de straat", "RUE")),
    ("sale", ("te koop", "te koop gevraagd", "container")),
)
MATCHER = TermMatcher(LISTS, "nl")


def found(text: str, matcher: TermMatcher = MATCHER) -> list[tuple[str, str, str]]:
    return [(hit.group, hit.term, text[hit.start : hit.end]) for hit in matcher.find(pieces(text))]


def test_a_small_word_is_no_form_of_another_word() -> None:
    matcher = TermMatcher((("traffic", ("ov", "zaal")),), "nl")

    assert found("links of rechts", TermMatcher((("asks", ("of",)),), "nl")) == [
        ("asks", "of", "of")
    ]
    assert found("dit of dat zal wel, neem het ov naar de zalen", matcher) == [
        ("traffic", "ov", "ov"),
        ("traffic", "zaal", "zalen"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("het afval", [("waste", "afval", "afval")]),
        ("de afvalzak", [("waste", "afval", "afvalzak")]),
        ("zwerfvuil ligt er", [("waste", "zwerf", "zwerfvuil")]),
        ("zwerf", [("waste", "zwerf", "zwerf")]),
        ("straatverlichting", [("light", "verlichting", "straatverlichting")]),
        ("de lichten uit", [("light", "licht uit", "lichten uit")]),
        (
            "licht uit in de straten",
            [("light", "licht uit in de straat", "licht uit in de straten")],
        ),
        ("licht uit in de", [("light", "licht uit", "licht uit")]),
        ("licht", []),
        ("uit licht", []),
        ("te koop gevraagd", [("sale", "te koop gevraagd", "te koop gevraagd")]),
        ("rue", [("light", "RUE", "rue")]),
        ("ruen", []),
        ("zie https://afval.example", []),
        ("", []),
    ],
)
def test_the_longest_entry_at_a_place_is_found(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(text) == expected


def test_one_word_may_stand_in_more_lists_but_once_in_each() -> None:
    assert found("container") == [
        ("waste", "container", "container"),
        ("sale", "container", "container"),
    ]


def test_what_lies_within_a_longer_entry_is_part_of_it() -> None:
    assert found("container geplaatst") == [("waste", "container geplaatst", "container geplaatst")]


def test_what_looks_like_a_street_comes_last_and_hides_nothing() -> None:
    assert found("in de dampstraat ligt afval") == [
        ("waste", "afval", "afval"),
        (STREET, "straat", "dampstraat"),
    ]
    assert found("de opstraat", TermMatcher((), "nl")) == []
    assert found("een rommelmarkt", TermMatcher((), "nl")) == []
    assert found("la rue haute", TermMatcher((), "fr")) == [(STREET, "rue", "rue")]


WORDS = st.lists(
    st.sampled_from(
        (
            "licht",
            "lichten",
            "uit",
            "in",
            "de",
            "straat",
            "te",
            "koop",
            "gevraagd",
            "container",
            "afvalzak",
            "x",
        )
    ),
    max_size=12,
).map(" ".join)


@settings(deadline=None)
@given(WORDS)
def test_hits_are_where_reading_every_entry_everywhere_finds_them(text: str) -> None:
    """One entry alone never hides another, so entries one by one tell where hits may stand."""
    possible = {
        (hit.group, hit.term, hit.start, hit.end)
        for group, entries in LISTS
        for entry in entries
        for hit in TermMatcher(((group, (entry,)),), "nl").find(pieces(text))
        if hit.group != STREET
    }
    hits = [hit for hit in MATCHER.find(pieces(text)) if hit.group != STREET]
    spans = sorted({(hit.start, hit.end) for hit in hits})

    assert {tuple(hit) for hit in hits} <= possible
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(spans))
    for _, _, start, end in possible:
        assert any(first <= start and end <= last for first, last in spans)


@given(st.text("abc https://@. ", max_size=60))
def test_words_are_runs_of_letters_outside_addresses(text: str) -> None:
    words = pieces(text)

    assert all(re.fullmatch("[a-z0-9]+", word[0]) for word in words)
    assert all(text[word.start() : word.end()] == word[0] for word in words)
