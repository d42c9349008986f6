"""The reports folder in, the weeks it holds out; and the reports of some weeks deleted."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from jobs.model import Week

REPORTS: Final = ("*.pdf", "*.html", ".*.pdf.*", ".*.html.*")
"""PDFs, web pages, and what a stage that was killed had written of one."""


def weeks_in(folder: Path) -> tuple[Week, ...]:
    """Return the weeks of which *folder* of one municipality holds a folder, oldest first."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(filter(None, map(_week, folder.iterdir()))))


def reports_of(folder: Path, weeks: Iterable[Week]) -> tuple[Path, ...]:
    """Return the files of reports of *weeks* in *folder*; nothing outside it, and no link."""
    return tuple(
        path
        for week in weeks
        for pattern in REPORTS
        for path in sorted((folder / str(week)).glob(pattern))
        if path.is_file() and not path.is_symlink()
    )


def delete(paths: Iterable[Path]) -> int:
    """Delete *paths* and the folders that are empty then; return how many files were deleted.

    Another process may delete the same at the same time.
    """
    count = 0
    for path in paths:
        with suppress(FileNotFoundError):
            path.unlink()
            count += 1
        with suppress(OSError):  # refused by the system unless the folder is empty
            path.parent.rmdir()
    return count


def _week(path: Path) -> Week | None:
    if path.is_symlink() or not path.is_dir():
        return None
    try:
        return Week.parse(path.name)
    except ValueError:
        return None
