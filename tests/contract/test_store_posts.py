"""What every store engine must do with posts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.errors import StoreError
from jobs.model import PostId, Readings, SourceId, SourceState, Tally, ThreadId
from jobs.store import Store
from tests.contract.engines import DAY, MINUTE, STATUS, save
from tests.make import MONDAY, WEEK, make_post


def test_a_saved_post_comes_back_as_it_was(store: Store) -> None:
    post = replace(
        make_post("Waar? Hier.", title="Lampen", reactions=4, url="https://g.example/1"),
        redacted=("email", "phone"),
        cleaned=True,
    )

    assert save(store, post) == Tally(new=1, refused={})
    assert store.posts.between(MONDAY, MONDAY + DAY) == (post,)
    assert store.posts.by_id([post.id, PostId("f" * 32)]) == {post.id: post}


def test_posts_are_found_by_how_their_ids_begin(store: Store) -> None:
    posts = [make_post(number=number) for number in (0xA0, 0xA1, 0xB0)]
    save(store, *posts)
    first = "0" * 30

    assert store.posts.beginning(first, 9) == tuple(post.id for post in posts)
    assert store.posts.beginning(first, 2) == (posts[0].id, posts[1].id)
    assert store.posts.beginning(f"{first}a", 9) == (posts[0].id, posts[1].id)
    assert store.posts.beginning(posts[2].id, 9) == (posts[2].id,)
    assert store.posts.beginning("f", 9) == ()
    assert store.posts.beginning("%", 9) == ()


def test_a_reading_is_stored_together_with_how_far_it_went(store: Store) -> None:
    save(store, make_post())

    assert store.sources.get(SourceId("groep")) == STATUS
    assert store.sources.all() == {SourceId("groep"): STATUS}
    assert store.sources.get(SourceId("elders")) is None


def test_every_item_read_is_counted_once(store: Store) -> None:
    first, second, third = (make_post(number=number) for number in (1, 2, 3))
    save(store, first, second)
    edited = replace(second, text="Toch niet.")

    tally = store.posts.save([first, edited, third, third], [], STATUS, {"no-id": 2})

    assert tally == Tally(new=1, changed=1, same=2, refused={"no-id": 2})
    assert tally.read == 6
    assert store.posts.by_id([second.id])[second.id].text == "Toch niet."


def test_the_last_of_two_versions_in_one_reading_counts(store: Store) -> None:
    post = make_post("eerst")

    assert save(store, post, replace(post, text="dan")) == Tally(new=1, changed=1, refused={})
    assert store.posts.by_id([post.id])[post.id].text == "dan"


def test_when_we_first_read_a_post_stays(store: Store) -> None:
    post = make_post()
    save(store, post)

    later = replace(post, collected_at=post.collected_at + DAY, reactions=9)

    assert save(store, later).changed == 1
    assert store.posts.by_id([post.id])[post.id] == replace(post, reactions=9)


def test_a_post_without_a_usable_moment_keeps_the_first(store: Store) -> None:
    post = replace(make_post(), date_suspect=True)
    save(store, post)
    again = replace(post, posted_at=post.posted_at + DAY, collected_at=post.collected_at + DAY)

    assert save(store, again).same == 1
    assert store.posts.by_id([post.id])[post.id] == post

    dated = replace(post, posted_at=post.posted_at - DAY, date_suspect=False)

    assert save(store, dated).changed == 1
    assert save(store, again).same == 1
    assert store.posts.by_id([post.id])[post.id] == dated


def test_posts_come_by_moment_and_id_within_a_half_open_span(store: Store) -> None:
    late, early, twin = make_post(number=9), make_post(number=2), make_post(number=1)
    twin = replace(twin, posted_at=early.posted_at)
    save(store, late, early, twin)

    assert store.posts.between(early.posted_at, late.posted_at) == (twin, early)
    assert store.posts.first_at() == early.posted_at


def test_an_empty_store_has_no_first_post(store: Store) -> None:
    assert store.posts.first_at() is None


def test_a_comment_needs_no_opening_post(store: Store) -> None:
    comment = make_post(number=2, thread=77)
    save(store, comment, make_post(number=3))
    thread = ThreadId(f"{77:032x}")

    assert store.posts.of_threads([thread], comment.posted_at + MINUTE) == (comment,)
    assert store.posts.of_threads([thread], comment.posted_at) == ()


def test_more_ids_than_fit_in_one_statement(store: Store) -> None:
    posts = tuple(make_post(number=number) for number in range(1, 1203))
    unknown = [ThreadId(f"{number:x}") for number in range(40_000)]

    assert save(store, *posts).new == 1202
    assert len(store.posts.by_id(post.id for post in posts)) == 1202
    threads = [*unknown, *(post.thread_id for post in posts)]
    assert store.posts.of_threads(threads, MONDAY + DAY) == posts


def test_an_erased_post_keeps_its_row_and_nothing_it_said(store: Store) -> None:
    post = make_post("geheim", title="ook", url="https://g.example/ook-geheim", reactions=3)
    save(store, post)

    assert store.posts.erase([post.id, PostId("e" * 32)], MONDAY + DAY) == 1
    assert store.posts.erase([post.id], MONDAY + DAY) == 0
    erased = replace(post, title="", text="", url=None, erased_at=MONDAY + DAY)
    assert store.posts.between(MONDAY, MONDAY + DAY) == (erased,)
    assert store.posts.collected_before(MONDAY + DAY) == ()


def test_what_was_erased_never_comes_back(store: Store) -> None:
    post = make_post("geheim")
    save(store, post)
    store.posts.erase([post.id], MONDAY + DAY)

    assert save(store, replace(post, text="weer geheim")) == Tally(same=1, refused={})
    assert store.posts.by_id([post.id])[post.id].text == ""


def test_what_is_gone_at_the_source_is_erased(store: Store) -> None:
    post = make_post("geheim")
    save(store, post)

    assert save(store, gone=(post.id, PostId("e" * 32))) == Tally(gone=1, refused={})
    assert store.posts.by_id([post.id])[post.id].erased_at == MONDAY


def test_a_post_that_went_before_we_read_it_may_still_come(store: Store) -> None:
    post = make_post()

    assert save(store, gone=(post.id,)).gone == 0
    assert save(store, post).new == 1


def test_posts_that_are_gone_need_a_moment(store: Store) -> None:
    undated = replace(STATUS, read_at=None, tried_at=None)

    with pytest.raises(ValueError, match="must say when"):
        store.posts.save([], [PostId("a" * 32)], undated, {})


def test_posts_first_read_before_a_moment(store: Store) -> None:
    old, new = make_post(number=1), make_post(number=5)
    save(store, new, old)

    assert store.posts.collected_before(new.collected_at) == (old,)


def test_coverage_names_every_known_source(store: Store) -> None:
    save(store, make_post(number=1), make_post(number=2, source="zonder-status"))
    broken = replace(STATUS, source_id=SourceId("forum"), state=SourceState.BROKEN, reason="x")
    store.sources.put(broken)
    store.posts.erase([make_post(number=1).id], MONDAY)

    found = store.posts.coverage(MONDAY, MONDAY + DAY)

    assert [(one.source_id, one.posts, one.state) for one in found] == [
        ("forum", 0, SourceState.BROKEN),
        ("groep", 1, SourceState.OK),
        ("zonder-status", 1, SourceState.UNTRIED),
    ]
    assert (found[0].reason, found[0].read_at) == ("x", MONDAY)


def test_coverage_tells_what_is_usual(store: Store) -> None:
    save(store, *(make_post(number=number) for number in range(1, 8)))
    week = timedelta(days=7)
    weeks = [(MONDAY - age * week, MONDAY - (age - 1) * week) for age in range(4)]

    (found,) = store.posts.coverage(MONDAY + week, MONDAY + 2 * week, before=weeks[:1])
    (median,) = store.posts.coverage(MONDAY + week, MONDAY + 2 * week, before=weeks)

    assert (found.posts, found.usual) == (0, 7)
    assert median.usual == 0


def test_a_moment_without_a_zone_is_refused_and_nothing_is_written(store: Store) -> None:
    bad = replace(make_post(number=2), posted_at=MONDAY.replace(tzinfo=None))

    with pytest.raises((ValueError, StoreError), match="without a time zone"):
        save(store, make_post(), bad)

    assert store.posts.between(MONDAY, MONDAY + DAY) == ()
    assert store.sources.all() == {}


def test_the_readings_of_a_week_add_up(store: Store) -> None:
    groep, forum = SourceId("groep"), SourceId("forum")
    store.sources.add(groep, WEEK, Readings(new=3, changed=1))
    store.sources.add(groep, WEEK, Readings(done=1, read_at=MONDAY))
    store.sources.add(groep, WEEK, Readings(failed=1, gone=2))
    store.sources.add(groep, WEEK.next, Readings(done=1, read_at=MONDAY + 7 * DAY))
    store.sources.add(forum, WEEK, Readings(failed=1))

    assert store.sources.readings(WEEK) == {
        groep: Readings(done=1, failed=1, new=3, changed=1, gone=2, read_at=MONDAY),
        forum: Readings(failed=1),
    }
    assert store.sources.readings(WEEK.next)[groep].done == 1
    assert store.sources.readings(WEEK.previous) == {}


def test_readings_are_counted_together_with_what_they_gave_or_not_at_all(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            tally = save(store, make_post())
            store.sources.add(SourceId("groep"), WEEK, Readings.of(tally))
            message = "killed here"
            raise ValueError(message)

    with pytest.raises(ValueError, match="killed here"):
        fail()

    assert store.sources.readings(WEEK) == {}
    assert store.posts.first_at() is None
