"""The address registers people can download, as their headers are."""

import gzip
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.errors import ConfigError
from jobs.settings.bulk import open_bulk
from jobs.settings.registers import Register, read_register
from jobs.settings.schema import Municipality

GENT = Municipality(name="Gent", key="44021")
BEST = (
    "EPSG:31370_x,EPSG:31370_y,EPSG:4326_lat,EPSG:4326_lon,address_id,box_number,house_number,"
    "municipality_id,municipality_name_de,municipality_name_fr,municipality_name_nl,postcode,"
    "postname_fr,postname_nl,street_id,streetname_de,streetname_fr,streetname_nl,region_code,"
    "status"
)
BAG = (
    "openbareruimte;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats;gemeente;"
    "provincie;object_id;object_type;nevenadres;x;y;lon;lat"
)


def best(code: str, town: str, post: str, streets: str, state: str = "current") -> str:
    return f"1,2,3,4,9,,7,{code},,{town},{town},9000,,{post},5,{streets},BE-VLG,{state}"


def read(folder: Path, content: str | bytes, town: Municipality = GENT) -> Register:
    path = folder / "register.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_bulk(path) as bulk:
        return read_register(bulk, town, lambda *_: None)


def said(folder: Path, content: str | bytes, town: Municipality = GENT) -> str:
    with pytest.raises(ConfigError) as caught:
        read(folder, content, town)
    (problem,) = caught.value.problems
    assert problem.file == str(folder / "register.csv")
    return f"{problem.line}: {problem.text}"


def test_best_addresses(tmp_path: Path) -> None:
    rows = [
        best("44021", "Gent", "GENT", ",,Veldstraat"),
        best("44021", "Gent", "GENT", ",,Veldstraat"),
        best("44021", "Gent", "SINT-DENIJS-WESTREM", ",Rue du Nord,Noordstraat"),
        best("44021", "Gent", "Gent", ",,Oude Weg", "retired"),
        best("11002", "Antwerpen", "ANTWERPEN", ",,Meir"),
    ]

    found = read(tmp_path, "\n".join((BEST, *rows)))

    assert found.layout == "BeSt addresses"
    assert (found.rows, found.ours, found.unusable) == (5, 3, 0)
    assert found.streets == ("Noordstraat", "Rue du Nord", "Veldstraat")
    assert found.places == ("Sint-Denijs-Westrem",)
    assert found.postcodes == ("9000",)


@pytest.mark.parametrize(
    ("header", "rows", "name"),
    [
        ("straatnaam;gemeentenaam;postcode;postnaam", "{};Gent;9000;Gent\nX;Aalst;9300;", "Gent"),
        ("STRAATNM;NISCODE;GEMEENTE;POSTCODE", "{};44021;Gent;9000\nX;41002;Gent;9300", "Gent"),
        ("gemeenteid;straatnm", "https://x.example/id/gemeente/44021;{}\n41002;X", "Gent"),
        (BAG, "{};1;;;9000AB;Delft;Delft\nX;1;;;1;Delft;Leiden", "Delft"),
        ("openbare_ruimte_naam,bronhouder_identificatie", "{},503\nX,0546", "Delft"),
        ("straat,woonplaats,postcode", "{},Gent,9000\nX,Melle,9090", "Gent"),
        ("straat;deelgemeente", "{};Gent\n{};Gent", "Gent"),
        ("Street\tpostcode", "{}\t9000", "Gent"),
        ("name", "{}", "Gent"),
    ],
)
def test_other_layouts(tmp_path: Path, header: str, rows: str, name: str) -> None:
    town = Municipality(name=name, country="NL" if name == "Delft" else "BE")

    found = read(tmp_path, f"{header}\n{rows.replace('{}', 'Veldstraat')}\n", town)

    assert found.streets == ("Veldstraat",)
    assert found.places == ()
    assert found.postcodes == (("9000",) if "post" in header.lower() else ())


def test_a_municipality_is_found_under_any_of_its_names(tmp_path: Path) -> None:
    town = Municipality(name="Hal", language="fr")

    assert read(tmp_path, "straat;commune\nA-straat;HALLE\n", town).streets == ("A-straat",)


