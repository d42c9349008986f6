"""How each source stands: how far it was read, and how the last reading ended."""

from typing import Final

from sqlalchemy import ColumnElement, delete, select

from jobs.model import SourceId, SourceStatus
from jobs.store.area import Area
from jobs.store.rows import fields_of
from jobs.store.tables import source_status

_NAMES: Final = fields_of(SourceStatus)
_COLUMNS: Final = [source_status.c[name] for name in _NAMES]


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
