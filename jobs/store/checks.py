"""A database file in → whether it is whole, ours, of which schema; or an error that says why."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from jobs.errors import StoreError
from jobs.store import files
from jobs.store.connections import explain


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a database says about itself.

    Attributes:
        revision: Schema revision, such as ``0001``.
        install_id: Random name given when it was made.
        municipality: Key of the municipality it belongs to.
    """

    revision: str
    install_id: str
    municipality: str


def identify(path: Path) -> Identity:
    """Check the database *path* through, and return what it says about itself.

    Raises:
        StoreError: It is damaged, or not made by this program.
    """
    files.refuse_foreign(path)
    try:
        with closing(sqlite3.connect(path)) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                message = f"{path}: the database is damaged: {files.restore_hint(path)}"
                raise StoreError(message)
            return _identity(path, connection)
    except sqlite3.OperationalError as error:
        raise explain(path, error) from error
    except sqlite3.DatabaseError as error:
        message = f"{path}: the database is damaged ({error}): {files.restore_hint(path)}"
        raise StoreError(message) from error


def _identity(path: Path, connection: sqlite3.Connection) -> Identity:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    wanted = "SELECT version_num FROM alembic_version"
    whose = (
        "SELECT value, municipality.key FROM meta"
        " JOIN municipality ON municipality.id = municipality_id WHERE meta.key = 'install_id'"
    )
    if {"alembic_version", "meta", "municipality"} <= tables:
        revision, names = (
            connection.execute(wanted).fetchone(),
            connection.execute(whose).fetchone(),
        )
        if revision is not None and names is not None:
            return Identity(revision=revision[0], install_id=names[0], municipality=names[1])
    message = f"{path}: this database was not made by buurtsignaal: name another file"
    raise StoreError(message)


def refuse_stranger(path: Path, found: Identity, municipality: str) -> None:
    """Refuse a database that is another one than was here before, or of someone else.

    Raises:
        StoreError: The sentinel names another database, or is lost; or the municipality differs.
    """
    sentinel, beside = files.read_sentinel(path), files.sentinel_of(path)
    if sentinel is None:
        message = (
            f"{path}: {beside.name} is missing beside the database: put it back from the same "
            f"backup, or, when you trust this database, write {found.install_id} in it"
        )
        raise StoreError(message)
    if sentinel not in {"", found.install_id}:
        message = (
            f"{path}: another database stood here before ({beside.name} says so): put that one "
            f"back, or, when you trust this database, write {found.install_id} in {beside.name}"
        )
        raise StoreError(message)
    if found.municipality != municipality:
        message = (
            f"{path}: this database is of municipality {found.municipality!r}, not of "
            f"{municipality!r}: give each municipality a database of its own"
        )
        raise StoreError(message)


def refuse_lost(path: Path, *, create: bool) -> None:
    """Refuse to begin anew where a database should be.

    Raises:
        StoreError: A sentinel says that there was one; or there is none and none may be made.
    """
    if files.read_sentinel(path):
        message = (
            f"{path}: the database is gone, but {files.sentinel_of(path).name} says there was one: "
            f"{files.restore_hint(path)}, or remove {files.sentinel_of(path)} to begin anew"
        )
        raise StoreError(message)
    if not create:
        message = f"{path}: there is no database yet: run `buurtsignaal week` first"
        raise StoreError(message)
