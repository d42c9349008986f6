"""The shell, on a real store and real files."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from jobs.errors import StoreError
from jobs.model import (
    YES,
    CorrectionKind,
    Cursor,
    Delivery,
    DeliveryState,
    Post,
    Report,
    SourceId,
    SourceStatus,
    Week,
)
from jobs.retain.files import delete
from jobs.retain.job import preview, run
from jobs.settings.schema import Settings
from jobs.store import Store
from tests.make import MONDAY, WEEK, make_correction, make_mention, make_post, thread_ids
from tests.stores import open_store

DAY = timedelta(days=1)
NOW = MONDAY + 10 * DAY
STATUS = SourceStatus(source_id=SourceId("groep"), cursor=Cursor.start(), tried_at=MONDAY)
NONE = {"expired": 0, "unmentioned": 0, "unjudged": 0, "reports": 0, "editions": 0, "mails": 0}
SETTINGS = Settings.model_validate(
    {
        "municipality": {"name": "Beekdorp", "key": "beekdorp"},
        "department": [{"id": "afval", "name": "Afval", "about": "afval"}],
        "delivery": {"sender": "a@beekdorp.example", "lead": ["b@beekdorp.example"]},
    }
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "town.db", "beekdorp") as opened:
        yield opened


def texts(store: Store) -> dict[str, str]:
    return {post.id[-1]: post.text for post in store.posts.between(MONDAY - DAY, NOW)}


def fill(store: Store) -> tuple[Post, ...]:
    """Save a thread with a mention in it, and a thread without."""
    lamp = make_post("lamp stuk", number=1)
    idem = make_post("wij ook", number=2, thread=1)
    cat = make_post("kat kwijt", number=3)
    posts = (lamp, idem, cat)
    store.posts.save(posts, [], STATUS, {})
    kept = {lamp.id: True}
    mentions = [make_mention(post, kept=kept.get(post.id, False)) for post in posts]
    store.judgements.put_mentions(WEEK, mentions)
    return posts


def test_what_is_not_about_us_is_erased_outside_threads_that_are(store: Store) -> None:
    fill(store)

    assert run(store, SETTINGS, NOW) == {**NONE, "unmentioned": 1}
    assert texts(store) == {"1": "lamp stuk", "2": "wij ook", "3": ""}


def test_the_context_of_a_mention_goes_two_weeks_later(store: Store) -> None:
    fill(store)

    assert run(store, SETTINGS, MONDAY + 15 * DAY) == {**NONE, "unmentioned": 2}
    assert texts(store) == {"1": "lamp stuk", "2": "", "3": ""}


def test_after_its_term_every_text_goes(store: Store) -> None:
    fill(store)

    assert run(store, SETTINGS, MONDAY + 91 * DAY) == {**NONE, "expired": 3}
    assert set(texts(store).values()) == {""}


def test_corrections_stay_and_name_no_thread_that_was_erased(store: Store) -> None:
    lamp, *_ = fill(store)
    about = make_correction(
        CorrectionKind.ABOUT, post_id=lamp.id, value=YES, strengths=(("topic", 0.5),)
    )
    for one in (make_correction(CorrectionKind.TOGETHER, 1, 3), about):
        store.corrections.add(one)

    run(store, SETTINGS, NOW)
    assert store.corrections.all().made[0].threads == thread_ids(1)

    run(store, SETTINGS, MONDAY + 91 * DAY)
    matter, post = store.corrections.all().made
    assert matter.threads == ()
    assert (post.post_id, post.strengths) == (about.post_id, about.strengths)


def test_what_was_done_is_noted_in_counts(store: Store) -> None:
    fill(store)
    run(store, SETTINGS, NOW)
    run(store, SETTINGS, NOW)
    (entry,) = store.audit.entries()

    assert (entry.actor, entry.action, entry.at) == ("retain", "erase", NOW)
    assert entry.detail == "expired=0 unmentioned=1 unjudged=0 reports=0 editions=0 mails=0"


def test_a_preview_tells_the_same_and_erases_nothing(store: Store, tmp_path: Path) -> None:
    fill(store)
    before = texts(store)
    told = preview(store, SETTINGS, NOW, tmp_path)

    assert texts(store) == before
    assert store.audit.entries() == ()
    assert run(store, SETTINGS, NOW, folder=tmp_path) == told


def test_running_twice_erases_once(store: Store) -> None:
    fill(store)
    run(store, SETTINGS, NOW)
    after = texts(store)

    assert run(store, SETTINGS, NOW) == NONE
    assert texts(store) == after


def test_with_a_clock_that_runs_behind_nothing_is_erased(store: Store, tmp_path: Path) -> None:
    """To 1970, and by a day and a bit; an hour is no reason."""
    fill(store)
    before = texts(store)
    for back in (timedelta(days=20_000), 26 * DAY / 24):
        with pytest.raises(StoreError, match="nothing was erased"):
            run(store, SETTINGS, MONDAY - back, folder=tmp_path)

    assert texts(store) == before
    assert run(store, SETTINGS, MONDAY - DAY / 24) == NONE


def test_a_post_dated_in_the_future_does_not_stop_the_clock(store: Store) -> None:
    """A source may say anything; only when we read it counts."""
    odd = make_post("welkom in 2040", number=9, at=MONDAY + 5000 * DAY)
    store.posts.save([replace(odd, collected_at=MONDAY)], [], STATUS, {})

    assert run(store, SETTINGS, NOW) == NONE


def write_pdf(folder: Path, week: str, name: str) -> Path:
    path = folder / week / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF")
    return path


def test_reports_past_their_term_are_deleted_with_their_folder(
    store: Store, tmp_path: Path
) -> None:
    own = tmp_path / "beekdorp"
    names = ("afval.pdf", "afval.html", "communication-lead.pdf", ".groen.pdf.7", ".groen.html.7")
    old = [write_pdf(own, "2025-W40", name) for name in names]
    young = write_pdf(own, "2026-W46", "afval.pdf")
    strange = [
        write_pdf(own, "archief", "afval.pdf"),
        write_pdf(tmp_path / "elders", "2025-W40", "afval.pdf"),
    ]
    (own / "lees.txt").write_text("laat staan", encoding="utf-8")

    counts = run(store, SETTINGS, NOW + 30 * DAY, folder=tmp_path)

    assert counts["reports"] == 5
    assert not any(path.exists() for path in old)
    assert not old[0].parent.exists()
    assert all(path.exists() for path in (young, *strange, own / "lees.txt"))


def test_no_link_is_followed_and_no_other_file_deleted(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "beekdorp"
    outside = write_pdf(tmp_path / "elders", "map", "afval.pdf")
    note = write_pdf(own, "2025-W40", "notitie.txt")
    (own / "2025-W40" / "link.pdf").symlink_to(outside)
    (own / "2025-W41").symlink_to(outside.parent, target_is_directory=True)

    assert run(store, SETTINGS, NOW + 30 * DAY, folder=tmp_path)["reports"] == 0
    assert outside.exists()
    assert note.exists()


def test_without_a_folder_no_report_is_deleted(store: Store, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "beekdorp", str(Week(2024, 1)), "afval.pdf")

    assert run(store, SETTINGS, NOW) == NONE
    assert run(store, SETTINGS, NOW, folder=tmp_path / "nergens") == NONE
    assert path.exists()


def report(store: Store, week: Week, name: str) -> int:
    """Store an edition with a mail, have the mail composed, and return the mail's number."""
    made = Report(
        week=week,
        reader=name,
        language="nl",
        revision=1,
        subject="Beekdorp",
        text="wij ook",
        html="<p>wij ook</p>",
        pdf_path=f"beekdorp/{week}/{name}.pdf",
        pdf_sha256="ab" * 32,
        pages=3,
    )
    mail = Delivery(
        id=0,
        week=week,
        reader=name,
        language="nl",
        revision=1,
        recipient="b@beekdorp.example",
        message_id=f"<{week}.{name}@beekdorp.example>",
        next_at=MONDAY,
    )
    assert store.reports.save(made, [mail])
    claimed = store.outbox.claim(MONDAY, DAY)
    assert claimed is not None
    store.outbox.compose(claimed.id, b"wij ook")
    return claimed.id


