"""Corrections by people: added and taken back, each with an entry in the audit trail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, select, update

from jobs.model import Correction, Corrections
from jobs.store.area import Area, among
from jobs.store.audit import Audit
from jobs.store.rows import fields_of, values_of
from jobs.store.tables import correction, post

_NAMES: Final = fields_of(Correction)
_COLUMNS: Final = [correction.c[name] for name in _NAMES]


class CorrectionRows(Area):
    """What people said of our judgements.

    It outlives texts, but not the row of the post it is of, and names no thread without any text.
    """

    def add(self, made: Correction) -> int:
        """Keep *made* and note it in the audit trail; return its number."""
        row = {name: getattr(made, name) for name in _NAMES if name != "id"}
        with self._desk.writing() as connection:
            ours = {"municipality_id": self._desk.municipality_id, **row}
            kept = connection.execute(correction.insert().values(ours).returning(correction.c.id))
            number: int = kept.scalar_one()
            self._note(made.decided_at, made.by, "correct", number, made)
        return number

    def take_back(self, number: int, at: datetime, by: str) -> Correction | None:
        """Delete correction *number* and note it; return it, or None when there is none."""
        with self._desk.writing() as connection:
            found = self._read(connection, correction.c.id == number)
            for made in found:
                which = [self._mine(correction), correction.c.id == number]
                connection.execute(delete(correction).where(*which))
                self._note(at, by, "take-back", number, made)
        return found[0] if found else None

    def all(self) -> Corrections:
        """Return every correction in force, the oldest first."""
        with self._desk.connections.reading() as connection:
            return Corrections(self._read(connection))

    def forget_threads(self) -> None:
        """Take threads of which no text is left out of every correction that names them."""
        with self._desk.writing() as connection:
            made = self._read(connection)
            named = {thread for one in made for thread in (*one.threads, *one.others)}
            held = self._held(connection, named)
            for one in made:
                left = {
                    "threads": tuple(name for name in one.threads if name in held),
                    "others": tuple(name for name in one.others if name in held),
                }
                if left != {"threads": one.threads, "others": one.others}:
                    which = [self._mine(correction), correction.c.id == one.id]
                    connection.execute(update(correction).where(*which).values(left))

    def _held(self, connection: Connection, threads: Iterable[str]) -> set[str]:
        """Return those of *threads* of which there is text."""
        with_text = [among(post.c.thread_id, threads), post.c.erased_at.is_(None)]
        wanted = select(post.c.thread_id).where(self._mine(post), *with_text)
        return set(connection.scalars(wanted.distinct()))

    def _read(
        self, connection: Connection, *conditions: ColumnElement[bool]
    ) -> tuple[Correction, ...]:
        wanted = select(*_COLUMNS).where(self._mine(correction), *conditions)
        rows = connection.execute(wanted.order_by(correction.c.id))
        return values_of(Correction, rows.all())

    def _note(self, at: datetime, by: str, action: str, number: int, made: Correction) -> None:
        parts: dict[str, Any] = {
            "week": made.week,
            "threads": len(made.threads) or None,
            "others": len(made.others) or None,
            "story": made.story_id,
            "post": made.post_id,
            "value": made.value or None,
        }
        told = " ".join(f"{name}={value}" for name, value in parts.items() if value is not None)
        detail = f"{made.kind} {told}"
        Audit(self._desk).add(at, by, action, f"correction {number}", detail)
