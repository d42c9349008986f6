"""Which column of an unknown file holds what: by its name, by its cells, or not at all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.collect.collectors.export.files import read_rows
from jobs.collect.collectors.export.headers import FIELDS, MELTWATER, plain, rank
from jobs.collect.collectors.export.looks import DateOrder, turned
from jobs.collect.collectors.export.propose import (
    MAX_ROWS,
    MOST_COLUMNS,
    Doubt,
    Guess,
    guess,
    look_at,
    nameless,
)
from jobs.collect.collectors.export.rows import BadFileError, Row
from tests.collect.town import ZONE
from tests.fakes import NOW

SAID = (
    "De lampen in de Molenstraat zijn weer uit",
    "Wanneer komt iemand kijken naar die put?",
    "Het zwembad blijft nog een week dicht",
)


def rows(**columns: object) -> list[Row]:
    """Return three rows with these columns; one value a row, or a list of three."""
    return [
        {name: cells[at] if isinstance(cells, list) else cells for name, cells in columns.items()}
        for at in range(3)
    ]


def guessed(found: list[Row]) -> Guess:
    return guess(look_at(found, NOW, ZONE))


def dates(*cells: str) -> Guess:
    return guessed([{"datum": cell, "tekst": SAID[0]} for cell in cells])


NAMES = {
    "nl": ("tekst", "datum", "kenmerk", "gesprek", "antwoord op", "auteur", "titel", "webadres",
           "vind ik leuks", "taal"),
    "fr": ("texte", "publié le", "identifiant", "conversation", "en réponse à", "auteur", "titre",
           "lien", "mentions J’aime", "langue"),
    "de": ("Nachricht", "veröffentlicht am", "Kennung", "Gespräch", "Antwort auf", "Verfasser",
           "Überschrift", "Webadresse", "Gefällt mir", "Sprache"),
    "en": ("Message", "createdTime", "Post ID", "thread_id", "in_reply_to", "User Name", "Title",
           "Permalink", "Like Count", "Lang"),
}  # fmt: skip
CELLS: dict[str, object] = {
    "text": list(SAID),
    "posted_at": ["2026-11-09 08:15", "2026-11-10 09:00", "2026-11-11 10:00"],
    "id": ["a1", "a2", "a3"],
    "thread": "t1",
    "parent": ["", "a1", "a1"],
    "author": ["Jan", "An", "Jan"],
    "title": ["Lampen", "Put", "Zwembad"],
    "url": ["https://x.example/1", "https://x.example/2", "https://x.example/3"],
    "reactions": ["3", "0", "1.200"],
    "language": "nl",
}


@pytest.mark.parametrize("language", NAMES)
def test_columns_are_known_by_their_names_in_four_languages(language: str) -> None:
    names = dict(zip(FIELDS, NAMES[language], strict=True))
    found = guessed(rows(**{names[field]: CELLS[field] for field in reversed(FIELDS)}))

    assert found.columns == {field: (name,) for field, name in names.items()}
    assert (found.doubts, found.order, found.tool) == ((), None, "")


def test_columns_with_names_that_say_nothing_are_known_by_their_cells() -> None:
    found = guessed(
        rows(K1=CELLS["id"], K2=CELLS["posted_at"], K3=CELLS["url"], K4=CELLS["text"], K5="ja")
    )

    assert found.columns == {
        "text": ("K4",), "posted_at": ("K2",), "id": ("K1",), "url": ("K3",),
    }  # fmt: skip


def test_who_wrote_it_is_never_guessed_from_the_cells() -> None:
    assert "author" not in guessed(rows(K1=["Jan Peeters", "An Maes", "Els"], tekst=SAID)).columns


def test_a_name_is_not_believed_when_the_cells_speak_against_it() -> None:
    found = guessed(
        rows(
            bericht=["https://x.example/1", "https://x.example/2", "https://x.example/3"],
            datum=["vroeg", "laat", "nooit"],
            likes=["veel", "weinig", "geen"],
            taal="Nederlands",
            inhoud=list(SAID),
        )
    )

    assert found.columns == {"text": ("inhoud",), "url": ("bericht",)}


def test_of_two_texts_the_longer_is_taken_and_both_are_named() -> None:
    found = guessed(rows(reactie=["ja", "nee hoor", "dat is zo"], tekst=list(SAID)))

    assert found.columns["text"] == ("tekst",)
    assert found.doubts == (Doubt(field="text", columns=("tekst", "reactie")),)


def test_a_column_that_holds_something_else_is_no_rival() -> None:
    found = guessed(rows(adres=CELLS["url"], link=CELLS["url"], tekst=list(SAID)))

    assert found.columns["url"] == ("link",)
    assert found.doubts == (Doubt(field="url", columns=("link", "adres")),)
    assert guessed(rows(onderwerp=["a", "b", "c"], titel="x", tekst=list(SAID))).doubts == (
        Doubt(field="title", columns=("titel", "onderwerp")),
    )


def test_what_a_person_says_settles_a_doubt_and_takes_the_column_from_another_field() -> None:
    found = guessed(rows(reactie=["ja", "nee hoor", "dat is zo"], tekst=list(SAID), titel="x"))

    settled = found.taking("text", "titel")
    assert settled.columns == {"text": ("titel",)}
    assert settled.doubts == ()
    assert found.taking("title", None).columns == {"text": ("tekst",)}


def test_a_time_in_a_column_of_its_own_goes_with_the_day() -> None:
    found = guessed(
        rows(datum=["09/11/2026", "10/11/2026", "13/11/2026"], uur="8:15", tekst=list(SAID))
    )

    assert found.columns["posted_at"] == ("datum", "uur")


@pytest.mark.parametrize(
    ("cells", "order", "sure"),
    [
        (("13/11/2026", "01/11/2026"), DateOrder.DAY_FIRST, True),
        (("11/13/2026", "11/01/2026"), DateOrder.MONTH_FIRST, True),
        (("10/11/2026", "11/12/2026"), DateOrder.MONTH_FIRST, True),
        (("10/11/2026", "12/11/2026"), DateOrder.DAY_FIRST, True),
        (("01/02/2026", "03/04/2026"), DateOrder.DAY_FIRST, False),
        (("13/11/2026", "11/13/2026"), DateOrder.DAY_FIRST, False),
        (("2026-11-13", "2026-11-01"), None, True),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_all_rows(
    cells: tuple[str, ...], order: DateOrder | None, sure: object
) -> None:
    found = dates(*cells)

    assert (found.order, found.order_sure) == (order, sure)


def test_one_row_at_the_end_decides_the_order() -> None:
    cells = ["01/02/2026"] * 4_000
    assert dates(*cells, "02/28/2026").order is DateOrder.MONTH_FIRST
    assert dates(*cells, "28/02/2026").order_sure


def test_a_day_is_turned_only_where_it_stands() -> None:
    assert turned("11/13/2026 08:15 AM") == "13/11/2026 08:15 AM"
    assert turned("11-13-26") == "13-11-26"
    assert turned("2026-11-13") == "2026-11-13"


def test_the_columns_of_meltwater_are_known_without_looking() -> None:
    names = (
        "Date", "Time", "Document ID", "Headline", "URL", "Opening Text", "Hit Sentence", "Source",
        "Source Domain", "Influencer", "Author Handle", "Country", "Language", "Reach",
        "Sentiment", "Key Phrases", "Input Name", "Keywords", "Document Tags", "Engagement",
        "Views",
    )  # fmt: skip
    found = guessed([dict.fromkeys(names, "x")])

    assert found.tool == "Meltwater"
    assert found.columns == MELTWATER
    assert not any("Sentiment" in held for held in found.columns.values())
    fewer = [name for name in names if name not in {"Influencer", "Time"}]
    assert guessed([dict.fromkeys(fewer, "x")]).columns["posted_at"] == ("Date",)


def test_cells_inside_an_object_have_a_name_of_their_own() -> None:
    found = guessed([{"from": {"name": one}, "message": one} for one in SAID])

    assert found.columns == {"text": ("message",)} | (
        {"author": ("from.name",)} if rank("from.name", "author") else {}
    )
    assert rank("from.name", "author")


def test_a_first_line_that_is_a_post_is_no_line_of_names() -> None:
    for name in ("13/11/2026", "https://x.example/1", "17", "De lampen zijn uit. " * 5):
        assert nameless(look_at([{name: "x", "y": "z"}], NOW, ZONE))
    assert not nameless(look_at([{"Datum": "x", "Bericht": "z", "2e reactie": ""}], NOW, ZONE))


def test_an_author_who_wrote_twice_shows_that_the_first_line_is_a_post() -> None:
    again: list[Row] = [
        {"Jan Smit": "Els Maes", SAID[0]: SAID[1]},
        {"Jan Smit": "Jan Smit", SAID[0]: SAID[2]},
    ]
    assert nameless(look_at(again, NOW, ZONE))
    joined: list[Row] = [
        {"auteur": "Els Maes", "tekst": SAID[1]},
        {"auteur": "auteur", "tekst": "tekst"},
    ]
    assert not nameless(look_at(joined, NOW, ZONE))


def test_a_time_of_day_is_no_id() -> None:
    cells = {"datum": ["3/11/2026", "14/11/2026", "15/11/2026"], "tekst": list(SAID)}
    found = guessed(rows(uur=["10:15", "11:20", "18:00"], **cells))
    assert found.columns["posted_at"] == ("datum", "uur")
    assert "id" not in found.columns


def test_names_are_compared_without_signs_and_humps() -> None:
    assert plain("createdTime") == "created time"
    assert plain("  Publié_le: ") == "publie le"
    assert rank("Post Message (original)", "text") < 1 < rank("message", "text")
    assert rank("Reach", "text") == 0


def test_what_is_looked_at_has_an_end() -> None:
    wide: Row = {f"k{number}": "x" for number in range(MOST_COLUMNS + 50)}
    short: Row = {"tekst": "a"}
    many = (short for _ in range(MAX_ROWS + 5))
    deep: list[Row] = [{"a": {f"k{number}": {"b": "x"} for number in range(1_000)}}]

    assert len(look_at([wide], NOW, ZONE).looks) == MOST_COLUMNS
    seen = look_at(many, NOW, ZONE)
    assert (seen.rows, seen.more) == (MAX_ROWS, True)
    assert len(look_at(deep, NOW, ZONE).looks) == MOST_COLUMNS
    strange = guessed(rows(**{"te\x1bkst": list(SAID), "x" * 500: list(SAID), "": list(SAID)}))
    assert strange.columns == {}


@pytest.mark.parametrize("name", ["columns.csv", "cells.csv", "long.jsonl"])
def test_a_row_without_an_end_is_not_held_in_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    text = {
        "columns.csv": ",".join(f"k{number}" for number in range(1_000_000)) + "\n1\n",
        "cells.csv": "tekst\n" + '"\n",' * 900_000,
        "long.jsonl": '{"a": 1' + ', "b": 1' * 400_000 + "}\n",
    }[name]
    path.write_text(text)

    with pytest.raises(BadFileError, match=r"row that is too long|no line that is a JSON object"):
        list(read_rows(path, needs=None))


def test_a_moment_that_lies_ahead_is_no_moment_in_that_order() -> None:
    ahead = NOW + timedelta(days=40)
    assert ahead > datetime(2026, 12, 1, tzinfo=UTC)
    assert dates("12/11/2026", "12/10/2026").order is DateOrder.DAY_FIRST
