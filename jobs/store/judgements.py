"""Mentions and labels of a week: put as a whole, so that a stage can be run again."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, select

from jobs.model import Label, Mention, PostId, Week
from jobs.store.area import Area, among
from jobs.store.rows import fields_of, rows_of, values_of
from jobs.store.tables import label, mention

_MENTION: Final = [mention.c[name] for name in fields_of(Mention)]
_LABEL: Final = [label.c[name] for name in fields_of(Label)]


class Judgements(Area):
    """Which posts are about the municipality, and what they ask."""

    def put_mentions(self, week: Week, mentions: Iterable[Mention]) -> None:
        """Replace the mentions of *week*.

        Raises:
            ValueError: A mention is of another week.
        """
        self._replace(mention, week, mentions)

    def mentions(self, week: Week) -> tuple[Mention, ...]:
        """Return the mentions of *week*, by post id."""
        return values_of(Mention, self._rows(mention, mention.c.week == week))

    def kept(self, week: Week) -> tuple[PostId, ...]:
        """Return the posts of *week* that are about the municipality, in order."""
        mine = [self._mine(mention), mention.c.week == week, mention.c.kept.in_((True,))]
        with self._desk.connections.reading() as connection:
            return tuple(sorted(connection.scalars(select(mention.c.post_id).where(*mine))))

    def of_posts(self, ids: Iterable[PostId]) -> dict[PostId, Mention]:
        """Return the mentions of *ids*, of whatever week."""
        rows = self._rows(mention, among(mention.c.post_id, ids))
        return {one.post_id: one for one in values_of(Mention, rows)}

    def put_labels(self, week: Week, labels: Iterable[Label]) -> None:
        """Replace the labels of *week*.

        Raises:
            ValueError: A label is of another week.
        """
        self._replace(label, week, labels)

    def labels(self, week: Week) -> tuple[Label, ...]:
        """Return the labels of *week*, by post id."""
        return values_of(Label, self._rows(label, label.c.week == week))

    def labels_of(self, ids: Iterable[PostId]) -> dict[PostId, Label]:
        """Return the labels of *ids*, of whatever week."""
        rows = self._rows(label, among(label.c.post_id, ids))
        return {one.post_id: one for one in values_of(Label, rows)}

    def _rows(self, table: Table, condition: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """Return rows by post; asked for them in that order, SQLite goes through all weeks."""
        columns = _MENTION if table is mention else _LABEL
        wanted = select(*columns).where(self._mine(table), condition)
        with self._desk.connections.reading() as connection:
            return sorted(connection.execute(wanted).all(), key=attrgetter("post_id"))

    def _replace(self, table: Table, week: Week, judged: Iterable[Mention | Label]) -> None:
        rows = rows_of(fields_of(Mention if table is mention else Label), judged)
        refuse_others(week, (row["week"] for row in rows))
        with self._desk.writing() as connection:
            self._clear(connection, table, table.c.week == week)
            posts = [row["post_id"] for row in rows]  # of another week when the moment changed
            self._clear(connection, table, among(table.c.post_id, posts))
            self._put(connection, table, rows)

    def _clear(self, connection: Connection, table: Table, which: ColumnElement[bool]) -> None:
        connection.execute(delete(table).where(self._mine(table), which))


def refuse_others(week: Week, weeks: Iterable[Week]) -> None:
    """Raise `ValueError` when one of *weeks* is not *week*: a stage mixed its weeks up."""
    if any(one != week for one in weeks):
        message = f"everything put under {week} must be of {week}"
        raise ValueError(message)
