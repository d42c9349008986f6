"""Rhythm and moment in, weeks out: which are due, which are too old, which to analyse first.

All of it is arithmetic on stored facts and the moment given: no timer is trusted to have fired.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from jobs.model import Week
from jobs.settings.schema import Settings

MEMORY_WEEKS: Final = 13
"""Weeks looked back for stories: text older than that is erased by default (90 days)."""

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When the reports of a week are due, on the clocks of one zone.

    Attributes:
        zone: The municipality's zone.
        weekday: ``mon`` to ``sun``: the first one after the week has ended.
        at: Time of day, such as ``06:30``.
        catch_up: A week that became due longer ago than this is skipped, visibly.
    """

    zone: ZoneInfo
    weekday: str
    at: str
    catch_up: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the rhythm that *settings* ask for."""
        schedule = settings.schedule
        return cls(
            zone=ZoneInfo(settings.municipality.timezone),
            weekday=schedule.weekday,
            at=schedule.at,
            catch_up=schedule.catch_up,
        )

    def due_at(self, week: Week) -> datetime:
        """Return the moment, UTC, from which the reports of *week* are due."""
        day = week.next.monday + timedelta(days=_WEEKDAYS.index(self.weekday))
        return datetime.combine(day, time.fromisoformat(self.at), self.zone).astimezone(UTC)

    def last_due(self, now: datetime) -> Week:
        """Return the newest week that is due at *now*."""
        week = Week.of(now, self.zone)
        while self.due_at(week) > now:
            week = week.previous
        return week


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the ledger lacks.

    Attributes:
        due: Weeks to report on, oldest first.
        skipped: Weeks too old to report on, oldest first.
    """

    due: tuple[Week, ...]
    skipped: tuple[Week, ...]


def plan(rhythm: Rhythm, first: Week, known: AbstractSet[Week], now: datetime) -> Plan:
    """Return the weeks from *first* on that are due at *now* and not *known* to the ledger.

    However long the machine was down and however its clock jumped, each week lands in exactly one
    plan, once, provided that what was planned is known the next time.
    """
    limit = now - rhythm.catch_up
    new = [week for week in span(first, rhythm.last_due(now)) if week not in known]
    return Plan(
        due=tuple(week for week in new if rhythm.due_at(week) >= limit),
        skipped=tuple(week for week in new if rhythm.due_at(week) < limit),
    )


def weeks_to_analyse(
    first_post_week: Week | None, week: Week, done: AbstractSet[Week]
) -> tuple[Week, ...]:
    """Return the weeks before *week* to analyse first, so that stories have a past; oldest first.

    Args:
        first_post_week: Week of the oldest post; None when there is no post.
        week: The week that is asked for.
        done: Weeks analysed before.
    """
    if first_post_week is None:
        return ()
    start = max(first_post_week, week.plus(-MEMORY_WEEKS))
    return tuple(one for one in span(start, week.previous) if one not in done)


def span(first: Week, last: Week) -> tuple[Week, ...]:
    """Return the weeks from *first* to *last*, both included; none when *last* comes before."""
    count = (last.monday - first.monday).days // 7
    return tuple(first.plus(step) for step in range(count + 1))
