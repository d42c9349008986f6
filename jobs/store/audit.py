"""Who did what when: append-only, each entry holding a hash of all before it (privacy rule R13)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from jobs.store.area import Area
from jobs.store.columns import moment_text
from jobs.store.rows import fields_of, values_of
from jobs.store.tables import audit

_START: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that was done.

    Attributes:
        id: Row number.
        at: When, UTC.
        actor: Role or part of the program that did it; never a person's name.
        action: What was done, such as ``erase`` or ``send``.
        subject: To what: an id or a week.
        detail: Counts and codes; never text of a post or a voice key.
        hash: SHA-256 of the entry before and of this one.
    """

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    hash: str


_COLUMNS: Final = [audit.c[name] for name in fields_of(AuditEntry)]


class Audit(Area):
    """The audit trail of one municipality."""

    def add(self, at: datetime, actor: str, action: str, subject: str, detail: str) -> None:
        """Add an entry, with counts and codes only: see `AuditEntry`."""
        words = (moment_text(at), actor, action, subject, detail)
        with self._desk.writing() as connection:
            link = _link(self._newest(connection), words)
            row = {"at": at, "actor": actor, "action": action, "subject": subject}
            self._put(connection, audit, [row | {"detail": detail, "hash": link}])

    def entries(self) -> tuple[AuditEntry, ...]:
        """Return every entry, oldest first."""
        wanted = select(*_COLUMNS).where(self._mine(audit)).order_by(audit.c.id)
        with self._desk.connections.reading() as connection:
            return values_of(AuditEntry, connection.execute(wanted).all())

    def broken_at(self) -> int | None:
        """Return the id of the first entry that does not follow from those before it.

        None means the trail is whole. Entries cut off at the end cannot be missed this way; keep
        the newest hash elsewhere for that.
        """
        before = _START
        for entry in self.entries():
            words = (moment_text(entry.at), entry.actor, entry.action, entry.subject, entry.detail)
            before = _link(before, words)
            if entry.hash != before:
                return entry.id
        return None

    def _newest(self, connection: Connection) -> str:
        newest = select(audit.c.hash).where(self._mine(audit)).order_by(audit.c.id.desc()).limit(1)
        found: str | None = connection.scalar(newest)
        return found or _START


def _link(before: str, words: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps([before, *words]).encode()).hexdigest()
