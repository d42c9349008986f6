"""The municipalities that the package knows."""

import re

import pytest

from jobs.language import LANGUAGES
from jobs.language.words import known
from jobs.settings.gazetteer import (
    Country,
    Sense,
    code_digits,
    find,
    is_known,
    municipalities,
    plain,
    sense,
)

ALL = [entry for country in ("BE", "NL") for entry in municipalities(country)]
USUAL = 4.4
"""Zipf value from which a name was looked at twice."""
CITIES = frozenset(
    {"amsterdam", "antwerpen", "arnhem", "breda", "delft", "eindhoven", "gent", "groningen",
     "haarlem", "lille", "maastricht", "nijmegen", "rotterdam", "tilburg", "utrecht", "zwolle"}
)  # fmt: skip
"""Usual in the word tables only because people write about them."""


@pytest.mark.parametrize(("country", "count"), [("BE", 565), ("NL", 342)])
def test_every_municipality_is_there_once(country: Country, count: int) -> None:
    listed = municipalities(country)

    assert len({entry.code for entry in listed}) == len(listed) == count
    form = r"\d{5}" if country == "BE" else r"GM\d{4}"
    assert [entry.code for entry in listed if not re.fullmatch(form, entry.code)] == []
    assert all(entry.names and all(entry.names) for entry in listed)


def test_every_belgian_one_has_a_postcode_of_four_digits() -> None:
    assert all(entry.postcodes for entry in municipalities("BE"))
    assert {len(code) for entry in municipalities("BE") for code in entry.postcodes} == {4}


@pytest.mark.parametrize(
    ("country", "name", "key", "code"),
    [
        ("BE", "Gent", "", "44021"),
        ("BE", "gand", "", "44021"),
        ("BE", "Lüttich", "", "62063"),
        ("BE", "Liege", "", "62063"),
        ("BE", "whatever", "44021", "44021"),
        ("BE", "Tongeren", "municipality", "73111"),
        ("BE", "Pajottegem", "", "23106"),
        ("NL", "den haag", "", "GM0518"),
        ("NL", "Bergen", "gm0893", "GM0893"),
        ("NL", "Bergen (NH.)", "", "GM0373"),
    ],
)
def test_a_municipality_is_found_by_code_or_name(
    country: Country, name: str, key: str, code: str
) -> None:
    found = find(country, name, key)

    assert found is not None
    assert found.code == code


def test_what_is_unknown_or_two_is_not_found() -> None:
    assert find("BE", "Heidebeek", "heidebeek") is None
    assert find("NL", "Bergen") is None
    assert find("NL", "Gent", "44021") is None


def test_a_key_that_ends_in_other_digits_leaves_the_name_to_decide() -> None:
    found = find("BE", "Gent", "stad-9000")

    assert found is not None
    assert found.code == "44021"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Gent", Sense.CLEAR),
        ("Liège", Sense.CLEAR),
        ("Boom", Sense.COMMON),
        ("Spa", Sense.COMMON),
        ("visé", Sense.COMMON),
        ("Ans", Sense.QUIET),
        ("La Panne", Sense.QUIET),
        ("Huizen", Sense.QUIET),
    ],
)
def test_what_a_name_says_was_reviewed(name: str, meant: Sense) -> None:
    assert sense(name) is meant


def test_every_reviewed_name_is_that_of_a_municipality() -> None:
    names = {plain(name) for entry in ALL for name in entry.all_names}
    kept = {name for name in names if sense(name) is not Sense.CLEAR}

    assert kept
    assert is_known("BE", "Halle")
    assert not is_known("NL", "Halle")


def test_every_name_that_is_a_usual_word_was_reviewed() -> None:
    names = {plain(name) for entry in ALL for name in entry.all_names}
    usual = {
        name
        for name in names - CITIES
        if sense(name) is Sense.CLEAR
        and max(known(name, language) for language in LANGUAGES) >= USUAL
    }

    assert usual == set()


def test_a_code_may_stand_at_the_end_of_an_address() -> None:
    assert code_digits("https://data.example/id/gemeente/44021") == "44021"
    assert code_digits("GM0363") == "0363"
    assert code_digits("heidebeek") == ""
    assert code_digits("") == ""
