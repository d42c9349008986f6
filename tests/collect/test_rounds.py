"""When threads are read again, and when a post counts as gone."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from jobs.collect.collectors.kit.rounds import STEPS, Rounds
from jobs.collect.protocol import Visit
from jobs.collect.pseudonym import post_id
from jobs.model import Cursor, PostId, SourceId
from tests.collect.town import KEY, visit
from tests.fakes import NOW

IDS = partial(post_id, KEY, SourceId("groep"))
HOUR = timedelta(hours=1)


def _visit(held: tuple[str, ...] = ()) -> Visit:
    names = frozenset(map(IDS, held))
    made = visit("feed", options={"url": "https://site.example/feed"})
    return replace(made, post_id=IDS, held=lambda _: names)


def _later(rounds: Rounds, visiting: Visit, after: timedelta) -> Rounds:
    """Return the rounds of a visit *after* the first one, as its cursor says."""
    cursor = Cursor(marks=rounds.marks, validators={})
    return Rounds(replace(visiting, cursor=cursor, now=NOW + after))


def test_a_thread_is_read_again_at_each_step_and_then_left_alone() -> None:
    visiting = _visit(("1",))
    rounds = Rounds(visiting)
    rounds.meet("7")
    assert rounds.due() == ()
    for step in STEPS:
        rounds = _later(rounds, visiting, step - timedelta(seconds=1))
        assert rounds.due() == ()
        rounds = _later(rounds, visiting, step)
        assert rounds.due() == ("7",)
        rounds.read("7", "1", ["1"])
    assert rounds.marks == {}


def test_a_visit_long_after_takes_the_place_of_all_steps_before_it() -> None:
    visiting = _visit()
    rounds = Rounds(visiting)
    rounds.meet("7")
    rounds = _later(rounds, visiting, timedelta(days=2))
    rounds.unchanged("7")
    assert rounds.due() == ()
    assert _later(rounds, visiting, timedelta(days=3)).due() == ("7",)


def test_a_thread_that_cannot_be_read_is_tried_to_the_end_and_then_given_up() -> None:
    visiting = _visit(("1",))
    rounds = Rounds(visiting)
    rounds.meet("7")
    for length in (HOUR, STEPS[-1] - HOUR, *(STEPS[-1] + HOUR * tried for tried in range(3))):
        rounds = _later(rounds, visiting, length)
        assert rounds.due() == ("7",)
    assert _later(rounds, visiting, STEPS[-1] + 3 * HOUR).marks == {}


def test_a_thread_that_is_read_at_last_is_not_given_up_before() -> None:
    visiting = _visit(("1", "2"))
    rounds = Rounds(visiting)
    rounds.meet("7")
    rounds = _later(rounds, visiting, HOUR)
    rounds.read("7", "1", ["1"])
    for tried in range(3):
        rounds = _later(rounds, visiting, STEPS[-1] + tried * HOUR)
    assert rounds.misses("7")
    assert rounds.read("7", "1", ["1"]) == (IDS("2"),)
    assert rounds.marks == {}


def test_the_longest_overdue_comes_first() -> None:
    visiting = _visit()
    rounds = Rounds(visiting)
    rounds.meet("old")
    rounds = _later(rounds, visiting, HOUR / 2)
    rounds.meet("new")
    assert _later(rounds, visiting, 2 * HOUR).due() == ("old", "new")


def test_a_post_is_gone_when_two_complete_readings_did_not_give_it() -> None:
    visiting = _visit(("1", "2"))
    rounds = Rounds(visiting)
    rounds.meet("7")
    rounds = _later(rounds, visiting, HOUR)
    assert rounds.read("7", "1", ["1"]) == ()
    rounds = _later(rounds, visiting, 6 * HOUR)
    assert rounds.read("7", "1", ["1"]) == (IDS("2"),)


def test_a_post_that_is_back_was_never_gone() -> None:
    visiting = _visit(("1", "2"))
    rounds = Rounds(visiting)
    rounds.meet("7")
    for step, given in zip(STEPS, (["1"], ["1", "2"], ["1"], ["1", "2"]), strict=False):
        rounds = _later(rounds, visiting, step)
        assert rounds.read("7", "1", given) == ()


def test_what_was_absent_stays_so_when_nothing_changed() -> None:
    visiting = _visit(("1", "2"))
    rounds = Rounds(visiting)
    rounds.meet("7")
    rounds = _later(rounds, visiting, HOUR)
    rounds.read("7", "1", ["1"])
    rounds = _later(rounds, visiting, 6 * HOUR)
    rounds.unchanged("7")
    rounds = _later(rounds, visiting, timedelta(days=1))
    assert rounds.read("7", "1", ["1"]) == (IDS("2"),)


def test_the_marks_grow_no_further_than_four_hundred_threads() -> None:
    visiting = _visit()
    rounds = Rounds(visiting)
    for number in range(500):
        rounds.meet(str(number))
    assert len(rounds.marks) == 400
    assert "again:0" in rounds.marks
    assert "again:499" not in rounds.marks
    rounds = _later(rounds, visiting, HOUR / 2)
    rounds.meet("new")
    assert len(rounds.marks) == 400
    assert "again:new" in rounds.marks


def test_the_marks_hold_keyed_hashes_of_what_was_absent_only() -> None:
    visiting = _visit(("zonnebloem77",))
    rounds = Rounds(visiting)
    rounds.meet("7")
    rounds = _later(rounds, visiting, HOUR)
    rounds.read("7", "1", ["1"])
    assert "zonnebloem" not in repr(rounds.marks)
    assert PostId(rounds.marks["again:7"].split(":")[2]) == IDS("zonnebloem77")
