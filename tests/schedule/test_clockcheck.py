"""A clock that jumps ahead is not believed until it has run steadily for a while."""

from datetime import UTC, datetime, timedelta

from jobs.schedule.clockcheck import ClockCheck

START = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
HOUR = 3600.0
YEAR = timedelta(days=365)


def test_a_clock_that_runs_or_is_corrected_a_little_is_believed() -> None:
    check = ClockCheck()

    assert check.steady(START, 0)
    assert check.steady(START + timedelta(seconds=30), 30)
    assert check.steady(START + timedelta(hours=3), 60)
    assert check.steady(START, 90)


def test_a_jump_ahead_is_believed_only_after_an_hour() -> None:
    check = ClockCheck()
    check.steady(START, 0)

    assert not check.steady(START + YEAR, 30)
    assert not check.steady(START + YEAR + timedelta(minutes=59), 30 + HOUR - 60)
    assert check.steady(START + YEAR + timedelta(hours=1), 30 + HOUR)


def test_a_jump_that_is_put_right_is_believed_at_once() -> None:
    check = ClockCheck()
    check.steady(START, 0)

    assert not check.steady(START + YEAR, 30)
    assert check.steady(START + timedelta(minutes=1), 60)


def test_a_jump_back_is_believed() -> None:
    check = ClockCheck()
    check.steady(START, 0)

    assert check.steady(START - YEAR, 30)
