"""A small Bluesky that answers as its AppView and its servers of accounts do, and no better.

Lists end with a cursor behind which nothing is, a deleted post is a 400, ``getPosts`` leaves it
out, and what a session is needed for gives nothing without one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jobs.collect.reasons import FetchReason, FetchStop
from jobs.collect.request import Request, Response
from jobs.model import ThreadId
from tests.collect.again import Again, answered, native_id
from tests.fakes import NOW

Row = dict[str, Any]
OWN, ANN, BOB = "heide.example", "annelies.bsky.example", "bob.bsky.example"
PASSWORD, TOKEN = "waarde-sky", "eyJgeheim"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIMITED = FetchStop(FetchReason.RATE_LIMITED, retry_at=NOW + HOUR).about("groep")


def did(handle: str) -> str:
    """Return the repository of *handle*."""
    return f"did:plc:{handle.partition('.')[0]}"


def thread_of(uri: str) -> ThreadId:
    """Return the id of the thread that the post at *uri* opens."""
    return ThreadId(native_id(uri))


def stamp(moment: datetime) -> str:
    """Return *moment* as Bluesky writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass
class Sky:
    """A small AppView with a server of accounts.

    Attributes:
        posts: Views of posts by address, as they were made.
        calls: What the own account is told of: address and reason, as it happened.
        reposts: Handle → what it reposted: address and moment.
        most: Rows of a page, whatever is asked for.
        most_found: Rows that a search gives in all.
        counts: Whether a search tells how many it found.
        wrong: Method → what it answers instead, or the error that it is.
        depth: Levels of a thread that are given at once.
        asked: Every request.
    """

    posts: dict[str, Row] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    reposts: list[tuple[str, str, datetime]] = field(default_factory=list)
    most: int = 100
    most_found: int = 10_000
    counts: bool = True
    wrong: dict[str, Callable[[Row], Any] | Exception] = field(default_factory=dict)
    depth: int = 99
    asked: list[Request] = field(default_factory=list)

    def say(
        self, who: str, text: str, ago: timedelta, to: str = "", why: str = "", **more: object
    ) -> str:
        """Post something, in answer *to* something, so that the own account is told *why*."""
        uri = f"at://{did(who)}/app.bsky.feed.post/{len(self.posts) + 1}"
        record: Row = {"text": text, "createdAt": stamp(NOW - ago)}
        if to:
            above = self.posts[to]["record"] if to in self.posts else {}
            root = above["reply"]["root"]["uri"] if "reply" in above else to
            record["reply"] = {"root": {"uri": root}, "parent": {"uri": to}}
        self.posts[uri] = {
            "uri": uri,
            "author": {"handle": who, "did": did(who), "labels": []},
            "record": record,
            "indexedAt": stamp(NOW - ago),
            "likeCount": 0,
            "labels": [],
            **more,
        }
        if why:
            self.calls.append((uri, why))
        return uri

    @property
    def methods(self) -> list[str]:
        """What was asked for, in order."""
        return [urlsplit(request.url).path.rpartition(".")[2] for request in self.asked]

    async def get(self, request: Request) -> Response:
        """Answer as a fetcher does."""
        self.asked.append(request)
        parts = urlsplit(request.url)
        method = parts.path.rpartition(".")[2]
        params: Row = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        params["uris"] = parse_qs(parts.query).get("uris", [])
        answer = self.wrong.get(method) or getattr(self, f"_{method}")
        if isinstance(answer, Exception):
            raise answer
        if method in {"listNotifications", "searchPosts"}:
            assert request.headers == (("Authorization", f"Bearer {TOKEN}"),)
            assert "server.example" in request.url
        elif method != "createSession":
            assert request.headers == ()
        body = answer({**params, "body": request.body})
        status = body.pop("status", 200) if isinstance(body, dict) else 200
        return answered(request, body, status)

    def _page(self, name: str, rows: list[tuple[str, Row]], params: Row) -> Row:
        """Return a page; like the real ones, the last rows come with a cursor too."""
        rows = sorted(rows, key=lambda row: row[0], reverse=True)
        start = int(params.get("cursor", "0"))
        page = rows[start : start + min(self.most, int(params["limit"]))]
        more = {"cursor": str(start + len(page))} if page else {}
        return {name: [row for _, row in page], **more}

    def _getAuthorFeed(self, params: Row) -> Row:  # noqa: N802 - the name of the method
        who = params["actor"]
        rows: list[tuple[str, Row]] = [
            (view["indexedAt"], {"post": self._view(view)})
            for view in self.posts.values()
            if view["author"]["handle"] == who
        ]
        for handle, uri, at in self.reposts:
            if handle == who:
                reason = {"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": stamp(at)}
                rows.append((stamp(at), {"post": self._view(self.posts[uri]), "reason": reason}))
        return self._page("feed", rows, params)

    def _getPostThread(self, params: Row) -> Row:  # noqa: N802 - likewise
        uri = params["uri"]
        for handle in (OWN, ANN, BOB):
            uri = uri.replace(f"at://{handle}/", f"at://{did(handle)}/")
        if uri not in self.posts:
            return {"status": 400, "error": "NotFound", "message": "Post not found"}
        return {"thread": self._node(self.posts[uri], min(self.depth, int(params["depth"])))}

    def _node(self, view: Row, depth: int) -> Row:
        below = self._below(view["uri"])
        node: Row = {"post": self._view(view)}
        if depth:
            node["replies"] = [self._node(one, depth - 1) for one in below]
        return node

    def _below(self, uri: str) -> list[Row]:
        answers = [view for view in self.posts.values() if "reply" in view["record"]]
        return [view for view in answers if view["record"]["reply"]["parent"]["uri"] == uri]

    def _view(self, view: Row) -> Row:
        return {"replyCount": len(self._below(view["uri"])), **view}

    def _getPosts(self, params: Row) -> Row:  # noqa: N802 - likewise
        found = [self.posts[uri] for uri in params["uris"] if uri in self.posts]
        return {"posts": [self._view(view) for view in found]}

    def _createSession(self, params: Row) -> Row:  # noqa: N802 - likewise
        assert json.loads(params["body"]) == {"identifier": OWN, "password": PASSWORD}
        return {"accessJwt": TOKEN, "did": did(OWN)}

    def _listNotifications(self, params: Row) -> Row:  # noqa: N802 - likewise
        told = [(uri, why) for uri, why in self.calls if uri in self.posts or why == "like"]
        if "reasons" in params:
            told = [(uri, why) for uri, why in told if why != "like"]
        rows = [
            (view["indexedAt"], {**view, "reason": why, "uri": uri})
            for uri, why in told
            for view in [self.posts.get(uri) or next(iter(self.posts.values()))]
        ]
        return self._page("notifications", rows, params)

    def _searchPosts(self, params: Row) -> Row:  # noqa: N802 - likewise
        rows = [
            (view["indexedAt"], self._view(view))
            for view in self.posts.values()
            if params["q"] in view["record"]["text"]
        ]
        given = sorted(rows, key=lambda row: row[0], reverse=True)[: self.most_found]
        page = self._page("posts", given, params)
        if int(params.get("cursor", "0")) + len(page["posts"]) >= len(given):
            page.pop("cursor", None)
        return {**page, **({"hitsTotal": len(rows)} if self.counts else {})}


@dataclass
class Town(Again[Sky]):
    """A source on Bluesky."""

    fake: Sky = field(default_factory=Sky)
    kind: str = "bluesky"
    options: Row = field(default_factory=lambda: {"own": OWN})

    def __post_init__(self) -> None:
        """Read accounts from their server."""
        self.options["server"] = "https://server.example"

    @property
    def sky(self) -> Sky:
        """What it reads."""
        return self.fake

    def holds(self, *uris: str) -> list[bool]:
        """Tell of each post whether it is held."""
        return [uri in self.held.bodies() for uri in uris]
