"""The log of posts that were hidden or removed on own pages, each entry with one in the audit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, select

from jobs.model import Moderation, PostId
from jobs.store.area import Area, among
from jobs.store.audit import Audit
from jobs.store.rows import fields_of, values_of
from jobs.store.tables import moderation

_NAMES: Final = fields_of(Moderation)
_COLUMNS: Final = [moderation.c[name] for name in _NAMES]


class Moderations(Area):
    """What the municipality did with posts on its pages, and why; it outlives the posts."""

    def add(self, made: Moderation) -> int:
        """Keep *made* and note it in the audit trail; return its number."""
        row = {name: getattr(made, name) for name in _NAMES if name != "id"}
        with self._desk.writing() as connection:
            ours = {"municipality_id": self._desk.municipality_id, **row}
            kept = connection.execute(moderation.insert().values(ours).returning(moderation.c.id))
            number: int = kept.scalar_one()
            self._note(made.at, made.by, "moderate", number, made)
        return number

    def take_back(self, number: int, at: datetime, by: str) -> Moderation | None:
        """Delete entry *number* and note it; return it, or None when there is none."""
        with self._desk.writing() as connection:
            found = self._read(moderation.c.id == number)
            for made in found:
                which = [self._mine(moderation), moderation.c.id == number]
                connection.execute(delete(moderation).where(*which))
                self._note(at, by, "take-back", number, made)
        return found[0] if found else None

    def all(self) -> tuple[Moderation, ...]:
        """Return every entry, the oldest first."""
        return self._read()

    def of_posts(self, ids: Iterable[PostId]) -> tuple[Moderation, ...]:
        """Return the entries about any of *ids*, the oldest first."""
        return self._read(among(moderation.c.post_id, ids))

    def _read(self, *conditions: ColumnElement[bool]) -> tuple[Moderation, ...]:
        wanted = select(*_COLUMNS).where(self._mine(moderation), *conditions)
        with self._desk.connections.reading() as connection:
            rows = connection.execute(wanted.order_by(moderation.c.id)).all()
            return values_of(Moderation, rows)

    def _note(self, at: datetime, by: str, action: str, number: int, made: Moderation) -> None:
        detail = f"{made.act} rule={made.rule} post={made.post_id}"
        Audit(self._desk).add(at, by, action, f"moderation {number}", detail)
