"""Status and headers of one answer in, what they mean out: a place to go, a refusal, or nothing."""

import re
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

import httpx

from jobs.collect.limits import Limits
from jobs.collect.reasons import FetchReason, FetchStop

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CLOSED: Final = frozenset({401, 402, 403, 451})
_GONE: Final = frozenset({404, 410})
_SLOW_DOWN: Final = 429
_UNAVAILABLE: Final = 503
_PROXY_WANTS_NAME: Final = 407
_NOT_MODIFIED: Final = 304
_OK: Final = 200
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_CHARSET: Final = re.compile(r";\s{0,9}charset\s{0,9}=\s{0,9}[\"']?([a-z0-9_.:+-]{1,40})")
_VALIDATOR: Final = re.compile(r"[\x20-\x7e]{1,500}")  # we send it back: nothing odd may be in it
_TICK: Final = timedelta(seconds=1)
"""What a clock in a header counts in: what changes in the second of an answer is not missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, its body unpacked; the body of anything but a 200 is never read."""

    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False, default=b"")

    @property
    def location(self) -> str | None:
        """Where a redirect leads; None when this is none."""
        return self.headers.get("location") if self.status in _REDIRECTS else None

    @property
    def asks_for_rest(self) -> bool:
        """The host wants to be left alone: 429, or a 503 that says for how long."""
        told = self.status == _UNAVAILABLE and "retry-after" in self.headers
        return self.status == _SLOW_DOWN or told

    @property
    def content_type(self) -> str:
        """Media type in lower case without parameters; empty when it cannot be read."""
        match = _MEDIA_TYPE.match(self._declared)
        return match[0] if match else ""

    @property
    def charset(self) -> str | None:
        """Encoding as declared, in lower case; None when it is not."""
        match = _CHARSET.search(self._declared)
        return match[1] if match else None

    def validators(self, held: tuple[str, str]) -> tuple[str, str]:
        """Return ETag and Last-Modified; a 304 that repeats neither leaves what we *held*.

        Of a 200 without either the second one is the moment before its Date, on the clock of the
        server: RFC 9110 (13.1.3) lets it stand in If-Modified-Since too.
        """
        told = tuple(self.headers.get(name, "") for name in ("etag", "last-modified"))
        etag, modified = (text if _VALIDATOR.fullmatch(text) else "" for text in told)
        if self.status == _NOT_MODIFIED and not (etag or modified):
            return held
        if self.status == _OK and not (etag or modified):
            return "", self._before
        return etag, modified

    @property
    def _before(self) -> str:
        """The second before the server made the answer, as in a header; empty when not told."""
        try:
            told = parsedate_to_datetime(str(self.headers.get("date", ""))[:40])
            if told.tzinfo is None:
                return ""
            return format_datetime(told.astimezone(UTC) - _TICK, usegmt=True)
        except (ValueError, OverflowError, TypeError, IndexError):
            return ""

    @property
    def _declared(self) -> str:
        """The Content-Type header in lower case, at most 300 characters."""
        return str(self.headers.get("content-type", ""))[:300].strip().lower()


def is_read(status: int, also: frozenset[int]) -> bool:
    """Return whether the body of an answer with this status is wanted: 200, or one of *also*."""
    return status == _OK or status in also


def check_headers(headers: httpx.Headers, limits: Limits) -> None:
    """Raise `FetchStop` when there are more headers, or longer ones, than any honest site sends."""
    length = sum(len(name) + len(value) for name, value in headers.raw)
    if len(headers.raw) > limits.max_headers or length > limits.max_header_bytes:
        raise FetchStop(FetchReason.HEADERS, f"{len(headers.raw)} headers, {length} bytes")


def check_status(
    status: int, host: str, *, asked_if_changed: bool, also: frozenset[int] = frozenset()
) -> None:
    """Raise `FetchStop` for every status that is no answer to our question.

    Args:
        status: What *host* answered; a redirect is not meant here.
        host: For the detail of the error.
        asked_if_changed: Validators were sent, so that 304 is an answer.
        also: Statuses that are answers too.
    """
    if is_read(status, also) or (status == _NOT_MODIFIED and asked_if_changed):
        return
    raise FetchStop(_reason(status), f"{host} answered {status}")


def _reason(status: int) -> FetchReason:
    """Return what a *status* means that is no answer."""
    if status in _CLOSED:
        return FetchReason.CLOSED
    if status in _GONE:
        return FetchReason.HTTP_404
    if status == _PROXY_WANTS_NAME:
        return FetchReason.PROXY
    families = {4: FetchReason.HTTP_400, 5: FetchReason.HTTP_500}
    return families.get(status // 100, FetchReason.HTTP_STATUS)
