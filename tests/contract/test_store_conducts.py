"""What every store engine must do with figures about own accounts and answered stories."""

from dataclasses import replace

import pytest

from jobs.model import (
    Conduct,
    Landing,
    Measure,
    Outcome,
    PostId,
    SignalId,
    StoryId,
    Talked,
)
from jobs.store import Store
from tests.make import MONDAY, WEEK

FIGURE = Conduct(
    week=WEEK, measure=Measure.ASKED, weeks=4, value=2, posts=(PostId("a"), PostId("b"))
)
STORY = Landing(
    week=WEEK,
    story_id=StoryId("s-1"),
    signal_id=SignalId("2026-W46-1"),
    answered_in=WEEK.previous,
    answered_at=MONDAY,
    answers=(PostId("a"),),
    before=Talked(posts=(PostId("b"),), voices=1, unhappy=1),
    after=Talked(),
    quiet=WEEK,
    outcome=Outcome.QUIET,
)


def test_a_week_is_put_as_a_whole_and_read_as_it_was_put(store: Store) -> None:
    wait = replace(FIGURE, measure=Measure.WAIT, value=129)
    other = replace(STORY, story_id=StoryId("s-0"), quiet=None, outcome=Outcome.GOES_ON)
    store.conducts.put(WEEK, [wait, FIGURE], [STORY, other])

    assert store.conducts.of_week(WEEK) == (wait, FIGURE)
    assert store.conducts.landings(WEEK) == (STORY, other)

    store.conducts.put(WEEK, [FIGURE], [])

    assert store.conducts.of_week(WEEK) == (FIGURE,)
    assert store.conducts.landings(WEEK) == ()


def test_other_weeks_stay_as_they_are(store: Store) -> None:
    store.conducts.put(WEEK, [FIGURE], [STORY])
    store.conducts.put(WEEK.next, [], [])

    assert store.conducts.of_week(WEEK) == (FIGURE,)
    assert store.conducts.of_week(WEEK.next) == ()


def test_a_mixed_up_week_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="must be of"):
        store.conducts.put(WEEK.next, [FIGURE], [])
    with pytest.raises(ValueError, match="must be of"):
        store.conducts.put(WEEK.next, [], [STORY])
