"""A text in, its language out."""

import pytest

from jobs.collect.tongue import forget, language_of

DUTCH = "Wanneer wordt de straatverlichting in onze wijk eindelijk hersteld?"
FRENCH = "Quand est-ce que l'éclairage de notre rue sera enfin réparé ?"


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        (DUTCH, None, "nl"),
        (FRENCH, "nl-BE", "fr"),
        ("Merci beaucoup !", None, "de"),
        ("Merci beaucoup !", "fr-BE", "fr"),
        ("Tack så mycket", "sv", "de"),
    ],
)
def test_a_short_text_has_the_language_of_its_place(
    text: str, said: str | None, expected: str
) -> None:
    assert language_of(text, said=said, default="de") == expected


def test_the_language_is_told_also_when_the_model_was_let_go() -> None:
    before = language_of(FRENCH, said=None, default="nl")

    forget()

    assert language_of(FRENCH, said=None, default="nl") == before == "fr"
