"""Bytes in, a file out that is either whole or not there, and that only we can read."""

import os
from pathlib import Path

PRIVATE = 0o600
"""Owner only: a report holds words of people."""
PRIVATE_FOLDER = 0o700
"""Likewise."""


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to *path* at once: after a crash there is the old file, the new one, or none."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
