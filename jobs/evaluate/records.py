"""A folder of ``posts-*.jsonl`` in, its lines out; whatever is wrong is named by file and line."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from jobs.errors import UsageError

Record = dict[str, object]
"""One line: a JSON object with a text ``id``."""


def read_lines(path: Path) -> Iterator[tuple[str, Record]]:
    """Yield where each line of *path* stands (``posts-1.jsonl:3``) and what it holds.

    Raises:
        UsageError: The file cannot be read, or a line is no object with an ``id``.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot read: {error}"
        raise UsageError(message) from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise fault(where, f"not JSON: {error}") from error
        if not isinstance(record, dict) or not isinstance(record.get("id"), str):
            raise fault(where, "an object with a string 'id' is required")
        yield where, record


def read_posts(folder: Path) -> Iterator[tuple[str, Record]]:
    """Yield every line of the ``posts-*.jsonl`` in *folder*, file by file.

    Raises:
        UsageError: There are none, one cannot be read, or an id comes twice.
    """
    files = sorted(folder.glob("posts-*.jsonl"))
    if not files:
        message = f"{folder}: no posts-*.jsonl here"
        raise UsageError(message)
    seen: set[object] = set()
    for file in files:
        for where, record in read_lines(file):
            if record["id"] in seen:
                raise fault(where, f"duplicate id {record['id']}")
            seen.add(record["id"])
            yield where, record


def iso_week(moment: str) -> str:
    """Return the ISO week of the local day of *moment*, such as ``2026-W43``."""
    year, week, _ = datetime.fromisoformat(moment).isocalendar()
    return f"{year}-W{week:02d}"


def fault(where: str, text: str) -> UsageError:
    """Return the error that says what is wrong on one line; it holds ids, never text of a post."""
    return UsageError(f"{where}: {text}")
