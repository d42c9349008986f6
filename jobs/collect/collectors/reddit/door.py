"""Client and secret in, what Reddit answers to them out, as fast as it allows.

The token that the client gets stands for no account, and lasts for one visit.
"""

import base64
import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Self

from jobs.collect.collectors.kit.interface import Fields, Interface, Reply
from jobs.collect.protocol import Visit
from jobs.collect.reasons import FetchReason, FetchStop
from jobs.errors import SourceError

_TOKENS: Final = "https://www.reddit.com"
_BASE: Final = "https://oauth.reddit.com"
_ENOUGH: Final = 2
"""Questions that may be left over in a window; other installations may use the same client."""
_LONGEST_REST: Final = timedelta(hours=1)
"""Windows are of ten minutes."""


class Reddit:
    """The interface, for one visit. Once our allowance is used up it is not asked again."""

    def __init__(self, interface: Interface) -> None:
        self.visit = interface.visit
        self._interface = interface
        self._ended: SourceError | None = None

    @classmethod
    async def enter(cls, visit: Visit, client: str, secret: str) -> Self:
        """Return the interface with a token of its own.

        Args:
            visit: The visit.
            client: Name of the secret that holds the id of the client.
            secret: Name of the secret that holds the secret of the client.

        Raises:
            SourceError: ``closed`` when Reddit does not know the client, and others.
        """
        pair = ":".join(visit.secret(visit.source_id, name) for name in (client, secret))
        basic = base64.b64encode(pair.encode()).decode()
        headers = (("Authorization", f"Basic {basic}"),)
        door = Interface(visit=visit, base=_TOKENS, headers=headers, form=True)
        reply = await door.ask("/api/v1/access_token", body={"grant_type": "client_credentials"})
        if reply.data.has("error"):
            raise FetchStop(FetchReason.CLOSED, "no token given").about(visit.source_id)
        token = reply.data.needed("access_token")
        bearer = (("Authorization", f"Bearer {token}"),)
        return cls(Interface(visit=visit, base=_BASE, headers=bearer))

    async def ask(self, path: str, params: Mapping[str, str | int]) -> Fields:
        """Return what Reddit answers at *path*.

        Raises:
            SourceError: ``rate-limited`` with the moment to ask again, and others.
        """
        if self._ended is not None:
            raise self._ended
        reply = await self._interface.ask(path, {**params, "raw_json": 1})
        self._ended = self._used_up(reply)
        return reply.data

    def _used_up(self, reply: Reply) -> SourceError | None:
        """Return that hardly any questions are left in this window; None when some are."""
        headers = reply.response.headers
        left = _figure(headers.get("x-ratelimit-remaining", ""))
        if left is None or left >= _ENOUGH:
            return None
        seconds = _figure(headers.get("x-ratelimit-reset", "")) or 0.0
        rest = timedelta(seconds=min(max(seconds, 1.0), _LONGEST_REST.total_seconds()))
        until = reply.response.fetched_at + rest
        stop = FetchStop(FetchReason.RATE_LIMITED, "allowance used up", retry_at=until)
        return stop.about(self.visit.source_id)


def _figure(text: str) -> float | None:
    """Return the number that a header holds; None when it holds none."""
    try:
        number = float(text[:20])
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
