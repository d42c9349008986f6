"""A forum that gets posts while it is read, served on loopback as pages and as a JSON interface."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Condition, Thread
from urllib.parse import parse_qs, urlsplit

FIRST = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)
PER_LIST, PER_TOPIC = 3, 4
"""Topics on a page of the list, and posts on a page of a topic: small, so that walks are long."""


@dataclass(frozen=True, slots=True)
class Said:
    """A post: its number, its text that no other has, and when it was posted."""

    id: int
    text: str
    at: str


@dataclass
class Forum:
    """Topics by number, the one answered last at the end.

    Attributes:
        name: Stands in every text.
        topics: Posts by topic.
        most: Posts after which it grows no more.
    """

    name: str
    random: Random
    most: int
    topics: dict[int, list[Said]] = field(default_factory=dict)
    posts: int = 0

    def grow(self) -> None:
        """Get one post, now and then in a topic of its own."""
        if self.posts >= self.most:
            return
        self.posts += 1
        old = self.topics and self.random.random() < 0.8
        topic = self.random.choice(list(self.topics)) if old else len(self.topics) + 1
        # several within one second, as when a bus does not come
        at = (FIRST + timedelta(seconds=self.posts // 3)).isoformat()
        text = f"Bericht {self.posts} op {self.name} over het voetpad"
        self.topics[topic] = [*self.topics.pop(topic, []), Said(self.posts, text, at)]

    @property
    def newest(self) -> list[tuple[int, list[Said]]]:
        """The topics, answered last first."""
        return list(self.topics.items())[::-1]

    @property
    def texts(self) -> list[str]:
        """Everything that was said."""
        return [said.text for posts in self.topics.values() for said in posts]


def pages(forum: Forum, path: str, page: int) -> str:
    """Return a page of *forum*: its list at ``/pages``, a topic at ``/pages/1``."""
    if path == "/pages":
        rows = "".join(
            f'<li class="topic"><a href="/pages/{topic}">Vraag {topic}</a>'
            f'<b class="count">{len(posts)} berichten</b></li>'
            for topic, posts in forum.newest[page * PER_LIST :][:PER_LIST]
        )
        return f"<ul>{rows}</ul>{_next(path, page, len(forum.topics), PER_LIST)}"
    posts = forum.topics[int(path.rpartition("/")[2])]
    return "".join(
        f'<div class="post" id="{said.id}"><b class="by">klaproos</b>'
        f'<time datetime="{said.at}"></time><p class="text">{said.text}</p></div>'
        for said in posts[page * PER_TOPIC :][:PER_TOPIC]
    ) + _next(path, page, len(posts), PER_TOPIC)


def _next(path: str, page: int, count: int, size: int) -> str:
    more = (page + 1) * size < count
    return f'<a class="next" href="{path}?page={page + 2}">verder</a>' if more else ""


def answers(forum: Forum, path: str, page: int) -> str:
    """Return what the interface of NodeBB says of *forum*."""
    if path == "/api/recent":
        rows = forum.newest[page * PER_LIST :][:PER_LIST]
        topics = [
            {"tid": topic, "title": "Vraag", "postcount": len(posts), "pinned": 0,
             "lastposttimeISO": posts[-1].at}
            for topic, posts in rows
        ]  # fmt: skip
        return json.dumps({"topics": topics, "pagination": _paged(len(forum.topics), PER_LIST)})
    topic = int(path.rpartition("/")[2])
    posts = forum.topics[topic]
    found = [
        {"pid": said.id, "content": said.text, "timestampISO": said.at, "deleted": 0, "upvotes": 0,
         "user": {"uid": 4, "username": "klaproos"}}
        for said in posts[page * PER_TOPIC :][:PER_TOPIC]
    ]  # fmt: skip
    paged = _paged(len(posts), PER_TOPIC)
    return json.dumps({"tid": topic, "title": "Vraag", "mainPid": posts[0].id, "posts": found,
                       "pagination": paged})  # fmt: skip


def _paged(count: int, size: int) -> dict[str, int]:
    return {"pageCount": -(-count // size)}


@dataclass
class Growing:
    """A server with a forum as pages and one as interface; each request may make one grow.

    Attributes:
        moody: Now and then it refuses an address, each once.
        asked: Requests so far.
        same: Those to which it answered that nothing changed.
        address: Where it is.
        refused: What was refused.
    """

    random: Random
    forums: Mapping[str, Forum]
    moody: bool = True
    asked: int = 0
    same: int = 0
    address: str = ""
    refused: set[str] = field(default_factory=set)
    _changed: Condition = field(default_factory=Condition)

    def answer(self, target: str) -> tuple[int, str]:
        """Return the status and the body of what is at *target*."""
        parts = urlsplit(target)
        page = int(parse_qs(parts.query).get("page", ["1"])[0]) - 1
        render: Callable[[Forum, str, int], str] = pages
        if parts.path.startswith("/api/"):
            render = answers
        elif not parts.path.startswith("/pages"):
            return 404, ""
        with self._changed:
            said = render(self.forums["api" if render is answers else "pages"], parts.path, page)
            if self.random.random() < 0.3:
                self.random.choice(list(self.forums.values())).grow()
            self.asked += 1
            self._changed.notify_all()
            if self.moody and target not in self.refused and self.random.random() < 0.05:
                self.refused.add(target)
                return 418, ""
        return 200, said

    def wait_for(self, asked: int, seconds: float) -> bool:
        """Wait until so many requests came in all, at most *seconds*; tell whether they did."""
        with self._changed:
            return self._changed.wait_for(lambda: self.asked >= asked, seconds)


@contextmanager
def growing(server: Growing) -> Iterator[Growing]:
    """Serve *server* on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, said = server.answer(self.path)
            tag = f'"{sha256(said.encode()).hexdigest()}"'
            if status == 200 and self.headers["If-None-Match"] == tag:
                status, said = 304, ""
                server.same += 1
            body = said.encode()
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", "application/json" if "/api/" in self.path else
                             "text/html; charset=utf-8")  # fmt: skip
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    server.address = f"http://127.0.0.1:{listener.server_address[1]}"
    Thread(target=listener.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
