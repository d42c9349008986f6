"""What every store engine must do in general, and the laws the pipeline rests on."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.model import Post, PostId
from jobs.store import Store
from tests.contract.engines import DAY, ENGINES, MINUTE, save
from tests.make import MONDAY, make_post


def test_the_audit_trail_hangs_together(store: Store) -> None:
    store.audit.add(MONDAY, "retain", "erase", "2026-W46", "posts=3")
    store.audit.add(MONDAY + DAY, "deliver", "send", "7", "")

    first, second = store.audit.entries()

    assert (first.actor, first.action, first.subject, first.detail, first.at) == (
        "retain",
        "erase",
        "2026-W46",
        "posts=3",
        MONDAY,
    )
    assert first.hash != second.hash
    assert store.audit.broken_at() is None


def test_small_facts_are_kept_and_replaced(store: Store) -> None:
    assert store.meta.get("mode") is None
    store.meta.put("mode", "a")
    store.meta.put("mode", "b")

    assert store.meta.get("mode") == "b"


def test_signs_of_life(store: Store) -> None:
    store.daemons.beat("one", "0.1", MONDAY)
    store.daemons.stop("one", MONDAY + MINUTE)
    store.daemons.beat("two", "0.1", MONDAY + DAY)
    store.daemons.beat("two", "0.1", MONDAY + 2 * DAY)

    one, two = store.daemons.all()
    assert one.stopped_at == MONDAY + MINUTE
    assert (two.started_at, two.beat_at, two.stopped_at) == (MONDAY + DAY, MONDAY + 2 * DAY, None)

    store.daemons.stop("two", MONDAY + 3 * DAY)
    assert [daemon.id for daemon in store.daemons.all()] == ["two"]


def test_a_transaction_is_all_or_nothing_and_joins_the_outer_one(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            store.meta.put("a", "1")
            with store.transaction():
                save(store, make_post())
                assert store.meta.get("a") == "1"
            message = "half-way"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError):
        fail()

    assert store.meta.get("a") is None
    assert store.posts.first_at() is None


def test_others_see_a_transaction_only_when_it_is_over(another: Callable[[], Store]) -> None:
    one, two = another(), another()

    with one.transaction():
        one.meta.put("a", "1")
        assert two.meta.get("a") is None

    assert two.meta.get("a") == "1"


POSTS = st.lists(
    st.builds(
        lambda number, text, suspect: replace(make_post(text, number=number), date_suspect=suspect),
        st.integers(1, 30),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        st.booleans(),
    ),
    max_size=12,
    unique_by=lambda post: post.id,
)
THOROUGH = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def content(store: Store) -> tuple[Post, ...]:
    return store.posts.between(MONDAY - DAY, MONDAY + DAY)


@THOROUGH
@given(POSTS, st.randoms(use_true_random=False))
def test_saving_twice_is_saving_once_in_whatever_order(
    tmp_path_factory: pytest.TempPathFactory, posts: list[Post], random: object
) -> None:
    mixed = list(posts)
    assert hasattr(random, "shuffle")
    random.shuffle(mixed)
    folder = tmp_path_factory.mktemp("law")
    for open_engine in ENGINES.values():
        with open_engine(folder / "a") as once, open_engine(folder / "b") as twice:
            save(once, *posts)
            half = len(mixed) // 2
            first, second = save(twice, *mixed[:half]), save(twice, *mixed)

            assert content(once) == content(twice)
            assert first.new + second.new == len(posts)
            assert second.same == half
            assert second.changed == 0


@THOROUGH
@given(POSTS, st.lists(st.integers(1, 30), max_size=8))
def test_whatever_is_erased_stays_erased(
    tmp_path_factory: pytest.TempPathFactory, posts: list[Post], numbers: list[int]
) -> None:
    gone = tuple(PostId(f"{number:032x}") for number in numbers)
    for open_engine in ENGINES.values():
        with open_engine(tmp_path_factory.mktemp("law")) as store:
            save(store, *posts)
            store.posts.erase(gone, MONDAY)
            save(store, *(replace(post, text=f"{post.text}!") for post in posts))

            for post in content(store):
                assert (post.text == "") == (post.id in gone)
