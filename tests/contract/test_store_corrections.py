"""What every store engine must do with corrections by people."""

from datetime import timedelta

from sqlalchemy import delete

from jobs.model import Correction, CorrectionKind, StoryId
from jobs.store import Store, tables
from tests.contract.engines import save
from tests.make import MONDAY, make_correction, make_mention, make_post, thread_ids

LATER = MONDAY + timedelta(hours=1)


def made_of(store: Store) -> tuple[Correction, ...]:
    return store.corrections.all().made


def test_a_correction_comes_back_as_it_was_with_a_number(store: Store) -> None:
    post = make_post()
    save(store, post)
    apart = make_correction(CorrectionKind.APART, 1, others=(2, 3), story_id=StoryId("s-a"))
    about = make_correction(
        CorrectionKind.ABOUT, post_id=post.id, value="yes", strengths=(("topic", 0.75),)
    )

    numbers = [store.corrections.add(one) for one in (apart, about)]

    assert [one.id for one in made_of(store)] == numbers
    kept = [dataclass_without_id(one) for one in made_of(store)]
    assert kept == [dataclass_without_id(apart), dataclass_without_id(about)]


def dataclass_without_id(one: Correction) -> dict[str, object]:
    return {name: getattr(one, name) for name in Correction.__slots__ if name != "id"}


def test_a_correction_taken_back_is_gone_and_its_number_is_not_used_again(store: Store) -> None:
    number = store.corrections.add(make_correction(CorrectionKind.TOGETHER, 1, 2))

    gone = store.corrections.take_back(number, LATER, "operator")

    assert gone is not None
    assert gone.id == number
    assert made_of(store) == ()
    assert store.corrections.take_back(number, LATER, "operator") is None
    assert store.corrections.add(make_correction(CorrectionKind.TOGETHER, 1, 2)) > number


def test_what_was_corrected_and_taken_back_is_in_the_audit_trail(store: Store) -> None:
    number = store.corrections.add(make_correction(CorrectionKind.TOGETHER, 1, 2))
    store.corrections.take_back(number, LATER, "operator")

    added, taken = store.audit.entries()
    assert (added.actor, added.action) == ("communication lead", "correct")
    assert added.subject == taken.subject == f"correction {number}"
    assert added.detail == "together week=2026-W46 threads=2"
    assert (taken.at, taken.actor, taken.action) == (LATER, "operator", "take-back")
    assert store.audit.broken_at() is None


def test_a_correction_outlives_the_text_of_its_post_but_not_its_row(store: Store) -> None:
    post, other = make_post(number=1), make_post(number=2)
    save(store, post, other)
    for one in (post, other):
        about = make_correction(CorrectionKind.ABOUT, post_id=one.id, strengths=(("name", 1.0),))
        store.corrections.add(about)
    store.posts.erase([post.id, other.id], LATER)
    assert [one.strengths for one in made_of(store)] == [(("name", 1.0),)] * 2

    with store._desk.writing() as connection:
        connection.execute(delete(tables.post).where(tables.post.c.id == post.id))

    assert [one.post_id for one in made_of(store)] == [other.id]


def test_a_correction_no_longer_names_a_thread_of_which_every_text_is_erased(store: Store) -> None:
    opening, comment = make_post(number=1), make_post(number=2, thread=1)
    other = make_post(number=3)
    save(store, opening, comment, other)
    store.corrections.add(make_correction(CorrectionKind.APART, 1, others=(3,)))
    store.corrections.add(make_correction(CorrectionKind.TOGETHER, 3, 1))

    store.posts.erase([opening.id], LATER)
    assert [one.threads for one in made_of(store)] == [thread_ids(1), thread_ids(3, 1)]

    store.posts.erase([comment.id], LATER)
    assert [one.threads for one in made_of(store)] == [(), thread_ids(3)]
    assert [one.others for one in made_of(store)] == [thread_ids(3), ()]


def test_a_week_judged_anew_keeps_its_corrections(store: Store) -> None:
    post = make_post()
    save(store, post)
    store.corrections.add(make_correction(CorrectionKind.ABOUT, post_id=post.id))

    store.judgements.put_mentions(make_mention(post).week, [make_mention(post)])

    assert len(made_of(store)) == 1
