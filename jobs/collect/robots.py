"""A robots.txt in, what we may read and how fast out; kept a day a site (RFC 9309)."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from protego import Protego

from jobs.collect.limits import DEFAULTS, Limits
from jobs.collect.reasons import FetchReason, FetchStop

Read = Callable[[], Awaitable[bytes]]
"""Reads the file of one site; raises `FetchStop` when there is none."""

_AGENT_LINE: Final = re.compile(r"\s*user[\s-]{0,3}agent[\s:]{0,9}(.{0,200})", re.IGNORECASE)
_OTHERS: Final = "User-agent: -"
_LONGEST_DELAY: Final = timedelta(hours=6)  # as for Retry-After: past this the run refuses anyway

_ABSENT: Final = frozenset({FetchReason.HTTP_404, FetchReason.HTTP_400, FetchReason.CLOSED})
"""RFC 9309 §2.3.1.3: an answer of the 400 family means that everything may be read."""
_SILENT: Final = frozenset(
    {
        FetchReason.HTTP_500,
        FetchReason.HTTP_STATUS,
        FetchReason.TIMEOUT,
        FetchReason.REDIRECT_LOOP,
        FetchReason.REDIRECT_REFUSED,
        FetchReason.ENCODING,
        FetchReason.BOMB,
        FetchReason.TOO_BIG,
        FetchReason.HEADERS,
    }
)
"""The site is there but does not say what we may read. Other reasons speak for themselves."""


def product_token(user_agent: str) -> str:
    """Return the name that robots.txt knows us by: ``buurtsignaal`` of ``Buurtsignaal/1 (…)``."""
    return user_agent.partition("/")[0].partition(" ")[0].lower()


class Rules:
    """What one site lets us read."""

    def __init__(self, text: str, agent: str) -> None:
        """Read *text* for the product token *agent*."""
        self._agent = agent
        self._file = Protego.parse(_only_ours(text, agent))

    def allow(self, url: str) -> bool:
        """Return whether we may read *url*."""
        return self._file.can_fetch(url, self._agent)

    @property
    def delay(self) -> timedelta:
        """Time the site wants between two requests; zero when it does not say."""
        asked = self._file.crawl_delay(self._agent) or 0.0
        return timedelta(seconds=min(asked, _LONGEST_DELAY.total_seconds()))


def _only_ours(text: str, agent: str) -> str:
    """Return *text* with all user agents that are not us made one.

    The parser copies every rule to every agent above it: half a megabyte of agents and rules
    would become hundreds of millions of rules.
    """
    lines = []
    for line in text.removeprefix("\ufeff").splitlines():
        match = _AGENT_LINE.match(line)
        if match is None:
            lines.append(line)
            continue
        name = match[1].partition("#")[0].strip().lower()
        ours = name == "*" or (name != "" and agent.startswith(name.strip("*")))
        lines.append(f"User-agent: {name}" if ours else _OTHERS)
    return "\n".join(lines)


@dataclass(slots=True)
class _Site:
    """What is known of one site; `rules` None while its file cannot be read."""

    lock: asyncio.Lock
    rules: Rules | None = None
    until: datetime | None = None


class Robots:
    """The robots.txt of every site met, each read at most once a day."""

    def __init__(
        self, agent: str, *, now: Callable[[], datetime], limits: Limits = DEFAULTS
    ) -> None:
        """Take our product token *agent*, in lower case and without version."""
        self._agent = agent
        self._now = now
        self._limits = limits
        self._sites: dict[str, _Site] = {}

    async def rules(self, origin: str, read: Read) -> Rules:
        """Return the rules of *origin*; *read* fetches its robots.txt when that is needed.

        Raises:
            FetchStop: ``robots-unreachable`` when the site does not say; or what stopped *read*
                when the site itself cannot be reached.
        """
        site = self._sites.setdefault(origin, _Site(lock=asyncio.Lock()))
        async with site.lock:
            if site.until is None or self._now() >= site.until:
                await self._renew(site, read)
            if site.rules is None:
                raise FetchStop(
                    FetchReason.ROBOTS_UNREACHABLE, "no robots.txt to go by", retry_at=site.until
                )
            return site.rules

    async def _renew(self, site: _Site, read: Read) -> None:
        """Read the file of *site* and set how long what came of it holds."""
        keep = self._limits.robots_keep
        try:
            text = (await read()).decode("utf-8", errors="replace")
            site.rules = Rules(text, self._agent)
        except FetchStop as stop:
            if stop.reason in _ABSENT:
                site.rules = Rules("", self._agent)
            elif stop.reason in _SILENT:
                keep = self._limits.robots_retry  # what was read before holds until then
            else:
                raise
        site.until = self._now() + keep
