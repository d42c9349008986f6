"""The collect stage whole: a pass on which nothing is new, and one on which everything is."""

import asyncio
import html
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest

from jobs import clock
from jobs.collect.fetch import Fetcher
from jobs.collect.job import run
from jobs.evaluate.corpus import Corpus
from jobs.model import Counts, RawPost
from jobs.settings.schema import Settings
from jobs.store import Store
from tests.bench.conftest import Figures, best
from tests.collect.town import KEY, make_settings, make_source
from tests.real.servers.run import free_port, running
from tests.stores import open_store

pytestmark = pytest.mark.bench

QUIET, FEW = 300, 4
"""Sources that have nothing new, and how many posts each has, which nobody asks for twice."""
BUSY, EACH = 20, 500
"""Sources that have something new, and how many posts each."""


def rss(name: str, posts: Sequence[RawPost]) -> str:
    """Return *posts* as a feed, each with an id and a text of its own."""
    items = "".join(
        f"<item><guid>{name}-{number}</guid><author>{html.escape(post.author or '')}</author>"
        f"<title>{html.escape(post.title)}</title><pubDate>{post.posted_at}</pubDate>"
        f"<description>{html.escape(post.body)} {name}{number}</description></item>"
        for number, post in enumerate(posts)
    )
    return f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'


@contextmanager
def feeds(folder: Path, corpus: Corpus, sources: int, each: int) -> Iterator[int]:
    """Serve so many feeds from a process of its own, ``/s0.xml`` and on; yield the port."""
    everything = [post for listed in corpus.posts.values() for post in listed]
    for source in range(sources):
        picked = [everything[(source * each + at) % len(everything)] for at in range(each)]
        (folder / f"s{source}.xml").write_text(rss(f"s{source}", picked), "utf-8")
    port = free_port()
    words = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1",
             "--protocol", "HTTP/1.1"]  # fmt: skip
    with running(words, port, folder=folder):
        yield port


def settings_of(sources: int, port: int) -> Settings:
    """Return a town with so many feeds, each on a host of its own."""
    return make_settings(
        *(
            make_source(name=f"s{one}", url=f"http://s{one}.example:{port}/s{one}.xml",
                        pause=0, comments=False)
            for one in range(sources)
        )
    )  # fmt: skip


async def to_loopback(_host: str, _port: int) -> tuple[str, ...]:
    """Look every name up as this machine."""
    return ("127.0.0.1",)


async def collected(store: Store, settings: Settings) -> Counts:
    """Read every source, as one run does."""
    async with Fetcher(
        user_agent="bench/1", now=clock.now, allow_private=True, resolve=to_loopback
    ) as fetcher:
        return await run(store, settings, fetcher, KEY, clock.now)


async def bare_loop(port: int, moments: Sequence[str]) -> int:
    """Ask the same with httpx alone, a connection each; return how many had nothing new."""
    unchanged = 0
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=limits) as client:
        for source, moment in enumerate(moments):
            response = await client.get(
                f"http://127.0.0.1:{port}/s{source}.xml", headers={"If-Modified-Since": moment}
            )
            unchanged += response.status_code == 304
    return unchanged


def test_nothing_new(tmp_path: Path, corpus: Corpus, figures: Figures) -> None:
    with feeds(tmp_path, corpus, QUIET, FEW) as port, open_store(tmp_path / "town.db") as store:
        settings = settings_of(QUIET, port)
        assert asyncio.run(collected(store, settings))["new"] == QUIET * FEW
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            moments = [client.get(f"/s{one}.xml").headers["Last-Modified"] for one in range(QUIET)]

        def ask() -> None:
            assert asyncio.run(collected(store, settings))["read"] == 0

        def ask_barely() -> None:
            assert asyncio.run(bare_loop(port, moments)) == QUIET

        ours, bare = best(ask), best(ask_barely)
    ratio = f"{ours / bare:.1f} × bare httpx, without robots.txt"
    figures.note(f"collect: {QUIET} sources, none new", ours, "s CPU", ratio=ratio, goal="< 5 s")


def test_all_new(tmp_path: Path, corpus: Corpus, figures: Figures) -> None:
    turn = count()
    walls: list[float] = []

    def read() -> None:
        with open_store(tmp_path / f"town-{next(turn)}.db") as store:
            began = time.monotonic()
            assert asyncio.run(collected(store, settings))["new"] == BUSY * EACH
            walls.append(time.monotonic() - began)

    with feeds(tmp_path, corpus, BUSY, EACH) as port:
        settings = settings_of(BUSY, port)
        spent = best(read)
    posts = BUSY * EACH
    figures.note("collect: new posts, fetch to store", posts / min(walls) * 60, "posts/minute",
                 ratio=f"{spent / posts * 1000:.2f} ms CPU a post", goal="> 10,000")  # fmt: skip
