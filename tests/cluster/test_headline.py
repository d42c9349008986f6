"""When the headline of the municipality or the press is the title of a signal, and when not."""

import pytest

from jobs.cluster.headline import LONGEST
from jobs.model import Post, Speaker
from tests.cluster.town import title_of_posts
from tests.make import make_post

CLOSED = "🏊 Zwembad De Plas is tot nader order gesloten. Er viel een plaat uit het plafond."


def talk(told: str, speaker: Speaker = Speaker.MUNICIPALITY, title: str = "") -> tuple[Post, ...]:
    return (
        make_post(told, thread=1, speaker=speaker, voice=None, title=title),
        make_post("En mijn abonnement voor het zwembad?", number=2, thread=1, voice="a"),
        make_post("Het zwembad dicht, alweer", number=3, thread=1, voice="b"),
    )


@pytest.mark.parametrize("speaker", [Speaker.MUNICIPALITY, Speaker.PRESS])
def test_a_headline_over_the_talk_is_its_title(speaker: Speaker) -> None:
    found = title_of_posts(*talk(CLOSED, speaker))

    assert found.line == "Zwembad De Plas is tot nader order gesloten"
    assert found.edited


def test_the_title_of_an_article_comes_before_its_first_sentence() -> None:
    found = title_of_posts(*talk("Het plafond laat los.", Speaker.PRESS, "Zwembad De Plas dicht"))

    assert found.line == "Zwembad De Plas dicht"


def test_what_an_inhabitant_wrote_is_no_headline() -> None:
    assert not title_of_posts(*talk(CLOSED, Speaker.VOICE)).edited


def test_a_long_headline_ends_where_it_may() -> None:
    told = (
        "Zwembad De Plas sluit zondag: de raad stemde na drie uur praten eindelijk over het plafond"
    )

    assert title_of_posts(*talk(told)).line == "Zwembad De Plas sluit zondag"


@pytest.mark.parametrize(
    "told",
    [
        "We sluiten zwembad De Plas.",  # who speaks
        "Vanavond zwembad De Plas dicht.",  # which day
        "Hoe lang blijft zwembad De Plas dicht?",  # a teaser
        "Bel [telefoon] over zwembad De Plas.",  # a mark of redaction
        "Jan opent zwembad De Plas.",  # a name
        "Schouwburg gaat open op zaterdag.",  # not what people speak of
        "Zwembad dicht.",  # words that were counted say as much
        "Zwembad De Plas " + "en nog veel meer dat er niet meer bij kan " * 3,
    ],
)
def test_what_reads_wrong_in_a_report_is_no_headline(told: str) -> None:
    found = title_of_posts(*talk(told))

    assert not found.edited
    assert len(found.line) <= LONGEST


def test_a_headline_over_a_part_of_the_talk_is_no_title() -> None:
    others = (
        make_post("Zwembad De Plas te koud", number=9, thread=2, voice="c"),
        make_post("Het zwembad is ijskoud ja", number=10, thread=2, voice="d"),
    )

    assert not title_of_posts(*talk(CLOSED), *others).edited
