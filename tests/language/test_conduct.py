import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.language import LANGUAGES
from jobs.language.conduct import LISTS, load_conduct
from jobs.language.folding import skeleton
from jobs.language.kinds import CUES, load_cues
from jobs.language.phrases import Phrases, pattern, plain

WORDS = (
    "ik", "we", "weet", "waar", "u", "woont", "niet", "geen", "stuk", "kapot", "dank", "er", "ligt",
    "klootzak", "gemeld", "waarom", "du", "bist", "ein", "est", "il", "cassé", "quelqu'un", "the",
    "broken", "haha", "hahaha", ".", "!", "verkiezingen", "gasgeur", "kabel", "hangt", "los",
)  # fmt: skip


def test_a_phrase_is_found_as_whole_words_with_choices_endings_and_gaps() -> None:
    found = Phrases.of(("er ligt/liggen ... weg", "schandalig*"))

    assert found.found(plain("Er liggen weer takken op de weg"))
    assert found.found(plain("Schandalige toestand"))
    assert not found.found(plain("Er ligt niet eens een weg"))
    assert not found.found(plain("Onschandalig"))
    assert found.count(plain("schandalig, schandalige! er ligt iets op de weg")) == 3


def test_a_choice_may_be_several_words() -> None:
    found = Phrases.of(("câble ... par_terre/arraché*/à_nu",))

    assert found.found(plain("un câble est par terre"))
    assert found.found(plain("câble à nu !"))
    assert not found.found(plain("un câble par ici"))


def test_a_phrase_of_only_short_open_words_can_still_be_found() -> None:
    assert Phrases.of(("ab*",)).found(plain("abacus"))


def test_no_phrases_and_phrases_without_a_letter_are_never_found() -> None:
    assert not Phrases.of(()).found(plain("iets"))
    assert not Phrases.of(("!!!",)).found(plain("iets !!!"))
    assert not Phrases.pairs((), ("dief",)).found(plain("jij dief"))


def test_a_phrase_with_a_word_without_a_letter_is_never_found() -> None:
    assert not Phrases.of(("wat !!!",)).found(plain("wat !!!"))


def test_where_phrases_of_a_list_overlap_the_first_one_counts() -> None:
    greetings = Phrases.of(("goede", "goede morgen", "morgen allemaal"))

    assert greetings.count(plain("goede morgen")) == 1
    assert greetings.count(plain("goede dag, morgen allemaal")) == 2


def test_lists_that_are_looked_for_together_find_what_each_finds_alone() -> None:
    together = Phrases.together({"danger": ("gaslek*", "er is brand"), "thanks": ("dank",)})
    words = plain("Er is brand, gaslekken ook. Dank, dank!")

    assert {name: some.count(words) for name, some in together.items()} == {
        "danger": 2,
        "thanks": 1,
    }
    assert not together["thanks"].found(plain("Er is brand"))


def test_what_a_list_joins_by_and_stands_in_one_sentence_in_whatever_order() -> None:
    conduct = load_conduct(("nl",))

    assert conduct.says("hazard", plain("Putdeksel aan de kerk in de Molenstraat ligt los"))
    assert conduct.says("hazard", plain("Los aan de kerk in de Molenstraat: een putdeksel"))
    assert not conduct.says("hazard", plain("Putdeksel gelegd. Los daarvan: mooi werk"))
    assert not conduct.says("hazard", plain("Putdeksel ligt niet los"))


@pytest.fixture(scope="module")
def lists() -> tuple[tuple[Phrases, re.Pattern[str]], ...]:
    """Return every list of ours, with the expression that it stands for."""
    ours = [load_cues(language)[cue] for language in LANGUAGES for cue in CUES]
    ours += Phrases.together(load_conduct(LANGUAGES).lists.phrases).values()
    return tuple(
        (phrases, re.compile(rf"(?<= )(?:{'|'.join(map(pattern, phrases.written))})(?= )"))
        for phrases in ours
    )


@settings(max_examples=300, deadline=None)
@given(text=st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_looking_for_words_first_hides_nothing_that_the_expression_finds(
    lists: tuple[tuple[Phrases, re.Pattern[str]], ...], text: str
) -> None:
    words = plain(text)

    for phrases, whole in lists:
        assert phrases.found(words) == (whole.search(words) is not None)
        assert phrases.count(words) == len({match[0] for match in whole.finditer(words)})


PIECES = ("een", "eens", "twee", "tweede", "drie", "d'een", "niet", ".")
FORMS = (
    "een een",
    "een* twee",
    "twee*/drie een*",
    "een ... drie",
    "... drie een",
    "een/twee/drie/d'een een/twee/drie een/twee/drie een/twee/drie",  # 108 things
)


@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_a_phrase_of_any_form_stands_where_its_expression_does(text: list[str]) -> None:
    words = plain(" ".join(text))

    for phrase in FORMS:
        whole = re.compile(rf"(?<= )(?:{pattern(phrase)})(?= )")
        found = {match[0] for match in whole.finditer(words)}
        assert Phrases.of((phrase,)).count(words) == len(found)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_lists_together_say_what_each_language_says(text: str) -> None:
    words = plain(text)
    together = load_conduct(LANGUAGES)

    for name in LISTS:
        apart = any(load_conduct((one,)).says(name, words) for one in LANGUAGES)
        assert together.says(name, words) == apart


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Da's erg. HEEL erg!", " da s erg . heel erg . "),
        ("wat?!? nee", " wat . nee "),
        ("een\ntwee . . drie", " een . twee . . drie "),
        ("snake_case 12,5", " snake_case 12 5 "),
        ("", "  "),
        ("...", " . "),
        ("😂", "  "),
    ],
)
def test_words_stand_one_blank_apart_and_every_stop_is_a_point(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text("aÉ1_ .!?\n,'-\u2026\u00a0\u05d0", max_size=80) | st.text(max_size=80))
def test_only_words_and_points_are_left(text: str) -> None:
    stopped = re.sub(r"[.!?\n]+", " . ", skeleton(text))

    assert plain(text).split() == re.sub(r"[^\w.]+", " ", stopped).split()
    assert plain(text) == f" {' '.join(plain(text).split())} "
