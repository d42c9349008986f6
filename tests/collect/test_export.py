"""Folders of CSV, XLSX and JSONL files."""

import asyncio
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from jobs.collect.collectors.export import collector as export
from jobs.collect.collectors.export import when
from jobs.collect.collectors.export.collector import Options
from jobs.collect.collectors.export.files import read_rows
from jobs.collect.collectors.export.headers import MELTWATER
from jobs.collect.collectors.export.rows import BadFileError
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Visit
from jobs.errors import SourceBroken
from jobs.model import Batch, Cursor, RawPost
from tests.collect.town import ZONE, keep_one, posts_of, visit
from tests.fakes import NOW
from tests.growth import is_cheap

COLUMNS = {
    "id": "id",
    "thread": "thread",
    "parent": "parent",
    "author": "author",
    "title": "title",
    "text": "text",
    "posted_at": "at",
    "url": "url",
    "reactions": "likes",
    "language": "lang",
}
Cell = str | float | date | datetime | time | None
Options_ = Mapping[str, object]
NOTHING: Options_ = {}
HEADER = "id;thread;parent;author;title;text;at;url;likes;lang"
ROW = "7;t1;;Jan;Kop;De lampen zijn uit, café €;2026-11-09 08:15;https://site.example/7;1.200;nl"


def visiting(place: Path, cursor: Cursor | None = None, options: Options_ = NOTHING) -> Visit:
    settings = {"folder": ".", "columns": COLUMNS, **options}
    seen = visit("export", cursor=cursor, options=settings)
    return replace(seen, folder=place)


def read(
    place: Path, cursor: Cursor | None = None, options: Options_ = NOTHING
) -> tuple[list[Batch], list[RawPost]]:
    """Return what an import gives; files that are broken are raised at the end."""
    batches: list[Batch] = []

    async def go() -> None:
        async for batch in export.collect(visiting(place, cursor, options)):
            batches.append(batch)  # noqa: PERF401 - a comprehension would hide where it stops

    asyncio.run(go())
    return batches, posts_of(batches)


def jsonl(path: Path, *rows: object) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_csv_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}\n{ROW}\n", encoding)
    _, posts = read(tmp_path)
    assert posts == [
        RawPost(
            source_id=posts[0].source_id,
            native_id="7",
            author="Jan",
            title="Kop",
            body="De lampen zijn uit, café €",
            posted_at="2026-11-09 08:15",
            url="https://site.example/7",
            reactions=1200,
            language="nl",
        )
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "text", "at"], ["1", "tekst", "2026-11-09"]]
    (tmp_path / "a.csv").write_text("\n".join(delimiter.join(row) for row in rows))
    _, posts = read(tmp_path)
    assert [post.body for post in posts] == ["tekst"]


def test_encoding_and_delimiter_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("id:text\n1:Łódź\n".encode("iso-8859-2"))
    _, posts = read(tmp_path, options={"encoding": "iso-8859-2", "delimiter": ":"})
    assert posts[0].body == "Łódź"


