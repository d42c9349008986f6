"""Questions to a server with Mastodon's client interface in, statuses and posts out.

GoToSocial, Pleroma and Akkoma answer alike; what only some of them tell is never needed. Paging
and limits are those of docs.joinmastodon.org.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import parse_qs, urlsplit

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields, Interface, Reply
from jobs.collect.collectors.kit.marks import same_host
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS, FetchReason, FetchStop
from jobs.errors import SourceBroken, SourceError
from jobs.model import RawPost

Way = Literal["next", "prev"]
"""Along a listing: ``next`` is older, ``prev`` is newer."""
_BOUNDS: Final[dict[Way, str]] = {"next": "max_id", "prev": "min_id"}
"""``since_id`` would give the newest page only, and skip what lies between."""
_PUBLIC: Final = frozenset({"public", "unlisted"})
_ID: Final = re.compile(r"[0-9A-Za-z]{1,40}")
"""Figures; GoToSocial and Pleroma have letters too. It names nobody, and stays in the cursor."""
_LINK: Final = re.compile(r"<([^<>]{1,2000})>[^<>,]{0,200}?;\s{0,9}rel=\"?(next|prev)\b")
_LONGEST_HEADER: Final = 10_000
_GONE: Final = frozenset({404, 410})
_LAST_TENTH: Final = 10
_REST: Final = timedelta(minutes=5)
"""Allowances of Mastodon count five minutes; also when the server says nothing readable."""
_LONGEST_REST: Final = timedelta(hours=1)
_MANY: Final = 60
_DEEP: Final = 20
"""Answers, and levels of them, after which Mastodon leaves out the rest for who has no token."""
_STEPS_UP: Final = 5
"""Times that a conversation is followed upwards; Mastodon gives 40 levels at once."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing.

    Attributes:
        rows: Its statuses, newest first.
        more: Id to ask the next page with; empty after the last one.
        validators: To ask whether it changed.
        same: It is still what it was, and was not given.
    """

    rows: tuple[Fields, ...]
    more: str
    validators: tuple[str, str] = UNKNOWN
    same: bool = False


@dataclass(slots=True)
class Talk:
    """What is known of one conversation.

    Attributes:
        rows: Its statuses by id, the opening one first.
        left: Statuses whose answers are still to be asked for.
    """

    rows: dict[str, Fields] = field(repr=False)
    left: list[str]
    _asked: set[str] = field(default_factory=set)

    def take(self, native: str, below: tuple[Fields, ...]) -> None:
        """Add what stands *below* a status; note which of it has more that was left out."""
        self._asked.add(native)
        found = {native_id(row): row for row in below}
        self.rows = {**self.rows, **found}
        if not _is_capped(native, found):
            return
        heard = Counter(parent_of(row) for row in self.rows.values())
        self.left += [
            name
            for name, row in found.items()
            if row.number("replies_count") > heard[name] and name not in {*self._asked, *self.left}
        ]


class Server:
    """One server, for one visit. Once it wants rest it is not asked again."""

    def __init__(self, visit: Visit, url: str, token: str | None) -> None:
        """Ask nothing yet; *token* is the name of a secret."""
        self._visit = visit
        self._interface = Interface.bearing(visit, f"{url.rstrip('/')}/api/v1", token)
        self.ended: SourceError | None = None

    async def ask(self, path: str) -> Fields | None:
        """Return the object at *path*; None when the server says that it is not there."""
        reply = await self.reply(path)
        return None if reply is None else reply.data

    async def reply(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        held: tuple[str, str] = UNKNOWN,
    ) -> Reply | None:
        """Return the answer at *path*, whether it still is what *held* is of; None as above."""
        reply = await self._ask(path, params, held)
        if reply.status not in _GONE:
            return reply
        if not reply.data.has("error"):
            raise _drift(self._visit.source_id, "error")
        return None

    async def newest(self, path: str, params: dict[str, str | int], held: tuple[str, str]) -> Page:
        """Return the newest page of a listing, unless it still is what *held* is of."""
        return self._page(await self._ask(path, params, held), "next")

    async def page(self, path: str, params: dict[str, str | int], way: Way, after: str) -> Page:
        """Return the page of a listing that lies beyond the status *after*; empty: the newest."""
        asked = {**params, _BOUNDS[way]: after} if after else params
        return self._page(await self._ask(path, asked), way)

    def _page(self, reply: Reply, way: Way) -> Page:
        """Return the page that *reply* is; what is behind it lies that *way*."""
        bound, pair = _BOUNDS[way], reply.response.validators
        if reply.same:
            return Page((), "", pair, same=True)
        if reply.status in _GONE:
            raise FetchStop(FetchReason.HTTP_404, "listing").about(self._visit.source_id)
        if not reply.data.has("rows"):
            raise _drift(self._visit.source_id, "no list")
        rows = reply.data.rows("rows")
        header = reply.response.headers.get("link", "")
        link = _links(header).get(way)
        if not rows or (header and link is None):
            return Page(rows, "", pair)
        if link is None:  # a server that names no pages: the end is an empty one, or the same again
            return Page(rows, native_id(rows[-1 if way == "next" else 0]), pair)
        if same_host(self._interface.base, link) is None:
            raise _drift(self._visit.source_id, "next page elsewhere")
        ids = parse_qs(urlsplit(link).query).get(bound, [])
        more = ids[0] if ids else native_id(rows[-1 if way == "next" else 0])
        return Page(rows, checked(more, self._visit.source_id), pair)

    async def root(self, native: str) -> str:
        """Return what a status goes back to in the end, as far as it is public."""
        for _ in range(_STEPS_UP):
            context = await self.ask(f"/statuses/{native}/context")
            above = context.rows("ancestors") if context is not None else ()
            if not above:
                break
            native = native_id(above[0])
            if not parent_of(above[0]):
                break
        return native

    async def hear(self, talk: Talk, held: tuple[str, str] = UNKNOWN) -> tuple[str, str] | None:
        """Ask for the answers to the next status of *talk* that has some; return validators.

        None when they still are what *held* is of.
        """
        native = talk.left.pop()
        reply = await self.reply(f"/statuses/{native}/context", held=held)
        if reply is None:
            talk.take(native, ())
            return UNKNOWN
        if reply.same:
            return None
        if not reply.data.has("descendants"):
            raise _drift(self._visit.source_id, "descendants")
        talk.take(native, reply.data.rows("descendants"))
        return reply.response.validators

    def moment(self, row: Fields) -> datetime:
        """Return when a status was posted, UTC; the moment of the visit when it does not say."""
        visit = self._visit
        return to_utc(row.needed("created_at"), now=visit.now, zone=visit.zone)[0]

    async def _ask(
        self, path: str, params: Mapping[str, str | int] | None, held: tuple[str, str] = UNKNOWN
    ) -> Reply:
        if self.ended is not None:
            raise self.ended
        try:
            reply = await self._interface.ask(path, params, validators=held, also=_GONE)
        except SourceError as error:
            if error.reason in STOPS:
                self.ended = error
            raise
        until = rest_until(reply.response.headers, self._visit)
        if until is not None:
            stop = FetchStop(FetchReason.RATE_LIMITED, "allowance nearly used up", retry_at=until)
            self.ended = stop.about(self._visit.source_id)
        return reply


def rest_until(headers: Mapping[str, str], visit: Visit) -> datetime | None:
    """Return until when to leave a server alone; None as long as it allows enough.

    The last tenth of what it allows in its five minutes is left to others at our address.
    """
    left = _figure(headers.get("x-ratelimit-remaining", ""))
    limit = _figure(headers.get("x-ratelimit-limit", "")) or 0
    if left is None or left > limit // _LAST_TENTH:
        return None
    reset = headers.get("x-ratelimit-reset", "")  # ISO 8601, or seconds: from 1970, or from now
    seconds = _figure(reset)
    if seconds is not None and seconds <= _LONGEST_REST.total_seconds():
        until = visit.now + timedelta(seconds=seconds)
    else:
        until = to_utc(reset, now=visit.now, zone=visit.zone)[0]
    if until <= visit.now:
        return visit.now + _REST
    return min(until, visit.now + _LONGEST_REST)


def native_id(row: Fields, *path: str) -> str:
    """Return the id of *row*, or another one in it; it becomes part of addresses and marks."""
    return checked(row.needed(*(path or ("id",))), row.source_id)


def checked(found: str, source_id: str) -> str:
    """Return *found*, which is an id; raise `SourceBroken` when it is none."""
    if _ID.fullmatch(found) is None:
        raise _drift(source_id, "id")
    return found


def parent_of(row: Fields) -> str:
    """Return what a status answers; empty when it opens a conversation."""
    return native_id(row, "in_reply_to_id") if row.has("in_reply_to_id") else ""


def is_public(row: Fields) -> bool:
    """Tell whether everyone may read a status that its author wrote, whoever passed it on."""
    return row.needed("visibility") in _PUBLIC and not row.has("reblog")


def is_shy(row: Fields) -> bool:
    """Tell whether the author does not want to be found by searching."""
    return row.flag("account", "noindex") or any(
        row.has("account", wish) and not row.flag("account", wish)
        for wish in ("indexable", "discoverable")
    )


def post_of(row: Fields, root: str) -> RawPost:
    """Return a status as a post of the conversation that *root* opens.

    Warnings and descriptions of media are no part of its text.
    """
    native = native_id(row)
    opens = native == root
    return RawPost(
        source_id=row.source_id,
        native_id=native,
        thread_native_id=None if opens else root,
        parent_native_id=None if opens else parent_of(row) or root,
        author=row.needed("account", "acct"),
        body=row.text("content"),
        posted_at=row.needed("created_at"),
        url=row.text("url") or None,
        reactions=row.number("favourites_count") + row.number("reblogs_count"),
        language=row.text("language") or None,
    )


def _is_capped(native: str, found: Mapping[str, Fields]) -> bool:
    """Tell whether the statuses *found* below another are as many or as deep as are ever given."""
    levels = {native: 0}
    for name, row in found.items():  # what is answered comes before what answers it
        levels[name] = levels.get(parent_of(row), 0) + 1
    return len(found) >= _MANY or max(levels.values()) >= _DEEP


def _drift(source_id: str, detail: str) -> SourceBroken:
    return SourceBroken(source_id, ReadReason.SCHEMA_DRIFT, detail)


def _links(header: str) -> dict[str, str]:
    return {way: link for link, way in _LINK.findall(header[:_LONGEST_HEADER])}


def _figure(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
