"""Open311 GeoReport v2 in, posts out: reports of inhabitants, and what the municipality notes.

Every visit asks for all reports that are not too old, because a report is found by when it was
made, and its status changes for weeks. Its author is who let a name stand there; where it is, is
kept as a street, without numbers and without coordinates.
"""

from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.forums.parts import moment_in
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.collectors.kit.rounds import STEPS, Rounds
from jobs.collect.collectors.kit.validators import UNKNOWN, Validators
from jobs.collect.collectors.open311.reports import native_in, notes_of, posts_in
from jobs.collect.collectors.open311.server import Server
from jobs.collect.protocol import Verified, Visit
from jobs.collect.reasons import STOPS
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, Cursor, RawPost
from jobs.settings.schema import Duration, Line, Table

VERIFIED: Final = Verified.DOCUMENTATION
_SPAN: Final = timedelta(days=14)
"""Time asked for at once. The interface allows 90 days; a span of most towns holds far less than
a thousand reports."""
_SHORTEST: Final = timedelta(hours=1)
"""A span that is not cut further, however much it holds."""
_NEWEST: Final = "newest"
"""Mark of when the newest report was made, in seconds since 1970."""
_UNTIL: Final = "until"
"""Mark of where the next visit goes on with older reports, in seconds since 1970."""
_NONE: Final = {"": UNKNOWN}
"""Validators of a list that may hold more than was given."""
_HEAD: Final = "head"
"""Mark of when the last visit was, in seconds since 1970."""


def _with_id(value: str) -> str:
    if "{id}" not in value:
        message = "names no report; write {id} where its id stands"
        raise ValueError(message)
    return value


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``open311``.

    Attributes:
        url: Address that ``/requests.json`` stands behind.
        jurisdiction: The ``jurisdiction_id``, when the server knows several.
        account: Whom the status notes are by; the same stands under ``[[account]]``.
        page: Address of the page of a report for readers, with ``{id}`` in it.
        reach: Reports that are older when first seen are left out.
        pause: Seconds between two requests.
    """

    url: WebAddress
    jurisdiction: Line | None = None
    account: Line = "gemeente"
    page: Annotated[WebAddress, AfterValidator(_with_id)] | None = None
    reach: Duration = timedelta(days=28)
    pause: Annotated[float, Field(ge=0, le=60)] = 2.0


async def collect(visit: Visit) -> AsyncGenerator[Batch, None]:
    """Yield the reports, newest span of time first; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    reading = _Reading(visit, options)
    trouble: SourceError | None = None
    try:
        async for batch in reading.listed():
            yield batch
    except SourceError as error:
        if error.reason in STOPS or not reading.has_listed:
            raise
        trouble = error  # a span that cannot be read holds up no report that was listed
    async for batch in reading.again():
        yield batch
    if trouble is not None:
        raise trouble


