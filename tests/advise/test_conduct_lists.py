"""The lists of conduct.toml, on sentences written for this test: what they find, what they leave.

A wrong find hurts more than a missed one, so most sentences are angry, negative and innocent.
"""

import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from jobs.advise.conduct import house_rule_of
from jobs.advise.dangers import danger_of
from jobs.advise.ground import Ground
from jobs.advise.politics import is_political
from jobs.advise.talk import Said
from jobs.language import LANGUAGES
from tests.advise.town import CASES, make_settings, make_talk_of, make_town
from tests.make import make_post

FOUND_BY_RULE = {"insult": "insult", "slur": "discrimination", "spam": "spam"}


def sentences() -> Iterator[tuple[str, str, str, bool]]:
    for language in LANGUAGES:
        text = (CASES / "conduct" / f"{language}.toml").read_text(encoding="utf-8")
        for name, cases in tomllib.loads(text).items():
            for expected in (True, False):
                for sentence in cases["yes" if expected else "no"]:
                    yield language, name, sentence, expected


ALL = tuple(sentences())


@cache
def town_of(language: str) -> Ground:
    town = {**dict(make_settings().municipality), "language": language}
    return make_town(municipality=town)


def said(language: str, sentence: str) -> tuple[Said, bool, str]:
    """Return the post, whether it is political, and the house rule it breaks."""
    ground = town_of(language)
    talk = make_talk_of((make_post(sentence, language=language, source="pagina"),), ground=ground)
    one = talk.voices[0]
    rule = house_rule_of(one, "own_page", ground)
    return one, is_political(one, ground), rule


@pytest.mark.parametrize(("language", "name", "sentence", "expected"), ALL)
def test_a_list_finds_what_it_is_for_and_nothing_else(
    language: str, name: str, sentence: str, *, expected: bool
) -> None:
    one, political, rule = said(language, sentence)

    if name == "political":
        assert political is expected
    elif name in FOUND_BY_RULE:
        assert (rule == FOUND_BY_RULE[name]) is expected
    else:
        assert one.says(name) is expected


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, sentence) for language, _, sentence, expected in ALL if not expected],
)
def test_negative_talk_breaks_no_house_rule(language: str, sentence: str) -> None:
    assert said(language, sentence)[2] == "none"


@pytest.mark.parametrize(
    ("language", "sentence", "danger"),
    [
        (language, sentence, danger)
        for language in LANGUAGES
        for danger, some in tomllib.loads(
            (CASES / "danger" / f"{language}.toml").read_text(encoding="utf-8")
        ).items()
        for sentence in some
    ],
)
def test_a_danger_that_cannot_wait_is_told_from_what_only_sounds_like_one(
    language: str, sentence: str, danger: str
) -> None:
    assert danger_of(said(language, sentence)[0]) == danger


@pytest.mark.parametrize(
    ("sentence", "danger"),
    [
        ("In die film staat een huis in brand, maar ik wil niet meer leven.", "self_harm"),
        ("De gaslucht was loos alarm, maar ik vermoord die wethouder.", "threat"),
    ],
)
def test_nothing_silences_who_threatens_or_speaks_of_ending_their_life(
    sentence: str, danger: str
) -> None:
    assert danger_of(said("nl", sentence)[0]) == danger
