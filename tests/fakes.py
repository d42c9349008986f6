"""Fakes that implement the real protocols: what a test puts in is what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken

NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)


@dataclass
class FakeFetcher:
    """Answers from a dict of address to text, bytes or error, and keeps what was asked.

    Attributes:
        pages: What each address answers; an address that is not there answers 404.
        types: Media type by address; ``text/html`` when not given.
        charsets: Charset of the header by address.
        statuses: Status by address; 200 when not given. Others are errors, unless asked for.
        headers: Headers by address.
        asked: Every request, in order.
        now: Moment of every answer.
    """

    pages: Mapping[str, str | bytes | Exception] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    charsets: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    now: datetime = NOW

    async def get(self, request: Request) -> Response:
        """Answer as the real one: 304 when the validators still hold, else 200 or an error."""
        self.asked.append(request)
        found = self.pages.get(request.url)
        if found is None:
            raise SourceBroken(request.source_id, FetchReason.HTTP_404, "fake")
        if isinstance(found, Exception):
            raise found
        status = self.statuses.get(request.url, 200)
        if status != 200 and status not in request.also_answers:
            raise SourceBroken(request.source_id, FetchReason.HTTP_400, f"fake answered {status}")
        body = found.encode() if isinstance(found, str) else found
        tag = f'"{hash(body)}"'
        same = request.validators[0] == tag
        return Response(
            url=request.url,
            status=304 if same else status,
            content_type=self.types.get(request.url, "text/html"),
            charset=self.charsets.get(request.url),
            body=b"" if same else body,
            validators=(tag, ""),
            fetched_at=self.now,
            headers=self.headers.get(request.url, {}),
        )

    @property
    def urls(self) -> list[str]:
        """Addresses asked for, in order."""
        return [request.url for request in self.asked]


@dataclass
class FakeClock:
    """A clock that stands still until it is told to go on."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment

    def tick(self, length: timedelta) -> None:
        """Let *length* pass."""
        self.moment += length
