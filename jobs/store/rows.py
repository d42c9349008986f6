"""Rows as the database gives them in, dataclasses out, and back; columns stand as fields do."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

_Kind = TypeVar("_Kind")


def fields_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass, in order."""
    return tuple(field.name for field in fields(kind))


def values_of(kind: type[_Kind], rows: Iterable[Sequence[Any]]) -> tuple[_Kind, ...]:
    """Return a *kind* of each of *rows*, which hold its fields in order.

    Half of the time of ``row._asdict()``: all posts of a week come through here several times.
    """
    names = fields_of(kind)
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in rows)


def rows_of(names: tuple[str, ...], values: Iterable[object]) -> list[dict[str, Any]]:
    """Return a row of the fields *names*, at least two, of each of *values*."""
    parts = attrgetter(*names)
    return [dict(zip(names, parts(value), strict=True)) for value in values]
