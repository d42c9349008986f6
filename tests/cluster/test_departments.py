"""Which department a signal points to, with what its story said before."""

import pytest

from jobs.cluster.departments import NOWHERE, Pointers, point_story
from jobs.cluster.read import Reading
from jobs.cluster.units import Unit
from jobs.model import DepartmentId, PostId, ThreadId
from tests.cluster.town import read_post
from tests.make import make_post


def _pointers(**weights: float) -> Pointers:
    named = {DepartmentId(name): weight for name, weight in weights.items()}
    return Pointers(weights=named, terms={name: {f"{name}woord": 1.0} for name in named})


def _unit(number: int) -> tuple[Unit, Reading]:
    reading = read_post(make_post(number=number))
    return Unit(threads=(ThreadId(str(number)),), members=(reading,), roots=()), reading


def _told(now: Pointers, before: Pointers | None = None) -> Pointers:
    one, first = _unit(1)
    other, second = _unit(2)
    pointers: dict[PostId, Pointers] = {first.post.id: now, second.post.id: before or NOWHERE}
    return point_story((one,), (other,) if before else (), pointers)


def test_a_new_story_is_whose_its_own_words_say() -> None:
    assert _told(_pointers(groen=2.0, afval=1.0)).weights == {"groen": 2.0, "afval": 1.0}


def test_a_week_that_says_little_is_decided_by_the_weeks_before() -> None:
    assert _told(_pointers(groen=1.1, afval=1.0), _pointers(afval=3.0)).choice == "afval"


def test_a_week_that_is_plain_sets_a_busy_first_week_right() -> None:
    found = _told(_pointers(groen=1.0), _pointers(afval=500.0))

    assert found.choice == "groen"
    assert found.share == pytest.approx(1.0 / 1.5)
    assert found.reasons == ("groenwoord",)


def test_weeks_that_point_nowhere_change_nothing() -> None:
    assert _told(_pointers(groen=1.0), NOWHERE).choice == "groen"
    assert _told(NOWHERE, _pointers(groen=1.0)).choice == "groen"
    assert _told(NOWHERE, NOWHERE).choice is None
    assert _told(NOWHERE, NOWHERE).share == 0.0
