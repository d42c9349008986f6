"""What titles read like: each kind of failure that was seen, in the languages it can be seen in."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from jobs.cluster.hear import Talk
from jobs.cluster.profiles import places_of, topics_of_group
from jobs.cluster.title import make_title, plain_title
from jobs.language import LANGUAGES
from jobs.model import Post, Speaker
from tests.cluster.town import routes_of, title_of_posts, topics_in, units_of
from tests.make import make_post

ROUTES = routes_of()
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "cluster" / "titles.toml").read_text("utf-8")
)["case"]


def posts_of(case: dict[str, Any]) -> list[Post]:
    language = case["language"]
    told = case.get("told")
    first = (
        []
        if told is None
        else [
            make_post(
                told,
                thread=1,
                speaker=Speaker.MUNICIPALITY,
                voice=None,
                language=language,
            )
        ]
    )
    start = 1 + len(first)
    return first + [
        make_post(text, number=number, thread=1, voice=f"v{number}", language=language)
        for number, text in enumerate(case["posts"], start)
    ]


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{one['language']}: {one['kind'][:40]}" for one in CASES]
)
def test_a_title_reads_as_an_editor_would_write_it(case: dict[str, Any]) -> None:
    line = title_of_posts(*posts_of(case)).line

    if "line" in case:
        assert line == case["line"]
    for wrong in case.get("never", ()):
        assert wrong.lower() not in line.lower()


def test_every_language_has_cases() -> None:
    assert {one["language"] for one in CASES} == set(LANGUAGES)


def talk_of(*texts: str, start: int = 1, thread: int = 1) -> Talk:
    posts = [
        make_post(text, number=number, thread=thread, voice=f"v{number}")
        for number, text in enumerate(texts, start)
    ]
    units = units_of(posts)
    named = places_of(units)
    place = max(named, key=lambda name: named[name], default=None)
    return Talk(units=units, place=place, topics=topics_of_group(units, topics_in(units, ROUTES)))


def both(earlier: Talk, week: Talk) -> Talk:
    units = (*earlier.units, *week.units)
    place = week.place or earlier.place
    return Talk(units=units, place=place, topics=topics_of_group(units, topics_in(units, ROUTES)))


def test_a_story_keeps_its_name_in_its_street() -> None:
    before = talk_of("Het fietspad in de Molenstraat is glad", "Ja, dat fietspad", "Bijna gevallen")
    week = talk_of("Fietsers vallen nog altijd in de Molenstraat", "Ja", "au", start=20, thread=20)

    assert make_title(week, ROUTES).line == "Molenstraat: fietsers en fietspaden"
    assert make_title(week, ROUTES, both(before, week)).line == "Fietspad Molenstraat"


def test_a_story_takes_no_name_that_nobody_uses_any_more() -> None:
    before = talk_of("De glasbollen in de Kerkstraat zijn vol", "Die glasbollen stinken", "bah")
    week = talk_of("Er is ingebroken in de Molenstraat", "Inbrekers!", "erg", start=20, thread=20)

    assert make_title(week, ROUTES, both(before, week)).line == "Inbraken Molenstraat"


def test_copies_of_an_opening_post_are_one() -> None:
    text = "Wij vragen meer inspraak over de bomen in de Molenstraat, teken en deel deze oproep"
    copies = [make_post(text, number=n, thread=n, voice=f"v{n}") for n in (1, 2, 3)]
    alone = title_of_posts(copies[0]).line

    assert title_of_posts(*copies).line == alone


def test_a_usual_matter_is_told_in_every_language_in_the_same_order() -> None:
    found = title_of_posts(
        make_post(
            "Onze kerstmarkt verhuist naar zwembad De Plas",
            thread=1,
            speaker=Speaker.MUNICIPALITY,
            voice=None,
        ),
        make_post("Jammer van de kerstmarkt", number=2, thread=1, voice="a"),
    )

    assert [plain_title(found.plain, language, ROUTES) for language in LANGUAGES] == [
        "Kerstmarkt zwembad De Plas",
        "Marché de Noël – zwembad De Plas",
        "Weihnachtsmarkt zwembad De Plas",
        "Christmas market, zwembad De Plas",
    ]
