"""What the program said of itself: each event is told once, in a mail that may tell of several."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from jobs.model import Delivery, Report
from jobs.store.area import Area, among
from jobs.store.reports import Reports
from jobs.store.tables import report, told


class Told(Area):
    """Events that the operator or the lead was told of, or that came in and count once."""

    def known(self, events: Iterable[str]) -> frozenset[str]:
        """Return which of *events* were told."""
        which = [self._mine(told), among(told.c.event, events)]
        with self._desk.connections.reading() as connection:
            return frozenset(connection.scalars(select(told.c.event).where(*which)))

    def note(self, event: str, at: datetime) -> None:
        """Note an *event* that was taken and that no mail tells of by itself."""
        with self._desk.writing() as connection:
            self._put(connection, told, [{"event": event, "at": at}])

    def tell(
        self, events: Iterable[str], mail: Report, deliveries: Iterable[Delivery], at: datetime
    ) -> bool:
        """Queue *mail* about *events* and note that they were told, in one transaction.

        Args:
            events: What it tells of.
            mail: The mail; its revision is set to a number that it alone has.
            deliveries: To whom it goes.
            at: The moment, UTC.

        Returns:
            False, with nothing written, when any of the events was told before.
        """
        names = tuple(dict.fromkeys(events))
        with self._desk.writing() as connection:
            if self.known(names):
                return False
            newest = select(func.max(report.c.revision)).where(
                self._mine(report), report.c.reader == mail.reader
            )
            number = (connection.scalar(newest) or 0) + 1
            self._put(connection, told, [{"event": name, "at": at} for name in names])
            carried = replace(mail, revision=number)
            Reports(self._desk).save(carried, [replace(one, revision=number) for one in deliveries])
        return True
