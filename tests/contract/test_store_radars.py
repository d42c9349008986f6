"""What every store engine must do with draft FAQ entries and announcements."""

from dataclasses import replace

import pytest

from jobs.model import DepartmentId, Draft, Outlook, PostId, SignalId
from jobs.store import Store
from tests.make import MONDAY, WEEK

DRAFT = Draft(
    week=WEEK,
    department=DepartmentId("afval"),
    signals=(SignalId("2026-W46-1"),),
    questions=(PostId("a"), PostId("b")),
    voices=2,
    since=MONDAY,
)
OUTLOOK = Outlook(
    week=WEEK,
    announcement="kalender",
    signals=(SignalId("2026-W46-1"),),
    faq=("restafval",),
    asked=(PostId("a"), PostId("b")),
    answered=(PostId("a"),),
    against=(),
)


def test_a_week_is_put_as_a_whole_and_read_as_it_was_put(store: Store) -> None:
    other, later = replace(DRAFT, department=None), replace(OUTLOOK, announcement="bib")
    store.radars.put(WEEK, [DRAFT, other], [OUTLOOK, later])

    assert store.radars.drafts(WEEK) == (DRAFT, other)
    assert store.radars.outlooks(WEEK) == (OUTLOOK, later)

    store.radars.put(WEEK, [other], [])

    assert store.radars.drafts(WEEK) == (other,)
    assert store.radars.outlooks(WEEK) == ()


def test_other_weeks_stay_as_they_are(store: Store) -> None:
    store.radars.put(WEEK, [DRAFT], [OUTLOOK])
    store.radars.put(WEEK.next, [], [])

    assert store.radars.drafts(WEEK) == (DRAFT,)
    assert store.radars.outlooks(WEEK.next) == ()


def test_a_mixed_up_week_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="must be of"):
        store.radars.put(WEEK.next, [DRAFT], [])
    with pytest.raises(ValueError, match="must be of"):
        store.radars.put(WEEK.next, [], [OUTLOOK])
