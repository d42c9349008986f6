"""What every store engine must do with the log of hidden and removed posts."""

from dataclasses import replace

from jobs.model import Cause, Moderation, ModerationAct
from jobs.store import Store
from tests.contract.engines import DAY, MINUTE
from tests.make import MONDAY, make_post
from tests.store.subject import STATUS


def make_moderation(number: int = 1) -> Moderation:
    post = make_post(number=number)
    return Moderation(
        post_id=post.id,
        source_id=post.source_id,
        act=ModerationAct.REMOVED,
        rule="insult",
        reason="",
        at=MONDAY,
        by="communication lead",
    )


def test_an_entry_is_kept_and_noted_in_the_audit_trail(store: Store) -> None:
    number = store.moderations.add(make_moderation())

    assert store.moderations.all() == (replace(make_moderation(), id=number),)
    (entry,) = store.audit.entries()
    assert (entry.actor, entry.action) == ("communication lead", "moderate")
    assert entry.subject == f"moderation {number}"


def test_entries_are_found_by_post(store: Store) -> None:
    for number in (1, 2, 3):
        store.moderations.add(make_moderation(number))

    found = store.moderations.of_posts([make_post(number=3).id, make_post(number=1).id])

    assert [one.post_id for one in found] == [make_post(number=n).id for n in (1, 3)]


def test_an_entry_is_taken_back_once_and_its_number_is_not_used_again(store: Store) -> None:
    number = store.moderations.add(make_moderation())

    assert store.moderations.take_back(number, MONDAY + DAY, "operator") is not None
    assert store.moderations.take_back(number, MONDAY + DAY, "operator") is None
    assert store.moderations.all() == ()
    assert store.moderations.add(make_moderation()) > number
    assert [one.action for one in store.audit.entries()] == ["moderate", "take-back", "moderate"]


def test_a_post_that_its_source_took_away_is_told_from_one_past_its_term(store: Store) -> None:
    gone, old, kept = (make_post(number=number) for number in (1, 2, 3))
    store.posts.save([gone, old, kept], (), STATUS, {})
    store.posts.save([], [gone.id], replace(STATUS, tried_at=MONDAY + DAY), {})
    store.posts.erase([old.id], MONDAY + DAY)
    at = MONDAY + DAY

    assert [post.id for post in store.posts.gone(at, at + MINUTE)] == [gone.id]
    assert store.posts.gone(at - MINUTE, at) == ()
    assert store.posts.gone(at, at + MINUTE)[0].text == ""


def test_whatever_is_erased_later_keeps_its_first_cause(store: Store) -> None:
    post = make_post()
    store.posts.save([post], (), STATUS, {})
    store.posts.erase([post.id], MONDAY)
    store.posts.erase([post.id], MONDAY + DAY, Cause.GONE)

    assert store.posts.gone(MONDAY, MONDAY + 2 * DAY) == ()
