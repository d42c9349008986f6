"""A platform that answers from a function, and a source on it that is visited again and again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jobs.collect.request import Request, Response
from tests.collect.again import Again, answered
from tests.fakes import NOW

Thing = dict[str, Any]
Answer = tuple[int, object]


@dataclass
class Platform:
    """What answers.

    Attributes:
        answer: Path and query → status and what is answered as JSON.
        headers: Headers of every answer.
        asked: Path and query of every question, in order.
        sent: The questions themselves.
    """

    answer: Callable[[str, dict[str, str]], Answer]
    headers: Mapping[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: list[Request] = field(default_factory=list)

    async def get(self, request: Request) -> Response:
        """Answer as the real fetcher does."""
        parts = urlsplit(request.url)
        params = dict(parse_qsl(parts.query))
        self.sent.append(request)
        self.asked.append((parts.path, params))
        status, body = self.answer(parts.path, params)
        return answered(request, body, status, self.headers)

    def paths(self) -> list[str]:
        """Return the last parts of the paths that were asked for."""
        return [path.rpartition("/")[2] for path, _ in self.asked]


class Reader(Again[Platform]):
    """A source on a platform."""

    @property
    def platform(self) -> Platform:
        """What it reads."""
        return self.fake


def before(hours: float) -> str:
    """Return the moment so many *hours* before `NOW`, in ISO 8601."""
    return (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
