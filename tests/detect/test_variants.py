"""The ways people write a name."""

import pytest

from jobs.detect.variants import inflections, quoted, spellings, without_article, without_gloss


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Hazelaarstraat", "hazelaarstr."),
        ("Stationsstraat", "stationstraat"),
        ("Klein-Broek", "klein broek"),
        ("Klein-Broek", "kleinbroek"),
        ("Sint-Alenaplein", "st.-alenaplein".replace(".-", ". ")),
        ("Rue de la Station", "rue station"),
        ("Avenue Saint-Jean", "av. st-jean"),
        ("Chaussée d'Ath", "chee d'ath"),
        ("Hauptstraße", "hauptstr."),
        ("Müllerweg", "muellerweg"),
    ],
)
def test_a_street_is_found_as_people_write_it(name: str, written: str) -> None:
    assert written in spellings(name)


@pytest.mark.parametrize(
    ("name", "language", "derived"),
    [
        ("Gent", "nl", "gentenaars"),
        ("Mechelen", "nl", "mechelse"),
        ("Mechelen", "nl", "mechelaar"),
        ("Boom", "nl", "bomenaar"),
        ("Zwolle", "nl", "zwollenaar"),
        ("Amersfoort", "nl", "amersfoorter"),
        ("Namur", "fr", "namurois"),
        ("Wavre", "fr", "wavriens"),
        ("Eupen", "de", "eupener"),
        ("Ely", "en", "ely's"),
        ("Sint-Pieters Leeuw", "nl", "sint-pieters leeuw's"),
    ],
)
def test_inhabitants_have_a_name(name: str, language: str, derived: str) -> None:
    assert derived in inflections(name, language)


def test_a_remark_and_an_article_are_taken_off() -> None:
    assert without_gloss("recyclagepark (Nijverheidslaan)") == (
        "recyclagepark",
        ("Nijverheidslaan",),
    )
    assert without_article("de bib") == "bib"
    assert without_article("De Plons") == "De Plons"
    assert quoted("roman 'Het huis op de heuvel'") == ("Het huis op de heuvel",)
