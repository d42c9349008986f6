"""The list of posts: no cell is a formula, and it reads back as it was."""

import csv
import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from jobs.model import LEAD, Edition
from jobs.report.edition import edit
from jobs.report.rows import MAX_CELL, csv_of, harmless
from tests.report.scenes import rich_desk, words


def edition_of(reader: str) -> Edition:
    made = edit(rich_desk(), reader, words())
    assert made is not None
    return made


@given(st.text())
def test_no_cell_starts_like_a_formula(text: str) -> None:
    cell = harmless(text)

    assert not cell.lstrip().startswith(("=", "+", "-", "@", "|", "\t", "\r", "\uff1d", "\uff0b"))
    assert "\n" not in cell


@given(st.text(st.characters(codec="ascii")), st.sampled_from(list("=+-@|")))
def test_a_formula_is_shown_as_text(text: str, sign: str) -> None:
    assert harmless(f" {sign}{text}").startswith(f"'{sign}")


def test_a_cell_is_cut_where_spreadsheets_cut() -> None:
    assert len(harmless("x" * 100_000)) == MAX_CELL


def test_the_leads_list_has_addresses_and_a_departments_has_none() -> None:
    lead = next(csv.reader(io.StringIO(csv_of(edition_of(LEAD), words()))))
    department = next(csv.reader(io.StringIO(csv_of(edition_of("groen"), words()))))

    assert lead == [*department, "adres"]
    assert department[0] == "tijdstip"


def test_a_list_reads_back_row_for_row() -> None:
    edition = edition_of("vrije-tijd")
    hostile = replace(edition.rows[0], text='=1+1\r\n"; DROP', signal="+32 15 00 00 00")
    edition = replace(edition, rows=(hostile, *edition.rows[1:]))
    _, first, *rest = csv.reader(io.StringIO(csv_of(edition, words())))

    assert len(rest) + 1 == len(edition.rows)
    assert first[4] == "'=1+1 \"; DROP"
    assert first[2] == "'+32 15 00 00 00"
    assert first[0].startswith("2026-11-")
    assert first[0].endswith("+01:00")
