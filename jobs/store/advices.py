"""Advice of a week: put as a whole, read in the order it was put."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select

from jobs.model import Advice, Week
from jobs.store.area import Area
from jobs.store.judgements import refuse_others
from jobs.store.rows import fields_of, rows_of, values_of
from jobs.store.tables import advice

_COLUMNS: Final = [advice.c[name] for name in fields_of(Advice)]


class Advices(Area):
    """What to do with each signal, and with single posts."""

    def put(self, week: Week, advices: Iterable[Advice]) -> None:
        """Replace the advice of *week*.

        Raises:
            ValueError: An advice is of another week.
        """
        rows = rows_of(fields_of(Advice), advices)
        refuse_others(week, (row["week"] for row in rows))
        with self._desk.writing() as connection:
            connection.execute(delete(advice).where(self._mine(advice), advice.c.week == week))
            self._put(connection, advice, rows)

    def of_week(self, week: Week) -> tuple[Advice, ...]:
        """Return the advice of *week*, in the order it was put."""
        wanted = select(*_COLUMNS).where(self._mine(advice), advice.c.week == week)
        with self._desk.connections.reading() as connection:
            return values_of(Advice, connection.execute(wanted.order_by(advice.c.id)).all())
