"""The list of streets and places in a CSV."""

from pathlib import Path

import pytest

from jobs.errors import ConfigError
from jobs.settings.places import MAX_BYTES
from jobs.settings.schema import Settings, Venue
from tests.settings.stand_in import changed, read

FILE = 'name = "Heidebeek"\nplaces_file = "streets.csv"\nstreets = ["Molenstraat"]'
TEXT = changed('name = "Heidebeek"', FILE)


def load(folder: Path, content: str | bytes) -> Settings:
    raw = content.encode() if isinstance(content, str) else content
    (folder / "streets.csv").write_bytes(raw)
    return read(folder, TEXT)


def said(folder: Path, content: str | bytes) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, content)
    return [str(problem).rpartition("/")[2] for problem in caught.value.problems]


@pytest.mark.parametrize(
    "content",
    ["name\nKerkstraat\nPlein\n", "street;kind\nKerkstraat;street\nPlein;\n",
     "\ufeffcode,Name \r\n1,Kerkstraat\r\n2, Plein\r\n3,\r\n\r\n4,Molenstraat\r\n",
     'name\n"Kerkstraat"\nPlein\nPlein'],
)  # fmt: skip
def test_streets_join_those_of_the_file_once(tmp_path: Path, content: str) -> None:
    assert load(tmp_path, content).municipality.streets == ("Molenstraat", "Kerkstraat", "Plein")


def test_venues_are_told_by_kind_or_department(tmp_path: Path) -> None:
    settings = load(
        tmp_path, "name,kind,department\nhal,venue,groen\nkapel,Venue,\nlaan,,\nbos,,groen\n"
    )

    assert settings.municipality.venues == ("kapel",)
    assert settings.municipality.streets == ("Molenstraat", "laan")
    assert settings.venues == (
        Venue(name="hal", department="groen"),
        Venue(name="bos", department="groen"),
    )


def test_every_bad_row_is_named_with_its_line(tmp_path: Path) -> None:
    rows = f"name,department\na,groem\nb,groen\n{'x' * 301},\na\x07b,\nc,\n"

    assert said(tmp_path, rows) == [
        'streets.csv:2: department: "groem" is not known; did you mean "groen"? (known: "groen")',
        "streets.csv:4: name: is no name of at most 300 characters on one line",
        "streets.csv:5: name: is no name of at most 300 characters on one line",
    ]


@pytest.mark.parametrize("content", ["", "straat\nx\n", "a;b;c\n"])
def test_a_file_without_the_column_is_refused(tmp_path: Path, content: str) -> None:
    assert "no column is called name or street" in said(tmp_path, content)[0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name\ncaf\xe9\n", "streets.csv:2: is not UTF-8 text"),
        (b"name\n" + b"x" * MAX_BYTES, "streets.csv:1: is larger than 5,000,000 bytes"),
        (b"name\n" + b"x" * 200_000, "streets.csv:2: is no CSV (field larger than"),
    ],
)
def test_a_file_that_is_no_csv_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    assert said(tmp_path, content)[0].startswith(expected)


def test_a_missing_file_is_named_in_sources_toml(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, TEXT)

    assert "sources.toml:3: municipality.places_file: there is no file" in str(caught.value)