def test_quotes_line_breaks_and_empty_lines_in_a_csv(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,text\n\n1,"een, ""twee""\ndrie"\n,,\n')
    batches, posts = read(tmp_path)
    assert [post.body for post in posts] == ['een, "twee"\ndrie']
    assert batches[0].refused == {}


def test_a_row_with_too_many_cells_is_refused_and_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,a,b\n2,c\n")
    batches, posts = read(tmp_path)
    assert [post.native_id for post in posts] == ["2"]
    assert batches[0].refused == {"bad-row": 1}


def workbook(path: Path, *rows: tuple[Cell, ...], sheet: str = "Berichten") -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.create_sheet("Leeg")
    book.save(path)


def test_a_workbook_is_read_as_text_formulas_too(tmp_path: Path) -> None:
    """What another program would run stays a text."""
    moment = datetime(2026, 11, 9, 8, 15)  # noqa: DTZ001 - workbooks know no zones
    workbook(
        tmp_path / "a.xlsx",
        ("id", "text", "at", "likes", None, "author"),
        (7, "=1+1", moment, 3, "x", "Jan"),
        (None, None, None, None, None, None),
        (8.0, "ja", date(2026, 11, 9), None, None, None),
    )
    _, posts = read(tmp_path, options={"sheet": "Berichten"})
    assert [post.native_id for post in posts] == ["7", "8"]
    assert posts[0].body == "=1+1"
    assert posts[0].posted_at == moment
    assert posts[0].reactions == 3
    assert str(posts[1].posted_at).startswith("2026-11-09")
    _, posts = read(tmp_path)
    assert len(posts) == 2


def test_rows_of_jsonl_lead_into_objects_and_are_chosen(tmp_path: Path) -> None:
    jsonl(
        tmp_path / "a.jsonl",
        {"id": 1, "from": {"name": "Jan"}, "text": "a", "source": "x"},
        {"id": 2, "from": {"name": "An"}, "text": "b", "source": "y"},
        {"id": 3, "from": "An", "text": "c", "source": "z", "at": 1794208500, "likes": True},
        {"id": [], "text": None, "source": "x", "at": True},
    )
    columns = COLUMNS | {"author": "from.name"}
    _, posts = read(tmp_path, options={"columns": columns, "where": {"source": "x"}})
    assert [post.author for post in posts] == ["Jan", None]
    assert posts[1].native_id.startswith("row:")
    _, posts = read(
        tmp_path,
        options={"columns": columns, "where": {"source": ["y", "z"], "id": ["2", "3"]}},
    )
    assert [post.native_id for post in posts] == ["2", "3"]
    assert [post.author for post in posts] == ["An", None]
    assert posts[1].posted_at == 1794208500


def test_lines_that_are_no_json_are_refused_and_counted(tmp_path: Path) -> None:
    good = json.dumps({"id": "1", "text": "a"})
    lines = [good, "{", "[]", '{"id": NaN}', '{"a":' * 5_000, "", '{"a": ' + "9" * 5_000 + "}"]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    batches, posts = read(tmp_path)
    assert len(posts) == 1
    assert batches[0].refused == {"bad-row": 5}


def test_a_thread_is_named_after_its_opening_post(tmp_path: Path) -> None:
    jsonl(
        tmp_path / "a.jsonl",
        {"id": "a1", "thread": "t", "parent": None, "text": "x"},
        {"id": "a2", "thread": "t", "parent": "a1", "text": "x"},
        {"id": "a3", "thread": "t", "parent": "a2", "text": "x"},
        {"id": "a4", "thread": "t", "text": "x"},
        {"id": "b2", "thread": "u", "parent": "b1", "text": "x"},
        {"id": "c2", "parent": "c1", "text": "x"},
        {"id": "d1", "text": "x"},
    )
    _, posts = read(tmp_path)
    assert [post.thread_native_id for post in posts] == [
        None, "a1", "a1", "a1", "b1", "c1", None,
    ]  # fmt: skip


def test_the_key_of_a_row_is_its_id_else_its_address_else_its_text(tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"text": "a", "url": "https://x.example/1"}, {"text": "a"})
    _, posts = read(tmp_path)
    assert posts[0].native_id == "https://x.example/1"
    assert posts[1].native_id.startswith("row:")
    _, again = read(tmp_path)
    assert posts[1].native_id == again[1].native_id


def test_an_unchanged_file_is_not_read_again_and_a_changed_one_is(tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"id": "1", "text": "a"})
    jsonl(tmp_path / "b.jsonl", {"id": "2", "text": "b"})
    batches, _ = read(tmp_path)
    cursor = batches[-1].cursor
    assert "jsonl" not in repr(cursor)
    assert read(tmp_path, cursor)[0] == []
    jsonl(tmp_path / "b.jsonl", {"id": "2", "text": "b"}, {"id": "3", "text": "c"})
    (tmp_path / "a.jsonl").unlink()
    batches, posts = read(tmp_path, cursor)
    assert [post.native_id for post in posts] == ["2", "3"]
    assert len(batches[-1].cursor.marks) == 1


