"""A small Graph that answers over real HTTP on loopback, as Meta documents it and no better.

It pages by cursors and writes the token into its next pages, gives only fields that are asked
for, hides replies unless the whole stream is wanted, answers 400 with a code to what is wrong, and
tells how much of the allowance is used. What stands in it may be edited and deleted.
"""

import asyncio
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jobs.collect.request import Fetches, Request, Response
from jobs.model import Batch
from tests.collect.again import Again, answered
from tests.fakes import NOW
from tests.hostile.fetching import make_fetcher
from tests.hostile.server import Asked, Play, Server, says

TOKEN = "waarde-meta"
Node = dict[str, Any]
_FIELD = re.compile(r"\w+")
_ORDERS = {"reverse_chronological": True, "chronological": False}


@dataclass
class GraphFake:
    """What stands on the platform, and how it answers.

    Attributes:
        edges: Path without version → its nodes, in any order; an answer has ``parent`` when it
            answers another.
        time: Field that holds when a node was posted.
        most: Rows of a page, whatever is asked for.
        tells_end: Whether pages have a ``next``; Threads gives cursors only.
        errors: Path → status and error object to answer with.
        usage: Headers that tell how much is used.
        base: Address of the version, when it is served.
        asked: Path and query of every question.
        conditional: Paths without a wire that were asked for only if they changed.
    """

    edges: dict[str, list[Node]] = field(default_factory=dict)
    time: str = "created_time"
    most: int = 2
    tells_end: bool = True
    errors: dict[str, tuple[int, object]] = field(default_factory=dict)
    usage: dict[str, str] = field(default_factory=dict)
    base: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    conditional: list[str] = field(default_factory=list)

    def play(self) -> Play:
        """Return what a `Server` does with every question."""

        async def play(asked: Asked, writer: asyncio.StreamWriter) -> None:
            status, body = self.answer(asked)
            await says(json.dumps(body), status, tuple(self.usage.items()))(asked, writer)

        return play

    async def get(self, request: Request) -> Response:
        """Answer as a fetcher does, without a wire: for tests that ask thousands of times."""
        target = request.url.removeprefix(self.base)
        headers = {name.lower(): text for name, text in request.headers}
        asked = Asked(method="GET", target=f"/v{target}", headers=headers)
        status, body = self.answer(asked)
        if any(request.validators):
            self.conditional.append(self.asked[-1][0])
        return answered(request, body, status)

    def edit(self, native: str, **values: object) -> None:
        """Change a node."""
        for node in self._find(native):
            node.update(values)

    def delete(self, native: str) -> None:
        """Take a node away, and all that answers it."""
        self.edges = {
            path: [
                node
                for node in nodes
                if node["id"] != native and node.get("parent", {}).get("id") != native
            ]
            for path, nodes in self.edges.items()
            if not path.startswith(f"{native}/")
        }

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [path for path, _ in self.asked]

    def answer(self, asked: Asked) -> tuple[int, object]:
        """Return the status and the object that answer one question."""
        target, _, query = asked.target.partition("?")
        path = target.removeprefix("/v/")
        params = dict(parse_qsl(query))
        self.asked.append((path, params))
        if asked.headers.get("authorization") != f"Bearer {TOKEN}" or "access_token" in query:
            return 401, error(190)
        if path in self.errors:
            return self.errors[path]
        fields = params.get("fields", "id")
        if path in self.edges:
            return 200, self._page(path, fields, params)
        node = next(self._find(path), None)
        if node is None and "/" in path and next(self._find(path.split("/")[0]), None):
            return 200, self._page(path, fields, params)
        return (400, error(100, 33)) if node is None else (200, self._shown(node, fields))

    def _find(self, native: str) -> Iterator[Node]:
        return (node for nodes in self.edges.values() for node in nodes if node["id"] == native)

    def _page(self, path: str, fields: str, params: dict[str, str]) -> Node:
        """Return one page of the nodes of an edge, newest first unless told otherwise."""
        nodes = list(self.edges.get(path, ()))
        if path.endswith("/comments") and self.time == "created_time":
            whole = params.get("filter") == "stream"
            nodes = [node for node in nodes if whole or "parent" not in node]
        newest = _ORDERS.get(params.get("order", ""), True)
        nodes.sort(key=lambda node: str(node[self.time]), reverse=newest)
        nodes = [node for node in nodes if self._is_since(node, params.get("since"))]
        start = int(b64decode(params["after"]).decode()) if "after" in params else 0
        limit = min(self.most, int(params.get("limit", "25")))
        rows = [self._shown(node, fields) for node in nodes[start : start + limit]]
        return {"data": rows, **self._paging(path, params, start + limit, len(nodes), rows)}

    def _paging(
        self, path: str, params: dict[str, str], end: int, length: int, rows: list[Node]
    ) -> Node:
        if not rows:
            return {}
        after = b64encode(str(end).encode()).decode()
        paging: Node = {"cursors": {"before": "MA==", "after": after}}
        if end < length and self.tells_end:
            query = urlencode({**params, "access_token": TOKEN, "after": after})
            paging["next"] = f"{self.base}/{path}?{query}"
        return {"paging": paging}

    def _is_since(self, node: Node, since: str | None) -> bool:
        posted = datetime.fromisoformat(str(node[self.time]))
        return since is None or posted.timestamp() >= int(since)

    def _shown(self, node: Node, fields: str) -> Node:
        """Return the wanted fields of a node; edges among them as pages or summaries."""
        shown: Node = {"id": node["id"]}
        for wanted in _split(fields):
            found = _FIELD.match(wanted)
            assert found, wanted
            name = found[0]
            if name == "comments":
                shown[name] = self._summary(f"{node['id']}/comments", wanted)
            elif name == "replies" and f"{node['id']}/replies" in self.edges:
                inner = wanted.partition("{")[2].removesuffix("}")
                shown[name] = self._page(f"{node['id']}/replies", inner, {"limit": "50"})
            elif name in node:
                shown[name] = node[name]
        return shown

    def _summary(self, path: str, wanted: str) -> Node:
        assert "summary(true)" in wanted
        nodes = self.edges.get(path, [])
        whole = "filter(stream)" in wanted
        count = sum(whole or "parent" not in node for node in nodes)
        return {"data": [], "summary": {"total_count": count}}


