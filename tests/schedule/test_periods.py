"""Which weeks are due: each once, whatever the clock, the zone or the downtime."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.model import Week
from jobs.schedule.periods import MEMORY_WEEKS, Rhythm, plan, span, weeks_to_analyse
from jobs.settings.schema import Settings
from tests.schedule.toy import RHYTHM, ZONE

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = ("Europe/Brussels", "Europe/Amsterdam", "America/Sao_Paulo", "Pacific/Apia", "Etc/UTC")
RHYTHMS = st.builds(
    lambda zone, weekday, hour, weeks: Rhythm(
        zone=ZoneInfo(zone), weekday=weekday, at=f"{hour:02}:30", catch_up=timedelta(weeks=weeks)
    ),
    st.sampled_from(ZONES),
    st.sampled_from(WEEKDAYS),
    st.sampled_from([0, 1, *range(4, 24)]),
    st.integers(1, 8),
)
MOMENTS = st.datetimes(
    datetime(2010, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2040, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("week", "due"),
    [
        ("2026-W46", "2026-11-16T05:30:00+00:00"),
        ("2026-W42", "2026-10-19T04:30:00+00:00"),  # summer time
        ("2026-W43", "2026-10-26T05:30:00+00:00"),  # the Monday after the clocks went back
        ("2027-W12", "2027-03-29T04:30:00+00:00"),  # the Monday after they went forward
        ("2026-W53", "2027-01-04T05:30:00+00:00"),
    ],
)
def test_a_week_is_due_at_the_same_time_on_the_clocks_of_the_town(week: str, due: str) -> None:
    assert RHYTHM.due_at(Week.parse(week)).isoformat() == due


def test_a_week_is_due_on_the_first_such_day_after_it_has_ended() -> None:
    sunday = Rhythm(zone=ZONE, weekday="sun", at="20:00", catch_up=timedelta(weeks=4))

    assert sunday.due_at(Week(2026, 46)) == at("2026-11-22T20:00")


@given(RHYTHMS, MOMENTS)
def test_the_last_week_due_is_the_newest_whose_moment_has_come(
    rhythm: Rhythm, now: datetime
) -> None:
    last = rhythm.last_due(now)

    assert rhythm.due_at(last) <= now < rhythm.due_at(last.next)


def test_three_weeks_down_over_new_year_are_caught_up() -> None:
    known = {Week(2026, 50), Week(2026, 51)}

    todo = plan(RHYTHM, Week(2026, 50), known, at("2027-01-13T12:00"))

    assert [str(week) for week in todo.due] == ["2026-W52", "2026-W53", "2027-W01"]
    assert todo.skipped == ()


def test_three_weeks_down_over_a_new_year_without_week_53() -> None:
    todo = plan(RHYTHM, Week(2025, 51), {Week(2025, 51)}, at("2026-01-07T12:00"))

    assert [str(week) for week in todo.due] == ["2025-W52", "2026-W01"]


def test_a_week_due_longer_ago_than_catch_up_is_skipped() -> None:
    todo = plan(RHYTHM, Week(2026, 40), set(), at("2026-11-16T06:30"))

    assert [str(week) for week in todo.skipped] == ["2026-W40", "2026-W41"]
    assert [str(week) for week in todo.due] == [
        "2026-W42",
        "2026-W43",
        "2026-W44",
        "2026-W45",
        "2026-W46",
    ]


@given(
    RHYTHMS,
    MOMENTS,
    st.lists(st.integers(-(10**6), 8 * 10**6), min_size=1, max_size=25),
)
def test_whatever_the_downtime_and_the_clock_each_closed_week_is_planned_once(
    rhythm: Rhythm, start: datetime, jumps: list[int]
) -> None:
    first, known, planned, now, latest = Week.of(start, rhythm.zone), set[Week](), [], start, start
    for jump in jumps:
        now += timedelta(seconds=jump)
        latest = max(latest, now)
        todo = plan(rhythm, first, known, now)
        planned += [*todo.due, *todo.skipped]
        known.update(todo.due, todo.skipped)
        assert all(rhythm.due_at(week) <= now for week in (*todo.due, *todo.skipped))

    todo = plan(rhythm, first, known, latest)
    planned += [*todo.due, *todo.skipped]
    assert sorted(planned) == list(span(first, rhythm.last_due(latest)))


def test_earlier_weeks_with_posts_are_analysed_first_each_once() -> None:
    week, done = Week(2027, 2), {Week(2026, 53)}

    assert weeks_to_analyse(Week(2026, 52), week, done) == (Week(2026, 52), Week(2027, 1))
    assert weeks_to_analyse(week, week, done) == ()
    assert weeks_to_analyse(week.next, week, done) == ()
    assert weeks_to_analyse(None, week, done) == ()


def test_no_further_back_than_texts_are_kept() -> None:
    week = Week(2026, 46)

    found = weeks_to_analyse(Week(2020, 1), week, set())

    assert found == span(week.plus(-MEMORY_WEEKS), week.previous)


def test_the_rhythm_comes_from_the_settings() -> None:
    settings = Settings.model_validate(
        {
            "municipality": {"name": "Heidebeek", "timezone": "Europe/Amsterdam"},
            "department": [{"id": "wegen", "name": "Wegen", "about": "Wegen."}],
            "delivery": {"sender": "s@h.example", "lead": ["l@h.example"]},
            "schedule": {"weekday": "fri", "at": "07:00", "catch_up": "2 weeks"},
            "folder": Path(),
        }
    )

    assert Rhythm.of(settings) == Rhythm(
        zone=ZoneInfo("Europe/Amsterdam"),
        weekday="fri",
        at="07:00",
        catch_up=timedelta(weeks=2),
    )
