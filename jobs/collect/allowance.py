"""What may still be spent in, a bounded stretch of network time out: deadlines that add up."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from jobs.collect.reasons import FetchReason, FetchStop


@dataclass(slots=True)
class Allowance:
    """Network time and requests that one request, or one source in one run, may still use.

    Attributes:
        reason: What to say when it is used up.
        seconds: Time left.
        requests: Requests left.
    """

    reason: FetchReason
    seconds: float
    requests: int


@asynccontextmanager
async def spending(*allowances: Allowance) -> AsyncGenerator[None]:
    """Let one request run, at most until the smallest of *allowances* is used up; book its time.

    Raises:
        FetchStop: With the reason of the allowance that is used up.
    """
    tightest = min(allowances, key=lambda allowance: allowance.seconds)
    for allowance in allowances:
        if allowance.requests <= 0 or allowance.seconds <= 0:
            raise FetchStop(allowance.reason, "used up")
        allowance.requests -= 1
    started = monotonic()
    try:
        async with asyncio.timeout(tightest.seconds):
            yield
    except TimeoutError:
        raise FetchStop(tightest.reason, "took too long") from None
    finally:
        spent = monotonic() - started
        for allowance in allowances:
            allowance.seconds -= spent
