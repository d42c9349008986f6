"""The words of reports: complete and alike in every language, and plural where they must be."""

import re
from datetime import UTC, date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from jobs.collect.codes import ReadReason
from jobs.collect.reasons import FetchReason
from jobs.language import LANGUAGES
from jobs.language.wording import PLURAL_FORMS, load_wording
from jobs.model import Action, Kind, SourceState, State, Week, Where, Who
from jobs.report.matter import METHOD, OWN

OTHERS = [language for language in LANGUAGES if language != "nl"]
KEYS = sorted(load_wording("nl").texts)


def placeholders(text: str | dict[str, str]) -> dict[str, set[str]]:
    forms = text if isinstance(text, dict) else {"": text}
    return {form: set(re.findall(r"{(\w+)}", words)) - {"n"} for form, words in forms.items()}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert sorted(load_wording(language).texts) == KEYS


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_placeholders_and_forms(language: str) -> None:
    texts, dutch = load_wording(language).texts, load_wording("nl").texts

    assert {k: placeholders(texts[k]) for k in KEYS} == {k: placeholders(dutch[k]) for k in KEYS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_for_every_closed_set(language: str) -> None:
    words = load_wording(language)
    wanted = [
        *(f"kind.{kind}" for kind in Kind),
        *(f"{place}.{state}" for state, place in product(State, ("state", "line", "summary"))),
        *(f"reason_ask.{state}" for state in State),
        *(f"source_state.{state}" for state in SourceState if state is not SourceState.OK),
        *(f"reason.{reason}" for reason in (*FetchReason, *ReadReason, "none", "unknown")),
        *(f"action.{action}.{part}" for action, part in product(Action, ("label", "why"))),
        *(f"who.{who}.label" for who in Who),
        *(f"where.{where}.label" for where in Where),
        *(f"method.{name}.{part}" for name, part in product(METHOD, ("title", "brief"))),
        *(f"method.{name}.text" for name in OWN),
    ]

    assert [key for key in wanted if not words.has(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_follow_the_number(language: str) -> None:
    words = load_wording(language)

    assert words.count("size.posts", 1) != words.count("size.posts", 2)
    for key, text in words.texts.items():
        assert isinstance(text, str) or set(text) == PLURAL_FORMS, key


@pytest.mark.parametrize(
    ("language", "day", "span", "moment"),
    [
        ("nl", "woensdag 18 november", "9–15 november 2026", "11 november, 08:20"),
        ("fr", "mercredi 18 novembre", "9–15 novembre 2026", "11 novembre, 08:20"),
        ("de", "Mittwoch, 18. November", "9.–15. November 2026", "11. November, 08:20"),
        ("en", "Wednesday 18 November", "9–15 November 2026", "11 November, 08:20"),
    ],
)
def test_days_are_written_as_people_do(language: str, day: str, span: str, moment: str) -> None:
    words = load_wording(language)
    brussels = ZoneInfo("Europe/Brussels")

    assert words.day(date(2026, 11, 18)) == day
    assert words.span(Week(2026, 46)) == span
    assert words.moment(datetime(2026, 11, 11, 7, 20, tzinfo=UTC), brussels) == moment


def test_a_week_over_the_end_of_a_month_or_year_names_both() -> None:
    words = load_wording("nl")

    assert words.span(Week(2026, 44)) == "26 oktober – 1 november 2026"
    assert words.span(Week(2026, 53)) == "28 december 2026 – 3 januari 2027"


def test_the_first_of_a_french_month_is_an_ordinal() -> None:
    words = load_wording("fr")

    assert words.day(date(2026, 11, 1)) == "dimanche 1er novembre"
    assert words.short_day(date(2026, 11, 11)) == "11 novembre"


def test_weekdays_fit_under_a_bar() -> None:
    assert [load_wording(lang).weekday_letters(date(2026, 11, 9)) for lang in LANGUAGES] == [
        "ma",
        "lun",
        "Mo",
        "Mon",
    ]


def test_an_enumeration_ends_in_and() -> None:
    words = load_wording("nl")

    assert [words.join(list("abc"[:size])) for size in range(4)] == ["", "a", "a en b", "a, b en c"]


def test_numbers_are_grouped_as_people_do() -> None:
    assert load_wording("nl").number(12345) == "12.345"
    assert load_wording("en").number(12345) == "12,345"


def test_a_sentence_is_asked_for_in_the_way_it_was_written() -> None:
    words = load_wording("nl")

    with pytest.raises(KeyError, match="use count"):
        words.say("size.posts")
    with pytest.raises(KeyError, match="use say"):
        words.count("word.and", 1)
    with pytest.raises(KeyError):
        words.say("no.such.key")
    with pytest.raises(KeyError):
        words.say("honesty.unread", name="x")


def test_the_first_known_sentence_is_taken() -> None:
    words = load_wording("nl")

    assert words.first_of(["reason.nope", "reason.http-500"]) == "de site had een storing"
    assert words.first_of(["reason.nope", "reason.unknown"], code="x") == "er ging iets mis (x)"


def test_a_language_we_do_not_write_is_refused() -> None:
    with pytest.raises(ValueError, match="use one of nl, fr, de, en"):
        load_wording("es")


def test_french_marks_never_begin_a_line() -> None:
    for key, text in load_wording("fr").texts.items():
        for words in text.values() if isinstance(text, dict) else (text,):
            assert not re.search(r" [:;?!»%]|« |[A-Za-zéèà]'", words), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_marks_twice_or_stray_spaces(language: str) -> None:
    for key, text in load_wording(language).texts.items():
        for words in text.values() if isinstance(text, dict) else (text,):
            assert not re.search(r"  |[.,;:]{2}|\.\.| [.,]|!", words), key
            assert words == words.strip() or words[0] in ";\u00a0", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_of_the_list_is_called_as_it_is_there(language: str) -> None:
    words = load_wording(language)
    column = words.quoted(words.say("row.open"))

    for number in (1, 2):
        assert column in words.count("question.rest", number, told=1, all=3)


CLIPS = {"nl": "paperclip", "fr": "trombone", "de": "Büroklammer", "en": "paperclip"}
VOICES = {"nl": "een stem is", "fr": "une voix est", "de": "eine Stimme ist", "en": "a voice is"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_reader_is_told_what_a_voice_is_and_where_the_list_opens(language: str) -> None:
    words = load_wording(language)

    assert CLIPS[language] in words.say("document.attachment_note", file="a.csv")
    assert VOICES[language] in words.say("chart.weeks_caption")
