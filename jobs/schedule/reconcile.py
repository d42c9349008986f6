"""Ledger against calendar: weeks that are due get their rows, weeks too old are skipped visibly."""

from datetime import datetime

from jobs import log
from jobs.model import RunState, Stage, Week
from jobs.schedule.ledger import CHAIN
from jobs.schedule.periods import Rhythm, plan
from jobs.store import Store

TOO_OLD = "too-old"
"""Why the report of a week is skipped: it became due longer ago than ``catch_up``."""

_FIRST = "first_week"
_LOG = log.get(__name__)


def first_known(store: Store, configured: Week | None) -> Week | None:
    """Return the first week that is reported on; None while the service was never started."""
    if configured is not None:
        return configured
    known = store.meta.get(_FIRST)
    return None if known is None else Week.parse(known)


def first_week(store: Store, rhythm: Rhythm, now: datetime, configured: Week | None) -> Week:
    """Return the first week that is reported on: as configured, else that of the first start."""
    with store.transaction():
        known = first_known(store, configured)
        if known is None:
            known = Week.of(now, rhythm.zone)
            store.meta.put(_FIRST, str(known))
    return known


def reconcile(store: Store, rhythm: Rhythm, first: Week, now: datetime) -> tuple[Week, ...]:
    """Give every week that is due its rows; return the weeks with stages left to do, oldest first.

    Two processes may do this at once: what exists stays as it is.
    """
    todo = plan(rhythm, first, store.runs.weeks(Stage.REPORT), now)
    for week in todo.skipped:
        for stage in (Stage.REPORT, Stage.DELIVER):
            store.runs.skip(stage, week, now, TOO_OLD)
        _LOG.warning("week.skipped", week=str(week), reason=TOO_OLD)
    for week in todo.due:
        with store.transaction():  # a week has all its rows or none
            for stage in CHAIN:
                store.runs.ensure(stage, week)
        _LOG.info("week.due", week=str(week))
    left = {run.week for run in store.runs.open()} - store.runs.weeks(
        Stage.REPORT, RunState.SKIPPED
    )
    return tuple(sorted(week for week in left if first <= week <= rhythm.last_due(now)))
