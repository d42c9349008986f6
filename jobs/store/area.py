"""What every area of the store stands on: its connections, its municipality, its fence."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, func, select

from jobs.errors import LeaseLostError
from jobs.model import Run, RunState
from jobs.store import tables
from jobs.store.columns import kept
from jobs.store.connections import Connections


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
        """Insert *rows*, all of the same fields, if any.

        Column by column and straight to the driver: SQLAlchemy would take twice as long.
        """
        ours = [{"municipality_id": self._desk.municipality_id, **row} for row in rows]
        if ours:
            columns = [column for column in table.c if column.name in ours[0]]
            names = [column.name for column in columns]
            insert = table.insert().compile(dialect=connection.dialect, column_keys=names)
            held = [kept(column.type, [row[column.name] for row in ours]) for column in columns]
            connection.exec_driver_sql(str(insert), list(zip(*held, strict=True)))


def among(column: Column[Any], ids: Iterable[str] | Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that *column* is one of *ids*, however many.

    They go as one value: as many values as ids take twice as long, and SQLite takes 32,766.
    """
    listed = func.json_each(json.dumps(sorted(set(ids)))).table_valued("value")
    return column.in_(select(listed.c.value))
