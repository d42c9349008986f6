"""The stage on a real store: every edition once, on disk and in the outbox, whatever happens."""

import hashlib
import shutil
from pathlib import Path

import pytest

from jobs.errors import RenderError
from jobs.model import (
    LEAD,
    Answer,
    Cursor,
    DepartmentId,
    Feedback,
    SourceId,
    SourceStatus,
    Week,
)
from jobs.report import job
from jobs.report.matter import version_of
from jobs.settings.schema import Settings
from jobs.store import Store
from tests.report.scenes import SOURCES, WEEK, ZONE, rich_desk, settings
from tests.stores import open_store

DESK = rich_desk()
KEY = bytes(32)
SOME = ("publieke-ruimte", "groen", "communicatie")


def few(folder: Path | None = None, **changes: object) -> Settings:
    """Return settings with three departments, so that fewer PDFs are laid out."""
    kept = [d.model_dump(exclude_defaults=True) for d in DESK.settings.departments if d.id in SOME]
    made = settings(**{"department": kept, **changes})
    return made if folder is None else made.model_copy(update={"folder": folder})


def fill(path: Path) -> Store:
    """Return a store that holds the rich week as the stages before would have left it."""
    filled = open_store(path)
    for source in SOURCES:
        posts = [post for post in DESK.posts.values() if post.source_id == source]
        status = SourceStatus(source_id=SourceId(source), cursor=Cursor.start())
        filled.posts.save(posts, (), status, {})
    everything = (*DESK.signals, *DESK.earlier)
    for week in {signal.week for signal in everything}:
        filled.signals.put(week, [s for s in everything if s.week == week], ())
        filled.judgements.put_labels(week, [x for x in DESK.labels.values() if x.week == week])
    filled.advices.put(WEEK, DESK.advices)
    return filled


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store to report on."""
    return fill(tmp_path / "town.db")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with ``town.db`` and ``reports`` as the stage left them, to be copied."""
    place = tmp_path_factory.mktemp("reported")
    with fill(place / "town.db") as filled:
        job.run(filled, few(), WEEK, place / "reports", KEY)
    return place


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_edition_is_made_once(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    steps: list[tuple[str, int, int]] = []
    counts = job.run(store, few(), WEEK, folder, KEY, lambda *step: steps.append(step))
    made = files(folder)
    reports = store.reports.of_week(WEEK)
    mails = store.outbox.of_week(WEEK)

    assert counts["editions"] == 4
    assert counts["reduced"] == 0
    assert set(made) == {
        f"heidebeek/2026-W46/{report.reader}.{ending}"
        for report in reports
        if report.pdf_path
        for ending in ("pdf", "html")
    }
    assert {r.pdf_path: r.pdf_sha256 for r in reports if r.pdf_path}.items() <= made.items()
    assert {mail.recipient for mail in mails} >= {"communicatie@heidebeek.example"}
    assert len({mail.message_id for mail in mails}) == len(mails) == 4
    assert all(mail.next_at == WEEK.bounds(ZONE)[1] for mail in mails)
    assert steps[0] == ("report", 0, 4)
    assert steps[-1] == ("report", 4, 4)

    again = job.run(store, few(), WEEK, folder, KEY)

    assert again == {"editions": 0, "pages": 0, "short": 0, "reduced": 0, "kept": 4}
    assert files(folder) == made
    assert store.reports.of_week(WEEK) == reports
    assert store.outbox.of_week(WEEK) == mails


def test_a_lost_file_is_made_again_as_it_was(reported: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(reported, tmp_path / "town") / "reports"
    made = files(folder)
    (folder / "heidebeek" / "2026-W46" / "publieke-ruimte.pdf").unlink()
    (folder / "heidebeek" / "2026-W46" / f"{LEAD}.html").unlink()

    with open_store(tmp_path / "town" / "town.db") as store:
        counts = job.run(store, few(), WEEK, folder, KEY)
        mails = store.outbox.of_week(WEEK)

    assert counts["kept"] == 2
    assert files(folder) == made
    assert len(mails) == 4


def test_a_lost_pdf_whose_posts_changed_is_not_made_up(reported: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(reported, tmp_path / "town") / "reports"
    lost = folder / "heidebeek" / "2026-W46" / "publieke-ruimte.pdf"
    lost.unlink()

    with open_store(tmp_path / "town" / "town.db") as store:
        store.posts.erase(DESK.signals[0].posts, WEEK.bounds(ZONE)[1])
        with pytest.raises(RenderError, match=r"publieke-ruimte.pdf is gone .* restore it"):
            job.run(store, few(), WEEK, folder, KEY)

    assert not lost.exists()


def test_a_report_of_before_there_were_web_pages_stays_as_it_is(
    reported: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(reported, tmp_path / "town") / "reports"
    page = folder / "heidebeek" / "2026-W46" / "publieke-ruimte.html"
    page.unlink()

    with open_store(tmp_path / "town" / "town.db") as store:
        store.posts.erase(DESK.signals[0].posts, WEEK.bounds(ZONE)[1])
        assert job.run(store, few(), WEEK, folder, KEY)["kept"] == 4
        shown = {one.report.reader: one for one in job.preview(store, few(), WEEK, folder, KEY)}

    assert not page.exists()
    assert shown["publieke-ruimte"].web is None
    assert shown["publieke-ruimte"].pdf == page.with_suffix(".pdf").read_bytes()


def test_an_empty_week_is_a_short_mail_to_everybody(store: Store, tmp_path: Path) -> None:
    empty = Week(2027, 10)
    counts = job.run(store, few(), empty, tmp_path / "reports", KEY)

    assert counts["short"] == counts["editions"] == 4
    assert LEAD in [report.reader for report in store.reports.of_week(empty)]
    assert files(tmp_path / "reports") == {}


def test_a_reader_may_have_a_language_and_two_addresses_or_none(
    store: Store, tmp_path: Path
) -> None:
    table = [
        {
            "id": "groen",
            "name": "Espaces verts",
            "about": "arbres",
            "language": "fr",
            "recipients": ["a@h.example", "b@h.example", "a@h.example"],
        },
        {"id": "publieke-ruimte", "name": "Publieke ruimte", "about": "wegen"},
    ]
    job.run(store, settings(department=table), WEEK, tmp_path / "reports", KEY)
    reports = {report.reader: report for report in store.reports.of_week(WEEK)}
    to = sorted(m.recipient for m in store.outbox.of_week(WEEK) if m.reader != LEAD)

    assert reports["groen"].language == "fr"
    assert "Ce que nous n’avons pas vu" in reports["groen"].html
    assert to == ["a@h.example", "b@h.example"]
    assert "publieke-ruimte" in reports


def test_a_template_with_a_mistake_stops_its_editions_and_names_them(
    store: Store, tmp_path: Path
) -> None:
    own = tmp_path / "town" / "templates"
    own.mkdir(parents=True)
    (own / "edition.html.j2").write_text("{{ nobody }}", "utf-8")

    with pytest.raises(RenderError, match=r"groen: the template .*; communication-lead: "):
        job.run(store, few(tmp_path / "town"), WEEK, tmp_path / "reports", KEY)

    assert [report.pdf_path for report in store.reports.of_week(WEEK)] == [None]


def test_a_checkout_that_was_never_installed_has_version_nought() -> None:
    assert version_of("no-such-package-of-ours") == "0"


def test_a_lost_file_is_made_again_as_it_was_whatever_departments_said_since(
    reported: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(reported, tmp_path / "town") / "reports"
    made = files(folder)
    (folder / "heidebeek" / "2026-W46" / "publieke-ruimte.pdf").unlink()
    said = Feedback(
        token_hash="a" * 64,
        week=WEEK.previous,
        department=DepartmentId("publieke-ruimte"),
        signal_id=DESK.signals[0].id,
        story_id=next(s.story_id for s in DESK.signals if s.department == "publieke-ruimte"),
        answer=Answer.DONE,
        said_at=WEEK.bounds(ZONE)[1],
    )

    with open_store(tmp_path / "town" / "town.db") as store:
        store.feedback.add(said)
        job.run(store, few(), WEEK, folder, KEY)
        shown = list(job.preview(store, few(), WEEK.next, folder, KEY))
        (row,) = store.feedback.all()
        assert row.told_in is None
        assert any("Opgelost, zei Publieke ruimte" in one.report.html for one in shown)

        job.run(store, few(), WEEK.next, folder, KEY)
        assert store.feedback.told_by(WEEK.next) == store.feedback.all()

    assert {name: one for name, one in files(folder).items() if "W46" in name} == made
