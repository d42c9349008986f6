"""Spans of time in, the pages of reports that an Open311 server gives of them out.

The specification asks for XML and allows JSON. FixMyStreet wraps its reports and knows no pages,
other servers put each value in a list of one, know no dates, or give the same page for ever.
"""

import re
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bs4 import BeautifulSoup, Tag

from jobs.collect.charset import decode
from jobs.collect.codes import ReadReason
from jobs.collect.collectors.forums.parts import moment_in
from jobs.collect.collectors.kit.interface import Fields, Interface, strict_json
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.collectors.open311.reports import native_in
from jobs.collect.protocol import Visit
from jobs.collect.reasons import STOPS, FetchReason
from jobs.errors import SourceBroken, SourceError

_MOST_AT_ONCE: Final = 1_000
"""Reports that the interface gives at most; as many of them say that there may be more."""
_FEW: Final = 20
"""Fewer reports in one answer are all there are; an old FixMyStreet gives 20 at most."""
_OFF: Final = timedelta(days=1)
"""How far outside the time asked for a report may lie: zones are read in many ways."""
_ID: Final = "service_request_id"
_WRAPS: Final = ("service_requests", "requests", "service_request", "request")
_FORBIDDEN: Final = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ACCEPT: Final = "application/json, application/xml;q=0.9, text/xml;q=0.8"
_FIRST: Final = "0.1"
"""Name of the first page of the first span; `Validators` calls what comes first ""."""
_ELSE_XML: Final = frozenset({FetchReason.HTTP_400, FetchReason.HTTP_404, ReadReason.NOT_JSON})
"""What a server answers to ``.json`` that has XML only."""


class Server:
    """One server, for one visit.

    Attributes:
        full: The span asked for last may hold more than was given.
        deaf: It gives reports of other times than those asked for.
        pairs: Validators of what was asked, by the number of its span and that of its page; only
            ETags count, and only of JSON.
    """

    def __init__(self, visit: Visit, url: str, jurisdiction: str | None, pace: timedelta) -> None:
        """Ask nothing yet; *url* is what ``/requests.json`` stands behind."""
        self.full = self.deaf = False
        self.pairs: dict[str, tuple[str, str]] = {}
        self._spans = 0
        self._visit = visit
        self._interface = Interface(
            visit=visit, base=url.rstrip("/"), pace=pace, accept=_ACCEPT, decode=answer_in
        )
        self._only = {"jurisdiction_id": jurisdiction} if jurisdiction else {}
        self._ending = ""
        self._pageless = False
        self._largest = _FEW
        self._pair = UNKNOWN

    async def pages(
        self, start: datetime, end: datetime
    ) -> AsyncGenerator[dict[str, Fields], None]:
        """Yield the reports of a span of time by id, page by page.

        Raises:
            SourceError: A page could not be read.
        """
        span, number = _dates(start, end), self._spans
        self._spans += 1
        seen: set[str] = set()
        self.full = False
        for page in range(1, self._visit.max_pages + 1):
            found = await self._ask("/requests", {**span, "page": page})
            self.pairs[f"{number}.{page}"] = self._pair if self._ending == "json" else UNKNOWN
            rows = {native_in(row): row for row in found}
            self.deaf = self.deaf or any(self._is_elsewhere(row, start, end) for row in found)
            old = rows.keys() & seen
            if not rows.keys() <= seen:
                seen |= rows.keys()
                yield rows
            if 2 * len(old) >= len(rows) and page > 1:
                self._pageless = self._pageless or (page == 2 and bool(rows))
            elif rows and not self._pageless:
                continue
            # the end; or what a server without pages gives at most
            self.full = self._pageless and len(rows) >= min(self._largest, _MOST_AT_ONCE)
            self._largest = max(self._largest, len(rows))
            return
        self.full = True

    async def is_as_it_was(
        self, spans: Sequence[tuple[datetime, datetime]], held: Mapping[str, tuple[str, str]]
    ) -> bool:
        """Tell whether every page that *held* is of, by `pairs` of the same *spans*, still is.

        Raises:
            SourceError: A page could not be read.
        """
        for name, pair in held.items():
            number, _, page = (name or _FIRST).partition(".")
            asked = {**self._only, **_dates(*spans[int(number)]), "page": page}
            if not (await self._interface.ask("/requests.json", asked, validators=pair)).same:
                return False
        return bool(held)

    def parts(self) -> dict[str, tuple[str, str]]:
        """Return `pairs` as `Validators` takes them, those without an ETag as unknown."""
        return {
            "" if name == _FIRST else name: pair if pair[0] else UNKNOWN
            for name, pair in self.pairs.items()
        }

    async def one(self, report: str) -> tuple[Fields, ...]:
        """Return one report as it is now; nothing when it is not there.

        Raises:
            SourceError: It could not be asked for.
        """
        try:
            rows = await self._ask(f"/requests/{report}", {})
        except SourceError as error:
            if error.reason != FetchReason.HTTP_404:
                raise
            rows = ()
        return tuple(row for row in rows if native_in(row) == report)

    async def _ask(self, path: str, params: dict[str, str | int]) -> tuple[Fields, ...]:
        """Return the reports at *path*, in XML from a server that has no JSON."""
        if self._ending:
            return await self._rows(f"{path}.{self._ending}", params)
        try:
            rows, self._ending = await self._rows(f"{path}.json", params), "json"
        except SourceError as error:
            if error.reason not in _ELSE_XML:
                raise
            try:
                rows, self._ending = await self._rows(f"{path}.xml", params), "xml"
            except SourceError as other:
                raise (other if other.reason in STOPS else error) from None
        return rows

    async def _rows(self, path: str, params: dict[str, str | int]) -> tuple[Fields, ...]:
        """Return the reports at *path*; those without an id are not taken in yet."""
        reply = await self._interface.ask(path, {**self._only, **params})
        data, self._pair = reply.data, reply.response.validators
        if not data.has("rows"):
            raise SourceBroken(self._visit.source_id, ReadReason.SCHEMA_DRIFT, "no list")
        return tuple(row for row in data.rows("rows") if row.has(_ID))

    def _is_elsewhere(self, row: Fields, start: datetime, end: datetime) -> bool:
        made = moment_in(self._visit, row, "requested_datetime")
        return not start - _OFF <= made <= end + _OFF


