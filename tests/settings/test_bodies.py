"""Who else may be competent: what we ship for each part of a country, and what a town adds."""

from itertools import chain

import pytest

from jobs.language import LANGUAGES
from jobs.language.conduct import load_conduct
from jobs.language.wording import load_wording
from jobs.settings import Settings
from jobs.settings.bodies import bodies_of, shipped_bodies
from tests.advise.town import make_settings

PARTS = (("BE", "nl"), ("BE", "fr"), ("BE", "de"), ("NL", "nl"))


def names(settings: Settings) -> dict[str, str]:
    """Return the names of the bodies of *settings*, by id."""
    return {body.id: body.name for body in bodies_of(settings)}


@pytest.mark.parametrize(("country", "language"), PARTS)
def test_each_part_of_a_country_has_every_body_with_a_contact(country: str, language: str) -> None:
    ids = {body.id for part in PARTS for body in shipped_bodies(*part)}
    here = shipped_bodies(country, language)

    assert {body.id for body in here} == ids
    assert len(here) == len(ids)
    assert all(body.contact and body.name for body in here)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_body_has_words_and_a_name_in_every_language(language: str) -> None:
    ids = {body.id for body in shipped_bodies("BE", "nl")}
    lists, words = load_conduct((language,)), load_wording(language)

    assert lists.bodies.keys() == lists.matters.keys() == ids
    assert lists.owners.keys() <= ids
    assert all(words.has(f"body.{one}.label") for one in ids)


def test_a_town_that_speaks_another_language_gets_the_bodies_of_its_country() -> None:
    assert shipped_bodies("NL", "en") == shipped_bodies("NL", "nl")


def test_a_body_of_the_town_goes_before_ours_and_keeps_our_words() -> None:
    bus = {"id": "bus", "name": "De Lijn, regio Noord", "keywords": ["flexbus"]}
    settings = make_settings(body=[bus])
    (own,) = (body for body in bodies_of(settings) if body.id == "bus")
    (ours,) = (body for body in shipped_bodies("BE", "nl") if body.id == "bus")

    assert own.name == "De Lijn, regio Noord"
    assert own.contact == ours.contact
    assert own.keywords == (*ours.keywords, "flexbus")


def test_a_body_that_we_do_not_know_stands_beside_ours() -> None:
    settings = make_settings(
        body=[{"id": "haven", "name": "het havenbedrijf", "keywords": ["kade"]}]
    )

    assert next(iter(names(settings))) == "haven"
    assert set(names(settings)) == {"haven", *(one.id for one in shipped_bodies("BE", "nl"))}


def test_no_name_of_a_body_stands_under_two_of_them() -> None:
    for part in PARTS:
        words = list(chain.from_iterable(body.keywords for body in shipped_bodies(*part)))
        assert len(words) == len(set(words))
