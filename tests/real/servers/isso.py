"""Isso comments on loopback under news articles: written, edited and deleted through its own API.

A news site of our own serves the articles as RSS, each pointing to its comments (wfw:commentRss).
"""

import json
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from tests.real.servers.run import free_port, running, tool
from tests.real.servers.town import TownPost

CONFIG = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}/
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
[moderation]
enabled = false
[rss]
base = http://127.0.0.1:{port}
limit = 500
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Isso:
    """A running server.

    Attributes:
        address: Where it is, without a slash at its end.
        database: What it keeps.
        cookies: What it gave to who wrote a comment, by its number.
    """

    address: str
    database: Path
    cookies: dict[int, str] = field(default_factory=dict)

    def say(self, article: str, author: str, text: str, parent: int | None = None) -> int:
        """Write a comment as a browser does; return its number."""
        body = {"author": author, "text": text, "title": "Artikel", "parent": parent}
        made, cookie = self._send("POST", f"/new?uri={quote('/' + article)}", body)
        number = int(made["id"])
        self.cookies[number] = cookie
        return number

    def edit(self, number: int, text: str) -> None:
        """Change a comment, as who wrote it."""
        _, cookie = self._send("PUT", f"/id/{number}", {"text": text}, self.cookies[number])
        self.cookies[number] = cookie

    def delete(self, number: int) -> None:
        """Delete a comment, as who wrote it."""
        self._send("DELETE", f"/id/{number}", {}, self.cookies[number])

    def rows(self) -> list[tuple[int, str, int | None, str, str]]:
        """Return number, article, parent, author and text of every comment that is shown."""
        with sqlite3.connect(self.database, timeout=10) as connection:
            found: list[tuple[int, str, int | None, str, str]] = connection.execute(
                "SELECT comments.id, threads.uri, parent, author, text FROM comments"
                " JOIN threads ON threads.id = tid WHERE mode = 1 ORDER BY comments.id"
            ).fetchall()
        connection.close()
        return found

    def _send(
        self, method: str, path: str, body: dict[str, Any], cookie: str = ""
    ) -> tuple[dict[str, Any], str]:
        """Return what Isso answers, and the cookie that comes with it."""
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            f"{self.address}{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Cookie": cookie},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - likewise
            told = answer.headers.get_all("Set-Cookie") or [""]
            return json.load(answer) or {}, told[0].partition(";")[0]


@contextmanager
def isso(folder: Path, threads: list[list[TownPost]]) -> Iterator[Isso]:
    """Start Isso with the comments of *threads* (all but each opening post)."""
    port = free_port()
    (folder / "isso.cfg").write_text(CONFIG.format(folder=folder, port=port))
    serve = [str(tool("isso", "isso")), "-c", str(folder / "isso.cfg"), "run"]
    with running(serve, port, folder=folder, TZ="UTC") as address:
        server = Isso(address=address, database=folder / "comments.db")
        times: dict[int, float] = {}
        for thread in threads:
            numbers: dict[str, int] = {}
            for post in thread[1:]:
                parent = numbers.get(post.parent or "")
                number = server.say(thread[0].id, post.author, post.text, parent)
                numbers[post.id] = number
                times[number] = post.at.timestamp()
        _backdate(server.database, times)
        yield server


def _backdate(database: Path, times: dict[int, float]) -> None:
    """Set when each comment was written: Isso itself knows only now."""
    with sqlite3.connect(database, timeout=10) as connection:
        connection.executemany(
            "UPDATE comments SET created = ? WHERE id = ?",
            [(moment, number) for number, moment in times.items()],
        )
    connection.close()


@contextmanager
def news_site(folder: Path, threads: list[list[TownPost]], comments: str) -> Iterator[str]:
    """Serve the opening posts of *threads* as RSS; yield the address of the feed."""
    folder.mkdir(parents=True, exist_ok=True)
    quiet = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), quiet)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    (folder / "feed.xml").write_text(_rss(threads, address, comments), encoding="utf-8")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{address}/feed.xml"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def _rss(threads: list[list[TownPost]], address: str, comments: str) -> str:
    items = "".join(
        f"<item><guid>{address}/{first.id}</guid><link>{address}/{first.id}</link>"
        f"<title>{escape(first.text[:80])}</title>"
        f"<description>{escape(first.text)}</description>"
        f"<dc:creator>{escape(first.author)}</dc:creator>"
        f"<pubDate>{format_datetime(first.at)}</pubDate>"
        f"<wfw:commentRss>{comments}/feed?uri={quote('/' + first.id)}</wfw:commentRss></item>"
        for first in (thread[0] for thread in threads)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:wfw="http://wellformedweb.org/CommentAPI/">'
        f"<channel><title>De Heikoerier</title><link>{address}</link>{items}</channel></rss>"
    )
