"""A platform that answers from a function, and a source on it that is visited again and again."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jobs.collect.collectors.registry import COLLECTORS
from jobs.collect.fetch_answer import check_status
from jobs.collect.reasons import FetchStop
from jobs.collect.request import Request, Response
from jobs.errors import SourceError
from jobs.model import Batch, Cursor
from tests.collect.graph_fake import Held, native_id
from tests.collect.town import visit
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
        try:
            check_status(status, "x", asked_if_changed=False, also=request.also_answers)
        except FetchStop as stop:
            raise stop.about(request.source_id) from None
        return Response(
            url=request.url,
            status=status,
            content_type="application/json",
            charset=None,
            body=body if isinstance(body, bytes) else json.dumps(body).encode(),
            validators=("", ""),
            fetched_at=NOW,
            headers=self.headers,
        )

    def paths(self) -> list[str]:
        """Return the last parts of the paths that were asked for."""
        return [path.rpartition("/")[2] for path, _ in self.asked]


@dataclass
class Reader:
    """A source that is visited again and again.

    Attributes:
        kind: Its kind.
        platform: What it reads.
        options: Its keys.
        held: What it gave so far.
        cursor: How far it was read.
        trouble: What the last visit ended with.
    """

    kind: str
    platform: Platform
    options: dict[str, object]
    held: Held = field(default_factory=Held)
    cursor: Cursor = field(default_factory=Cursor.start)
    trouble: SourceError | None = None

    @property
    def reason(self) -> str:
        """Why the last visit was broken off; empty when it was not."""
        return str(self.trouble.reason) if self.trouble else ""

    def visit(self, hours: float = 0, *, max_pages: int = 50) -> list[Batch]:
        """Return what a visit gives that begins so many *hours* after `NOW`."""
        self.platform.asked.clear()
        self.platform.sent.clear()
        return asyncio.run(self._visit(hours, max_pages))

    async def _visit(self, hours: float, max_pages: int) -> list[Batch]:
        made = visit(
            self.kind,
            self.platform,
            cursor=self.cursor,
            max_pages=max_pages,
            options=self.options,
        )
        visiting = replace(
            made,
            now=NOW + timedelta(hours=hours),
            secret=lambda _, name: f"waarde-{name}",
            post_id=native_id,
            held=self.held.of,
        )
        batches: list[Batch] = []
        self.trouble = None
        try:
            async with aclosing(COLLECTORS[self.kind].collect(visiting)) as found:
                async for batch in found:
                    batches.append(batch)  # noqa: PERF401 - what came before an error counts
        except SourceError as error:
            self.trouble = error
        self._take(batches)
        return batches

    def _take(self, batches: list[Batch]) -> None:
        self.held.take(batches)
        for batch in batches:
            for native in batch.gone:
                self.held.posts.pop(native_id(native), None)
            for thread in batch.gone_threads:
                for post in self.held.of(thread):
                    self.held.posts.pop(post)
            self.cursor = batch.cursor


def before(hours: float) -> str:
    """Return the moment so many *hours* before `NOW`, in ISO 8601."""
    return (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
