"""What departments answered to their editions: each token once, and which editions tell it."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select, update

from jobs.model import Feedback, Week
from jobs.store.area import Area
from jobs.store.rows import fields_of, values_of
from jobs.store.tables import feedback

_NAMES: Final = fields_of(Feedback)
_COLUMNS: Final = [feedback.c[name] for name in _NAMES]


class FeedbackRows(Area):
    """Answers of departments; the latest of a story counts, but for those that were taken back.

    What was taken back stays as a row: its token is used, and editions that told it stay as made.
    """

    def add(self, said: Feedback) -> int | None:
        """Keep *said* and return its number; None, with nothing kept, when its token was used."""
        row = {name: getattr(said, name) for name in _NAMES if name != "id"}
        used = [self._mine(feedback), feedback.c.token_hash == said.token_hash]
        with self._desk.writing() as connection:
            if connection.execute(select(feedback.c.id).where(*used)).first():
                return None
            ours = {"municipality_id": self._desk.municipality_id, **row}
            kept = connection.execute(feedback.insert().values(ours).returning(feedback.c.id))
            number: int = kept.scalar_one()
            return number

    def all(self) -> tuple[Feedback, ...]:
        """Return every answer, the oldest first."""
        wanted = select(*_COLUMNS).where(self._mine(feedback)).order_by(feedback.c.id)
        with self._desk.connections.reading() as connection:
            return values_of(Feedback, connection.execute(wanted).all())

    def take_back(self, number: int, at: datetime) -> Feedback | None:
        """Have answer *number* count no more; return it, or None when there is none that counts."""
        standing = [self._mine(feedback), feedback.c.id == number]
        standing.append(feedback.c.taken_back_at.is_(None))
        taken = update(feedback).where(*standing).values(taken_back_at=at)
        with self._desk.writing() as connection:
            row = connection.execute(taken.returning(*_COLUMNS)).first()
            return None if row is None else Feedback(**row._asdict())

    def close(self, week: Week) -> None:
        """Have what no edition told yet be told in those of *week*, and no more be.

        What was taken back is known to no edition from *week* on.
        """
        waiting = [self._mine(feedback), feedback.c.told_in.is_(None)]
        over = [self._mine(feedback), feedback.c.taken_back_at.is_not(None)]
        over.append(feedback.c.gone_in.is_(None))
        with self._desk.writing() as connection:
            connection.execute(update(feedback).where(*waiting).values(told_in=week))
            connection.execute(update(feedback).where(*over).values(gone_in=week))

    def to_tell(self, week: Week) -> tuple[Feedback, ...]:
        """Return what `told_by` would after `close`; nothing is changed."""
        waiting = (one for one in self.all() if one.told_in is None)
        told = (*self.told_by(week), *(replace(one, told_in=week) for one in waiting))
        return tuple(one for one in told if one.taken_back_at is None or one.gone_in is not None)

    def told_by(self, week: Week) -> tuple[Feedback, ...]:
        """Return what editions of *week* know, the oldest first: all that was closed up to then."""
        still = or_(feedback.c.gone_in.is_(None), feedback.c.gone_in > week)
        known = [self._mine(feedback), feedback.c.told_in <= week, still]
        wanted = select(*_COLUMNS).where(*known).order_by(feedback.c.id)
        with self._desk.connections.reading() as connection:
            return values_of(Feedback, connection.execute(wanted).all())