def test_a_long_file_comes_in_batches_and_goes_on_after_a_crash(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": "a"} for number in range(export.BATCH * 2 + 1)]
    jsonl(tmp_path / "a.jsonl", *rows)
    batches, posts = read(tmp_path)
    assert [len(batch.posts) for batch in batches] == [export.BATCH, export.BATCH, 1]
    _, rest = read(tmp_path, batches[0].cursor)
    assert [post.native_id for post in rest] == [post.native_id for post in posts[export.BATCH :]]


def test_a_very_long_file_is_cut_and_the_rest_follows_next_time(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": "a"} for number in range(export.MAX_ROWS + 3)]
    jsonl(tmp_path / "a.jsonl", *rows)
    jsonl(tmp_path / "b.jsonl", {"id": "b", "text": "a"})
    batches, posts = read(tmp_path)
    assert len(posts) == export.MAX_ROWS
    assert batches[-1].cut
    _, posts = read(tmp_path, batches[-1].cursor)
    assert [post.native_id for post in posts][-2:] == [str(export.MAX_ROWS + 2), "b"]


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("xl/worksheets/sheet1.xml", b"a" * 20_000_000)


def doctype(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>')


def test_a_document_type_is_seen_in_any_encoding(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", ("id", "text"), (1, "a"))
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as pack:
        text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
        pack.writestr("xl/more.xml", text.encode("utf-16"))
    with pytest.raises(SourceBroken, match="document type"):
        read(tmp_path)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(51_000_000)


def claims(path: Path) -> None:
    """Write a workbook that says of its parts that they are 4 GB each."""
    workbook(path, ("id", "text"), (1, "a"))
    pack = bytearray(path.read_bytes())
    place = pack.find(b"PK\x01\x02")
    while place >= 0:
        pack[place + 24 : place + 28] = b"\xf0\xff\xff\xff"
        place = pack.find(b"PK\x01\x02", place + 4)
    path.write_bytes(pack)


BROKEN = {
    "claims.xlsx": claims,
    "wide.xlsx": lambda path: sheet(path, f'<row r="3">{"<c><v>1</v></c>" * 1_000_000}</row>'),
    "names.csv": lambda path: path.write_text("id,text," + "a," * 1_000_000 + "\n1,a\n"),
    "name.csv": lambda path: path.write_text(f"id,text,{'a' * 5_000_000}\n1,a\n"),
    "text.xlsx": lambda path: path.write_bytes(b"geen werkmap"),
    "empty.xlsx": lambda path: path.write_bytes(b""),
    "pack.xlsx": lambda path: zipfile.ZipFile(path, "w").close(),
    "bomb.xlsx": bomb,
    "doctype.xlsx": doctype,
    "columns.xlsx": lambda path: workbook(path, ("id", "bericht"), (1, "a")),
    "blank.xlsx": lambda path: workbook(path, (None, None), (1, "a")),
    "cut.csv": lambda path: path.write_text('id,text\n1,"a'),
    "columns.csv": lambda path: path.write_text("id,bericht\n1,a"),
    "blank.csv": lambda path: path.write_text("\n\n"),
    "long.csv": lambda path: path.write_text("id,text\n1," + "a" * 200_000),
    "cut.jsonl": lambda path: path.write_text('{"id": 1, "text'),
    "array.json": lambda path: path.write_text('[\n{"id": 1},\n]'),
    "huge.csv": huge,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    BROKEN[name](tmp_path / name)
    jsonl(tmp_path / "z.jsonl", {"id": "geheim", "text": "geheim"})
    batches: list[Batch] = []

    async def go() -> None:
        async for batch in export.collect(visiting(tmp_path)):
            batches.append(batch)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(SourceBroken) as caught:
        asyncio.run(go())
    assert caught.value.reason == "bad-file"
    assert name in caught.value.detail
    assert "geheim" not in str(caught.value)
    assert len(posts_of(batches)) == 1


def test_a_missing_sheet_breaks_the_file(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", ("id", "text"), (1, "a"))
    with pytest.raises(SourceBroken, match="no sheet of that name"):
        read(tmp_path, options={"sheet": "Andere"})


def test_a_file_that_goes_away_is_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="cannot be opened"):
        list(
            read_rows(tmp_path / "no.csv", needs="text", encoding=None, delimiter=None, sheet=None)
        )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"folder": "not-there"}, "no-folder"),
        ({"folder": "package:not-there"}, "no-folder"),
        ({"files": "*.csv"}, "no-files"),
    ],
    ids=str,
)
def test_a_missing_folder_or_file_is_told(
    tmp_path: Path, options: dict[str, object], reason: str
) -> None:
    (tmp_path / ".hidden").touch()
    (tmp_path / "~$open.xlsx").touch()
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(SourceBroken) as caught:
        read(tmp_path, options=options)
    assert caught.value.reason == reason


def test_the_demo_town_comes_with_the_program(tmp_path: Path) -> None:
    columns = {"id": "id", "thread": "thread", "parent": "parent", "text": "text"}
    options = {
        "folder": "package:demo/heidebeek",
        "files": "posts-*.jsonl",
        "columns": columns,
        "where": {"source": "forum-heidebeek"},
    }
    _, posts = read(tmp_path, options=options)
    assert len(posts) == 47
    openings = {post.native_id for post in posts if post.thread_native_id is None}
    assert all(post.thread_native_id in {None, *openings} for post in posts)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"folder": "package:../../etc"},
        {"folder": "a", "files": "../*.csv"},
        {"folder": "a", "files": "/etc/*"},
        {"folder": "a", "files": "a/../../*"},
        {"folder": "a", "delimiter": ";;"},
        {"folder": "a", "columns": {"tekst": "x"}},
        {"folder": "a", "column": {}},
    ],
    ids=str,
)
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(options)


