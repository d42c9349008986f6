"""Isso comments on loopback under news articles, posted through its own API.

A news site of our own serves the articles as RSS, each pointing to its comments (wfw:commentRss).
"""

import json
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
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


@contextmanager
def isso(folder: Path, threads: list[list[TownPost]]) -> Iterator[str]:
    """Start Isso with the comments of *threads* (all but each opening post); yield its address."""
    port = free_port()
    (folder / "isso.cfg").write_text(CONFIG.format(folder=folder, port=port))
    serve = [str(tool("isso", "isso")), "-c", str(folder / "isso.cfg"), "run"]
    with running(serve, port, folder=folder, TZ="UTC") as address:
        times: dict[int, float] = {}
        for thread in threads:
            numbers: dict[str, int] = {}
            for post in thread[1:]:
                number = _comment(address, thread[0], post, numbers.get(post.parent or ""))
                numbers[post.id] = number
                times[number] = post.at.timestamp()
        _backdate(folder / "comments.db", times)
        yield address


def _comment(address: str, article: TownPost, post: TownPost, parent: int | None) -> int:
    """Post one comment as a browser would and return its number."""
    body = {"author": post.author, "text": post.text, "title": "Artikel", "parent": parent}
    request = urllib.request.Request(  # noqa: S310 - our own loopback server
        f"{address}/new?uri={quote('/' + article.id)}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - likewise
        number: int = json.load(answer)["id"]
        return number


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