def mimes(store: Store) -> list[bytes | None]:
    return [mail.mime for mail in store.outbox.of_week(WEEK)]


def test_the_bytes_of_a_mail_go_a_week_after_it_was_sent_or_refused(store: Store) -> None:
    store.outbox.sent(report(store, WEEK, "afval"), MONDAY + DAY, "250 ok")
    store.outbox.failed(report(store, WEEK, "groen"), "550 no such user")
    store.outbox.in_doubt(report(store, WEEK, "wegen"), "no answer")

    assert run(store, SETTINGS, MONDAY + 7 * DAY) == NONE
    assert run(store, SETTINGS, MONDAY + 8 * DAY + timedelta(seconds=1)) == {**NONE, "mails": 2}

    assert mimes(store) == [None, None, b"wij ook"]
    assert [one.text for one in store.reports.of_week(WEEK)] == ["wij ook"] * 3


def test_past_their_term_reports_lose_their_words_with_their_pdf(
    store: Store, tmp_path: Path
) -> None:
    sent = report(store, WEEK, "afval")
    store.outbox.sent(sent, MONDAY, "250 ok")
    store.outbox.in_doubt(report(store, WEEK, "wegen"), "no answer")
    young = report(store, WEEK.next, "afval")
    path = write_pdf(tmp_path / "beekdorp", str(WEEK), "afval.pdf")
    late = WEEK.next.next.monday
    now = MONDAY.replace(year=late.year, month=late.month, day=late.day) + 388 * DAY

    counts = run(store, SETTINGS, now, folder=tmp_path)

    assert counts == {**NONE, "reports": 1, "editions": 2, "mails": 2}
    assert not path.exists()
    for made in store.reports.of_week(WEEK):
        assert (made.text, made.html, made.pdf_path, made.pages) == ("", "", None, 3)
    assert mimes(store) == [None, None]
    assert store.outbox.troubled() == ()  # nobody can send what is erased
    assert [one.state for one in store.outbox.of_week(WEEK)] == [
        DeliveryState.SENT,
        DeliveryState.FAILED,
    ]
    kept = store.outbox.by_id(young)
    assert kept is not None
    assert kept.mime == b"wij ook"
    assert store.audit.entries()[-1].detail.endswith("reports=1 editions=2 mails=2")
    assert run(store, SETTINGS, now, folder=tmp_path) == NONE


