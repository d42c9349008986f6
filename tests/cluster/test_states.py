import pytest

from jobs.cluster.title import plain_title
from jobs.language import LANGUAGES
from jobs.language.titles import load_title_words
from tests.cluster.town import routes_of, title_of


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (
            ("Zwembad De Plas blijft gesloten deze week", "jammer", "Zwembad De Plas, weer dat"),
            "Zwembad De Plas gesloten",
        ),
        (
            ("Zwembad De Plas blijft niet gesloten deze week", "fijn", "Zwembad De Plas, top"),
            "Zwembad De Plas",
        ),
        (
            ("Zwembad De Plas is koud", "De winkel daarover is al maanden gesloten", "tja"),
            "Zwembad De Plas",
        ),
    ],
)
def test_what_is_wrong_stands_in_a_title_when_it_is_said_of_the_place(
    texts: tuple[str, ...], line: str
) -> None:
    assert title_of(*texts).line == line


def test_one_reply_does_not_make_a_thing_broken() -> None:
    alone = title_of("De lamp in de Molenstraat", "die lamp is kapot", "welke lamp", "o")
    both = title_of("De lamp in de Molenstraat", "die lamp is kapot", "ja de lamp is kapot", "o")

    assert "defect" not in alone.line
    assert both.line.endswith(" defect")


def test_a_street_is_closed_for_the_works_not_the_works() -> None:
    found = title_of(
        "De wegenwerken zijn begonnen en alles is gesloten",
        "Alles gesloten voor de wegenwerken",
    )

    assert "gesloten" not in found.line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_state_has_words_in_every_language(language: str) -> None:
    words = load_title_words(language)

    assert words.states.keys() == load_title_words("nl").states.keys()
    assert set(words.state_of.values()) == set(words.states)
    assert all(word == word.lower() and " " not in word for word in words.state_of)


def test_what_is_wrong_with_a_venue_can_be_told_in_another_language() -> None:
    found = title_of("Zwembad De Plas is gesloten", "Gesloten, zwembad De Plas", "spijtig")

    told = plain_title(found.plain, "fr", routes_of())

    assert told == "Zwembad De Plas : piscine, fermeture"
