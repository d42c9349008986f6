"""``source try FILE``: a guess that says it is one, asked about when somebody is there."""

import json
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from jobs.cli.source_file import as_file, asker, try_file
from jobs.collect.collectors.registry import KINDS
from jobs.errors import BuurtsignaalError, UsageError
from jobs.settings import load
from jobs.settings.schema import Settings
from tests.cli.conftest import Said, Type

FILE = """
[municipality]
name = "Heidebeek"

[[source]]
id = "berichten"
name = "Groep"
kind = "export"
owner = "community"
access = "imported"
purpose = "luisteren"
legal_basis = "taak"
folder = "import"

[[department]]
id = "groen"
name = "Groen"
about = "bomen"
recipients = ["groen@heidebeek.example"]

[delivery]
sender = "signaal@heidebeek.example"
lead = ["lead@heidebeek.example"]
"""
TABLE = (
    ("Nummer", "Naam", "Geplaatst op", "Bericht", "Sentiment"),
    ("a1", "Jef Zonnebloem", "13/11/2026 08:15", "De lampen zijn uit, bel 0470 12 34 56", "neg"),
    ("a2", "An Klaproos", "11/10/2026 21:00", "Jef Zonnebloem heeft gelijk, pikdonker", "neg"),
    ("a3", "Rita Distel", "12/11/2026 09:00", "Wanneer komt men naar die put kijken?", "pos"),
)
Town = tuple[Settings, Path]
Say = Callable[..., Said]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the settings of a town, and a folder in it with exports."""
    (tmp_path / "sources.toml").write_text(FILE, "utf-8")
    folder = tmp_path / "import"
    folder.mkdir()
    return load(tmp_path / "sources.toml", KINDS), folder


@pytest.fixture
def say(town: Town, typed: Type) -> Say:
    """Return what tries a file, as typed."""
    config = town[0].folder / "sources.toml"
    return lambda path, *words: typed("source", "try", path, *words, "--config", config)


def csv(path: Path, *rows: Sequence[str], encoding: str = "utf-8", between: str = ";") -> Path:
    path.write_text("".join(between.join(row) + "\n" for row in rows), encoding)
    return path


def xlsx(path: Path) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in TABLE:
        book.active.append(row)
    book.save(path)
    return path


def jsonl(path: Path) -> Path:
    names, *rows = TABLE
    lines = (json.dumps(dict(zip(names, row, strict=True))) for row in rows)
    path.write_text("\n".join(lines), "utf-8")
    return path


MADE: dict[str, Callable[[Path], Path]] = {
    "utf-8.csv": lambda path: csv(path, *TABLE),
    "bom.csv": lambda path: csv(path, *TABLE, encoding="utf-8-sig", between="\t"),
    "wide.csv": lambda path: csv(path, *TABLE, encoding="utf-16", between="\t"),
    "latin.txt": lambda path: csv(path, *TABLE, encoding="cp1252", between="|"),
    "a.xlsx": xlsx,
    "a.jsonl": jsonl,
}


@pytest.mark.parametrize("name", MADE)
def test_a_file_of_any_form_gives_a_table_that_reads_it_and_shows_nobody(
    town: Town, say: Say, name: str
) -> None:
    said = say(MADE[name](town[1] / name))
    out = said.out.decode()
    (table,) = tomllib.loads(out)["source"]

    assert (said.code, said.err) == (0, "")
    assert (table["kind"], table["folder"], table["files"]) == ("export", "import", name)
    assert table["access"] == "imported"
    assert table["date_order"] == "day-first"
    assert table["columns"] == {
        "text": "Bericht", "posted_at": "Geplaatst op", "id": "Nummer", "author": "Naam",
    }  # fmt: skip
    assert "# Read once: 3 posts in 3 threads." in out
    assert "2026-11-13 08:15  De lampen zijn uit, bel [telefoon]" in out
    assert "Sentiment is what a tool thinks of a post; it is not used." in out
    assert not any(one in out for one in ("Jef", "Zonnebloem", "Klaproos", "Rita", "0470"))


def test_nothing_is_written(town: Town, say: Say) -> None:
    settings, folder = town
    csv(folder / "a.csv", *TABLE)
    before = {path: path.read_bytes() for path in settings.folder.rglob("*") if path.is_file()}
    say(folder / "a.csv")

    assert before == {
        path: path.read_bytes() for path in settings.folder.rglob("*") if path.is_file()
    }


def test_the_table_is_one_that_check_takes_once_the_comments_are_decided(
    town: Town, say: Say
) -> None:
    settings, folder = town
    out = say(csv(folder / "Export [juni].csv", *TABLE)).out.decode()
    decided = out.replace('# owner = "community"', 'owner = "community"')
    for key in ("purpose", "legal_basis"):
        decided = decided.replace(f'# {key} = ""', f'{key} = "taak van algemeen belang"')
    config = settings.folder / "sources.toml"
    config.write_text(f"{FILE}\n{decided}", "utf-8")
    again = load(config, KINDS)

    assert [source.id for source in again.sources] == ["berichten", "export-juni"]


def test_what_is_in_doubt_or_lacking_is_told(town: Town, say: Say) -> None:
    rows = (
        ("Reactie", "Tekst", "Datum"),
        ("ja", "Het is daar altijd donker", "01/02/2026"),
        ("neen", "Wanneer wordt dat hersteld?", "03/04/2026"),
    )
    out = say(csv(town[1] / "a.csv", *rows), "--yes").out.decode()

    assert "# text: Tekst was taken; it may also be Reactie." in out
    assert "# Whether day or month comes first does not show in any row" in out
    assert "# No column is named as that of the author" in out
    assert "# No column names a post" in out
    assert "# No column holds a moment" not in out
    assert "# No column holds a moment" in say(
        csv(town[1] / "b.csv", *(row[:2] for row in rows))
    ).out.decode()  # fmt: skip


class Person:
    """Somebody at a terminal who answers by these words, and is asked nothing else."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, question: str, answers: Sequence[str]) -> int:
        """Return the place of the next word among *answers*."""
        self.asked.append(question)
        return list(answers).index(self._answers.pop(0))


