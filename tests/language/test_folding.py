"""The skeleton of a text, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.language.folding import _fold_character, fold, skeleton


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


ODD = st.sampled_from(
    ("\u0301", "\u200d", "\u202e", "\ufe0f", "\u05d0", "\u03a3", "\u0130", "\ufb03", "\u00bd",
     "\u2026", "\u00a0", "\t", "\n", "  ", "\x00", "`", "ß", "\U0001f44d\U0001f3fd", "\U0001d401")
)  # fmt: skip
TEXTS = st.lists(ODD | st.sampled_from(("Straat", "d'été", "é", " ")) | st.text(max_size=8))


@given(TEXTS.map("".join))
def test_a_text_folds_as_its_characters_do_one_by_one(text: str) -> None:
    pairs: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        for letter in _fold_character(character):
            if letter != " " or not pairs or pairs[-1][0] != " ":
                pairs.append((letter, place))

    letters, offsets = fold(text)

    assert list(zip(letters, offsets, strict=True)) == pairs
    assert skeleton(text) == letters.strip()


def test_every_character_has_the_skeleton_it_has_alone() -> None:
    planes = (
        *range(0x3100),
        *range(0xF900, 0x10000),
        *range(0x1D400, 0x1D800),
        *range(0x1F000, 0x1FB00),
    )
    for code in planes:
        letters, offsets = fold(f"x{chr(code)}y")

        assert letters == f"x{_fold_character(chr(code))}y"
        assert offsets[-1] == 2
