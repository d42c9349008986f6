"""What every area of the store stands on: its connections, its municipality, its fence."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, select

from jobs.errors import LeaseLostError
from jobs.model import Run, RunState
from jobs.store import tables
from jobs.store.connections import Connections

_Id = TypeVar("_Id", str, int)
_CHUNK: Final = 500  # ids in one statement; SQLite takes at most 32,766


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where an area works.

    Attributes:
        connections: The open database.
        municipality_id: Row of the municipality.
        run: The run that must still be ours at each transaction; None when none must.
    """

    connections: Connections
    municipality_id: int
    run: Run | None = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open or join a transaction; refuse it when the run is no longer ours.

        Raises:
            LeaseLostError: Another process took the run over.
        """
        with self.connections.writing() as connection:
            if self.run is not None:
                self._check(connection, self.run)
            yield connection

    def _check(self, connection: Connection, run: Run) -> None:
        row = tables.run
        ours = select(row.c.id).where(
            row.c.id == run.id, row.c.fence == run.fence, row.c.state == RunState.RUNNING
        )
        if connection.scalar(ours) is None:
            message = f"{run.stage} of {run.week} was taken over by another process"
            raise LeaseLostError(message)


class Area:
    """A group of tables with their reads and writes; each call is a transaction or joins one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def _mine(self, table: Table) -> ColumnElement[bool]:
        """Return the condition that a row is of our municipality."""
        return table.c.municipality_id == self._desk.municipality_id

    def _put(self, connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Insert *rows*, if any."""
        ours = [{"municipality_id": self._desk.municipality_id, **row} for row in rows]
        if ours:
            connection.execute(table.insert(), ours)


def chunks(ids: Iterable[_Id]) -> Iterator[list[_Id]]:
    """Cut *ids*, each once and sorted, into lists that fit in one statement."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
