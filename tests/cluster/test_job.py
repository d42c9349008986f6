"""The stage on a real store: labels, signals and links are stored, and replaced by a rerun."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.cluster.job import run
from jobs.model import Cursor, Post, SourceId, SourceStatus, State
from jobs.store import Store
from tests.cluster.town import judge, make_settings
from tests.make import MONDAY, WEEK, make_post
from tests.stores import open_store

SETTINGS = make_settings()
TEXTS = (
    "De straatlampen in de Molenstraat zijn weer uit, het is pikdonker",
    "Bij ons in de Molenstraat ook, die straatlampen zijn al een week stuk",
    "Wanneer komen ze voor de straatlampen in de Molenstraat?",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "town.sqlite", "municipality") as opened:
        yield opened


def talk(first: int, weeks: int = 0) -> list[Post]:
    at = MONDAY + timedelta(weeks=weeks)
    return [
        make_post(text, number=first + n, thread=first, voice=f"v{n}",
                  at=at + timedelta(minutes=n))
        for n, text in enumerate(TEXTS)
    ]  # fmt: skip


def save(store: Store, posts: Iterable[Post], weeks: int = 0) -> None:
    kept = tuple(posts)
    status = SourceStatus(source_id=SourceId("groep"), cursor=Cursor.start(), tried_at=MONDAY)
    store.posts.save(kept, (), status, {})
    week = WEEK.plus(weeks)
    store.judgements.put_mentions(week, [judge(post, week=week) for post in kept])


def test_a_week_is_stored_and_a_rerun_stores_the_same(store: Store) -> None:
    save(store, talk(1))
    shown: list[tuple[str, int, int]] = []

    first = run(store, SETTINGS, WEEK, lambda *step: shown.append(step))
    stored = store.signals.of_week(WEEK), store.signals.links(WEEK), store.judgements.labels(WEEK)
    again = run(store, SETTINGS, WEEK)

    assert first == again == {"labels": 3, "signals": 1, "shown": 1}
    assert stored == (
        store.signals.of_week(WEEK), store.signals.links(WEEK), store.judgements.labels(WEEK)
    )  # fmt: skip
    assert shown[-1] == ("cluster", 1, 1)


def test_the_next_week_goes_on_with_the_story(store: Store) -> None:
    save(store, talk(1))
    save(store, talk(20, weeks=1), weeks=1)
    run(store, SETTINGS, WEEK)
    run(store, SETTINGS, WEEK.next)

    (signal,) = store.signals.of_week(WEEK.next)
    assert signal.trend.state is State.STEADY
    assert signal.trend.history == (3, 3)
    assert len(store.signals.stories()) == 1


def test_an_empty_week_stores_nothing_and_is_no_error(store: Store) -> None:
    assert run(store, SETTINGS, WEEK) == {"labels": 0, "signals": 0, "shown": 0}
    assert store.signals.of_week(WEEK) == ()