def test_a_person_is_asked_about_doubts_and_corrects_the_rest(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (
        ("Reactie", "Tekst", "Datum", "Wie"),
        ("ja, dat is zo", "Het is daar altijd donker", "01/02/2026", "Jef Zonnebloem"),
        ("neen, niet waar", "Wanneer wordt dat hersteld?", "03/04/2026", "Els"),
    )
    author = "no, another column holds who wrote it (only a keyed pseudonym is kept)"
    person = Person("Reactie", "the month", author, "Wie", "yes")
    try_file(town[0], csv(town[1] / "a.csv", *rows), person)
    out = capsys.readouterr().out
    (table,) = tomllib.loads(out)["source"]

    assert person.asked == [
        "Which column holds the text of a post?",
        "Which comes first in a date such as 11/12/2026?",
        "Is this right?",
        "Which column holds who wrote it (only a keyed pseudonym is kept)?",
        "Is this right?",
    ]
    assert table["columns"] == {"text": "Reactie", "posted_at": "Datum", "author": "Wie"}
    assert table["date_order"] == "month-first"
    assert out.count("[[source]]") == 1
    assert "2026-01-02 12:00  ja, dat is zo" in out
    assert "Zonnebloem" not in out


def test_a_person_may_say_which_column_has_the_texts_when_none_looks_like_it(town: Town) -> None:
    path = csv(town[1] / "a.csv", ("k", "l"), ("ja", "1"), ("neen", "2"))
    person = Person("k", "yes")
    try_file(town[0], path, person)
    assert person.asked[0] == "Which column holds the text of a post?"

    with pytest.raises(BuurtsignaalError, match=r"no column of a\.csv looks like the text"):
        try_file(town[0], path, Person("none of these"))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((("k", "l"), ("ja", "1")), "no column of a.csv looks like the text of posts; it has k, l"),
        ((("k", "l"),), "a.csv holds no rows under its line of column names"),
        (TABLE[1:], "a.csv has no column names in its first line"),
        ((("",),), "a.csv has no line of column names"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_next_step_and_without_a_cell(
    town: Town, say: Say, rows: tuple[tuple[str, ...], ...], told: str
) -> None:
    said = say(csv(town[1] / "a.csv", *rows))

    assert said.code == 1
    assert told in said.err
    assert "Zonnebloem" not in said.err


def test_names_of_columns_steer_no_terminal_and_leave_the_comments_no_comments(
    town: Town, say: Say
) -> None:
    names = ("\x1b[31mSentiment\x07", "Tekst", 'Titel"; x = "1')
    said = say(csv(town[1] / "a.csv", names, ("neg", "De lamp is al weken stuk", "a")))
    out = said.out.decode()

    assert said.code == 0
    assert "\x1b" not in out
    assert "is what a tool thinks" in out
    assert set(tomllib.loads(out)) == {"source"}


def test_a_name_that_no_settings_can_hold_is_said(town: Town, say: Say) -> None:
    said = say(csv(town[1] / f"{'x' * 70}\udcff.csv", *TABLE))
    long = say(
        csv(town[1] / "a.csv", (*TABLE[0][:3], "b" * 5_000), *(row[:4] for row in TABLE[1:]))
    )

    assert (said.code, long.code) == (1, 1)
    assert "give it a plain and short one" in said.err
    assert "no column names in its first line" in long.err


def test_what_ends_as_a_file_is_one_and_what_is_no_file_is_an_address(tmp_path: Path) -> None:
    path = csv(tmp_path / "zonder-einde", ("tekst",), ("a",))

    assert as_file(str(path)) == path
    assert as_file("https://site.example/export.csv") is None
    assert as_file("forum.example") is None
    with pytest.raises(UsageError, match=r"there is no file nergens\.csv"):
        as_file("nergens.csv")


def test_nobody_is_asked_where_no_terminal_is() -> None:
    assert asker() is None