def test_a_file_that_goes_away_while_reading_is_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="cannot be opened"):
        export._hash(tmp_path / "no.csv")


def test_moments_of_other_kinds_are_passed_on_or_dropped() -> None:
    assert when._moment(datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2026, 1, 1, tzinfo=UTC)
    assert when._moment(date(2026, 1, 1)) == "2026-01-01"
    assert when._moment(object()) is None
    assert export._text({"id": 8.0}, "id") == "8"
    assert export._number("12 duizend") == 0


def test_an_empty_text_in_the_first_row_is_no_missing_column(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", ("id", "text"), (1, None), (2, "a"))
    (tmp_path / "b.csv").write_text("id,text\n3\n4,b\n")
    jsonl(tmp_path / "c.jsonl", {"id": 5}, {"id": 6, "text": "c"})
    _, posts = read(tmp_path)
    assert [(post.native_id, post.body) for post in posts] == [
        ("1", ""), ("2", "a"), ("3", ""), ("4", "b"), ("5", ""), ("6", "c"),
    ]  # fmt: skip


def test_a_column_may_lie_inside_an_object(tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"id": 1}, {"id": 2, "message": {"text": "a"}})
    _, posts = read(tmp_path, options={"columns": COLUMNS | {"text": "message.text"}})
    assert [post.body for post in posts] == ["", "a"]


def sheet(path: Path, rows: str) -> None:
    """Write a workbook whose sheet holds *rows*, as a hostile program would."""
    workbook(path, ("id", "text"), (1, "a"))
    with zipfile.ZipFile(path) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>text</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>a</t></is></c></row>'
        f"{rows}</sheetData></worksheet>"
    ).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in parts.items():
            pack.writestr(name, content)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="10000000"><c r="A10000000"><v>2</v></c></row>',
        '<row r="1048577"><c><v>2</v></c></row>',
        '<row r="900000"><c><v>2</v></c></row>',
        '<row r="3"><c r="XFD3"><v>2</v></c></row>',
        "".join(f'<row r="{number}"/>' for number in range(3, 20_000)),
    ],
    ids=["far beyond", "just beyond", "after a gap", "far right", "empty rows"],
)
def test_a_sheet_that_reaches_too_far_ends_where_its_texts_do(tmp_path: Path, rows: str) -> None:
    sheet(tmp_path / "a.xlsx", rows)
    _, posts = read(tmp_path)
    assert [post.body for post in posts][:1] == ["a"]
    assert len(posts) == 1

    (tmp_path / "usual").mkdir()
    sheet(tmp_path / "usual" / "a.xlsx", "".join(f'<row r="{n}"/>' for n in range(3, 2_000)))
    assert is_cheap(lambda: read(tmp_path), lambda: read(tmp_path / "usual"))


def shared(path: Path) -> None:
    sheet(path, "")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as pack:
        noise = b"".join(b"<si><t>%d</t></si>" % (number * 7919) for number in range(2_600_000))
        pack.writestr("xl/sharedStrings.xml", noise)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: sheet(path, '<row r="3">' + "<c/>" * 600_000 + "</row>"), "row"),
        (lambda path: sheet(path, "<!--</row>-->"), "comment"),
        (shared, "unpacks"),
    ],
    ids=["a row without end", "a comment", "too many texts"],
)
def test_a_workbook_that_would_fill_the_memory_is_refused(
    tmp_path: Path, make: Callable[[Path], None], why: str
) -> None:
    make(tmp_path / "a.xlsx")
    with pytest.raises(SourceBroken, match=why):
        read(tmp_path)


def test_a_workbook_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as pack:
        for number in range(2_001):
            pack.writestr(f"{number}", b"")
    with pytest.raises(SourceBroken, match="unpacks"):
        read(tmp_path)


