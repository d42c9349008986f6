"""What the FAQ lacks and how announcements stand, by week: put as a whole, read as put."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Table, delete, select

from jobs.model import Draft, Outlook, Week
from jobs.store.area import Area
from jobs.store.judgements import refuse_others
from jobs.store.rows import fields_of, rows_of, values_of
from jobs.store.tables import draft, outlook

_DRAFT: Final = [draft.c[name] for name in fields_of(Draft)]
_OUTLOOK: Final = [outlook.c[name] for name in fields_of(Outlook)]


class Radars(Area):
    """Draft FAQ entries, and announcements as the talk of a week sees them."""

    def put(self, week: Week, drafts: Iterable[Draft], outlooks: Iterable[Outlook]) -> None:
        """Replace what is kept of *week*.

        Raises:
            ValueError: A draft or an outlook is of another week.
        """
        new, seen = rows_of(fields_of(Draft), drafts), rows_of(fields_of(Outlook), outlooks)
        refuse_others(week, [row["week"] for row in (*new, *seen)])
        with self._desk.writing():
            self._replace(draft, week, new)
            self._replace(outlook, week, seen)

    def drafts(self, week: Week) -> tuple[Draft, ...]:
        """Return the drafts of *week*, in the order they were put."""
        wanted = select(*_DRAFT).where(self._mine(draft), draft.c.week == week)
        with self._desk.connections.reading() as connection:
            return values_of(Draft, connection.execute(wanted.order_by(draft.c.id)).all())

    def outlooks(self, week: Week) -> tuple[Outlook, ...]:
        """Return the announcements as seen from *week*, in the order they were put."""
        wanted = select(*_OUTLOOK).where(self._mine(outlook), outlook.c.week == week)
        with self._desk.connections.reading() as connection:
            return values_of(Outlook, connection.execute(wanted.order_by(outlook.c.id)).all())

    def _replace(self, table: Table, week: Week, rows: list[dict[str, Any]]) -> None:
        with self._desk.writing() as connection:
            connection.execute(delete(table).where(self._mine(table), table.c.week == week))
            self._put(connection, table, rows)