def answer_in(body: bytes) -> object:
    """Return the reports that *body* holds as a list of objects; else whatever it is.

    Raises:
        ValueError: It is neither JSON nor XML, or XML with a document type.
    """
    text = decode(body, None).lstrip("\ufeff \t\r\n")
    found = _from_xml(text) if text.startswith("<") else strict_json(body)
    if isinstance(found, dict) and not {_ID, *_WRAPS} & found.keys():
        return found
    return [_bare(row) for row in _unwrapped(found)]


def _unwrapped(found: object) -> Iterator[object]:
    """Yield what stands in lists and in what is called as they are."""
    if isinstance(found, list):
        for one in found:
            yield from _unwrapped(one)
    elif isinstance(found, dict) and _ID not in found and set(_WRAPS) & found.keys():
        for name in _WRAPS:
            yield from _unwrapped(found.get(name, []))
    else:
        yield found


def _bare(row: object) -> object:
    """Return *row* with values that stand alone in a list taken out of it."""
    if not isinstance(row, dict):
        return row
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in row.items()
    }


def _from_xml(text: str) -> object:
    if _FORBIDDEN.search(text):
        message = "a document type"
        raise ValueError(message)
    soup = BeautifulSoup(text, "xml")
    root = next((one for one in soup.children if isinstance(one, Tag)), None)
    if root is None or root.name not in _WRAPS:
        message = "no reports"
        raise ValueError(message)
    rows = [root] if root.find(_ID, recursive=False) else root.find_all(_WRAPS)
    return [
        {field.name: field.get_text().strip() for field in row.find_all(recursive=False)}
        for row in rows
        if row.find(_ID, recursive=False)
    ]


def _dates(start: datetime, end: datetime) -> dict[str, str | int]:
    return {"start_date": _written(start), "end_date": _written(end)}


def _written(moment: datetime) -> str:
    """Return *moment* as the interface writes it; whole seconds, UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
