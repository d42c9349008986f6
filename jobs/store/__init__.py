"""The only SQL: `Store`, everything that is kept of one municipality, in one SQLite file."""

from jobs.store.audit import AuditEntry
from jobs.store.daemons import Daemon
from jobs.store.store import Store

__all__ = ["AuditEntry", "Daemon", "Store"]
