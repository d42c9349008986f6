"""The list of posts: no cell is a formula, and it reads back as it was."""

import csv
import io
from dataclasses import replace

from jobs.model import LEAD, Edition
from jobs.report.edition import edit
from jobs.report.rows import csv_of
from tests.report.scenes import rich_desk, words


def edition_of(reader: str) -> Edition:
    made = edit(rich_desk(), reader, words())
    assert made is not None
    return made


def test_the_leads_list_has_addresses_and_a_departments_has_none() -> None:
    lead = next(csv.reader(io.StringIO(csv_of(edition_of(LEAD), words()))))
    department = next(csv.reader(io.StringIO(csv_of(edition_of("groen"), words()))))

    assert lead == ["nr.", *department, "adres"]
    assert department[0] == "tijdstip"


def test_every_post_of_a_list_can_be_asked_about() -> None:
    desk = rich_desk()
    edition = edition_of(LEAD)
    rows = list(csv.DictReader(io.StringIO(csv_of(edition, words()))))
    homes = {post: signal.id for signal in desk.signals for post in signal.posts}

    assert {row["kenmerk bericht"]: row["kenmerk signaal"] for row in rows} == homes


def test_a_list_reads_back_row_for_row() -> None:
    edition = edition_of("vrije-tijd")
    hostile = replace(edition.rows[0], text='=1+1\r\n"; DROP', signal="+32 15 00 00 00")
    edition = replace(edition, rows=(hostile, *edition.rows[1:]))
    _, first, *rest = csv.reader(io.StringIO(csv_of(edition, words())))

    assert len(rest) + 1 == len(edition.rows)
    assert first[5] == "'=1+1 \"; DROP"
    assert first[3] == "'+32 15 00 00 00"
    assert first[0].startswith("2026-11-")
    assert first[0].endswith("+01:00")