@pytest.mark.parametrize(
    "content",
    [
        "straat\nVélodroom\n".encode(),
        "\ufeffstraat\r\nVélodroom\r\n".encode(),
        "straat\nVélodroom\n".encode("cp1252"),
        "straat\nVélodroom\n".encode("utf-16"),
        gzip.compress("straat\nVélodroom\n".encode()),
    ],
    ids=["utf-8", "mark", "cp1252", "utf-16", "gzip"],
)
def test_encodings(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content).streets == ("Vélodroom",)


def packed(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "straat\nVeldstraat\n")
    return target.getvalue()


def test_a_zip_of_one_csv_is_read_and_of_two_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, packed("a/lees.csv", "readme.pdf")).streets == ("Veldstraat",)
    assert said(tmp_path, packed("a.csv", "b.csv")) == (
        '1: holds 2 CSV files ("a.csv", "b.csv"); unpack it, and give the one you need'
    )
    assert "holds 0 CSV files (none)" in said(tmp_path, packed("readme.pdf"))


def test_the_wrong_file_names_whose_it_is(tmp_path: Path) -> None:
    rows = "\n".join(f"S;{name}" for name in ("Gentt", "Aalst", "Aalst", "Lokeren"))

    assert said(tmp_path, f"straatnaam;gemeentenaam\n{rows}") == (
        '1: no row is of Gent: the file is of "Gentt", "Aalst", "Lokeren"; fetch the file of your '
        "own region, or correct name or key in [municipality]"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "1: no column of streets among"),
        (b"a;b\n1;2\n", '1: no column of streets among "a", "b"; call it street'),
        (b"straat\n", "1: has no rows below the first line"),
        (b"straat\n=cmd\n", "1: no row of Gent names a street that can be used"),
        (b"straat\nA\n" + b"x" * 1_000_001, "3: is a line of more than 1,000,000 characters"),
        (b"straat\nA\nB" + b"x" * 200_000 + b"\n", "3: a cell that is far too long"),
        (b'straat\nA\n"B\n' + b"C\n" * 50_000, "3: a quote is opened here and not closed"),
        (gzip.compress(b"straat\nA\n" * 1000)[:-9], "1: cannot be read (EOFError)"),
        (b"PK\x03\x04nonsense", "1: cannot be read (BadZipFile)"),
        (b"straat\n" + b"".join(b"S%d\n" % n for n in range(50_002)), "50002: more than 50,000"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    assert said(tmp_path, content).startswith(expected)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"), open_bulk(tmp_path / "x.csv"):
        pass


def test_rows_without_a_usable_street_are_counted_and_the_first_is_named(tmp_path: Path) -> None:
    rows = ["straat", "Veldstraat", "", "=HYPERLINK(1)", "a\x07b", "x" * 301, "'t Zand", "-", "1"]

    found = read(tmp_path, "\n".join(rows))

    assert found.streets == ("'t Zand", "Veldstraat")
    assert (found.ours, found.unusable, found.first_unusable) == (7, 5, 4)


def test_names_in_capitals_are_written_as_people_do(tmp_path: Path) -> None:
    found = read(tmp_path, "straat\nRUE DE LA STATION\nKAPELLE-OP-DEN-BOS\nN9\nA 12\n")

    assert found.streets == ("A 12", "Kapelle-op-den-Bos", "N9", "Rue de la Station")


def test_progress_is_told_in_bytes_and_ends_at_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "register.csv"
    path.write_text("straat\n" + "Veldstraat\n" * 45_000)
    with open_bulk(path) as bulk:
        read_register(bulk, GENT, lambda *step: told.append(step))

    assert told == sorted(told)
    assert len(told) == 3
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(alphabet='ab";,\n\r\x00\ufeffé=\t', max_size=200).map(
            lambda body: f"straatnaam;gemeentenaam\n{body}".encode()
        ),
    )
)
def test_whatever_a_file_holds_it_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    streets: tuple[str, ...] = ()
    with suppress(ConfigError):
        streets = read(tmp_path, content).streets

    assert all(name.isprintable() and name[0] not in "=+-@" for name in streets)