class _Reading:
    """One visit to one server."""

    def __init__(self, visit: Visit, options: Options) -> None:
        self._visit, self._options = visit, options
        pace = timedelta(seconds=options.pause)
        self._server = Server(visit, options.url, options.jurisdiction, pace)
        self._rounds = Rounds(visit)
        self._known = frozenset(mark.partition(":")[2] for mark in self._rounds.marks)
        self._since = visit.now - options.reach
        self._newest = int(visit.cursor.marks.get(_NEWEST, "0"))
        self._until = _moment_of(visit.cursor.marks.get(_UNTIL))
        self._head = _moment_of(visit.cursor.marks.get(_HEAD)) or visit.now
        self._there: set[str] = set()
        self._natives: dict[str, set[str]] = {}
        self._single: bool | None = None
        self._cut = False
        self._validators = Validators(visit)
        self._question = f"list-{_seconds(_whole_day(visit.now))}"

    @property
    def has_listed(self) -> bool:
        """Whether a report was listed in this visit."""
        return bool(self._there)

    async def listed(self) -> AsyncGenerator[Batch, None]:
        """Yield what is listed, page by page.

        Raises:
            SourceError: It could not be read, or holds nothing though it held something new.
        """
        far = _whole_day(self._visit.now) - self._options.reach - STEPS[-1]
        had = self._until is None and self._newest >= far.timestamp()
        spans = self._spans(far)
        if await self._is_as_it_was(spans):
            yield self._batch([])
            return
        steady = self._until is None
        while spans:
            start, end = spans.pop()
            if len(self._there) >= self._visit.max_items:
                self._until, self._cut = end, True
                break
            async for rows in self._server.pages(start, end):
                fresh = [row for native, row in rows.items() if native not in self._there]
                self._there |= rows.keys()
                yield self._batch([post for row in fresh for post in self._posts(row)])
            steady = steady and not (self._server.full or self._server.deaf)
            spans = self._spans_left(spans, start, end)
        else:
            self._until = None
            # of what has rounds and is not listed, such as a closed report, the list tells nothing
            steady = steady and self._rounds.names <= self._natives.keys()
            self._validators.keep_parts(self._question, self._server.parts() if steady else _NONE)
        if not self._there and had:
            raise SourceBroken(self._visit.source_id, ReadReason.EMPTY_FEED, "no reports")
        self._head = self._visit.now
        yield self._batch([])

    async def _is_as_it_was(self, spans: list[tuple[datetime, datetime]]) -> bool:
        """Tell whether nothing changed in any of *spans*; then no report that is due did.

        One that an earlier reading did not give is looked for, whatever the server says.
        """
        due = self._rounds.due()
        held = self._validators.parts(self._question)
        if self._until is not None or any(map(self._rounds.misses, due)):
            return False
        if not await self._server.is_as_it_was(spans[::-1], held):
            return False
        for report in due:
            self._rounds.unchanged(report)
        self._head = self._visit.now
        return True

    async def again(self) -> AsyncGenerator[Batch, None]:
        """Yield the reports that are due: what is gone of them, and those that were not listed.

        Raises:
            SourceError: No report could be asked for now.
        """
        refused: Counter[str] = Counter()
        for report in self._rounds.due():
            try:
                batch = await self._due(report)
            except SourceError as error:
                if error.reason in STOPS:
                    raise
                refused[f"thread-{error.reason}"] += 1
                self._rounds.unchanged(report)
            else:
                yield batch
        if refused:
            yield replace(self._batch([]), refused=dict(refused))

    async def _due(self, report: str) -> Batch:
        """Return what became of one report: as it is now, or that it is gone."""
        posts: list[RawPost] = []
        if report not in self._natives:
            posts = [post for row in await self._server.one(report) for post in self._posts(row)]
        if report in self._natives:
            absent = self._rounds.read(report, report, self._natives[report])
            return replace(self._batch(posts), gone_posts=absent)
        if await self._tells_gone():
            self._rounds.forget(report)
            return replace(self._batch([]), gone=(report, notes_of(report)))
        self._rounds.unchanged(report)
        return self._batch([])

    async def _tells_gone(self) -> bool:
        """Tell whether the server gives single reports at all, by one that is listed."""
        if self._single is None:
            listed = next(iter(self._there), None)
            self._single = listed is not None and bool(await self._server.one(listed))
        return self._single

    def _spans(self, far: datetime) -> list[tuple[datetime, datetime]]:
        """Return the spans of time to ask for, the newest last.

        After a visit that was cut: what came since, then what is older than where it was cut.
        """
        now, until = _whole_day(self._visit.now), self._until
        if until is None:
            return _split(far, now)
        return _split(far, until) + _split(max(self._head, far), now)

    def _spans_left(
        self, spans: list[tuple[datetime, datetime]], start: datetime, end: datetime
    ) -> list[tuple[datetime, datetime]]:
        """Return what is to be asked for after the span from *start* to *end*."""
        server = self._server
        if server.deaf:  # whatever we ask for, it gives the same
            self._cut = self._cut or server.full
            return []
        if server.full and end - start > _SHORTEST and self._visit.max_pages > 1:
            middle = start + (end - start) / 2
            return [*spans, (start, middle), (middle, end)]
        self._cut = self._cut or (server.full and end - start <= _SHORTEST)
        return spans

    def _posts(self, row: Fields) -> tuple[RawPost, ...]:
        """Return a report and what was noted on it, if it is new enough or known."""
        native, made = native_in(row), moment_in(self._visit, row, "requested_datetime")
        if made < self._since and native not in self._known:
            return ()
        self._newest = max(self._newest, int(made.timestamp()))
        self._rounds.meet(native)
        posts = tuple(posts_in(self._visit, row, self._options.account, self._options.page))
        self._natives[native] = {post.native_id for post in posts}
        return posts

    def _batch(self, posts: list[RawPost]) -> Batch:
        marks = {_NEWEST: str(self._newest), _HEAD: _seconds(self._head), **self._rounds.marks}
        if self._until is not None:
            marks[_UNTIL] = _seconds(self._until)
        cursor = Cursor(marks=marks, validators=self._validators.held({self._question}))
        return Batch(posts=tuple(posts), cursor=cursor, refused={}, cut=self._cut)


def _whole_day(moment: datetime) -> datetime:
    """Return the end of the day of *moment*, in UTC: all day long the same questions are asked."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _split(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return the time from *start* to *end* in spans that may be asked for, the newest last."""
    spans = []
    while start < end:
        spans.append((max(start, end - _SPAN), end))
        end -= _SPAN
    return spans[::-1]


def _seconds(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def _moment_of(mark: str | None) -> datetime | None:
    return None if mark is None else datetime.fromtimestamp(int(mark), UTC)
