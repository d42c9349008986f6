"""An address of a documented interface in, the JSON it answers out, read field by field.

Whatever a platform answers is hostile: a field that is not what its documentation says is
`SCHEMA_DRIFT`, a state of the source, and never a post without a text or a quiet week.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NoReturn, Self
from urllib.parse import urlencode

from jobs.collect.codes import ReadReason
from jobs.collect.protocol import Visit
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken
from jobs.model import SourceId

_MAX_BYTES: Final = 10_000_000
"""A page of a hundred posts with all that a platform adds takes less than one million."""
_AS_FORM: Final = ("Content-Type", "application/x-www-form-urlencoded")
_NOT_MODIFIED: Final = 304
_DEEPEST: Final = 100
"""Levels of an answer; a thread that is nested deeper than that is no talk."""


def strict_json(text: bytes | str) -> object:
    """Return what *text* holds as JSON.

    Raises:
        ValueError: It is none; ``NaN`` and ``Infinity`` are none either.
        RecursionError: It is nested too deep.
    """
    return json.loads(text, parse_constant=_no_constant)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


@dataclass(frozen=True, slots=True)
class Fields:
    """One object of an answer; every way to read it takes the names that lead to a field."""

    source_id: SourceId
    values: Mapping[str, object] = field(repr=False)

    def has(self, *path: str) -> bool:
        """Tell whether the field is there and not null."""
        return self._at(path) is not None

    def text(self, *path: str) -> str:
        """Return a text, or a whole number as text; empty when it is not there."""
        found = self._at(path)
        if found is None:
            return ""
        if isinstance(found, str):
            return found
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
        raise self._drift(path)

    def needed(self, *path: str) -> str:
        """Return a text that is always there; without it the interface is not what it was."""
        found = self.text(*path)
        if not found:
            raise self._drift(path)
        return found

    def number(self, *path: str) -> int:
        """Return a whole number, also when it is written as text; 0 when it is not there."""
        found = self._at(path)
        if found is None:
            return 0
        if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 19:
            return int(found)
        if isinstance(found, int | float) and abs(found) < 2**63:
            return int(found)
        raise self._drift(path)

    def flag(self, *path: str) -> bool:
        """Return yes or no; no when it is not there."""
        found = self._at(path)
        if found is None or isinstance(found, bool):
            return bool(found)
        raise self._drift(path)

    def inner(self, *path: str) -> "Fields":
        """Return the object at *path*; an empty one when it is not there."""
        found = self._at(path)
        if found is None:
            return Fields(self.source_id, {})
        if isinstance(found, dict):
            return Fields(self.source_id, found)
        raise self._drift(path)

    def rows(self, *path: str) -> tuple["Fields", ...]:
        """Return the objects of a list; none when it is not there."""
        found = self._at(path)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise self._drift(path)
        return tuple(Fields(self.source_id, row) for row in found)

    def _at(self, path: tuple[str, ...]) -> object:
        found: object = self.values
        for place, name in enumerate(path):
            if found is None:
                return None
            if not isinstance(found, Mapping):
                raise self._drift(path[:place])
            found = found.get(name)
        return found

    def _drift(self, path: tuple[str, ...]) -> SourceBroken:
        """Return that the field at *path* is not what the interface documents."""
        return SourceBroken(self.source_id, ReadReason.SCHEMA_DRIFT, ".".join(path))


@dataclass(frozen=True, slots=True)
class Reply:
    """What an interface answered.

    Attributes:
        status: 200, 304, or one of the statuses that were asked for besides.
        data: The object it answered; a list stands in it under ``rows``. Empty with a 304.
        response: The whole answer, for its headers and validators.
    """

    status: int
    data: Fields
    response: Response

    @property
    def same(self) -> bool:
        """Whether it is still what the validators are of that it was asked with."""
        return self.status == _NOT_MODIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """The documented interface of one platform, for one visit.

    Attributes:
        visit: The visit.
        base: Address that all paths are behind, without a slash at its end.
        headers: What every request carries, such as a token.
        pace: Least time between two requests.
        robots: Whether robots.txt decides: yes for what is not documented as an interface.
        form: Whether what is sent goes as a form instead of as JSON, as OAuth wants it.
        accept: What may be answered.
        decode: Bytes of an answer → what they hold; raises ``ValueError`` when that is nothing.
    """

    visit: Visit
    base: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    pace: timedelta = timedelta(seconds=1)
    robots: bool = False
    form: bool = False
    accept: str = "application/json"
    decode: Callable[[bytes], object] = strict_json

    @classmethod
    def bearing(cls, visit: Visit, base: str, token: str | None) -> Self:
        """Return the interface at *base*, with the secret called *token* as bearer if any."""
        if token is None:
            return cls(visit=visit, base=base)
        value = visit.secret(visit.source_id, token)
        return cls(visit=visit, base=base, headers=(("Authorization", f"Bearer {value}"),))

    async def ask(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        *,
        validators: tuple[str, str] = ("", ""),
        also: frozenset[int] = frozenset(),
        body: Mapping[str, str] | None = None,
    ) -> Reply:
        """Return what the interface answers at *path*, or at a whole address behind its base.

        Args:
            path: Behind `base`, with a slash in front; or an absolute address that the interface
                itself gave as the next page, which must lead to the same place.
            params: The query; nothing in it may be a secret, for addresses end up in logs.
            validators: Those of the answer we hold.
            also: Statuses besides 200 whose body is wanted.
            body: What to send by POST; it may hold a secret.

        Raises:
            SourceError: There is no answer, or it is no JSON, or lies elsewhere.
        """
        response = await self.visit.fetcher.get(
            Request(
                source_id=self.visit.source_id,
                url=self._address(path, params),
                accept=self.accept,
                validators=validators,
                max_bytes=_MAX_BYTES,
                robots=self.robots,
                pace=self.pace,
                headers=(*self.headers, _AS_FORM) if self.form else self.headers,
                also_answers=also,
                body=None if body is None else self._packed(body),
            )
        )
        empty: dict[str, object] = {}
        same = response.status == _NOT_MODIFIED
        data = empty if same else await asyncio.to_thread(self._read, response)
        return Reply(response.status, Fields(self.visit.source_id, data), response)

    def _address(self, path: str, params: Mapping[str, str | int] | None) -> str:
        """Return the whole address; an address that leads elsewhere would carry our token away."""
        if not path.startswith("/") and not path.startswith(f"{self.base}/"):
            raise SourceBroken(self.visit.source_id, ReadReason.SCHEMA_DRIFT, "next page elsewhere")
        address = self.base + path if path.startswith("/") else path
        if not params:
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode(params)}"

    def _packed(self, body: Mapping[str, str]) -> bytes:
        return (urlencode(body) if self.form else json.dumps(body)).encode()

    def _read(self, response: Response) -> dict[str, object]:
        try:
            found = self.decode(response.body)
        except (ValueError, RecursionError):
            raise SourceBroken(self.visit.source_id, ReadReason.NOT_JSON) from None
        if isinstance(found, list):
            return {"rows": found}
        if not isinstance(found, dict):
            raise SourceBroken(self.visit.source_id, ReadReason.SCHEMA_DRIFT, "no object")
        return found


def nested(top: Fields, name: str) -> Iterator[tuple[Fields, Fields | None]]:
    """Yield *top* and all that is nested in the lists called *name*, each with what it is in.

    What lies deeper than 100 levels is left out.
    """
    level: list[tuple[Fields, Fields | None]] = [(top, None)]
    for _ in range(_DEEPEST):
        yield from level
        level = [(inner, outer) for outer, _ in level for inner in outer.rows(name)]
        if not level:
            return
