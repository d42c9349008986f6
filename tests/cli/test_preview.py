"""``buurtsignaal preview``: files to look at, and nothing sent or changed."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from jobs import clock
from jobs.model import LEAD, Stage
from jobs.store import Store
from tests.cli.conftest import Type
from tests.make import WEEK
from tests.pipeline.town import small


def everything(folder: Path) -> tuple[object, ...]:
    """Return what the store holds of the week, and the files of its reports."""
    with Store.open(folder / "data" / "heidebeek.sqlite", "heidebeek") as store:
        rows = (store.outbox.of_week(WEEK), store.reports.of_week(WEEK), store.runs.of_week(WEEK))
    files = {path: path.read_bytes() for path in sorted((folder / "reports").rglob("*.*"))}
    return (*rows, files)


def test_a_week_that_was_made_is_written_as_it_was_made(demo_copy: Path, typed: Type) -> None:
    before, to = everything(demo_copy), demo_copy / "kijk"
    said = typed("preview", str(WEEK), "--to", to, "--config", demo_copy / "sources.toml")
    assert (said.code, said.err) == (0, "")
    assert everything(demo_copy) == before
    with Store.open(demo_copy / "data" / "heidebeek.sqlite", "heidebeek") as store:
        made = {one.reader: one for one in store.reports.of_week(WEEK)}

    assert {path.name.partition(".")[0] for path in to.iterdir()} == set(made)
    assert said.out.decode().splitlines()[-1] == (
        f"{len(list(to.iterdir()))} files written; nothing was sent"
    )
    for reader, report in made.items():
        mail = message_from_bytes((to / f"{reader}.eml").read_bytes(), policy=policy.default)
        assert mail["Subject"] == report.subject
        assert (to / f"{reader}.mail.html").read_text("utf-8") == report.html
        attached = [part.get_content() for part in mail.iter_attachments()]
        if report.pdf_path is None:
            assert attached == []
            assert not (to / f"{reader}.pdf").exists()
            assert not (to / f"{reader}.html").exists()
        else:
            pdf = (demo_copy / "reports" / report.pdf_path).read_bytes()
            assert attached == [pdf] == [(to / f"{reader}.pdf").read_bytes()]
            page = (demo_copy / "reports" / report.pdf_path).with_suffix(".html").read_bytes()
            assert page == (to / f"{reader}.html").read_bytes()
    assert {oct(path.stat().st_mode & 0o777) for path in to.iterdir()} == {"0o600"}


def test_a_week_without_reports_is_shown_as_it_would_be_made(demo_copy: Path, typed: Type) -> None:
    week = WEEK.previous
    with Store.open(demo_copy / "data" / "heidebeek.sqlite", "heidebeek") as store:
        assert store.reports.of_week(week) == ()
        assert Stage.ADVISE in {run.stage for run in store.runs.of_week(week)}
    to, config = demo_copy / "kijk", demo_copy / "sources.toml"
    config.write_text(small(config.read_text("utf-8"), "groen"), "utf-8")  # has two editions
    said = typed("preview", str(week), "--to", to, "--config", config)

    assert (said.code, said.err) == (0, "")
    assert (to / f"{LEAD}.pdf").read_bytes().startswith(b"%PDF")
    assert (to / f"{LEAD}.eml").is_file()
    with Store.open(demo_copy / "data" / "heidebeek.sqlite", "heidebeek") as store:
        assert store.reports.of_week(week) == ()
        assert store.outbox.of_week(week) == ()


def test_a_report_that_cannot_be_shown_as_it_was_made_is_not_shown(
    demo_copy: Path, typed: Type
) -> None:
    to, config = demo_copy / "kijk", demo_copy / "sources.toml"
    with Store.open(demo_copy / "data" / "heidebeek.sqlite", "heidebeek") as store:
        made = next(one for one in store.reports.of_week(WEEK) if one.reader == LEAD)
        assert made.pdf_path is not None
        (demo_copy / "reports" / made.pdf_path).unlink()
        told = {post for signal in store.signals.of_week(WEEK) for post in signal.posts}
        store.posts.erase(told, clock.now())
        said = typed("preview", str(WEEK), "--to", to, "--config", config)
        assert said.code == 1
        assert f"{made.pdf_path} is gone and cannot be made again" in said.err
        store.reports.erase([WEEK])
    said = typed("preview", str(WEEK), "--to", to / "gewist", "--config", config)
    assert (said.code, said.out) == (1, b"")
    assert "2026-W46 are past their term and were erased" in said.err
    assert not (to / "gewist").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("2026-W20", "--to", "kijk"), "2026-W20 is not analysed yet; run collect,"),
        (("2026-W46", "--to", "sources.toml/kijk"), "cannot be written (NotADirectoryError)"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(
    demo_copy: Path, typed: Type, words: tuple[str, ...], why: str
) -> None:
    config = demo_copy / "sources.toml"
    spelled = [str(demo_copy / word) if "kijk" in word else word for word in words]
    said = typed("preview", *spelled, "--config", config)

    assert said.code == 2
    assert why in said.err
