"""Schema revisions: which there are, and a database brought to the newest one after a backup."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table

from jobs.errors import StoreError
from jobs.store import files
from jobs.store.tables import METADATA

_VERSION: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where Alembic keeps at which revision a database is."""
SCRIPTS: Final = Path(__file__).parent / "migrations"
"""Where the revisions lie; they ship with the package."""


def revisions(scripts: Path = SCRIPTS) -> tuple[str, ...]:
    """Return the known revisions, oldest first: the first word of each file name."""
    names = sorted(path.name for path in (scripts / "versions").glob("[0-9]*.py"))
    return tuple(name.partition("_")[0] for name in names)


def behind(path: Path, revision: str, scripts: Path = SCRIPTS) -> bool:
    """Return whether a database at *revision* needs an upgrade.

    Raises:
        StoreError: A newer version of the program made it.
    """
    known = revisions(scripts)
    if revision not in known:
        message = (
            f"{path}: a newer version of buurtsignaal made this database (schema {revision}, this "
            f"version knows up to {known[-1]}): install that version again"
        )
        raise StoreError(message)
    return revision != known[-1]


def create(connection: Connection) -> None:
    """Make the newest schema in an empty database, inside the transaction that is open.

    It is what the revisions make one by one, as a test sees to, without the second and the 10 MB
    that Alembic takes.
    """
    METADATA.create_all(connection)
    _VERSION.create(connection)
    connection.execute(_VERSION.insert(), {"version_num": revisions()[-1]})


def upgrade(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Bring the schema to the newest revision, inside the transaction that is open."""
    from alembic import command  # noqa: PLC0415 - costs up to 0.9 s, and is seldom needed
    from alembic.config import Config  # noqa: PLC0415 - likewise

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def back_up(path: Path, target: Path) -> None:
    """Copy the database *path*, whole and consistent, to *target*, also while it is written to.

    Raises:
        StoreError: The copy could not be made.
    """
    try:
        fresh = files.start_unfinished(target)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
        files.settle(fresh, target)
    except (OSError, sqlite3.Error) as error:
        message = f"{target}: the backup could not be made ({error}): free space, and run it again"
        raise StoreError(message) from error
