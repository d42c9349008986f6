"""What people usually speak of: the same matters in every language, each word for one of them."""

from collections import Counter

import pytest

from jobs.cluster.read import LONGEST_PHRASE, list_key
from jobs.language import LANGUAGES
from jobs.language.departments import load_domains
from jobs.language.matters import load_matters


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_matters_of_the_same_domains(language: str) -> None:
    first = [(one.domain, one.key) for one in load_matters(LANGUAGES[0])]

    assert [(one.domain, one.key) for one in load_matters(language)] == first
    assert {domain for domain, _ in first} <= {one.name for one in load_domains(language)}
    assert len({key for _, key in first}) == len(first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_no_part_of_what_is_written(language: str) -> None:
    for one in load_matters(language):
        for term in one.written:
            assert not any(word.isdigit() for word in term.split()), term  # numbers are not read


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_says_one_matter_and_can_be_found(language: str) -> None:
    keys = Counter(
        (list_key(term, language), one.key)
        for one in load_matters(language)
        for term in one.written
    )
    owners = Counter(key for key, _ in keys)

    assert [key for key, count in owners.items() if count > 1] == []
    assert all(key and key.count(" ") < LONGEST_PHRASE for key, _ in keys)


def test_an_unknown_language_has_matters() -> None:
    assert load_matters("xx") == load_matters(LANGUAGES[0])
