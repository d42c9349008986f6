"""What a collector asks of the web and what it gets back: `Request`, `Response`, `Fetches`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from jobs.model import SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to read for one source.

    Attributes:
        source_id: For whom; errors name it and its budget pays.
        url: Absolute http or https address.
        accept: What the reader understands, as in the Accept header.
        validators: ETag and Last-Modified of the answer we hold; empty texts when we hold none.
        max_bytes: Cap of the unpacked answer, in bytes.
        robots: Whether robots.txt decides; False only for documented interfaces of platforms.
        pace: Least time between two requests to this host; a crawl-delay may raise it, and a
            public host is never asked more often than `Limits.least_pace`.
        also_hosts: Other hosts that a redirect may lead to.
        headers: What the interface of a platform wants besides, such as a token: name and value.
            Only the very host that is asked gets them, no host it sends on to; a public one over
            https only.
        also_answers: Statuses besides 200 whose body says something, such as the 400 with which
            some interfaces tell that a post is gone.
        body: JSON to send, unless `headers` say that it is something else; the request is then a
            POST, for the few questions that an interface takes no other way. It is sent once: no
            redirect takes it further, and no trouble sends it again. To a public host it goes
            over https only.
    """

    source_id: SourceId
    url: str = field(repr=False)
    accept: str = "*/*"
    validators: tuple[str, str] = ("", "")
    max_bytes: int = 5_000_000
    robots: bool = True
    pace: timedelta = timedelta(seconds=2)
    also_hosts: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    also_answers: frozenset[int] = frozenset()
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a server answered.

    Attributes:
        url: Where the answer came from, after redirects.
        status: 200, or 304 when what we hold is still true (the body is then empty), or one of
            `Request.also_answers`.
        content_type: Media type in lower case without parameters; empty when not told.
        charset: As declared in the header, in lower case; None when not told. It may be a lie.
        body: Unpacked bytes, at most `Request.max_bytes`; still to be decoded and cleaned.
        validators: ETag and Last-Modified to send next time; of a 200 without either the moment
            before its Date stands for the second one. Empty texts when there are none.
        fetched_at: When the answer was complete, UTC.
        headers: All headers, names in lower case; hostile like the body.
    """

    url: str = field(repr=False)
    status: int
    content_type: str
    charset: str | None
    body: bytes = field(repr=False)
    validators: tuple[str, str]
    fetched_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Fetches(Protocol):
    """What a collector needs of a fetcher; a test gives it one that answers from a dict."""

    async def get(self, request: Request) -> Response:
        """Return the answer; raise `FetchRefused` or `SourceBroken` when there is none."""
        ...
