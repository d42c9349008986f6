"""What a file of any form gives: rows by column; and the errors of a file that cannot be read."""

from collections.abc import Sequence
from typing import Final, NoReturn

MAX_ROW_BYTES: Final = 2_000_000
"""Longest row of a file; 200 columns of long texts take a tenth of it."""

Row = dict[str, object]
"""One row, by column; a ``.`` in a column of JSONL leads into an object."""


class BadFileError(Exception):
    """A file cannot be read; the message says why, without a word of its content."""


class BadRow:
    """Stands in the place of a row that cannot be read."""


def cell(row: Row, column: str) -> object:
    """Return what *row* holds under *column*; ``a.b`` leads into an object."""
    if column in row or "." not in column:
        return row.get(column)
    value: object = row
    for name in column.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def refuse(message: str) -> NoReturn:
    """Raise that a file cannot be read, by *message*."""
    raise BadFileError(message)


def names_of(header: Sequence[object], needs: str | None) -> list[str]:
    """Return the names of the columns in *header*, each once: a second ``a`` is ``a (2)``.

    Raises:
        BadFileError: There are none, or not the one that is needed.
    """
    names: list[str] = []
    known: dict[str, int] = {}
    for value in header:
        name = str(value or "").strip()
        known[name] = known.get(name, 0) + 1
        names.append(name if known[name] == 1 or not name else f"{name} ({known[name]})")
    if not any(names):
        refuse("has no line of column names")
    if needs is not None and needs not in names:
        refuse(f"has no column {needs}")
    return names
