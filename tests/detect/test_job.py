"""The stage on a real store: every post of the week judged, in its whole thread so far."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.detect.job import run
from jobs.model import Cursor, Post, SourceId, SourceStatus
from jobs.store import Store
from tests.detect.town import make_settings
from tests.make import MONDAY, WEEK, make_post
from tests.stores import open_store

SETTINGS = make_settings()
COMPLAINT = "De straatverlichting in de Hazelaarstraat is al weken stuk, al gemeld aan de gemeente"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "town.sqlite", "municipality") as opened:
        yield opened


def save(store: Store, posts: Iterable[Post]) -> None:
    status = SourceStatus(source_id=SourceId("groep"), cursor=Cursor.start(), tried_at=MONDAY)
    store.posts.save(posts, (), status, {})


def test_every_post_of_the_week_is_judged_once_however_often_it_runs(store: Store) -> None:
    save(store, (make_post(COMPLAINT), make_post("Te koop: kast", number=2)))
    shown: list[tuple[str, int, int]] = []

    first = run(store, SETTINGS, WEEK, lambda *step: shown.append(step))
    again = run(store, SETTINGS, WEEK)

    assert first == again == {"posts": 2, "mentions": 1}
    assert len(store.judgements.mentions(WEEK)) == 2
    assert shown[-1] == ("detect", 2, 2)


def test_a_reply_in_a_later_week_is_judged_by_its_old_opening_post(store: Store) -> None:
    week_later = MONDAY + timedelta(weeks=1)
    save(store, (make_post(COMPLAINT), make_post("idem", number=2, thread=1, at=week_later)))
    run(store, SETTINGS, WEEK)
    counts = run(store, SETTINGS, WEEK.next)

    assert counts == {"posts": 1, "mentions": 1}


def test_what_comes_later_does_not_change_an_earlier_week(store: Store) -> None:
    later = make_post(COMPLAINT, number=2, thread=1, at=MONDAY + timedelta(weeks=1))
    save(store, (make_post("Tja, dat is toch wat"),))
    before = run(store, SETTINGS, WEEK), store.judgements.mentions(WEEK)
    save(store, (later,))

    assert (run(store, SETTINGS, WEEK), store.judgements.mentions(WEEK)) == before


def test_an_erased_opening_post_still_lifts_new_replies(store: Store) -> None:
    root = make_post(COMPLAINT)
    save(store, (root, make_post("idem", number=2, thread=1, at=MONDAY + timedelta(weeks=1))))
    run(store, SETTINGS, WEEK)
    store.posts.erase((root.id,), MONDAY + timedelta(days=1))

    assert run(store, SETTINGS, WEEK.next)["mentions"] == 1


def test_an_empty_week_has_no_mentions(store: Store) -> None:
    assert run(store, SETTINGS, WEEK) == {"posts": 0, "mentions": 0}
