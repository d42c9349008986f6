"""Whose name is what: ours, that of another municipality, or an ordinary word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.detect.evidence import Trace, compile_terms, trace
from jobs.detect.match import find
from jobs.detect.names import compile_names
from jobs.model import EvidenceKind
from jobs.settings.gazetteer import municipalities
from jobs.settings.schema import Settings
from tests.detect.town import make_settings

BELGIAN = make_settings()
DUTCH = make_settings(country="NL")
WALLOON = make_settings(name="Rochebelle", language="fr", aliases=(), not_us=())
NAMES = compile_names(BELGIAN)
TERMS = compile_terms(BELGIAN, "nl")
ALL = [name for place in municipalities("BE") for name in place.all_names]


def strength(text: str, town: Settings = BELGIAN, kind: Trace = Trace.OTHER_TOWN) -> float:
    """Return how sure it is that *text*, read in *town*, holds a name of *kind*."""
    language = town.municipality.language
    terms = compile_terms(town, language)
    found = trace(find(text, compile_names(town), terms, language)).get(kind)
    return found.strength if found else 0.0


@pytest.mark.parametrize(
    "text",
    [
        "Ardooie doet dat beter",
        "zoals in lochristi",
        "het gemeentehuis van Merelbeke",
        "in Sint-Katelijne Waver",
        "2400 Mol",
        "wonen in Boom",
        "gemeente Peer",
        "vroeger in Louvain",
        "naar Oostende",
    ],
)
def test_every_other_municipality_of_the_country_is_somewhere_else(text: str) -> None:
    assert strength(text) == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "een boom in de straat",
        "de mol in mijn gras",
        "we moeten dat gaan halen",
        "het is in geel geschilderd",
        "3 schoten gehoord",
        "in landen als deze",
        "als peer en appel",
        "in Ommen",
    ],
)
def test_an_ordinary_word_is_no_municipality(text: str) -> None:
    assert strength(text) == 0.0


@pytest.mark.parametrize(
    "text",
    ["bestratingswerk in huizen en tuinen", "3 putten in de weg", "2 houten banken", "bij buren"],
)
def test_nor_is_it_in_the_netherlands(text: str) -> None:
    assert strength(text, DUTCH) == 0.0
    assert strength("wonen in Ommen", DUTCH) == 1.0


@pytest.mark.parametrize(
    "text",
    ["depuis 10 ans", "une panne, pas de panne", "celles de la rue", "la Saint-Nicolas à l'école"],
)
def test_nor_in_french(text: str) -> None:
    assert strength(text, WALLOON) == 0.0
    assert strength("la piscine d'Andenne", WALLOON) == 1.0


def test_a_neighbour_in_the_file_counts_though_its_name_is_a_word() -> None:
    assert strength("naar Halen") == 0.0
    assert strength("naar Halen", make_settings(neighbours=("Halen",))) == 1.0


@pytest.mark.parametrize(
    ("text", "kind", "changes"),
    [
        ("in Deinze", Trace.NAME, {"name": "Deinze"}),
        ("in Deinze", Trace.NAME, {"sub_municipalities": ("Deinze",)}),
        ("putten op Temse", Trace.PLACE, {"streets": ("Temse",)}),
        ("in zaal Lokeren", Trace.VENUE, {"venues": ("zaal Lokeren",)}),
        ("van Ottignies", Trace.NAME, {"name": "Ottignies-Louvain-la-Neuve", "language": "fr"}),
        ("à Courtrai", Trace.NAME, {"name": "Kortrijk"}),
        ("wonen in Tongeren", Trace.NAME, {"name": "Tongeren-Borgloon"}),
    ],
)
def test_what_is_ours_is_not_somewhere_else(
    text: str, kind: Trace, changes: dict[str, object]
) -> None:
    town = make_settings(**changes)

    assert strength(text, town, kind) == 1.0
    assert strength(text, town) == 0.0


def test_whether_our_name_is_a_word_is_known_and_can_be_said() -> None:
    for name, text, default in (("Peer", "de peer is rijp", 0.0), ("Gent", "Gent bouwt", 1.0)):
        for said, sure in ((None, default), (False, 1.0), (True, 0.0)):
            town = make_settings(name=name, aliases=(), common_word=said)

            assert strength(text, town, Trace.NAME) == sure


def test_the_kind_of_every_pattern_is_the_first_thing_it_is() -> None:
    kinds = {name.term: name.kind for name in NAMES.names}

    assert kinds["Lochtenberg"] is EvidenceKind.NAME
    assert kinds["Oosterdonk"] is EvidenceKind.OTHER_MUNICIPALITY
    assert len(compile_names(DUTCH).names) > 1000


@given(st.lists(st.sampled_from([*ALL, "in", "te", "2400", "#", ".", "\u0301", "  "]), max_size=12))
def test_spans_lie_in_the_text(words: list[str]) -> None:
    text = " ".join(words)

    for hit in find(text, NAMES, TERMS, "nl").names:
        assert 0 <= hit.start < hit.end <= len(text)
        assert 0 < hit.certain <= 1
