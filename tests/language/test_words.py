"""Words, stems, compound parts and how rare they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.language import LANGUAGES
from jobs.language.words import compound_parts, cut, known, rarity, root, stem, terms, tokens


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Neeee, NIET weer!", "nl", ("nee", "niet", "weer")),
        ("zie https://x.example/a en @jan", "nl", ("zie", "en")),
        ("#LichtUit op de foto's", "nl", ("licht", "uit", "op", "de", "foto")),
        ("bel [telefoon] om 12", "nl", ("bel", "om")),
        ("L'école n'est qu'à 100 m", "fr", ("école", "est", "à", "m")),
        ("Die Straße", "de", ("die", "strasse")),
        ("the town's pool", "en", ("the", "town", "pool")),
        ("😀", "nl", ()),
        ("jaaaaa", "nl", ("ja",)),
        ("a" * 100, "nl", ()),
        ("ab" * 50, "nl", ()),
    ],
)
def test_tokens(text: str, language: str, expected: tuple[str, ...]) -> None:
    assert tokens(text, language) == expected


@pytest.mark.parametrize(
    ("word", "language", "parts"),
    [
        ("straatverlichting", "nl", ("straat", "verlichting")),
        ("gemeentehuis", "nl", ("gemeente", "huis")),
        ("vuurwerkverbod", "nl", ("vuurwerk", "verbod")),
        ("burgemeester", "nl", ()),
        ("bank", "nl", ()),
        ("strassenbeleuchtung", "de", ("strassen", "beleuchtung")),
        ("éclairage", "fr", ()),
    ],
)
def test_compounds_fall_into_usual_words(word: str, language: str, parts: tuple[str, ...]) -> None:
    assert compound_parts(word, language) == parts


def test_terms_are_stems_with_compound_parts_and_no_stop_words() -> None:
    assert terms("de straatverlichting is uit", "nl") == ("straatverlicht", "straat", "verlicht")


def test_a_mild_stem_keeps_apart_what_lists_must_not_mix() -> None:
    assert root("jaar", "nl") != root("jarig", "nl")
    assert root("boom", "nl") == root("bomen", "nl")
    assert root("huis", "nl") == root("huizen", "nl")
    assert root("communication", "fr") != root("commune", "fr")
    assert root("poubelles", "fr") == root("poubelle", "fr")
    assert root("locaux", "fr") == root("local", "fr")
    assert root("taxe", "fr") != root("taxi", "fr")
    assert root("Mülltonnen", "de") == stem("Mülltonnen", "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_rarity_orders_words(language: str) -> None:
    usual = {"nl": "de", "fr": "le", "de": "die", "en": "the"}[language]
    less = {"nl": "gemeente", "fr": "commune", "de": "gemeinde", "en": "council"}[language]

    assert 0 <= rarity(usual, language) < rarity(less, language) < rarity("qzxqzx", language)
    assert known(less, language) > 3 > known("qzxqzx", language)


def test_an_unknown_language_reads_as_dutch() -> None:
    assert terms("de lampen", "xx") == terms("de lampen", "nl")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail a@b.be of @jan.peeters", ("mail", "a", "b", "be", "of")),
        ("@@jan en (@piet)", ("en",)),
        ("www.stad.example, HTTP://x.example", ("http", "x", "example")),
        ("[telefoon] [zie foto] []", ("zie", "foto")),
    ],
)
def test_addresses_handles_and_marks_are_no_words(text: str, expected: tuple[str, ...]) -> None:
    assert tokens(text, "nl") == expected


@settings(deadline=None)
@given(st.text("aAbBßéIO'\u2019_-0 \n[]@.:/", max_size=60), st.sampled_from(LANGUAGES))
def test_terms_are_what_follows_from_each_word_alone(text: str, language: str) -> None:
    expected = [term for word in tokens(text, language) for term in terms(word, language)]

    assert list(terms(text, language)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_as_usual_without_its_accents_when_no_other_word_is_written_so(
    language: str,
) -> None:
    usual = {"nl": "café", "fr": "décembre", "de": "für", "en": "café"}[language]
    bare = {"nl": "cafe", "fr": "decembre", "de": "fur", "en": "cafe"}[language]

    assert known(bare, language) > 0
    assert known(usual, language) > 3


@settings(deadline=None)  # the first text of a language loads its tables
@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_text_has_terms(text: str, language: str) -> None:
    assert all(term and " " not in term for term in terms(text, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", ["straße", "neeeee", "lampen", "été", "a"])
def test_a_word_alone_reads_as_it_does_in_a_text(word: str, language: str) -> None:
    assert cut(word, language) == tokens(f"{word} !", language)
