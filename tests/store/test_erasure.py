"""Erased text is in no file of the store any more."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from jobs.model import LEAD, Delivery, Report
from jobs.store import Store, tables
from tests.make import MONDAY, WEEK, make_post
from tests.store.subject import STATUS

SECRET = "kanarievogel"
REPORT = Report(
    week=WEEK,
    reader=LEAD,
    language="nl",
    revision=1,
    subject="Heidebeek",
    text="",
    html="",
    pdf_path=None,
    pdf_sha256=None,
    pages=0,
)
MAIL = Delivery(
    id=0,
    week=WEEK,
    reader=LEAD,
    language="nl",
    revision=1,
    recipient="lead@h.example",
    message_id="<1@h.example>",
    next_at=MONDAY,
)


def test_erased_text_is_in_no_file_any_more(tmp_path: Path) -> None:
    posts = [make_post(f"{SECRET} {number} " * 40, number=number) for number in range(1, 200)]
    with Store.open(tmp_path / "store.db", "heidebeek", create=True) as store:
        store.posts.save(posts, [], STATUS, {})
        assert holding(tmp_path)

        with store.transaction():
            store.posts.erase([post.id for post in posts], MONDAY)

        assert holding(tmp_path) == []


@pytest.mark.parametrize("drop", [False, True])
def test_an_erased_report_and_its_mail_are_in_no_file_any_more(
    tmp_path: Path, drop: object
) -> None:
    words = f"{SECRET} " * 9000  # a mail with a PDF fills many pages
    with Store.open(tmp_path / "store.db", "heidebeek", create=True) as store:
        report = replace(REPORT, text=words, html=f"<p>{words}</p>")
        store.reports.save(report, [MAIL])
        claimed = store.outbox.claim(MONDAY, timedelta(minutes=1))
        assert claimed is not None
        store.outbox.compose(claimed.id, words.encode())
        store.outbox.failed(claimed.id, "550")
        assert holding(tmp_path)

        store.reports.erase((WEEK,))
        if drop:
            store.outbox.drop(claimed.id)
        else:
            store.outbox.strip((claimed.id,))

        assert holding(tmp_path) == []


def test_a_reader_does_not_keep_an_erasure_from_ending(tmp_path: Path) -> None:
    post = make_post(SECRET)
    with Store.open(tmp_path / "store.db", "heidebeek", create=True) as store:
        store.posts.save([post], [], STATUS, {})
        with store._desk.connections.reading() as reader:
            reader.exec_driver_sql("SELECT * FROM post").fetchone()
            with Store.open(tmp_path / "store.db", "heidebeek") as other:
                other.posts.erase([post.id], MONDAY)

        assert store.posts.by_id([post.id])[post.id].text == ""


def test_what_was_erased_is_refused_even_when_its_row_is_gone(tmp_path: Path) -> None:
    post = make_post(SECRET)
    with Store.open(tmp_path / "store.db", "heidebeek", create=True) as store:
        store.posts.save([post], [], STATUS, {})
        store.posts.erase([post.id], MONDAY)
        with store._desk.writing() as connection:
            connection.execute(delete(tables.post))

        tally = store.posts.save([post], [], STATUS, {"erased": 1, "no-text": 1})

        assert tally.refused == {"erased": 2, "no-text": 1}
        assert store.posts.first_at() is None


def holding(folder: Path) -> list[str]:
    """Return the files in which the secret can be read."""
    return [one.name for one in folder.iterdir() if SECRET.encode() in one.read_bytes()]
