"""Connections to one database file: transactions that lock at once, and errors that say what to do.

A transaction belongs to the thread that opened it; other threads and processes wait for it, at most
`BUSY_TIMEOUT_MS`. Never await inside one: another task of the same thread would join it.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from jobs.errors import StoreError

BUSY_TIMEOUT_MS: Final = 10_000
"""Wait for another writer: SQLite's queue is unfair, 4.9 s was the worst seen with 4 writers."""

_LOG_TIMEOUT_MS: Final = 500
"""Wait for readers before the log is emptied; our reads take milliseconds."""

_PRAGMAS: Final = (
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "journal_mode=WAL",
    "synchronous=FULL",  # a commit survives a power cut: the ledger and the outbox rest on it
    "foreign_keys=ON",
    "secure_delete=ON",  # erased text does not stay behind in free pages
)

_NEXT_STEP: Final = (
    (("disk is full", "disk I/O error"), "free space on the disk and run the command again"),
    (("locked", "busy"), "another process is writing for long; wait and run the command again"),
    (("readonly", "unable to open", "permission"), "give this user write access to it"),
    (("malformed", "not a database"), "put a backup back; see 'Restore' in docs/operate.md"),
)


def explain(path: Path, error: DBAPIError | sqlite3.Error) -> StoreError:
    """Return *error* of the database as ours: the file, what is wrong, what to do."""
    cause = str(error.orig if isinstance(error, DBAPIError) else error)
    for words, step in _NEXT_STEP:
        if any(word in cause for word in words):
            return StoreError(f"{path}: {cause}: {step}")
    return StoreError(f"{path}: {cause}")


class Connections:
    """The connections of one open store. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = _engine(path)
        self._thread = _PerThread()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction, or join the one this thread has open.

        Raises:
            StoreError: The database refused; nothing was written.
        """
        joined = self._thread.connection
        if joined is not None:
            yield joined
            return
        with self._translated(), self.engine.connect() as fresh:
            connection = fresh.execution_options(writes=True)
            with connection.begin():
                self._thread.connection = connection
                try:
                    yield connection
                finally:
                    self._thread.connection = None
        if self._thread.erased:
            self._thread.erased = False
            self._empty_log()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a view that does not change under the reader, or join the open transaction."""
        joined = self._thread.connection
        if joined is not None:
            yield joined
            return
        with self._translated(), self.engine.connect() as connection:
            yield connection

    def forget(self) -> None:
        """Have the write-ahead log emptied once this transaction is over: text was erased."""
        self._thread.erased = True

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _empty_log(self) -> None:
        """Cut the write-ahead log to nothing; when a reader holds it, the next erasure does."""
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            for pragma in (f"busy_timeout={_LOG_TIMEOUT_MS}", "wal_checkpoint(TRUNCATE)"):
                cursor.execute(f"PRAGMA {pragma}").fetchall()
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").fetchall()
        finally:
            connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise explain(self.path, error) from error


class _PerThread(threading.local):
    connection: Connection | None = None
    erased: bool = False


def _engine(path: Path) -> Engine:
    """Return an engine whose transactions begin as we say, and whose errors show no values."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, record: object) -> None:
    del record
    connection.isolation_level = None  # the driver would begin too late, and never IMMEDIATE
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin(connection: Connection) -> None:
    """Lock at once when writing: a reader that turns writer is refused without waiting."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
