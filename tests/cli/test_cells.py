"""Laws of the cells that an export writes: whatever the text, no spreadsheet runs it."""

import csv
import io
import re
from unicodedata import category

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from jobs.cells import safe_text, to_csv, to_xlsx

STARTS = "=+-@|\uff1d\uff0b\uff0d\uff20"
ODD = st.text(max_size=40) | st.text(alphabet=f"{STARTS}\t\r\n \u00a0\u200bx1", max_size=8)
LONGEST = 32_767


def csv_cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(ODD)
@example("=1")
@example("\t=1")
@example("\r=1")
@example("\u2003=1")
@example("=" + "x" * 40_000)
def test_no_text_of_csv_starts_what_a_spreadsheet_runs(text: str) -> None:
    ((cell,),) = csv_cells(to_csv(["text"], [{"text": text}]))[1:]

    assert not cell.lstrip().startswith(tuple(STARTS))
    assert not cell.startswith(("\t", "\r"))
    assert len(cell) <= LONGEST


@given(ODD.filter(lambda text: not any(category(char)[0] == "C" for char in text)))
def test_a_text_is_only_ever_given_a_quote_mark(text: str) -> None:
    assert safe_text(text) in {text, f"'{text}"}


@given(st.text(alphabet=st.characters(categories=("L", "N", "Po")), min_size=1, max_size=40))
def test_a_text_that_starts_with_a_letter_stays_as_it_is(text: str) -> None:
    assert safe_text(f"a{text}") == f"a{text}"


@settings(max_examples=50, deadline=None)
@given(st.lists(ODD | st.none() | st.booleans() | st.integers(-(10**9), 10**9), max_size=4))
@example(["=1+1", "\x00\x1b[2J", "\ud800", "\ufffe", "http://evil.example", "x" * 40_000])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(values: list[str | int | None]) -> None:
    columns = [f"c{number}" for number in range(len(values))]
    row = dict(zip(columns, values, strict=True))
    content = to_xlsx(columns, [row], "signals")
    (page,) = load_workbook(io.BytesIO(content))
    cells = [cell for line in page.iter_rows() for cell in line]

    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "b"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []
    numbers = [cell.value for cell in cells[len(columns) :] if cell.data_type in {"n", "b"}]
    assert [value for value in numbers if value is not None] == [
        value for value in values if isinstance(value, int)
    ]


def test_text_that_looks_like_a_formula_is_whole_in_a_workbook() -> None:
    content = to_xlsx(["text"], [{"text": "=1+1"}], "mentions")
    (page,) = load_workbook(io.BytesIO(content))

    assert page["A2"].value == "=1+1"
    assert page["A2"].data_type == "s"
    assert page.title == "mentions"


@pytest.mark.parametrize("text", ["a\x00b", "a\x1b[2Jb", "a\ud800b", "a\ufffeb"])
def test_what_a_file_cannot_hold_becomes_a_mark(text: str) -> None:
    ((cell,),) = csv_cells(to_csv(["text"], [{"text": text}]))[1:]

    assert re.fullmatch("a\ufffd(\\[2J)?b", cell)


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    rows: list[dict[str, int | float | bool | None]] = [{"a": 1, "b": 0.5, "c": True, "d": None}]
    columns = ["a", "b", "c", "d", "e"]
    (page,) = load_workbook(io.BytesIO(to_xlsx(columns, rows, "x")))

    assert next(page.iter_rows(min_row=2, values_only=True)) == (1, 0.5, True, None, None)
    assert csv_cells(to_csv(columns, rows)) == [columns, ["1", "0.5", "True", "", ""]]
