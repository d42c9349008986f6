"""``buurtsignaal export``: the same rows in three formats, and no cell that a spreadsheet runs."""

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jobs.cli.export import MENTION_COLUMNS, SIGNAL_COLUMNS
from jobs.model import Cursor, Evidence, EvidenceKind, SourceId, SourceStatus
from jobs.wiring import open_workplace
from tests.cli.conftest import Said, Type
from tests.conftest import Demo
from tests.make import WEEK, make_mention, make_post, make_signal
from tests.real.servers.run import ROOT

EVIL = (
    '=HYPERLINK("https://evil.example";"klik")',
    "+1+1",
    "-1",
    "@SUM(A1)",
    "  =1+1",
    "\u00a0=1+1",
    "|cmd|' /C calc'!A0",
    "\uff1d1+1",
    "\uff201",
)
COLUMNS = {"signals": SIGNAL_COLUMNS, "mentions": MENTION_COLUMNS}


@pytest.fixture
def evil_town(tmp_path: Path) -> Path:
    """Return the sources.toml of a town whose posts and titles look like formulas."""
    config = Path(shutil.copy(ROOT / "sources.toml", tmp_path))
    posts = [make_post(text, number=number + 1) for number, text in enumerate(EVIL)]
    evidence = (Evidence(kind=EvidenceKind.TOPIC, start=0, end=1, term=EVIL[0], weight=1),)
    status = SourceStatus(source_id=SourceId("groep"), cursor=Cursor.start())
    with open_workplace(config) as work:
        work.store.posts.save(posts, (), status, {})
        mentions = [replace(make_mention(post), evidence=evidence) for post in posts]
        work.store.judgements.put_mentions(WEEK, mentions)
        signals = [make_signal((post,), title=text) for post, text in zip(posts, EVIL, strict=True)]
        work.store.signals.put(WEEK, signals, ())
    return config


def exported(typed: Type, what: str, form: str, config: Path) -> bytes:
    said = typed("export", what, "--week", str(WEEK), "--format", form, "--config", config)
    assert (said.code, said.err) == (0, "")
    return said.out


def jsonl_rows(content: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in content.decode().splitlines()]


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_rows(content: bytes) -> list[tuple[object, ...]]:
    return [row for page in load_workbook(io.BytesIO(content)) for row in page.values]


def formulas(content: bytes) -> int:
    book = load_workbook(io.BytesIO(content))
    return sum(cell.data_type == "f" for page in book for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("what", COLUMNS)
def test_the_three_formats_hold_the_same_rows(demo: Demo, typed: Type, what: str) -> None:
    config = demo.folder / "sources.toml"
    lines = jsonl_rows(exported(typed, what, "jsonl", config))
    table = csv_rows(exported(typed, what, "csv", config))
    sheet = xlsx_rows(exported(typed, what, "xlsx", config))

    assert len(lines) > 40
    assert {tuple(line) for line in lines} == {COLUMNS[what]}
    assert sheet[0] == tuple(table[0]) == COLUMNS[what]
    assert sheet[1:] == [tuple(value or None if value == "" else value for value in line.values())
                         for line in lines]  # fmt: skip
    shown = [["" if value is None else str(value) for value in line.values()] for line in lines]
    assert [[text.removeprefix("'") for text in row.values()] for row in table] == [
        [text.removeprefix("'") for text in row] for row in shown
    ]


def test_signals_come_with_the_advice_about_them(demo: Demo, typed: Type) -> None:
    rows = jsonl_rows(exported(typed, "signals", "jsonl", demo.folder / "sources.toml"))

    assert all(row["week"] == str(WEEK) and row["action"] and row["rule"] for row in rows)
    assert {row["shown"] for row in rows} == {True, False}
    assert any(row["department"] for row in rows)


def test_mentions_come_with_reasons_and_without_what_is_not_about_us(
    demo: Demo, typed: Type
) -> None:
    content = exported(typed, "mentions", "jsonl", demo.folder / "sources.toml")
    rows = jsonl_rows(content)

    assert all(row["evidence"] and row["text"] for row in rows if row["kept"])
    assert all((row["text"], row["url"]) == (None, None) for row in rows if not row["kept"])
    assert {row["kept"] for row in rows} == {True, False}
    assert b"canary-" not in content


@pytest.mark.parametrize("what", COLUMNS)
def test_no_cell_of_a_workbook_is_a_formula(evil_town: Path, typed: Type, what: str) -> None:
    content = exported(typed, what, "xlsx", evil_town)
    values = {value for row in xlsx_rows(content) for value in row}

    assert formulas(content) == 0
    assert set(EVIL) <= values


@pytest.mark.parametrize("what", COLUMNS)
def test_no_cell_of_csv_starts_as_a_formula(evil_town: Path, typed: Type, what: str) -> None:
    content = exported(typed, what, "csv", evil_town)
    values = {value for row in csv_rows(content) for value in row.values()}

    assert {f"'{text}" for text in EVIL} <= values
    assert not set(EVIL) & values


def test_a_week_without_anything_is_an_empty_table(demo: Demo, typed: Type) -> None:
    words = ("export", "signals", "--week", "2020-W01", "--config", demo.folder / "sources.toml")

    assert typed(*words).out == b""
    assert csv_rows(typed(*words, "--format", "csv").out) == []
    assert xlsx_rows(typed(*words, "--format", "xlsx").out) == [SIGNAL_COLUMNS]


def test_it_writes_to_a_file_when_asked(evil_town: Path, typed: Type, tmp_path: Path) -> None:
    words = ("export", "signals", "--week", str(WEEK), "--config", evil_town, "--output")
    target = tmp_path / "signals.jsonl"

    assert typed(*words, target) == Said(code=0, out=b"", err="")
    assert len(jsonl_rows(target.read_bytes())) == len(EVIL)
    said = typed(*words, tmp_path / "nowhere" / "x.jsonl")
    assert said.code == 2
    assert said.err.endswith("(No such file or directory); choose another --output\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("signals", "--week", "week 46"), "write it as 2026-W46"),
        (("signals", "--week", "2026-W60"), "--week 2026-W60: "),
        (("signals", "--week", "2026-W46", "--format", "pdf"), "'jsonl', 'csv', 'xlsx'"),
        (("authors", "--week", "2026-W46"), "'signals', 'mentions'"),
        (("signals",), "--week"),
    ],
)
def test_a_wrong_call_says_what_to_type(
    typed: Type, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    said = typed("export", *words, "--config", tmp_path / "none.toml")

    assert said.code == 2
    assert message in said.err
    assert list(tmp_path.iterdir()) == []
