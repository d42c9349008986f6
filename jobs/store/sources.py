"""How each source stands, how far it was read, and what its readings of a week gave."""

from typing import Final

from sqlalchemy import ColumnElement, delete, select

from jobs.model import Readings, SourceId, SourceStatus, Week
from jobs.store.area import Area
from jobs.store.rows import fields_of
from jobs.store.tables import readings, source_status

_NAMES: Final = fields_of(SourceStatus)
_COLUMNS: Final = [source_status.c[name] for name in _NAMES]
_COUNTED: Final = fields_of(Readings)
_COUNTS: Final = [readings.c[name] for name in _COUNTED]


class Sources(Area):
    """The last known state of every source that was ever tried."""

    def get(self, source_id: SourceId) -> SourceStatus | None:
        """Return how one source stands; None when it was never tried."""
        return self._found(source_status.c.source_id == source_id).get(source_id)

    def all(self) -> dict[SourceId, SourceStatus]:
        """Return how every source stands, by id."""
        return self._found()

    def _found(self, *which: ColumnElement[bool]) -> dict[SourceId, SourceStatus]:
        wanted = select(*_COLUMNS).where(self._mine(source_status), *which)
        with self._desk.connections.reading() as connection:
            rows = connection.execute(wanted.order_by(source_status.c.source_id))
            return {row.source_id: SourceStatus(**row._asdict()) for row in rows}

    def put(self, status: SourceStatus) -> None:
        """Replace how one source stands."""
        which = [self._mine(source_status), source_status.c.source_id == status.source_id]
        with self._desk.writing() as connection:
            connection.execute(delete(source_status).where(*which))
            row = {name: getattr(status, name) for name in _NAMES}
            self._put(connection, source_status, [row])

    def readings(self, week: Week) -> dict[SourceId, Readings]:
        """Return what the readings of *week* gave, by source; those not read are not in it."""
        wanted = select(readings.c.source_id, *_COUNTS)
        mine = [self._mine(readings), readings.c.week == week]
        with self._desk.connections.reading() as connection:
            rows = connection.execute(wanted.where(*mine).order_by(readings.c.source_id)).all()
        return {name: Readings(**dict(zip(_COUNTED, row, strict=True))) for name, *row in rows}

    def add(self, source_id: SourceId, week: Week, gave: Readings) -> None:
        """Add what readings of *source_id* in *week* gave to what those before them did."""
        which = [
            self._mine(readings),
            readings.c.source_id == source_id,
            readings.c.week == week,
        ]
        with self._desk.writing() as connection:
            total = self.readings(week).get(source_id, Readings()) + gave
            connection.execute(delete(readings).where(*which))
            row = {name: getattr(total, name) for name in _COUNTED}
            self._put(connection, readings, [{"source_id": source_id, "week": week, **row}])
