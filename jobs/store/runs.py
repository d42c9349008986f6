"""The run ledger: one row a stage and week, claimed under a lease and a growing fence.

pending --claim--> running --finish--> done --reopen--> pending
   ^                  |---fail-------> failed, claimed again once it is due
   +----release-------+                skipped (from any row that is not running)
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select, update

from jobs.errors import LeaseLostError
from jobs.model import Counts, Run, RunState, Stage, Week
from jobs.store.area import Area
from jobs.store.rows import fields_of
from jobs.store.tables import run as table

_COLUMNS: Final = [table.c[name] for name in fields_of(Run)]
_READY: Final = (RunState.PENDING, RunState.FAILED)
_OPEN: Final = (*_READY, RunState.RUNNING)
_ORDER: Final = {stage: place for place, stage in enumerate(Stage)}
_NEW: Final[dict[str, Any]] = {
    "state": RunState.PENDING,
    "attempt": 0,
    "fence": 0,
    "error": "",
    "counts": {},
}


class Runs(Area):
    """Which stage ran for which week: each at most once at a time, and once for good."""

    def ensure(self, stage: Stage, week: Week) -> None:
        """Have a row for *stage* of *week*; one that exists stays as it is."""
        with self._desk.writing() as connection:
            known = select(table.c.id).where(self._which(stage, week))
            if connection.scalar(known) is None:
                self._put(connection, table, [{"stage": stage, "week": week, **_NEW}])

    def claim(self, stage: Stage, week: Week, now: datetime, lease: timedelta) -> Run | None:
        """Take *stage* of *week* until *now* + *lease*; None when it is not to be had.

        To be had is a row that is pending or failed and due, or whose process let its lease
        run out. Each claim raises the fence, so that what the former owner still writes is refused.
        """
        due = or_(table.c.next_at.is_(None), table.c.next_at <= now)
        abandoned = and_(table.c.state == RunState.RUNNING, table.c.lease_until <= now)
        free = or_(and_(table.c.state.in_(_READY), due), abandoned)
        changes = {
            "state": RunState.RUNNING,
            "attempt": table.c.attempt + 1,
            "fence": table.c.fence + 1,
            "lease_until": now + lease,
            "next_at": None,
            "started_at": now,
            "finished_at": None,
            "error": "",
        }
        taken = update(table).where(self._which(stage, week), free).values(changes)
        with self._desk.writing() as connection:
            row = connection.execute(taken.returning(*_COLUMNS)).first()
            return None if row is None else Run(**row._asdict())

    def renew(self, run: Run, until: datetime) -> None:
        """Keep *run* until a later moment.

        Raises:
            LeaseLostError: Another process took it over.
        """
        self._end(run, lease_until=until)

    def finish(self, run: Run, counts: Counts, now: datetime) -> None:
        """Record that *run* is done.

        Raises:
            LeaseLostError: Another process took it over.
        """
        state = RunState.DONE
        self._end(run, state=state, lease_until=None, finished_at=now, counts=dict(counts))

    def fail(self, run: Run, error: str, next_at: datetime | None, now: datetime) -> None:
        """Record that *run* went wrong, and when to try again (None: as soon as asked).

        Args:
            run: The run.
            error: What went wrong, in our own words; never text of a post.
            next_at: Not to be tried before.
            now: The present moment.

        Raises:
            LeaseLostError: Another process took it over.
        """
        self._end(
            run,
            state=RunState.FAILED,
            lease_until=None,
            finished_at=now,
            error=error,
            next_at=next_at,
        )

    def release(self, run: Run) -> None:
        """Give *run* back, to be claimed at once; nothing happens when it is no longer ours."""
        try:
            self._end(run, state=RunState.PENDING, lease_until=None)
        except LeaseLostError:
            return

    def skip(self, stage: Stage, week: Week, now: datetime, why: str) -> None:
        """Record that *stage* is not to run for *week*; a row done or running stays as it is."""
        changes = {"state": RunState.SKIPPED, "finished_at": now, "next_at": None, "error": why}
        with self._desk.writing() as connection:
            self.ensure(stage, week)
            idle = [self._which(stage, week), table.c.state.in_(_READY)]
            connection.execute(update(table).where(*idle).values(changes))

    def reopen(self, stage: Stage, week: Week) -> None:
        """Have *stage* of *week* run again; a running one, or none at all, stays as it is."""
        idle = [self._which(stage, week), table.c.state != RunState.RUNNING]
        changes = {"state": RunState.PENDING, "next_at": None, "error": ""}
        with self._desk.writing() as connection:
            connection.execute(update(table).where(*idle).values(changes))

    def expire_leases(self, now: datetime) -> None:
        """End the lease of every run that is running: whoever ran it is known to be gone."""
        which = [self._mine(table), table.c.state == RunState.RUNNING]
        with self._desk.writing() as connection:
            connection.execute(update(table).where(*which).values(lease_until=now))

    def of_week(self, week: Week) -> tuple[Run, ...]:
        """Return the runs of *week*, in the order of the stages."""
        return self._read(table.c.week == week)

    def open(self) -> tuple[Run, ...]:
        """Return the runs that are pending, running or failed, oldest week first."""
        return self._read(table.c.state.in_(_OPEN))

    def last_done(self, stage: Stage) -> Week | None:
        """Return the newest week for which *stage* is done; None when it never was."""
        return max(self.weeks(stage, RunState.DONE), default=None)

    def weeks(self, stage: Stage, *states: RunState) -> frozenset[Week]:
        """Return the weeks that have a row for *stage* in one of *states* (none given: in any)."""
        conditions = [table.c.state.in_(states)] if states else []
        wanted = select(table.c.week).where(self._mine(table), table.c.stage == stage, *conditions)
        with self._desk.connections.reading() as connection:
            return frozenset(connection.scalars(wanted))

    def weeks_known(self) -> tuple[Week, ...]:
        """Return every week that has a row for any stage, oldest first."""
        wanted = select(table.c.week).where(self._mine(table)).distinct().order_by(table.c.week)
        with self._desk.connections.reading() as connection:
            return tuple(connection.scalars(wanted))

    def _which(self, stage: Stage, week: Week) -> ColumnElement[bool]:
        return and_(self._mine(table), table.c.stage == stage, table.c.week == week)

    def _end(self, run: Run, **changes: object) -> None:
        ours = [table.c.id == run.id, table.c.fence == run.fence]
        held = update(table).where(*ours, table.c.state == RunState.RUNNING)
        with self._desk.writing() as connection:
            if connection.execute(held.values(changes)).rowcount == 0:
                message = f"{run.stage} of {run.week} was taken over by another process"
                raise LeaseLostError(message)

    def _read(self, condition: ColumnElement[bool]) -> tuple[Run, ...]:
        wanted = select(*_COLUMNS).where(self._mine(table), condition)
        with self._desk.connections.reading() as connection:
            found = [Run(**row._asdict()) for row in connection.execute(wanted)]
        return tuple(sorted(found, key=lambda one: (one.week, _ORDER[one.stage])))
