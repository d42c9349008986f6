"""The ledger is kept up to the calendar, by any number of processes, each week once."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.model import RunState, Stage, Week
from jobs.schedule.ledger import CHAIN
from jobs.schedule.periods import span
from jobs.schedule.reconcile import TOO_OLD, first_week, reconcile
from tests.schedule.toy import LATER, RHYTHM, ZONE, Make, Toy

W50 = Week(2026, 50)
NEW_YEAR = datetime(2027, 1, 13, 12, 0, tzinfo=ZONE)


def test_three_weeks_down_over_new_year_give_each_week_its_rows(toy: Toy) -> None:
    before = datetime(2026, 12, 21, 12, 0, tzinfo=ZONE)
    assert reconcile(toy.store, RHYTHM, W50, before) == (W50, W50.next)
    for stage in CHAIN:
        for week in (W50, W50.next):
            run = toy.store.runs.claim(stage, week, before, timedelta(minutes=1))
            assert run is not None
            toy.store.runs.finish(run, {}, before)

    due = reconcile(toy.store, RHYTHM, W50, NEW_YEAR)

    assert [str(week) for week in due] == ["2026-W52", "2026-W53", "2027-W01"]
    assert [run.stage for run in toy.store.runs.of_week(due[0])] == list(CHAIN)


def test_weeks_too_old_are_skipped_visibly_and_not_left_to_do(toy: Toy) -> None:
    first = Week(2026, 40)

    due = reconcile(toy.store, RHYTHM, first, LATER)

    assert due == span(Week(2026, 43), Week(2026, 46))
    skipped = toy.store.runs.of_week(first)
    assert [(run.stage, run.state, run.error) for run in skipped] == [
        (Stage.REPORT, RunState.SKIPPED, TOO_OLD),
        (Stage.DELIVER, RunState.SKIPPED, TOO_OLD),
    ]


def test_a_week_begun_by_hand_before_it_is_over_is_left_to_whoever_began_it(toy: Toy) -> None:
    week = RHYTHM.last_due(LATER)
    toy.store.runs.ensure(Stage.COLLECT, week.next)

    assert reconcile(toy.store, RHYTHM, week, LATER) == (week,)


def test_a_clock_that_goes_back_creates_nothing(toy: Toy) -> None:
    first = Week(2026, 45)
    reconcile(toy.store, RHYTHM, first, LATER)
    before = toy.store.runs.open()

    for jump in (timedelta(hours=1), timedelta(days=20), timedelta(days=20000)):
        reconcile(toy.store, RHYTHM, first, LATER - jump)

    assert toy.store.runs.open() == before


def test_the_first_week_is_that_of_the_first_start_unless_configured(make_toy: Make) -> None:
    one, two = make_toy(), make_toy()

    assert first_week(one.store, RHYTHM, LATER, W50) == W50
    assert first_week(one.store, RHYTHM, LATER, None) == Week(2026, 47)
    assert first_week(two.store, RHYTHM, NEW_YEAR, None) == Week(2026, 47)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(-500, 900), st.integers(0, 1)), max_size=8))
def test_whatever_the_downtime_each_closed_week_is_reported_or_skipped_once(
    make_toy: Make, jumps: list[tuple[int, int]]
) -> None:
    both = (make_toy(), make_toy())
    store, now = both[0].store, LATER
    first = next(week for week in span(W50, W50.plus(3000)) if week not in _known(both[0]))
    latest = RHYTHM.due_at(first)
    for hours, who in jumps:
        now = max(latest + timedelta(hours=hours), latest)
        latest = now
        reconcile(both[who].store, RHYTHM, first, now)
    reconcile(store, RHYTHM, first, latest)

    closed = set(span(first, RHYTHM.last_due(latest)))
    assert {week for week in _known(both[0]) if week >= first} == closed


def _known(toy: Toy) -> frozenset[Week]:
    return toy.store.runs.weeks(Stage.REPORT)
