"""Column types: our values in, portable text and numbers out, and back as the same values."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from jobs.model import Week

_Kind = TypeEngine[Any] | type[TypeEngine[Any]]

_write: Final = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,  # frozen values hold no circles
    separators=(",", ":"),
).encode
_read: Final = json.JSONDecoder().decode

RowNumber: Final = BigInteger().with_variant(Integer(), "sqlite")
"""Row numbers: 64 bits everywhere; SQLite counts up by itself only on plain INTEGER."""


_USUAL: Final = 2_000
"""Lists of texts that are remembered; each is a few words."""


class Coded(TypeDecorator[Any]):
    """A value kept as text or a number: *dump* makes what is kept, *load* makes the value again."""

    impl: _Kind = Text
    cache_ok: bool | None = True

    def __init__(
        self,
        dump: Callable[[Any], object],
        load: Callable[[Any], object],
        kept_as: TypeEngine[Any] | None = None,
    ) -> None:
        super().__init__()
        self.dump = dump
        self.load = load
        self.kept_as = kept_as

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the database that keeps it."""
        return dialect.type_descriptor(self.kept_as or Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any | None], object | None]:
        """Return what makes what is kept; asked once a statement: a method costs every value."""
        del dialect
        dump = self.dump
        return lambda value: None if value is None else dump(value)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any | None], object | None]:
        """Return what makes the value again."""
        del dialect, coltype
        load = self.load
        return lambda kept: None if kept is None else load(kept)


def kept(kind: TypeEngine[Any], values: list[Any]) -> list[Any]:
    """Return the *values* of a column of some *kind* as the database keeps them."""
    if not isinstance(kind, Coded):
        return values
    dump = kind.dump
    return [None if value is None else dump(value) for value in values]


def moment_text(moment: datetime) -> str:
    """Return *moment* as ISO 8601 in UTC, of one width, so that text sorts as time does.

    Raises:
        ValueError: *moment* has no time zone.
    """
    if moment.tzinfo is None:
        message = "a moment without a time zone cannot be stored"
        raise ValueError(message)
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def structure(dump: Callable[[Any], object], load: Callable[[Any], object]) -> Coded:
    """Return the type of a value made of parts, kept as JSON text."""
    return Coded(lambda value: _write(dump(value)), lambda kept: load(_read(kept)))


def texts() -> Coded:
    """Return the type of texts in order; most rows hold a few that many other rows hold too."""
    plain = structure(list, tuple)
    return Coded(lru_cache(_USUAL)(plain.dump), lru_cache(_USUAL)(plain.load))


def choice(members: type[StrEnum]) -> Coded:
    """Return the type of a member of a closed set, kept as its own word."""
    return Coded(cache(lambda value: members(value).value), cache(members))


MOMENT: Final = Coded(moment_text, lambda kept: datetime.fromisoformat(kept).astimezone(UTC))
"""A moment, in UTC."""

DAY: Final = Coded(date.isoformat, date.fromisoformat)
"""A calendar day."""

WEEK: Final = Coded(str, lru_cache(100)(Week.parse))
"""A week as ``2026-W46``: sorts in time."""

FLAG: Final = Coded(int, bool, Integer())
"""Yes or no as 1 or 0."""
