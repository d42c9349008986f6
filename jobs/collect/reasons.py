"""What stopped a request, as a closed set: a `FetchReason` in, an error of the right class out.

Every code has wording in every language, for the report's box "what we did not see".
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from jobs.errors import FetchRefused, SourceBroken, SourceError


class FetchReason(StrEnum):
    """Why an address could not be read. The values are stable: they are stored and worded."""

    URL = "url"
    """Not an address we can read, or it carries a user name or password."""
    SCHEME = "scheme"
    """Neither http nor https."""
    PORT = "port"
    """Another port than 80 or 443."""
    ADDRESS = "address"
    """The host leads into a private or reserved network."""
    ROBOTS = "robots"
    """The site's robots.txt does not allow it."""
    ROBOTS_UNREACHABLE = "robots-unreachable"
    """The site's robots.txt could not be read, so nothing may be (RFC 9309 §2.3.1.4)."""
    RATE_LIMITED = "rate-limited"
    """The site asked us to wait longer than we wait within a run."""
    BUDGET = "budget"
    """The source used up its time or its number of requests for this run."""
    REDIRECT_LOOP = "redirect-loop"
    """It sends on and on, or in a circle."""
    REDIRECT_REFUSED = "redirect-refused"
    """It sends to another site, or from https to http."""
    TOO_BIG = "too-big"
    """The answer is larger than its cap."""
    BOMB = "bomb"
    """The answer unpacks to more than a hundred times its size."""
    ENCODING = "encoding"
    """The answer is packed in a way we did not ask for, or the packing is damaged."""
    HEADERS = "headers"
    """Too many headers, or too long."""
    DNS = "dns"
    """The name of the host is not known."""
    CONNECTION = "connection"
    """No connection, or it broke before the end, or what came is not HTTP."""
    TLS = "tls"
    """No secure connection: certificate refused, or TLS older than 1.2."""
    PROXY = "proxy"
    """Our own proxy refused."""
    TIMEOUT = "timeout"
    """The whole exchange took longer than its deadline."""
    CLOSED = "closed"
    """401, 402, 403 or 451: not for the public, or not for us."""
    HTTP_404 = "http-404"
    """404 or 410: it is not there, or no longer."""
    HTTP_400 = "http-400"
    """Any other answer of the 400 family."""
    HTTP_500 = "http-500"
    """Any answer of the 500 family."""
    HTTP_STATUS = "http-status"
    """An answer that makes no sense here, such as 206, or 304 to a question never asked."""

    @property
    def refused(self) -> bool:
        """One of our own guards stopped it, whatever the server would have answered."""
        return self in _REFUSED

    @property
    def closes(self) -> bool:
        """The source does not want to be read: its state is closed, and it is not asked around."""
        return self in {FetchReason.CLOSED, FetchReason.ROBOTS}

    @property
    def passing(self) -> bool:
        """It may be over in a moment, so that a second try within the run makes sense."""
        return self in {FetchReason.CONNECTION, FetchReason.HTTP_500, FetchReason.RATE_LIMITED}


_REFUSED = frozenset(
    {
        FetchReason.URL,
        FetchReason.SCHEME,
        FetchReason.PORT,
        FetchReason.ADDRESS,
        FetchReason.ROBOTS,
        FetchReason.ROBOTS_UNREACHABLE,
        FetchReason.RATE_LIMITED,
        FetchReason.BUDGET,
        FetchReason.REDIRECT_LOOP,
        FetchReason.REDIRECT_REFUSED,
        FetchReason.TOO_BIG,
        FetchReason.BOMB,
        FetchReason.ENCODING,
        FetchReason.HEADERS,
    }
)


STOPS: Final = frozenset({FetchReason.RATE_LIMITED, FetchReason.BUDGET})
"""After these the next request of the same source would fail as well."""


class FetchStop(Exception):
    """A request ends here. Raised inside the fetcher, which knows the source and names it.

    Attributes:
        reason: Why.
        detail: For the operator: host, status, figures. Never a path or a query, because a path
            may hold the title of a post and a query may hold a secret.
        retry_at: Not to be asked again before this moment, UTC; None when unknown.
    """

    def __init__(
        self, reason: FetchReason, detail: str = "", *, retry_at: datetime | None = None
    ) -> None:
        self.reason = reason
        self.detail = detail
        self.retry_at = retry_at
        super().__init__(f"{reason}: {detail}")

    def about(self, source_id: str) -> SourceError:
        """Return this as the error of source *source_id*, in the class that its reason asks."""
        kind = FetchRefused if self.reason.refused else SourceBroken
        return kind(source_id, self.reason, self.detail, retry_at=self.retry_at)
