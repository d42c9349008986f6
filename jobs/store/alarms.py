"""Alarms: a thread gives one a kind of danger, whoever finds it, mailed once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, update

from jobs.model import Alarm, Delivery, PostId, Report
from jobs.store.area import Area, among
from jobs.store.reports import Reports
from jobs.store.rows import fields_of, rows_of, values_of
from jobs.store.tables import alarm

_NAMES: Final = fields_of(Alarm)
_STORED: Final = tuple(name for name in _NAMES if name != "id")
_COLUMNS: Final = [alarm.c[name] for name in _NAMES]


class Alarms(Area):
    """Dangers that were found between two reports."""

    def add(self, found: Iterable[Alarm]) -> int:
        """Keep those of *found* that are `new`; return how many."""
        with self._desk.writing() as connection:
            new = self.new(found)
            self._put(connection, alarm, rows_of(_STORED, new))
        return len(new)

    def new(self, found: Iterable[Alarm]) -> tuple[Alarm, ...]:
        """Return those of *found* whose thread, and whose post, has no alarm of that danger yet.

        Of several the first counts. A post can come into another thread, or tell of another danger
        once it is edited.
        """
        listed = tuple(found)
        threads = among(alarm.c.thread_id, (one.thread_id for one in listed))
        posts = among(alarm.c.post_id, (one.post_id for one in listed))
        known = {key for one in self._read(or_(threads, posts)) for key in _keys(one)}
        new = []
        for one in listed:
            if known.isdisjoint(_keys(one)):
                new.append(one)
                known |= _keys(one)
        return tuple(new)

    def tell(self, told: Alarm, mail: Report, deliveries: Iterable[Delivery], at: datetime) -> bool:
        """Queue the mails of an alarm, in one transaction with the note that this was done.

        Returns:
            False, with nothing written, when it was done before.
        """
        which = [self._mine(alarm), alarm.c.id == told.id, alarm.c.told_at.is_(None)]
        with self._desk.writing() as connection:
            first = connection.execute(update(alarm).where(*which).values(told_at=at)).rowcount
            if first:
                Reports(self._desk).save(mail, deliveries)
        return bool(first)

    def untold(self) -> tuple[Alarm, ...]:
        """Return the alarms whose mails are not queued yet, the oldest first."""
        return self._read(alarm.c.told_at.is_(None))

    def told_since(self, moment: datetime) -> int:
        """Return of how many alarms the mails were queued at *moment* or later."""
        which = [self._mine(alarm), alarm.c.told_at >= moment]
        with self._desk.connections.reading() as connection:
            counted = connection.scalar(select(func.count()).select_from(alarm).where(*which))
            return int(counted or 0)

    def of_posts(self, ids: Iterable[PostId]) -> tuple[Alarm, ...]:
        """Return the alarms about any of *ids*, the oldest first."""
        return self._read(among(alarm.c.post_id, ids))

    def _read(self, *conditions: ColumnElement[bool]) -> tuple[Alarm, ...]:
        wanted = select(*_COLUMNS).where(self._mine(alarm), *conditions).order_by(alarm.c.id)
        with self._desk.connections.reading() as connection:
            return values_of(Alarm, connection.execute(wanted).all())


def _keys(one: Alarm) -> frozenset[tuple[str, str, str]]:
    """Return by what the danger that *one* tells of is known: its thread, and its post."""
    return frozenset({("thread", one.thread_id, one.danger), ("post", one.post_id, one.danger)})