@dataclass
class Town(Again[GraphFake]):
    """A channel of our own on a Graph.

    Attributes:
        wired: It is read by the real fetcher over real HTTP; else without a wire.
    """

    wired: bool = True

    @property
    def graph(self) -> GraphFake:
        """What it reads."""
        return self.fake

    async def read(self, fetcher: Fetches, now: datetime) -> list[Batch]:
        """Return what a visit gives, by way of *fetcher* when there is no wire."""
        if not self.wired:
            self._at("https://graph.example/v")
            return await super().read(fetcher, now)
        async with Server({"*": self.graph.play()}) as server, make_fetcher() as wire:
            self._at(server.url("/v"))
            return await super().read(wire, now)

    def _at(self, base: str) -> None:
        self.graph.base = base
        self.options = {**self.options, "base": base, "token": "meta"}


def error(code: int, subcode: int = 0) -> Node:
    """Return an error as the Graph words it; the words hold what nobody should log."""
    words = {"message": "Klaprooszaad", "type": "OAuthException", "fbtrace_id": "A"}
    return {"error": {**words, "code": code, **({"error_subcode": subcode} if subcode else {})}}


def posted(hours: float) -> str:
    """Return the moment so many *hours* before `NOW`, as the Graph writes it."""
    return (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _split(fields: str) -> list[str]:
    """Return the fields of a list, each with what stands in brackets behind it."""
    found, depth = [""], 0
    for sign in fields:
        depth += (sign in "({") - (sign in ")}")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found
