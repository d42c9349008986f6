"""Files of a store: the database, its sentinel beside it, its backups; private to their owner.

The sentinel (``<database>.id``) repeats the install id that the database holds. A database that was
emptied, swapped or lost is thereby noticed, instead of a new one being begun in silence. While a
database is being made its sentinel is empty, so that a killed first start can be done again.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from jobs.errors import StoreError

_HEADER: Final = b"SQLite format 3\x00"
_PRIVATE: Final = 0o600


def sentinel_of(path: Path) -> Path:
    """Return where the sentinel of the database *path* lies."""
    return path.with_name(f"{path.name}.id")


def unfinished_of(path: Path) -> Path:
    """Return where the database *path* lies while it is being made."""
    return path.with_name(f"{path.name}.new")


def backup_of(path: Path, revision: str) -> Path:
    """Return where the backup of *path* goes that was made before leaving schema *revision*."""
    return path.with_name(f"{path.name}.backup-{revision}")


def restore_hint(path: Path) -> str:
    """Return what to do about a damaged database: which backup to put back, or where to look."""
    backups = sorted(path.parent.glob(f"{path.name}.backup-*"))
    step = f"put back {backups[-1]}" if backups else "put a backup back"
    return f"{step} (see 'Restore' in docs/operate.md)"


@contextmanager
def locked(folder: Path, *, create: bool) -> Iterator[None]:
    """Hold *folder* while a database in it is made, checked or upgraded: one process at a time.

    Raises:
        StoreError: The folder is not there, or we may not use it.
    """
    try:
        if create:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        message = f"{folder}: {error.strerror}: make this folder, or name another one"
        raise StoreError(message) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def read_sentinel(path: Path) -> str | None:
    """Return the install id beside *path*; empty while being made, None when there is no file."""
    try:
        return sentinel_of(path).read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None


def write_sentinel(path: Path, install_id: str) -> None:
    """Write the install id beside *path*, and have it reach the disk."""
    handle = os.open(sentinel_of(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(install_id)
        file.flush()
        os.fsync(file.fileno())


def start_unfinished(path: Path) -> Path:
    """Return an empty private file to make a database in; what a killed start left is removed."""
    fresh = unfinished_of(path)
    for name in (fresh.name, f"{fresh.name}-wal", f"{fresh.name}-shm", f"{fresh.name}-journal"):
        fresh.with_name(name).unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    return fresh


def settle(fresh: Path, path: Path) -> None:
    """Give the file *fresh* its final name, and have both reach the disk."""
    for target in (fresh, fresh.parent):
        if target == fresh.parent:
            fresh.replace(path)
        handle = os.open(target, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def refuse_foreign(path: Path) -> None:
    """Refuse a file that is no SQLite database at all, before SQLite sees it.

    Raises:
        StoreError: The file is empty, something else, or unreadable.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(_HEADER))
    except OSError as error:
        message = f"{path}: {error.strerror}: give this user read and write access to it"
        raise StoreError(message) from error
    if not head:
        message = f"{path}: the database is empty (0 bytes): {restore_hint(path)}"
        raise StoreError(message)
    if head != _HEADER:
        message = f"{path}: this is not a database: {restore_hint(path)}"
        raise StoreError(message)
