"""Short ways to fetch from the loopback server in a test."""

import asyncio
import ssl
from collections.abc import Coroutine
from random import Random
from typing import Any, TypeVar

from jobs.collect.address import Resolve
from jobs.collect.fetch import Fetcher, Request
from jobs.collect.limits import DEFAULTS, Limits
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceError
from jobs.model import SourceId
from tests.hostile.clock import FakeClock

AGENT = "Buurtsignaal/0.1 (+https://heidebeek.example/buurtsignaal)"
SOURCE = SourceId("forum")
_T = TypeVar("_T")


async def to_loopback(_host: str, _port: int) -> tuple[str, ...]:
    """Look every name up as this machine."""
    return ("127.0.0.1",)


def make_fetcher(
    *,
    clock: FakeClock | None = None,
    allow_private: bool = True,
    limits: Limits = DEFAULTS,
    resolve: Resolve = to_loopback,
    tls: ssl.SSLContext | None = None,
    proxy: str | None = None,
) -> Fetcher:
    """Return a fetcher that may read this machine, and never really waits."""
    time = clock or FakeClock()
    return Fetcher(
        user_agent=AGENT,
        now=time.now,
        sleep=time.sleep,
        allow_private=allow_private,
        limits=limits,
        resolve=resolve,
        tls=tls,
        proxy=proxy,
        jitter=Random(7),  # noqa: S311 - spreads waits in a test
    )


def ask(url: str, **more: Any) -> Request:  # noqa: ANN401 - any field of a request
    """Return the request of `SOURCE` for *url*."""
    return Request(source_id=SOURCE, url=url, **more)


async def stopped(fetcher: Fetcher, request: Request) -> SourceError:
    """Return the error that *request* ends with."""
    try:
        await fetcher.get(request)
    except SourceError as error:
        return error
    message = "the request was answered"
    raise AssertionError(message)


async def reason_of(fetcher: Fetcher, request: Request) -> str:
    """Return why *request* is stopped, as its stable code."""
    return FetchReason((await stopped(fetcher, request)).reason).value


def run(story: Coroutine[Any, Any, _T]) -> _T:
    """Run *story* to its end, which it must reach within half a minute."""
    return asyncio.run(asyncio.wait_for(story, 30))
