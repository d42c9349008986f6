"""Edges of Meta's Graph in, their pages of rows out: Facebook, Instagram and Threads answer alike.

Paging, errors and the headers that tell how much of our allowance is used are those of
developers.facebook.com/docs/graph-api. The Graph answers 400 to nearly everything that is wrong,
so what an error means stands in its code. What it says in words is never passed on.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields, Interface, Reply
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS, FetchReason, FetchStop
from jobs.errors import SourceBroken, SourceError

VERSION: Final = "v26.0"
"""Version of the Graph for Facebook and Instagram: the newest of its documentation in November
2026. A version answers for two years; after that its successor answers in its place."""
FACEBOOK: Final = f"https://graph.facebook.com/{VERSION}"
"""Where pages are read, and Instagram accounts that are tied to one."""
ROWS: Final = 100
"""Rows of a page; the Graph refuses more."""
_TELLING: Final = frozenset({400, 401, 403, 404})
"""Statuses whose body says what is wrong."""
_DEAD: Final = frozenset({102, 190})
"""Codes of a token that is expired or withdrawn: nothing answers to it any more."""
_CLOSED: Final = frozenset({3, 10, *_DEAD, *range(200, 300)})
"""Codes of what the token may not read."""
_LIMITED: Final = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
"""Codes of an allowance that is used up: of the app, the user, the page, the business."""
_ABSENT: Final = frozenset({24, 803})
"""Codes of what is not there; code 100 says so with the subcode 33."""
_PASSING: Final = frozenset({1, 2})
"""Codes of trouble on the side of the Graph that may be over in a while."""
_USAGE: Final = ("x-business-use-case-usage", "x-app-usage")
_PERCENTAGES: Final = ("call_count", "total_cputime", "total_time")
_ENOUGH: Final = 90
"""Percent of the allowance after which we stop, so that the town's own tools keep the rest."""
_REST: Final = timedelta(hours=1)
"""Rest when the Graph names none: allowances of apps and users count the last hour."""
_LONGEST_REST: Final = timedelta(days=1)
"""The longest window that any allowance counts over."""
_LONGEST: Final = 20_000
"""Characters of a usage header that are read; one business takes 150."""
_LONGEST_CURSOR: Final = 2_000
"""Characters; a cursor has 200, and a next page with all our fields in it less than 1,000."""
_ID: Final = re.compile(r"[0-9]{1,40}(?:_[0-9]{1,40}){0,2}")
_SECRETS: Final = frozenset({"access_token", "appsecret_proof"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an edge.

    Attributes:
        rows: Its objects.
        more: What to ask the next page with; empty after the last one.
        validators: To ask whether it changed.
        same: It is still what it was, and was not given.
    """

    rows: tuple[Fields, ...]
    more: str = field(repr=False)
    validators: tuple[str, str] = UNKNOWN
    same: bool = False


class Graph:
    """The Graph at one address, for one visit.

    Once it wants rest, or our token is dead, it is not asked again: every question then fails.
    """

    def __init__(self, visit: Visit, base: str, token: str, *, tells_end: bool = True) -> None:
        """Ask nothing yet.

        Args:
            visit: The visit.
            base: Address with version, that all paths are behind.
            token: Name of the secret.
            tells_end: Whether only a page with a ``next`` has one behind it, as the Graph
                documents; Threads documents cursors only, and its last page is an empty one.
        """
        self.visit = visit
        self._interface = Interface.bearing(visit, base.rstrip("/"), token)
        self._tells_end = tells_end
        self._ended: SourceError | None = None

    @property
    def ended(self) -> SourceError | None:
        """Why no further question makes sense in this visit; None as long as it does."""
        return self._ended

    async def ask(self, path: str, params: Mapping[str, str | int] | None = None) -> Fields:
        """Return the object at *path*, which may be an address that the Graph itself gave.

        Raises:
            SourceError: As `first` says.
        """
        return (await self._reply(path, params)).data

    async def first(
        self, path: str, params: Mapping[str, str | int], held: tuple[str, str]
    ) -> Page:
        """Return the first page of the edge at *path*, unless it is still what *held* is of.

        Raises:
            SourceError: ``closed`` for what our token may not read, ``rate-limited`` with the
                moment to ask again, ``http-404`` for what is not there, and others.
        """
        reply = await self._reply(path, params, held)
        pair = reply.response.validators
        if reply.same:
            return Page((), "", pair, same=True)
        return replace(self.page_in(reply.data), validators=pair)

    async def _reply(
        self,
        path: str,
        params: Mapping[str, str | int] | None,
        held: tuple[str, str] = UNKNOWN,
    ) -> Reply:
        if self._ended is not None:
            raise self._ended
        try:
            reply = await self._interface.ask(path, params, validators=held, also=_TELLING)
            rest = rest_of(reply.response.headers)
            self._check(reply, rest)
        except SourceError as error:
            if error.reason in STOPS:
                self._ended = error
            raise
        if rest is not None:
            self._ended = self._stop(FetchReason.RATE_LIMITED, "allowance nearly used up", rest)
        return reply

    async def page(self, path: str, params: Mapping[str, str | int], after: str = "") -> Page:
        """Return one page of the edge at *path*: the first, or the one asked for with *after*."""
        if after.startswith("http"):
            return self.page_in(await self.ask(after))
        return self.page_in(await self.ask(path, {**params, "after": after} if after else params))

    def page_in(self, found: Fields) -> Page:
        """Return the page that *found* is; raise `SourceBroken` when it is none."""
        if not found.has("data"):
            raise SourceBroken(self.visit.source_id, ReadReason.SCHEMA_DRIFT, "data")
        rows = found.rows("data")
        after, following = found.text("paging", "cursors", "after"), found.text("paging", "next")
        if not following and (self._tells_end or not rows):
            return Page(rows, "")
        more = after or _without_secrets(following)
        if len(more) > _LONGEST_CURSOR or not more.isascii() or not more.isprintable():
            raise SourceBroken(self.visit.source_id, ReadReason.SCHEMA_DRIFT, "paging")
        return Page(rows, more)

    def native(self, row: Fields, *path: str) -> str:
        """Return the id of *row*: figures, for it becomes part of an address and of our marks."""
        found = row.needed(*(path or ("id",)))
        if _ID.fullmatch(found) is None:
            raise SourceBroken(self.visit.source_id, ReadReason.SCHEMA_DRIFT, "id")
        return found

    def moment(self, text: str) -> datetime:
        """Return when *text* was, UTC; the moment of the visit when it does not say."""
        return to_utc(text, now=self.visit.now, zone=self.visit.zone)[0]

    def _check(self, reply: Reply, rest: timedelta | None) -> None:
        """Raise what the Graph says is wrong."""
        if reply.data.has("error"):
            error = reply.data.inner("error")
            code, part = error.number("code"), error.number("error_subcode")
            stop = self._stop(_reason(code, part), f"graph error {code}/{part}", rest or _REST)
            if code in _DEAD:
                self._ended = stop
            raise stop
        if reply.status in _TELLING:
            raise self._stop(_of_status(reply.status), f"graph answered {reply.status}")

    def _stop(self, reason: FetchReason, detail: str, rest: timedelta = timedelta()) -> SourceError:
        limited = reason is FetchReason.RATE_LIMITED
        retry_at = self.visit.now + rest if limited else None
        return FetchStop(reason, detail, retry_at=retry_at).about(self.visit.source_id)


def rest_of(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long to leave the Graph alone, by the usage that *headers* tell.

    None as long as less than nine tenths of every allowance are used.
    """
    uses = [use for name in _USAGE for use in _uses(headers.get(name, ""))]
    full = [use for use in uses if max(_figure(use.get(name)) for name in _PERCENTAGES) >= _ENOUGH]
    if not full:
        return None
    minutes = max(_figure(use.get("estimated_time_to_regain_access")) for use in full)
    longest = _LONGEST_REST / timedelta(minutes=1)
    return timedelta(minutes=min(minutes, longest)) if minutes > 0 else _REST


def plain(text: str) -> str:
    """Return *text*, in which nothing is markup, as the body of a post."""
    return html.escape(text, quote=False)


def _uses(header: str) -> Iterator[Mapping[str, object]]:
    """Yield what a usage header holds: one object, or lists of them by business."""
    try:
        found = json.loads(header[:_LONGEST]) if header else None
    except (ValueError, RecursionError):
        return
    if not isinstance(found, dict):
        return
    yield found
    for several in found.values():
        if isinstance(several, list):
            yield from (use for use in several if isinstance(use, dict))


def _figure(value: object) -> float:
    """Return a number as it is; 0 for everything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) < 2**63 else 0.0
    return 0.0


def _reason(code: int, part: int) -> FetchReason:
    """Return what an error code means."""
    if code in _LIMITED:
        return FetchReason.RATE_LIMITED
    if code in _CLOSED:
        return FetchReason.CLOSED
    if code in _ABSENT or (code, part) == (100, 33):
        return FetchReason.HTTP_404
    return FetchReason.HTTP_500 if code in _PASSING else FetchReason.HTTP_400


def _of_status(status: int) -> FetchReason:
    """Return what a status without an error object means."""
    if status in {401, 403}:
        return FetchReason.CLOSED
    return FetchReason.HTTP_404 if status == 404 else FetchReason.HTTP_400


def _without_secrets(address: str) -> str:
    """Return *address* without the token that the Graph writes into its next pages."""
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return address
    query = urlencode([(name, value) for name, value in pairs if name not in _SECRETS])
    return urlunsplit(parts._replace(query=query))
