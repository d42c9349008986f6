"""``buurtsignaal places import``: what it writes is what sources.toml reads."""

import shutil
from pathlib import Path

import pytest

from jobs.settings import load_for_analysis
from tests.cli.conftest import Type

TOWN = """\
[municipality]
name = "Gent"
places_file = "places.csv"

[[department]]
id = "wegen"
name = "Wegen"
about = "straten"
"""
ROWS = """\
straatnaam;gemeentenaam;postcode;deelgemeente
Veldstraat;Gent;9000;Gent
Brusselsesteenweg;Gent;9050;Gentbrugge
=BOEM;Gent;9000;Gent
Meir;Antwerpen;2000;Antwerpen
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(TOWN)
    (tmp_path / "register.csv").write_text(ROWS)
    return tmp_path


def test_the_file_it_writes_is_read_again(folder: Path, typed: Type) -> None:
    config = folder / "sources.toml"

    said = typed("places", "import", folder / "register.csv", "--config", config)

    assert said.code == 0
    assert said.out.decode().splitlines() == [
        "Adressenregister: 4 rows, 3 of Gent",
        "left out: 1 without a street that can be used, the first on line 4",
        f"{folder / 'places.csv'} is written: 2 streets",
        "Put under [municipality] in sources.toml:",
        "",
        'places_file = "places.csv"',
        'postcodes = ["9000", "9050"]',
        'sub_municipalities = ["Gentbrugge"]',
        "",
        f"Next: buurtsignaal check --config {config}",
    ]
    settings, left_out = load_for_analysis(config)
    assert left_out == ()
    assert settings.municipality.streets == ("Brusselsesteenweg", "Veldstraat")


def test_a_file_that_is_there_is_kept_unless_forced(folder: Path, typed: Type) -> None:
    words = ("places", "import", folder / "register.csv", "--config", folder / "sources.toml")
    (folder / "places.csv").write_text("name\nmy own\n")

    refused = typed(*words)

    assert refused.code == 2
    assert "is there already" in refused.err
    assert (folder / "places.csv").read_text() == "name\nmy own\n"
    assert typed(*words, "--force").code == 0
    assert "Veldstraat" in (folder / "places.csv").read_text()


def test_a_file_elsewhere_is_named_with_its_folder(folder: Path, typed: Type) -> None:
    config = Path(shutil.copy(folder / "sources.toml", folder / "town.toml"))
    out = folder / "lists" / "x.csv"
    words = ("places", "import", folder / "register.csv", "--config", config, "--out", out)

    assert "choose another --out" in typed(*words).err
    out.parent.mkdir()
    assert b'places_file = "lists/x.csv"' in typed(*words).out


def test_the_wrong_file_ends_with_its_line_and_writes_nothing(folder: Path, typed: Type) -> None:
    (folder / "sources.toml").write_text(TOWN.replace("Gent", "Lier"))

    said = typed("places", "import", folder / "register.csv", "-c", folder / "sources.toml")

    assert said.code == 4
    assert "register.csv:1: no row is of Lier" in said.err
    assert '"Gent"' in said.err
    assert not (folder / "places.csv").exists()
