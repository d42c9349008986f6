"""Advice of a week and the policy it follows: put as a whole, read in the order it was put."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select

from jobs.model import Advice, Policy, Week
from jobs.store.area import Area
from jobs.store.judgements import refuse_others
from jobs.store.rows import fields_of, rows_of, values_of
from jobs.store.tables import advice, policy

_COLUMNS: Final = [advice.c[name] for name in fields_of(Advice)]
_POLICY: Final = fields_of(Policy)


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

    def put_policy(self, week: Week, followed: Policy) -> None:
        """Replace the policy that the advice of *week* follows."""
        (row,) = rows_of(_POLICY, [followed])
        with self._desk.writing() as connection:
            ours = self._mine(policy), policy.c.week == week
            connection.execute(delete(policy).where(*ours))
            self._put(connection, policy, [{"week": week, **row}])

    def policy(self, week: Week) -> Policy | None:
        """Return the policy that the advice of *week* followed; None when that was not kept."""
        wanted = select(*(policy.c[name] for name in _POLICY))
        with self._desk.connections.reading() as connection:
            ours = self._mine(policy), policy.c.week == week
            rows = connection.execute(wanted.where(*ours)).all()
        return next(iter(values_of(Policy, rows)), None)
