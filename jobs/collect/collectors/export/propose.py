"""The rows of an unknown file in, which of its columns may hold what out: a guess, told as such.

The name of a column counts first, then what is in it. Who wrote a post is never guessed from what
is in a column, and what a tool thinks of the mood of a post is left out: that is its judgement.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from jobs.collect.collectors.export.headers import FIELDS, MELTWATER, TIME, is_meltwater, rank
from jobs.collect.collectors.export.looks import DateOrder, Look
from jobs.collect.collectors.export.rows import BadRow, Row

MAX_ROWS: Final = 50_000
"""Rows that are looked at; the order of day and month shows in the first thousands."""
MOST_COLUMNS: Final = 200
LONGEST_NAME: Final = 80
"""Characters of the name of a column; a longer one is no name."""
_MOSTLY: Final = 0.8
_NEARLY_ALL: Final = 0.95
_TALK: Final = 0.3
"""Share of cells with three words or more from which a column may hold the texts."""
_FIRST: Final = ("posted_at", "url", "id", "parent", "thread", "language", "reactions")
"""What is looked for before the text, for its cells can hardly be mistaken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A file as it was looked at.

    Attributes:
        looks: Each column, in order, and what its cells look like.
        rows: Rows that were looked at.
        more: Whether there were more.
    """

    looks: Mapping[str, Look] = field(repr=False)
    rows: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A field that several columns may hold, the one that was taken first.

    Attributes:
        field: What they may hold.
        columns: Their names.
    """

    field: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """Which column may hold what.

    Attributes:
        columns: By field of ``[source.columns]``, the columns; two only for a day and its time.
        order: Whether day or month comes first; None when no moment is written so.
        order_sure: Whether the rows prove it.
        doubts: Fields that another column may hold as well.
        tool: Name of the tool whose columns these are; empty when it is not known.
    """

    columns: Mapping[str, tuple[str, ...]]
    order: DateOrder | None = None
    order_sure: bool = True
    doubts: tuple[Doubt, ...] = ()
    tool: str = ""

    def taking(self, field_: str, column: str | None) -> "Guess":
        """Return this guess with *column* for a field; None for no column."""
        columns = {one: held for one, held in self.columns.items() if one != field_}
        if column is not None:
            columns = {one: held for one, held in columns.items() if column not in held}
            columns[field_] = (column,)
        doubts = tuple(doubt for doubt in self.doubts if doubt.field != field_)
        return replace(self, columns=columns, doubts=doubts)


def look_at(rows: Iterable[Row | BadRow], now: datetime, zone: ZoneInfo) -> Seen:
    """Return what the columns of *rows* look like; an object in a cell is looked into."""
    looks: dict[str, Look] = {}
    count = 0
    for row in islice(rows, MAX_ROWS + 1):
        count += 1
        if isinstance(row, BadRow) or count > MAX_ROWS:
            continue
        for name, value in _flat(row):
            if name not in looks:
                if len(looks) >= MOST_COLUMNS:
                    continue
                looks[name] = Look(now, zone)
            looks[name].show(value)
    return Seen(looks=looks, rows=min(count, MAX_ROWS), more=count > MAX_ROWS)


def _flat(row: Row) -> Iterable[tuple[str, object]]:
    """Yield the cells of *row*, those of an object in it as ``outer.inner``."""
    for name, value in islice(row.items(), MOST_COLUMNS):
        inner = value.items() if isinstance(value, dict) else ()
        yield from ((f"{name}.{key}", cell) for key, cell in islice(inner, MOST_COLUMNS))
        if not inner:
            yield name, value


def nameless(seen: Seen) -> bool:
    """Tell whether the first line of a file holds a post instead of the names of its columns.

    A name may stand in its own column again, such as an author's; the names of columns do so only
    where files were put together, and then all of them.
    """
    again = [hash(name.strip()) in look.distinct for name, look in seen.looks.items()]
    if any(again) and not all(again):
        return True
    for name, look in seen.looks.items():
        itself = Look(look.now, look.zone)
        itself.show(name)
        if itself.moments or itself.urls or itself.numbers or len(name) > LONGEST_NAME:
            return True
    return False


