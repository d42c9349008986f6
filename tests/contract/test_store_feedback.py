"""What every store engine must do with the answers of departments."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jobs.errors import StoreError
from jobs.model import Answer, DepartmentId, Feedback, SignalId, StoryId, Week
from jobs.store import Store
from tests.make import MONDAY

WEEK = Week(2026, 46)
SAID = Feedback(
    token_hash="a" * 64,
    week=WEEK,
    department=DepartmentId("publieke-ruimte"),
    signal_id=SignalId("2026-W46-3f2a9c1bab12"),
    story_id=StoryId("s-2026-W44-3f2a9c1bab12"),
    answer=Answer.PLANNED,
    day=date(2026, 12, 3),
    said_at=MONDAY,
)


def test_an_answer_comes_back_as_it_was_with_a_number(store: Store) -> None:
    number = store.feedback.add(SAID)
    other = replace(
        SAID, token_hash="b" * 64, answer=Answer.NOT_OURS, owner=DepartmentId("groen"), day=None
    )
    later = store.feedback.add(other)

    assert number is not None
    assert later is not None
    assert later > number
    assert store.feedback.all() == (replace(SAID, id=number), replace(other, id=later))


def test_a_token_counts_once(store: Store) -> None:
    assert store.feedback.add(SAID)
    again = replace(SAID, day=date(2026, 12, 4), said_at=MONDAY + timedelta(hours=1))

    assert store.feedback.add(again) is None
    assert [one.day for one in store.feedback.all()] == [SAID.day]


def test_what_an_edition_knows_stays_as_it_was_whatever_is_said_later(store: Store) -> None:
    store.feedback.add(SAID)
    store.feedback.close(WEEK.next)
    store.feedback.add(replace(SAID, token_hash="b" * 64))
    known = store.feedback.told_by(WEEK.next)

    assert [one.token_hash[0] for one in known] == ["a"]
    assert known[0].told_in == WEEK.next
    assert store.feedback.told_by(WEEK) == ()

    shown = store.feedback.to_tell(WEEK.plus(2))
    assert store.feedback.told_by(WEEK.plus(2)) == known
    store.feedback.close(WEEK.plus(2))
    assert store.feedback.told_by(WEEK.plus(2)) == shown
    assert store.feedback.told_by(WEEK.next) == known
    assert [one.token_hash[0] for one in store.feedback.told_by(WEEK.plus(2))] == ["a", "b"]


def test_an_answer_that_is_taken_back_counts_from_the_next_edition_on_no_more(
    store: Store,
) -> None:
    number = store.feedback.add(SAID)
    assert number is not None
    store.feedback.close(WEEK.next)
    known = store.feedback.told_by(WEEK.next)
    gone = store.feedback.take_back(number, MONDAY)

    assert gone is not None
    assert gone.taken_back_at == MONDAY
    assert store.feedback.take_back(number, MONDAY) is None
    assert store.feedback.take_back(number + 1, MONDAY) is None
    assert store.feedback.to_tell(WEEK.plus(2)) == ()
    assert [one.id for one in store.feedback.told_by(WEEK.next)] == [one.id for one in known]

    store.feedback.close(WEEK.plus(2))

    assert store.feedback.told_by(WEEK.plus(2)) == ()
    assert [one.id for one in store.feedback.told_by(WEEK.next)] == [number]
    assert store.feedback.add(SAID) is None  # its mail is read anew


def test_an_answer_that_is_taken_back_before_it_is_told_is_never_told(store: Store) -> None:
    number = store.feedback.add(SAID)
    assert number is not None
    assert store.feedback.take_back(number, MONDAY) is not None
    store.feedback.close(WEEK.next)

    assert store.feedback.told_by(WEEK.next) == store.feedback.told_by(WEEK.plus(3)) == ()
    assert [one.id for one in store.feedback.all()] == [number]


def test_a_transaction_that_fails_keeps_no_answer(store: Store) -> None:
    with pytest.raises(StoreError):
        _fail_after(store)

    assert store.feedback.all() == ()


def _fail_after(store: Store) -> None:
    message = "the mailbox is gone"
    with store.transaction():
        store.feedback.add(SAID)
        raise StoreError(message)
