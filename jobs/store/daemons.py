"""Which daemons serve this store, and when each last gave a sign of life."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update

from jobs.store.area import Area
from jobs.store.rows import fields_of, values_of
from jobs.store.tables import daemon


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """One ``serve``, running or stopped.

    Attributes:
        id: Random name of this start.
        version: Version of the program.
        started_at: When it started, UTC.
        beat_at: Last sign of life, UTC.
        stopped_at: When it left cleanly, UTC; None while it runs, or when it was killed.
    """

    id: str
    version: str
    started_at: datetime
    beat_at: datetime
    stopped_at: datetime | None = None


_COLUMNS: Final = [daemon.c[name] for name in fields_of(Daemon)]


class Daemons(Area):
    """Signs of life."""

    def beat(self, daemon_id: str, version: str, now: datetime) -> None:
        """Record a sign of life; the first one is the start."""
        which = [self._mine(daemon), daemon.c.id == daemon_id]
        with self._desk.writing() as connection:
            beat = update(daemon).where(*which).values(beat_at=now, stopped_at=None)
            if connection.execute(beat).rowcount == 0:
                row = {"id": daemon_id, "version": version, "started_at": now, "beat_at": now}
                self._put(connection, daemon, [row])

    def stop(self, daemon_id: str, now: datetime) -> None:
        """Record that it left cleanly, and forget the starts that ended before its own."""
        with self._desk.writing() as connection:
            which = [self._mine(daemon), daemon.c.id == daemon_id]
            connection.execute(update(daemon).where(*which).values(beat_at=now, stopped_at=now))
            others = [self._mine(daemon), daemon.c.id != daemon_id]
            past = delete(daemon).where(*others, daemon.c.stopped_at.is_not(None))
            connection.execute(past)

    def all(self) -> tuple[Daemon, ...]:
        """Return the daemons known, oldest start first."""
        order = (daemon.c.started_at, daemon.c.id)
        wanted = select(*_COLUMNS).where(self._mine(daemon)).order_by(*order)
        with self._desk.connections.reading() as connection:
            return values_of(Daemon, connection.execute(wanted).all())
