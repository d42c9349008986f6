"""The skeleton of a text, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.language.folding import fold, skeleton


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Bèèklaan", "beeklaan"),
        ("BEEKLAAN", "beeklaan"),
        ("B\u0435\u0435klaan", "beeklaan"),  # Cyrillic e
        ("\uff22eeklaan", "beeklaan"),  # full width
        ("\U0001d401eeklaan", "beeklaan"),  # mathematical bold
        ("Be\u200beklaan", "beeklaan"),  # zero width space
        ("Beek\u00a0 laan", "beek laan"),
        ("Straße", "strasse"),
        ("Cœur d\u2019Ath", "coeur d'ath"),
        ("eerste\nregel", "eerste\nregel"),
        ("", ""),
    ],
)
def test_one_word_has_one_skeleton_however_it_is_typed(written: str, expected: str) -> None:
    assert fold(written)[0] == expected


def test_offsets_lead_back_to_the_text() -> None:
    text = "De  Straße is dicht"
    folded, offsets = fold(text)
    start = folded.index("strasse")

    assert text[offsets[start] : offsets[start + len("strasse") - 1] + 1] == "Straße"


@given(st.text(max_size=200))
def test_every_letter_of_a_skeleton_comes_from_the_text(text: str) -> None:
    folded, offsets = fold(text)

    assert len(folded) == len(offsets)
    assert list(offsets) == sorted(offsets)
    assert all(0 <= place < len(text) for place in offsets)


@given(st.text(max_size=100))
def test_a_skeleton_is_its_own_skeleton(text: str) -> None:
    once = skeleton(text)

    assert skeleton(once) == once
