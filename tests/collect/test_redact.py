"""Redaction on the annotated sentences: what must be hidden is, what must stay does."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.collect.holders import Holders
from jobs.collect.names import Authors, Known
from jobs.collect.redact import Redactor
from jobs.language import LANGUAGES
from jobs.language.folding import skeleton
from jobs.language.redaction import KINDS, labels
from tests.growth import is_linear

CASES = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "collect" / "redact.toml").read_text("utf-8")
)["case"]
STREETS = ("Molenstraat", "Kerkstraat", "Dorpsplein", "Op den Berg", "Koning Albertplein")
KNOWN = ("heidebeek", "groene heide", "mol", "peer")
HOLDERS = ("burgemeester Mia Dewachtere", "schepen Fons Terlinck (afval)")
FLOORS = {"name": 0.95}
"""Names are found by clues, so not all of them; everything else has a form and is found."""


def redactor(language: str = "nl") -> Redactor:
    """Return the redactor of a small town."""
    return Redactor(
        labels=labels(language),
        streets=frozenset(map(skeleton, STREETS)),
        known=Known(frozenset(map(skeleton, (*KNOWN, *STREETS))), Holders.of(HOLDERS)),
    )


def redact(text: str, *authors: str) -> str:
    town = redactor()
    return town.redact(text, town.authors(authors)).text


def is_hidden(secret: str, text: str, result: str) -> bool:
    """Tell whether no part of *secret* longer than two characters is left where it stood."""
    for start in range(len(secret) - 2):
        part = secret[start : start + 3]
        if part.strip() == part and result.count(part) > text.replace(secret, " ").count(part):
            return False
    return secret not in result or text.replace(secret, "").count(secret) == result.count(secret)


def test_every_kind_of_identifier_is_found_as_often_as_we_promise() -> None:
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for case in CASES:
        result = redact(case["text"])
        for kind in KINDS:
            for secret in case.get(kind, ()):
                asked[kind] += 1
                if is_hidden(secret, case["text"], result):
                    found[kind] += 1
                else:
                    print("missed", kind, secret, "in", result)
    for kind in KINDS:
        print(f"{kind:14} {found[kind]:3} of {asked[kind]:3}")
    assert len(CASES) >= 60
    assert set(asked) == set(KINDS)
    for kind in KINDS:
        assert found[kind] / asked[kind] >= FLOORS.get(kind, 1.0), kind


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_what_identifies_nobody_stays_readable(case: dict[str, list[str]]) -> None:
    result = redact("".join(case["text"]))
    for piece in case.get("kept", ()):
        assert piece in result


def test_an_author_who_is_called_like_a_shop_is_masked_all_the_same() -> None:
    assert redact("Bij Hugo Boss is het licht stuk", "Hugo Boss") == (
        "Bij [naam] is het licht stuk"
    )


def test_sentences_without_identifiers_are_left_alone() -> None:
    for case in CASES:
        if not any(kind in case for kind in KINDS):
            assert redact(case["text"]) == case["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_label_for_every_kind(language: str) -> None:
    found = labels(language)
    assert set(found) == set(KINDS)
    for label in found.values():
        assert label.startswith("[")
        assert label.endswith("]")
        assert " " not in label
        assert len(label) <= 22


def test_the_label_is_in_the_language_of_the_source() -> None:
    town = redactor("fr")
    assert town.redact("gsm 0470 12 34 56", Authors.of((), frozenset())).text == "gsm [téléphone]"


def test_kinds_are_listed_once_and_sorted() -> None:
    town = redactor()
    result = town.redact("a@b.example, c@d.example, gsm 0470 12 34 56", town.authors(()))
    assert result.kinds == ("email", "phone")


def test_authors_of_the_thread_are_masked_in_any_case_and_in_parts() -> None:
    result = redact(
        "dank JAN PEETERS, en ook Peeters, jan-peeters en @janpeeters; peeters bleef staan",
        "Jan Peeters",
    )
    assert result == "dank [naam], en ook [naam], [naam] en [naam]; peeters bleef staan"


@pytest.mark.parametrize(
    "text",
    [
        "rekening be00 0000 in aanvraag",
        "artikel ab12 3456 7890 1234 5678 van de wet",
        "123456789 stuks, 12345678901 in totaal",
        "kraan open 0123456789 liter verbruikt",
        "op 31.12.2026 08 uur en 99/99/2026",
        "reeks 1.2.3.4.5.6.7.8.9 en 12 34 56 78 90 12 34",
        "huis 5",
        "5",
        "onze bus nr 14 en paal nummer 12",
        "de kerkstraat. 12 lampen",
        "rue. 12",
        "in Dorpsplein-laan en dan 12",
        "Heidebeek, de Kerk straat 2 keer",
        "de weg 3 en verder",
    ],
)
def test_numbers_that_point_to_nobody_stay(text: str) -> None:
    assert redact(text) == text


def test_a_name_that_is_also_a_place_or_an_own_account_stays() -> None:
    assert redact("Molenstraat is donker", "Molenstraat") == "Molenstraat is donker"


def test_an_author_named_as_a_place_is_masked_but_the_place_in_its_name_stays() -> None:
    assert redact("Heidebeek is mooi, Wim Heidebeek", "Wim Heidebeek") == (
        "Heidebeek is mooi, [naam]"
    )


def test_an_authors_name_beats_whatever_else_claims_a_part_of_it() -> None:
    assert "zonnestraal" not in redact("Zonnestraal 12 zegt neen", "Zonnestraal 12").lower()


def test_an_author_in_a_web_address_hides_the_whole_address() -> None:
    assert redact("zie https://example.org/blog/zonnebloem77/x", "zonnebloem77") == "zie [profiel]"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    redact(text, "Jan Peeters")


ALPHABETS = (
    "0", "0 ", "0.", "04 7/", "a", "A", "a.", "a@", "@", "a.@", "A a ", "1-A", "[at]", "+0", "be68",
    "Jan ", "Jan De ", "van ", "nul ", "http://", "www.a/@", "Kerkstraat 1 ", "rue ", "(", "M. A",
    "plaat 1A ", "bsn 1", "rekening be00 1", "naam van A", "'", "-", "gsm 1 2 ", "é", "e\u0301",
    "heet ", "heet Xq ", "hij heet Xq Van De Zq ", "buurman, Xq Zq ", "ik ben Xq",
    "heißt Xq willkommen ", "groeten, Xq", "R. Xq ", "R.", "Xq Jan ", "De Xq, Jan ", "Jan en ",
    "loodgieter Xq ", "och Jan ", "door Xq Jan ", "Jan\n",
)  # fmt: skip


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_no_pattern_needs_more_than_linear_time(alphabet: str) -> None:
    """The longest text we keep, and ten times that."""
    town = redactor()
    authors = town.authors(("Jan Peeters", "a a", "0 0"))

    assert is_linear(lambda length: town.redact((alphabet * length)[:length], authors), 10_000)


@pytest.mark.parametrize(
    "address",
    ["facebook.com/jan.peeters.9", "instagram.com/marie_jansen", "t.me/pietje", "m.me/pietje",
     "linkedin.com/in/jan-peeters", "be.linkedin.com/in/x", "m.facebook.com/zwartbaard",
     "x.com/pietje", "tiktok.com/@pietje", "wa.me/32470123456", "bsky.app/profile/pietje",
     "forum.example/u/pietje", "site.example/~pietje"],
)  # fmt: skip
def test_a_profile_without_https_is_masked_whole(address: str) -> None:
    assert redact(f"zie {address}. Ja ({address}), {address.upper()}!") == (
        "zie [profiel]. Ja ([profiel]), [profiel]!"
    )


@pytest.mark.parametrize(
    "text",
    ["zie heidebeek.example/bomen voor meer", "en/of", "2 uur/week", "dhr./mevr.", "www/blog"],
)
def test_what_leads_to_no_person_is_left_alone(text: str) -> None:
    assert redact(text) == text


def test_a_number_before_what_looks_like_an_address_is_still_masked() -> None:
    assert (
        redact("rijksregister rr.nr/85.07.30-033.28") == "rijksregister rr.nr/[rijksregister/BSN]"
    )


@pytest.mark.parametrize("handle", ["@MARIE", "@KAREL", "@OCTAAF", "@Karel"])
def test_a_handle_in_capitals_is_masked(handle: str) -> None:
    assert redact(f"merci {handle} en @NMBS") == "merci [naam] en @NMBS"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("buurvrouw Marie Dewachtere belde", "buurvrouw [naam] belde"),
        ("Marie Dewachtere belde", "[naam] belde"),
        ("buurvrouw Dewachtere belde", "buurvrouw [naam] belde"),
        ("familie Terlinck", "familie [naam]"),
        ("burgemeester Mia Dewachtere belde", "burgemeester Mia Dewachtere belde"),
        ("Mia Dewachtere belde", "Mia Dewachtere belde"),
        ("burgemeester Dewachtere belde", "burgemeester Dewachtere belde"),
        ("mevrouw Dewachtere zweeg", "mevrouw Dewachtere zweeg"),
        ("mevrouw Mia Dewachtere zweeg", "mevrouw Mia Dewachtere zweeg"),
        ("meneer Mol en mevrouw Peer", "meneer [naam] en mevrouw [naam]"),
        ("Jan Mol belde", "[naam] belde"),
        ("tussen Mol en Peer", "tussen Mol en Peer"),
        ("op naam van Heidebeek Sportief", "op naam van Heidebeek Sportief"),
        ("op naam van Marie Dewachtere", "op naam van [naam]"),
        ("dokter Groene Heide", "dokter Groene Heide"),
    ],
)
def test_only_the_office_holders_themselves_stay_not_their_namesakes(text: str, kept: str) -> None:
    assert redact(text) == kept


def test_in_their_own_thread_authors_win_over_the_surname_of_an_office_holder() -> None:
    said = "Dewachtere heeft gelijk, mevrouw Dewachtere; burgemeester Dewachtere niet"
    assert redact(said, "Marie Dewachtere") == (
        "[naam] heeft gelijk, mevrouw [naam]; burgemeester Dewachtere niet"
    )


def test_an_office_holder_of_one_name_is_known_behind_a_function_only() -> None:
    known = Known(frozenset(), Holders.of(("schepen Bouazza",)))
    town = Redactor(labels=labels("nl"), streets=frozenset(), known=known)
    said = "schepen Bouazza en buurman Bouazza"
    assert town.redact(said, town.authors(())).text == "schepen Bouazza en buurman [naam]"
