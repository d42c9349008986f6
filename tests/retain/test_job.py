"""The shell, on a real store and real files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.errors import StoreError
from jobs.model import Cursor, Post, SourceId, SourceStatus, Week
from jobs.retain.job import preview, run
from jobs.settings.schema import Settings
from jobs.store import Store
from tests.make import MONDAY, WEEK, make_mention, make_post

DAY = timedelta(days=1)
NOW = MONDAY + 10 * DAY
STATUS = SourceStatus(source_id=SourceId("groep"), cursor=Cursor.start(), tried_at=MONDAY)
NONE = {"expired": 0, "unmentioned": 0, "unjudged": 0, "reports": 0}
SETTINGS = Settings.model_validate(
    {
        "municipality": {"name": "Beekdorp", "key": "beekdorp"},
        "department": [{"id": "afval", "name": "Afval", "about": "afval"}],
        "delivery": {"sender": "a@beekdorp.example", "lead": ["b@beekdorp.example"]},
    }
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "town.db", "beekdorp", create=True) as opened:
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


def test_what_was_done_is_noted_in_counts(store: Store) -> None:
    fill(store)
    run(store, SETTINGS, NOW)
    run(store, SETTINGS, NOW)
    (entry,) = store.audit.entries()

    assert (entry.actor, entry.action, entry.at) == ("retain", "erase", NOW)
    assert entry.detail == "expired=0 unmentioned=1 unjudged=0 reports=0"


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
    old = [write_pdf(own, "2025-W40", name) for name in ("afval.pdf", "communication-lead.pdf")]
    young = write_pdf(own, "2026-W46", "afval.pdf")
    strange = [
        write_pdf(own, "archief", "afval.pdf"),
        write_pdf(tmp_path / "elders", "2025-W40", "afval.pdf"),
    ]
    (own / "lees.txt").write_text("laat staan", encoding="utf-8")

    counts = run(store, SETTINGS, NOW + 30 * DAY, folder=tmp_path)

    assert counts["reports"] == 2
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