def guess(seen: Seen) -> Guess:
    """Return which column of *seen* may hold what."""
    names = [name for name in seen.looks if 0 < len(name) <= LONGEST_NAME and name.isprintable()]
    if is_meltwater(names):
        held = {one: tuple(c for c in held if c in names) for one, held in MELTWATER.items()}
        known = Guess(columns={one: held for one, held in held.items() if held}, tool="Meltwater")
        return _ordered(known, seen)
    found: dict[str, tuple[str, ...]] = {}
    fields: tuple[str, ...] = FIELDS
    doubts: list[Doubt] = []
    for one in (*_FIRST, *(name for name in fields if name not in _FIRST)):
        free = [name for name in names if (name,) not in found.values()]
        fitting = _fitting(one, free, seen)
        if fitting:
            found[one] = fitting[:1]
        if len(fitting) > 1:
            doubts.append(Doubt(field=one, columns=fitting))
    _with_time(found, names, seen)
    taken = {column for held in found.values() for column in held}
    open_ = [replace(doubt, columns=_open(doubt, taken)) for doubt in doubts]
    ordered = {one: found[one] for one in fields if one in found}
    sure = tuple(doubt for doubt in open_ if len(doubt.columns) > 1)
    return _ordered(Guess(columns=ordered, doubts=sure), seen)


def _open(doubt: Doubt, taken: set[str]) -> tuple[str, ...]:
    """Return the columns of *doubt* without those that hold something else by now."""
    first, *others = doubt.columns
    return (first, *(name for name in others if name not in taken))


def _fitting(one: str, names: list[str], seen: Seen) -> tuple[str, ...]:
    """Return the columns that may hold the field *one*, the best first; only rivals besides it."""
    ranked = {name: rank(name, one) for name in names if _may_hold(one, seen.looks[name], seen)}
    named = {name: score for name, score in ranked.items() if score > 0}
    if named:
        whole = [name for name, score in named.items() if score > 1] or list(named)
        worth = {name: _worth(one, named[name], seen.looks[name]) for name in whole}
        return tuple(sorted(whole, key=worth.__getitem__, reverse=True))
    if one not in _BY_LOOKS:
        return ()
    alike = [name for name in ranked if _looks_like(one, seen.looks[name])]
    if one == "text":
        alike.sort(key=lambda name: -seen.looks[name].mean_length)
    return tuple(alike)


def _worth(one: str, score: float, look: Look) -> tuple[float, float]:
    """Return what columns with a fitting name are ordered by: for texts, also how long they are."""
    return (look.mean_length, score) if one == "text" else (score, 0.0)


_BY_LOOKS: Final = frozenset({"text", "posted_at", "url", "id"})
"""What can be told by its cells alone."""


def _may_hold(one: str, look: Look, seen: Seen) -> bool:
    """Tell whether nothing in a column speaks against its holding the field *one*."""
    if not look.cells:
        return False
    usual = {"posted_at": look.moments, "url": look.urls, "reactions": look.numbers}
    usual["language"] = look.codes
    if one in usual:
        return look.share(usual[one]) >= _MOSTLY
    if one in {"id", "parent", "thread"}:
        named = look.share(look.blanks) < _TALK
        return named and (one != "id" or (_is_unique(look) and look.cells == seen.rows))
    numbers = look.share(look.numbers)
    moments = 0.0 if numbers >= _MOSTLY else look.share(look.moments)
    return max(moments, numbers, look.share(look.urls)) < _MOSTLY


def _looks_like(one: str, look: Look) -> bool:
    """Tell whether a column whose name says nothing holds the field *one*, by its cells."""
    if one == "text":
        return look.share(look.talk) >= _TALK
    if one == "posted_at":
        return look.share(look.numbers) < _MOSTLY and look.share(look.moments) >= _NEARLY_ALL
    if one == "url":
        return look.share(look.urls) >= _NEARLY_ALL
    bare = not (look.blanks or look.moments or look.urls or look.clocks)
    return bare and look.share(look.digits) == 1.0 and look.cells > 1


def _is_unique(look: Look) -> bool:
    return len(look.distinct) >= _NEARLY_ALL * look.seen


def _with_time(found: dict[str, tuple[str, ...]], names: list[str], seen: Seen) -> None:
    """Put the column of times beside that of days, when there is one."""
    taken = {column for held in found.values() for column in held}
    clocks = [
        name
        for name in names
        if name not in taken
        and rank(name, TIME) > 0
        and seen.looks[name].share(seen.looks[name].clocks) >= _MOSTLY
    ]
    if clocks and "posted_at" in found:
        found["posted_at"] = (*found["posted_at"], clocks[0])


def _ordered(found: Guess, seen: Seen) -> Guess:
    """Return *found* with the order of day and month, by all rows."""
    moments = found.columns.get("posted_at", ())
    if not moments:
        return found
    look = seen.looks[moments[0]]
    day = look.day_first or (not look.month_first and look.late_months > look.late_days)
    month = look.month_first or (not look.day_first and look.late_days > look.late_months)
    if not (look.day_first or look.month_first or look.either):
        return found
    order = DateOrder.MONTH_FIRST if month and not day else DateOrder.DAY_FIRST
    return replace(found, order=order, order_sure=bool(day) != bool(month))
