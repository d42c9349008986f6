import pytest

from jobs.language import FOLDER
from jobs.language.brands import is_brand
from jobs.language.folding import skeleton
from jobs.language.redaction import clues

LISTED = [
    line
    for line in (FOLDER / "brands.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("name", ["Google Maps", "Albert Heijn", "albert heijn", "Charles Vogele"])
def test_a_brand_is_known_in_any_case_and_without_its_accents(name: str) -> None:
    assert is_brand(name)


@pytest.mark.parametrize("name", ["Albert Peeters", "Google", "Maps", "", "# shops"])
def test_a_person_and_a_part_of_a_name_are_no_brand(name: str) -> None:
    assert not is_brand(name)


def test_every_brand_has_two_words_as_a_person_has_and_is_listed_once() -> None:
    assert [name for name in LISTED if len(name.split()) < 2] == []
    assert len(set(map(skeleton, LISTED))) == len(LISTED)


def test_the_list_is_needed_for_what_begins_like_a_person() -> None:
    masked = [name for name in LISTED if skeleton(name.split()[0]) in clues().first_names]

    assert len(masked) > 20


def test_no_brand_is_made_of_first_names_only_as_an_inhabitant_may_be_called_so() -> None:
    names = clues().first_names

    assert [name for name in LISTED if {skeleton(word) for word in name.split()} <= names] == []
