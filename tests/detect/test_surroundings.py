"""A town called after an ordinary word: only the words around the name can tell."""

import pytest

from jobs.detect.evidence import Trace, compile_terms, trace
from jobs.detect.match import find
from jobs.detect.names import compile_names
from tests.detect.town import make_settings

SETTINGS = make_settings(name="Boom", aliases=(), common_word=True, not_us=())
NAMES = compile_names(SETTINGS)
TERMS = compile_terms(SETTINGS, "nl")


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("De boom is omgevallen", 0.0),
        ("Boom omgewaaid in onze straat", 0.0),
        ("Ze kappen een Boom", 0.0),
        ("van boom tot boom", 0.0),
        ("we wonen in Boom", 1.0),
        ("we wonen in boom", 0.6),
        ("gemeente boom doet niets", 1.0),
        ("2850 Boom", 1.0),
        ("#boom", 1.0),
        ("het plein van Boom", 1.0),
        ("Geef mij maar Boom", 0.4),
        ("kom naar, Boom", 0.4),
        ("een Boomse fanfare", 1.0),
    ],
)
def test_how_sure_it_is_that_the_town_is_meant(text: str, certain: float) -> None:
    found = trace(find(text, NAMES, TERMS, "nl")).get(Trace.NAME)

    assert (found.strength if found else 0.0) == certain


def test_a_word_as_usual_as_that_is_ordinary_even_when_the_file_does_not_say_so() -> None:
    names = compile_names(make_settings(name="Boom", aliases=(), not_us=()))

    assert find("de boom", names, TERMS, "nl").names == ()