def test_two_processes_that_erase_at_once_note_it_once(tmp_path: Path) -> None:
    """The second waits for the first, and then finds nothing left."""
    with ExitStack() as stack:
        path = tmp_path / "town.db"
        stores = [stack.enter_context(open_store(path, "beekdorp")) for _ in range(4)]
        posts = [make_post(number=number) for number in range(1, 200)]
        stores[0].posts.save(posts, [], STATUS, {})
        pdf = write_pdf(tmp_path / "beekdorp", "2025-W40", "afval.pdf")
        start = Barrier(len(stores))

        def erase(one: Store) -> None:
            start.wait()
            run(one, SETTINGS, MONDAY + 91 * DAY, folder=tmp_path)

        with ThreadPoolExecutor(len(stores)) as pool:
            list(pool.map(erase, stores))

        assert not pdf.exists()
        (noted,) = {entry.detail for entry in stores[0].audit.entries() if "=1" in entry.detail}
        assert noted.startswith("expired=199 ")
        assert len(stores[0].audit.entries()) == 1


def test_a_file_or_folder_that_is_gone_already_is_no_error(tmp_path: Path) -> None:
    there = write_pdf(tmp_path, "2025-W40", "afval.pdf")
    gone = (tmp_path / "2025-W40" / "wegen.pdf", tmp_path / "2025-W41" / "afval.pdf")

    assert delete((there, *gone)) == 1
    assert list(tmp_path.iterdir()) == []
