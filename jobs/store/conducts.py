"""How our own accounts did in a week, and what our answers did: put as a whole, read as put."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Table, delete, select

from jobs.model import Conduct, Landing, Week
from jobs.store.area import Area
from jobs.store.judgements import refuse_others
from jobs.store.rows import fields_of, rows_of, values_of
from jobs.store.tables import conduct, landing

_CONDUCT: Final = [conduct.c[name] for name in fields_of(Conduct)]
_LANDING: Final = [landing.c[name] for name in fields_of(Landing)]


class Conducts(Area):
    """Figures about own accounts, and stories that we answered."""

    def put(self, week: Week, figures: Iterable[Conduct], landings: Iterable[Landing]) -> None:
        """Replace what is kept of *week*.

        Raises:
            ValueError: A figure or a story is of another week.
        """
        new, seen = rows_of(fields_of(Conduct), figures), rows_of(fields_of(Landing), landings)
        refuse_others(week, [row["week"] for row in (*new, *seen)])
        with self._desk.writing():
            self._replace(conduct, week, new)
            self._replace(landing, week, seen)

    def of_week(self, week: Week) -> tuple[Conduct, ...]:
        """Return the figures of *week*, in the order they were put."""
        wanted = select(*_CONDUCT).where(self._mine(conduct), conduct.c.week == week)
        with self._desk.connections.reading() as connection:
            return values_of(Conduct, connection.execute(wanted.order_by(conduct.c.id)).all())

    def landings(self, week: Week) -> tuple[Landing, ...]:
        """Return the stories we answered as seen from *week*, in the order they were put."""
        wanted = select(*_LANDING).where(self._mine(landing), landing.c.week == week)
        with self._desk.connections.reading() as connection:
            return values_of(Landing, connection.execute(wanted.order_by(landing.c.id)).all())

    def _replace(self, table: Table, week: Week, rows: list[dict[str, Any]]) -> None:
        with self._desk.writing() as connection:
            connection.execute(delete(table).where(self._mine(table), table.c.week == week))
            self._put(connection, table, rows)