def test_a_delimiter_inside_a_name_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id;"text, zoals hij is, en volledig";at\n1;a;2026-11-09\n')
    columns = {"id": "id", "text": "text, zoals hij is, en volledig"}
    _, posts = read(tmp_path, options={"columns": columns})
    assert [(post.native_id, post.body) for post in posts] == [("1", "a")]


def test_the_columns_of_meltwater_are_read_by_their_own_names(tmp_path: Path) -> None:
    """Headers as two public projects have them; the judgement of the tool is not used."""
    names = "Date\tTime\tDocument ID\tHeadline\tURL\tOpening Text\tHit Sentence\tSource"
    names += "\tSource Domain\tInfluencer\tAuthor Handle\tCountry\tLanguage\tReach\tSentiment"
    names += "\tKey Phrases\tInput Name\tKeywords\tDocument Tags\tEngagement\tViews"
    cells = "13-Nov-2026\t08:15 PM\t42\tLampen\thttps://x.example/1\tDe lampen zijn uit\tlampen\t"
    cells += "x\tx.example\tJan\tjan\tBE\tDutch\t100\tNegative\tk\ti\tw\tt\t7\t9"
    (tmp_path / "meltwater.csv").write_text(f"{names}\n{cells}\n", "utf-16")
    columns = {name: held[0] if len(held) == 1 else held for name, held in MELTWATER.items()}
    _, (post,) = read(tmp_path, options={"columns": columns})

    assert (post.native_id, post.author, post.reactions) == ("42", "Jan", 7)
    assert (post.title, post.body) == ("Lampen", "De lampen zijn uit")
    moment, doubtful = to_utc(post.posted_at, now=NOW, zone=ZONE)
    assert (f"{moment:%Y-%m-%d %H:%M}", doubtful) == ("2026-11-13 19:15", False)
    assert "Negative" not in repr([getattr(post, one.name) for one in fields(post)])


@pytest.mark.parametrize(
    ("day", "clock", "order", "moment"),
    [
        ("11/12/2026", "8:15", "day-first", "2026-12-11 07:15"),
        ("11/12/2026", "8:15", "month-first", "2026-11-12 07:15"),
        ("11/12/2026 8:15 PM", "", "month-first", "2026-11-12 19:15"),
        ("2026-11-12", "8:15 PM", "month-first", "2026-11-12 19:15"),
        ("2026-11-12 08:15", "08:15", "day-first", "2026-11-12 07:15"),
        ("2026-11-12", "", "day-first", "2026-11-12 11:00"),
        ("12-Nov-2026", "08:15", "day-first", "2026-11-12 07:15"),
    ],
)
def test_a_day_its_order_and_its_time_make_a_moment(
    tmp_path: Path, day: str, clock: str, order: str, moment: str
) -> None:
    (tmp_path / "a.csv").write_text(f"text,day,clock\na,{day},{clock}\n")
    columns = {"text": "text", "posted_at": ["day", "clock"]}
    _, (post,) = read(tmp_path, options={"columns": columns, "date_order": order})
    found, doubtful = to_utc(post.posted_at, now=NOW + timedelta(days=60), zone=ZONE)

    assert (f"{found:%Y-%m-%d %H:%M}", doubtful) == (moment, False)


def test_days_and_times_of_a_workbook_are_put_together(tmp_path: Path) -> None:
    midnight, morning = datetime(2026, 11, 9), datetime(2026, 11, 9, 8, 15)  # noqa: DTZ001 - workbooks know no zones
    workbook(
        tmp_path / "a.xlsx",
        ("text", "day", "clock"),
        ("a", midnight, time(8, 15)),
        ("b", morning, time(9, 30)),
        ("c", None, time(9, 30)),
    )
    columns = {"text": "text", "posted_at": ["day", "clock"]}
    _, posts = read(tmp_path, options={"columns": columns})

    assert [post.posted_at for post in posts] == ["09/11/2026 08:15:00", morning, None]


def test_of_two_columns_of_one_name_each_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text,text\n1,a,b\n")
    workbook(tmp_path / "b.xlsx", ("id", "text", "text"), (2, "a", "b"))
    _, posts = read(tmp_path)
    assert [post.body for post in posts] == ["a", "a"]
    _, posts = read(tmp_path, options={"columns": {"text": "text (2)"}})
    assert [post.body for post in posts] == ["b", "b"]


def test_zeros_in_a_text_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,De lamp\0en zijn uit\0\n")
    _, (post,) = read(tmp_path)
    assert keep_one(post).text == "De lampen zijn uit"
