"""What is asked of a moment that is over: sentences written for this test."""

from datetime import date

import pytest

from jobs.language import LANGUAGES
from jobs.language.moments import is_over, load_moments

THURSDAY = date(2026, 11, 12)
MONDAY = date(2026, 11, 16)
"""The day on which an edition on the week of that Thursday leaves."""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Hoe laat komt de Sint zaterdag?"),
        ("nl", "Weet iemand of het containerpark morgen open is?"),
        ("nl", "Gaat de markt dit weekend door? En waar staat vrijdagavond de tent?"),
        ("nl", "Hoe laat komt de Sint zaterdag, en waar? Bij de vijver of aan het station?"),
        ("nl", "Is de baan vanavond terug vrij?"),
        ("nl", "Tot hoe laat is de receptie van 14 november?"),
        ("fr", "À quelle heure ouvre le recyparc demain ?"),
        ("fr", "Est-ce que le marché a lieu samedi matin ?"),
        ("fr", "C'est ouvert aujourd'hui ?"),
        ("de", "Ist das Hallenbad morgen offen?"),
        ("de", "Wann kommt der Nikolaus am Samstag?"),
        ("de", "Fährt heute noch ein Bus?"),
        ("en", "What time does the parade start on Saturday?"),
        ("en", "Is the library open tomorrow?"),
    ],
)
def test_a_question_about_a_day_before_the_edition_is_over(language: str, text: str) -> None:
    assert is_over(text, language, THURSDAY, MONDAY)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Hoe laat komt de Sint?"),
        ("nl", "Wordt het huisvuil maandag opgehaald?"),
        ("nl", "Komt de Sint donderdag?"),
        ("nl", "Hoe laat komt de Sint zaterdag? En waar kan ik een vergunning vragen?"),
        ("nl", "Waarom is het zaterdag dicht?"),
        ("nl", "Is de bib elke zaterdag open?"),
        ("nl", "Is de bib op zaterdag open?"),
        ("nl", "Was het zaterdag niet te druk?"),
        ("nl", "Mag je vanaf zaterdag weer door de straat?"),
        ("nl", "Is het bad volgende zaterdag open?"),
        ("nl", "Is de sporthal vrij op zondagnamiddag?"),
        ("nl", "Vandaag al briefjes onder de ruitenwissers??"),
        ("nl", "Is dat normaal voor 14 november?"),
        ("nl", "Goede morgen, waar vraag ik een vergunning aan?"),
        ("nl", "Zaterdag komt de Sint."),
        ("nl", "Kan ik inschrijven tot 30 november?"),
        ("nl", "Tot wanneer liep de inschrijving van 3 november?"),
        ("nl", "Geldt dat ook op 31 februari?"),
        ("fr", "Le recyparc ouvre le samedi ?"),
        ("fr", "Pourquoi c'est fermé demain ?"),
        ("fr", "Quelqu'un était là samedi ?"),
        ("de", "Warum ist morgen zu?"),
        ("de", "Guten Morgen, wo bekomme ich den Antrag?"),
        ("de", "Ist jeden Samstag Markt?"),
        ("en", "Why is it closed tomorrow?"),
        ("en", "Is it open next Saturday?"),
        ("en", "Was it open on Saturday?"),
        ("nl", "Wie ruimt het glas op dat hier vandaag ligt?"),
        ("nl", "Kan iemand de lamp herstellen tegen zaterdag?"),
        ("fr", "Qui répare le trou apparu aujourd'hui ?"),
        ("de", "Wann wird der Baum entfernt, der heute umgefallen ist?"),
        ("en", "Who will clear the glass that is there today?"),
    ],
)
def test_a_question_that_can_still_be_answered_is_not(language: str, text: str) -> None:
    assert not is_over(text, language, THURSDAY, MONDAY)


def test_what_is_asked_of_today_can_be_answered_today() -> None:
    assert not is_over("Is het vandaag open?", "nl", MONDAY, MONDAY)
    assert not is_over("Is het morgen open?", "nl", date(2026, 11, 15), MONDAY)


def test_a_date_without_a_year_is_the_nearest() -> None:
    new_year = date(2026, 12, 30)

    assert is_over("Is het open op 2 januari?", "nl", new_year, date(2027, 1, 4))
    assert not is_over("Is het open op 2 januari?", "nl", new_year, date(2027, 1, 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_same_moments(language: str) -> None:
    assert set(load_moments(language).phrases) == set(load_moments("nl").phrases)
    assert all(load_moments(language).phrases.values())


def test_an_unknown_language_reads_as_the_first() -> None:
    assert is_over("Is het morgen open?", "xx", THURSDAY, MONDAY)
