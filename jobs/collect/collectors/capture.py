"""Nothing is read here: posts come one at a time, by hand; and who captured which of them.

Of a captured post the author is stripped before anything is stored. What is known instead is in
which role somebody captured it, in which group, and when. That stands in the cursor of its source,
so that it is stored together with the post, or neither is.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from jobs.collect.protocol import Verified, Visit
from jobs.model import Batch, Cursor, PostId
from jobs.model.decision import Authority
from jobs.settings.schema import Table

VERIFIED: Final = Verified.DOCUMENTATION
_PREFIX: Final = "by:"
_MOST: Final = 2_000
"""Captures that are remembered; a town captures some dozens a week, and its texts go in 90 days."""
_LONGEST_GROUP: Final = 100


def _role(value: str) -> str:
    Authority(value, datetime(1, 1, 1, tzinfo=UTC))
    return value


Role = Annotated[str, AfterValidator(_role)]
"""In which role somebody captures, such as ``communicatie``; never a name, number or address."""


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``capture``: one group.

    Attributes:
        roles: In which roles people capture there.
    """

    roles: Annotated[tuple[Role, ...], Field(min_length=1)]


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield nothing: what people capture is stored when they do."""
    del visit
    nothing: tuple[Batch, ...] = ()
    for batch in nothing:
        yield batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a captured post comes from.

    Attributes:
        role: In which role somebody captured it.
        group: Name of the group.
        on: Day on which it was captured, UTC.
    """

    role: str
    group: str
    on: date


def noted(cursor: Cursor, made: Mapping[PostId, Provenance]) -> Cursor:
    """Return *cursor* with where the posts *made* come from; the oldest go when there are many."""
    marks = {key: mark for key, mark in cursor.marks.items() if not key.startswith(_PREFIX)}
    kept = {**provenances(cursor), **made}
    for post, one in list(kept.items())[-_MOST:]:
        marks[f"{_PREFIX}{post}"] = f"{one.on:%Y-%m-%d}|{one.role}|{one.group[:_LONGEST_GROUP]}"
    return Cursor(marks=marks, validators=cursor.validators)


def provenances(cursor: Cursor) -> dict[PostId, Provenance]:
    """Return where the captured posts of a source come from, in the order they were captured."""
    found: dict[PostId, Provenance] = {}
    for key, mark in cursor.marks.items():
        if key.startswith(_PREFIX):
            day, role, group = mark.split("|", 2)
            on = date.fromisoformat(day)
            found[PostId(key.removeprefix(_PREFIX))] = Provenance(role=role, group=group, on=on)
    return found
