"""Editions as they were made, stored once together with the mails that carry them."""

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import func, or_, select, update

from jobs.model import NOTICES, Delivery, Report, Week
from jobs.store.area import Area
from jobs.store.rows import fields_of, values_of
from jobs.store.tables import outbox, report

_COLUMNS: Final = [report.c[name] for name in fields_of(Report)]
_WITH_TEXT: Final = or_(report.c.text != "", report.c.html != "")
_BLANK: Final = {"text": "", "html": "", "pdf_path": None}
"""What erasing leaves empty; the hash of the PDF stays, to know it by if someone kept a copy."""
_KEY: Final = ("week", "reader", "language", "revision")
_MAIL: Final = tuple(name for name in fields_of(Delivery) if name != "id")


class Reports(Area):
    """Editions; none is ever changed, and past its term only its texts are erased."""

    def save(self, made: Report, deliveries: Iterable[Delivery]) -> bool:
        """Store an edition and queue its mails, in one transaction.

        Returns:
            False, with nothing written, when this edition was stored before.

        Raises:
            ValueError: A delivery is of another edition.
        """
        mails = [{name: getattr(one, name) for name in _MAIL} for one in deliveries]
        key = {name: getattr(made, name) for name in _KEY}
        if any({name: mail[name] for name in _KEY} != key for mail in mails):
            message = "a delivery stored with an edition must be of that edition"
            raise ValueError(message)
        same = [report.c[name] == value for name, value in key.items()]
        with self._desk.writing() as connection:
            if connection.execute(select(report.c.pages).where(self._mine(report), *same)).first():
                return False
            row = {column.name: getattr(made, column.name) for column in _COLUMNS}
            self._put(connection, report, [row])
            self._put(connection, outbox, mails)
        return True

    def of_week(self, week: Week) -> tuple[Report, ...]:
        """Return the editions of *week*, by reader, language and revision.

        What was told of a danger or of the program itself is no edition.
        """
        editions = [self._mine(report), report.c.week == week, report.c.reader.not_in(NOTICES)]
        wanted = select(*_COLUMNS).where(*editions)
        order = (report.c.reader, report.c.language, report.c.revision)
        with self._desk.connections.reading() as connection:
            rows = connection.execute(wanted.order_by(*order))
            return values_of(Report, rows.all())

    def of(self, mail: Delivery) -> Report | None:
        """Return what *mail* carries: an edition, or what is told at once; None when it is gone."""
        same = [report.c[name] == getattr(mail, name) for name in _KEY]
        with self._desk.connections.reading() as connection:
            row = connection.execute(select(*_COLUMNS).where(self._mine(report), *same)).all()
            return next(iter(values_of(Report, row)), None)

    def with_text(self) -> dict[Week, int]:
        """Return how many editions of each week still have their text, oldest week first."""
        held = select(report.c.week, func.count().label("editions"))
        wanted = held.where(self._mine(report), _WITH_TEXT).group_by(report.c.week)
        with self._desk.connections.reading() as connection:
            rows = connection.execute(wanted.order_by(report.c.week))
            return {row.week: row.editions for row in rows}

    def erase(self, weeks: Collection[Week]) -> None:
        """Erase the texts of the editions of *weeks* for ever; the rows stay, to be counted."""
        which = [self._mine(report), report.c.week.in_(weeks)]
        with self._desk.writing() as connection:
            connection.execute(update(report).where(*which).values(_BLANK))
            self._desk.connections.forget()
