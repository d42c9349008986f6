"""Which names and terms stand where."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.detect.evidence import Trace, Traces, compile_terms, trace
from jobs.detect.match import find
from jobs.detect.names import compile_names
from jobs.model import EvidenceKind
from tests.detect.town import make_settings

SETTINGS = make_settings()
NAMES = compile_names(SETTINGS)
TERMS = {language: compile_terms(SETTINGS, language) for language in ("nl", "fr", "de", "en")}


def read(text: str, language: str = "nl") -> Traces:
    return trace(find(text, NAMES, TERMS[language], language))


def terms_of(text: str, kind: Trace, language: str = "nl") -> list[str]:
    found = read(text, language).get(kind)
    return [spot.term for spot in found.spots] if found else []


@pytest.mark.parametrize(
    ("text", "kind", "term"),
    [
        ("Leve LOCHTENBERG!", Trace.NAME, "Lochtenberg"),
        ("de Lochtenbergse raad", Trace.NAME, "Lochtenberg"),
        ("wonen in 9999", Trace.NAME, "9999"),
        ("#Lochtenberg", Trace.NAME, "Lochtenberg"),
        ("in Sint Alena", Trace.NAME, "Sint-Alena"),
        ("De Gemeente doet niets", Trace.INSTITUTION, "de gemeente"),
        ("putten in de hazelaarstr.", Trace.PLACE, "Hazelaarstraat"),
        ("op den Dries", Trace.PLACE, "Dries"),
        ("de Plons is dicht", Trace.VENUE, "zwembad De Plons"),
        ("bij De Plons", Trace.VENUE, "zwembad De Plons"),
        ("langs de nijverheidslaan", Trace.VENUE, "recyclagepark (Nijverheidslaan)"),
        ("in den bib", Trace.VENUE, "de bib"),
        ("training in 't Bosje", Trace.VENUE, "sporthal Het Bosje"),
        ("mevrouw Vanderzwalm lacht", Trace.OFFICE, "schepen Ine Vanderzwalm"),
        ("Jo De Wit lacht", Trace.OFFICE, "burgemeester Jo De Wit"),
        ("onze burgemeester lacht", Trace.OFFICE, "burgemeester"),
        ("zoals in Oosterdonk", Trace.OTHER_TOWN, "Oosterdonk"),
        ("een dag naar Gent", Trace.OTHER_TOWN, "Gent"),
        ("KV Lochtenberg wint", Trace.HOMONYM, "KV Lochtenberg (voetbal)"),
        ("we beklommen de Lochtenberg", Trace.HOMONYM, "de heuvel de Lochtenberg"),
        ("Lochtenberg speelt voetbal", Trace.HOMONYM, "Lochtenberg"),
        ("dokter Jan Van Lochtenberg", Trace.HOMONYM, "Lochtenberg"),
        ("straatlampen", Trace.TOPIC, "straatlamp"),
        ("de afvalophaling", Trace.TOPIC, "afval"),
        ("een knip erin", Trace.DEPARTMENT, "knip"),
        ("al gemeld", Trace.REPORT, "al gemeld"),
        ("te koop: kast", Trace.FOR_SALE, "te koop"),
        ("wie kent een loodgieter", Trace.CHATTER, "loodgieter"),
        ("in de Kastanjedreef", Trace.STREET, "dreef"),
        ("het OCMW", Trace.INSTITUTION, "OCMW"),
    ],
)
def test_a_known_name_or_term_is_found(text: str, kind: Trace, term: str) -> None:
    assert term in terms_of(text, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lochtenbergen is ver", Trace.NAME),
        ("een gesprek op dries", Trace.PLACE),
        ("de rommelmarkt", Trace.STREET),
        ("ze is jarig", Trace.TOPIC),
        ("zie https://lampen.example/straatverlichting", Trace.TOPIC),
        ("", Trace.NAME),
        ("het gemeentebestuur van Oosterdonk", Trace.INSTITUTION),
    ],
)
def test_what_is_not_meant_is_not_found(text: str, kind: Trace) -> None:
    assert terms_of(text, kind) == []


def test_an_institution_stays_ours_when_our_own_name_stands_there_too() -> None:
    text = "het gemeentebestuur van Lochtenberg is beter dan dat van Oosterdonk"

    assert terms_of(text, Trace.INSTITUTION) == ["gemeentebestuur"]


def test_a_longer_entry_takes_the_place_of_the_shorter_in_it() -> None:
    assert terms_of("une carte d'identité", Trace.TOPIC_HINT, "fr") == []
    assert terms_of("une carte d'identité", Trace.TOPIC, "fr") == ["carte d'identité"]


def test_a_street_of_words_is_found_before_a_capital() -> None:
    assert terms_of("dans la rue Haute", Trace.STREET, "fr") == ["rue"]
    assert terms_of("dans la rue", Trace.STREET, "fr") == []


def test_an_acronym_that_is_also_a_word_must_be_written_in_capitals() -> None:
    assert terms_of("un plan RUE", Trace.TOPIC, "fr") == ["RUE"]
    assert terms_of("dans la rue", Trace.TOPIC, "fr") == []
    assert terms_of("het ocmw", Trace.INSTITUTION) == ["OCMW"]


def test_more_terms_weigh_more_but_never_one() -> None:
    one = read("restafval")[Trace.TOPIC].strength
    three = read("restafval, gft en pmd")[Trace.TOPIC].strength

    assert one == 0.5
    assert one < three < 1


@given(st.text(alphabet=st.sampled_from("Lochtenberg debib\u0435 .-'#"), max_size=80))
def test_spans_lie_in_the_text_and_do_not_cross(text: str) -> None:
    names = find(text, NAMES, TERMS["nl"], "nl").names
    spans = [(hit.start, hit.end) for hit in names]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_a_name_that_is_two_things_is_the_municipality_first() -> None:
    names = compile_names(make_settings(venues=("Lochtenberg",)))
    hits = find("in Lochtenberg", names, TERMS["nl"], "nl").names

    assert [hit.name.kind for hit in hits] == [EvidenceKind.NAME]
