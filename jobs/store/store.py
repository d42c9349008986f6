"""The store of one municipality: opened with checks, worked with through its areas, closed."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, select

from jobs.model import Run
from jobs.store import checks, files, migrate, tables
from jobs.store.advices import Advices
from jobs.store.alarms import Alarms
from jobs.store.area import Desk
from jobs.store.audit import Audit
from jobs.store.conducts import Conducts
from jobs.store.connections import Connections
from jobs.store.corrections import CorrectionRows
from jobs.store.daemons import Daemons
from jobs.store.feedback import FeedbackRows
from jobs.store.judgements import Judgements
from jobs.store.meta import Meta
from jobs.store.moderations import Moderations
from jobs.store.outbox import Outbox
from jobs.store.posts import Posts
from jobs.store.radars import Radars
from jobs.store.reports import Reports
from jobs.store.runs import Runs
from jobs.store.signals import Signals
from jobs.store.sources import Sources
from jobs.store.told import Told


class Store:
    """Everything that is kept of one municipality.

    May be used from several threads: a transaction belongs to the thread that opened it, and one
    writes at a time. Never await inside a transaction.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.posts = Posts(desk)
        self.sources = Sources(desk)
        self.judgements = Judgements(desk)
        self.signals = Signals(desk)
        self.advices = Advices(desk)
        self.alarms = Alarms(desk)
        self.conducts = Conducts(desk)
        self.radars = Radars(desk)
        self.corrections = CorrectionRows(desk)
        self.moderations = Moderations(desk)
        self.reports = Reports(desk)
        self.outbox = Outbox(desk)
        self.told = Told(desk)
        self.feedback = FeedbackRows(desk)
        self.runs = Runs(desk)
        self.audit = Audit(desk)
        self.meta = Meta(desk)
        self.daemons = Daemons(desk)

    @classmethod
    def open(
        cls,
        path: Path,
        municipality: str,
        *,
        create: bool = False,
        scripts: Path = migrate.SCRIPTS,
    ) -> Self:
        """Open the database *path*, checked through and brought to the newest schema.

        Args:
            path: The file. Its sentinel, write-ahead log and backups lie beside it.
            municipality: Key of the municipality it must belong to.
            create: Make it when there is none, and never was.
            scripts: Where the schema revisions lie.

        Raises:
            StoreError: It is missing, damaged, newer than this program, or someone else's. A new
                database is never begun where one should be.
        """
        path = path.absolute()
        if not create and not path.parent.exists():
            checks.refuse_lost(path, create=False)
        with files.locked(path.parent, create=create):
            if not path.exists():
                checks.refuse_lost(path, create=create)
                _make(path, municipality)
            found = checks.identify(path)
            checks.refuse_stranger(path, found, municipality)
            if not files.read_sentinel(path):  # the first start was killed just before this
                files.write_sentinel(path, found.install_id)
            if migrate.behind(path, found.revision, scripts):
                migrate.back_up(path, files.backup_of(path, found.revision))
                with _apart(path) as connection:
                    migrate.upgrade(connection, scripts)
        return cls(_desk(path, municipality))

    @property
    def path(self) -> Path:
        """Where the database lies."""
        return self._desk.connections.path

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all inside together or not at all; a transaction inside another joins it.

        Raises:
            LeaseLostError: This store is fenced, and its run was taken over.
            StoreError: The database refused; nothing was written.
        """
        with self._desk.writing():
            yield

    def fenced(self, run: Run) -> "Store":
        """Return this store for work under *run*: once that is taken over, it refuses to write."""
        return Store(replace(self._desk, run=run))

    def back_up(self, target: Path) -> None:
        """Copy the database to *target*, whole, also while it is written to.

        Raises:
            StoreError: The copy could not be made.
        """
        migrate.back_up(self.path, target.absolute())

    def close(self) -> None:
        """Close every connection; the fenced ones of this store included."""
        self._desk.connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _make(path: Path, municipality: str) -> None:
    """Make a database under another name first: what bears its name is always whole."""
    files.write_sentinel(path, "")
    fresh, install_id = files.start_unfinished(path), secrets.token_hex(16)
    with _apart(fresh) as connection:
        migrate.create(connection)
        connection.execute(tables.municipality.insert(), {"id": 1, "key": municipality})
        row = {"municipality_id": 1, "key": "install_id", "value": install_id}
        connection.execute(tables.meta.insert(), row)
    files.settle(fresh, path)
    files.write_sentinel(path, install_id)


@contextmanager
def _apart(path: Path) -> Iterator[Connection]:
    """Open a transaction on *path* with connections of its own, before anyone else works there."""
    connections = Connections(path)
    try:
        with connections.writing() as connection:
            yield connection
    finally:
        connections.close()


def _desk(path: Path, municipality: str) -> Desk:
    connections = Connections(path)
    key = tables.municipality.c.key
    with connections.reading() as connection:
        wanted = select(tables.municipality.c.id).where(key == municipality)
        row: int = connection.execute(wanted).scalar_one()
    return Desk(connections=connections, municipality_id=row)
