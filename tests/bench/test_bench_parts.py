"""Parts of the chain beside the bare library that each stands on, in the same run."""

import asyncio
import html
import sqlite3
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from bs4 import BeautifulSoup

from jobs import clock
from jobs.collect.clean import to_text
from jobs.collect.collectors.html_forum import collector as html_forum
from jobs.collect.fetch import Fetcher
from jobs.collect.keep import Keeping, keep_all
from jobs.collect.protocol import Visit
from jobs.detect.evidence import compile_terms
from jobs.detect.match import find
from jobs.detect.names import compile_names
from jobs.evaluate.corpus import Corpus
from jobs.evaluate.run import STAGES
from jobs.evaluate.run import run as analyse
from jobs.model import Batch, Cursor, Post, PostId, RawPost, SourceId, SourceStatus, Stage
from jobs.settings import plain_source
from jobs.store import Store
from tests.bench.conftest import ROUNDS, Figures, best
from tests.real.servers.run import free_port, running

pytestmark = pytest.mark.bench

PAGES = 60
FORUM = SourceId("forum")


def page_of(number: int, posts: list[RawPost]) -> str:
    """Return one topic as a page of a forum."""
    items = "".join(
        f'<div class="post" id="{html.escape(post.native_id)}"><b class="by">'
        f"{html.escape(post.author or '')}</b>"
        f'<time datetime="{post.posted_at}"></time><div class="text"><p>{html.escape(post.body)}'
        f'</p></div><a class="like">{post.reactions}</a></div>'
        for post in posts
    )
    menu = "".join(f'<li><a href="/menu/{entry}">Rubriek {entry}</a></li>' for entry in range(40))
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{number}</title></head><body>"
        f"<nav><ul>{menu}</ul></nav><h1>Onderwerp {number}</h1>{items}</body></html>"
    )


@contextmanager
def forum(folder: Path, corpus: Corpus) -> Iterator[str]:
    """Serve the demo town's posts as `PAGES` topics, from a process of its own."""
    everything = [post for listed in corpus.posts.values() for post in listed]
    for number in range(PAGES):
        page = page_of(number, everything[number::PAGES])
        (folder / f"topic-{number}.html").write_text(page, "utf-8")
    rows = "".join(
        f'<li class="topic"><a href="/topic-{number}.html">Onderwerp {number}</a></li>'
        for number in range(PAGES)
    )
    (folder / "index.html").write_text(f"<ul>{rows}</ul>", "utf-8")
    port = free_port()
    words = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with running(words, port, folder=folder) as address:
        yield address


async def bare_loop(address: str) -> int:
    """Read every page with httpx and bs4 and nothing else; return how many posts were seen."""
    seen = 0
    async with httpx.AsyncClient() as client:
        for number in range(PAGES):
            response = await client.get(f"{address}/topic-{number}.html")
            for post in BeautifulSoup(response.text, "lxml").select(".post"):
                text = post.select_one(".text")
                assert text is not None
                seen += bool(text.get_text(" ", strip=True))
    return seen


async def our_loop(address: str, use: Callable[[tuple[RawPost, ...]], object]) -> int:
    """Read every page as the collector does and hand its posts to *use*."""
    select = {"row": ".topic", "post": ".post", "author": ".by", "time": "time@datetime",
              "body": ".text", "reactions": ".like"}  # fmt: skip
    options = {"url": f"{address}/", "select": select, "pause": 0}
    async with Fetcher(user_agent="bench/1", now=clock.now, allow_private=True) as fetcher:
        visit = Visit(
            source_id=FORUM, options=html_forum.Options.model_validate(options),
            cursor=Cursor.start(), fetcher=fetcher, folder=Path(), now=clock.now(),
            zone=ZoneInfo("Europe/Brussels"),
        )  # fmt: skip
        batches: AsyncGenerator[Batch, None] = html_forum.collect(visit)
        seen = 0
        async for batch in batches:
            seen += len(batch.posts)
            use(batch.posts)
    return seen


def test_page(tmp_path: Path, corpus: Corpus, figures: Figures) -> None:
    keeping = Keeping.of(corpus.settings, plain_source(FORUM), bytes(32), clock.now())

    def clean(posts: tuple[RawPost, ...]) -> None:
        for post in posts:
            to_text(post.body)

    def keep(posts: tuple[RawPost, ...]) -> None:
        keep_all(posts, keeping)

    with forum(tmp_path, corpus) as address:
        seen = sum(map(len, corpus.posts.values()))

        def cost(loop: Callable[[], Coroutine[None, None, int]]) -> float:
            """Return the milliseconds a page of *loop*, which must see every post."""

            def read() -> None:
                assert asyncio.run(loop()) == seen

            return best(read) / PAGES * 1000

        bare = cost(lambda: bare_loop(address))
        plain = cost(lambda: our_loop(address, clean))
        whole = cost(lambda: our_loop(address, keep))
    figures.note("page of 17 posts: fetch, parse, clean", plain, "ms CPU",
                 ratio=f"{plain / bare:.1f} × httpx + bs4")  # fmt: skip
    figures.note("page of 17 posts: all that and mask names and numbers", whole, "ms CPU",
                 ratio=f"{whole / bare:.1f} × httpx + bs4", goal="< 30 ms")  # fmt: skip


def many(posts: tuple[Post, ...], count: int) -> list[Post]:
    """Return *count* posts, each with an id of its own."""
    return [
        replace(posts[number % len(posts)], id=PostId(f"{number:032x}")) for number in range(count)
    ]


def raw_upserts(path: Path, posts: list[Post], batch: int) -> float:
    """Return how long bare sqlite3 takes for the same rows, indexes and commits."""
    columns = [field.name for field in fields(Post)]
    rows = [tuple(map(str, astuple(post))) for post in posts]
    changes = ", ".join(f"{name}=excluded.{name}" for name in columns[1:])
    marks = ", ".join("?" * len(columns))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL").fetchall()
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON").fetchall()
        keys = ", ".join(f"{name} TEXT" for name in columns[1:])
        connection.execute(f"CREATE TABLE post (id TEXT PRIMARY KEY, {keys}) STRICT")
        for name in ("posted_at", "thread_id", "collected_at"):
            connection.execute(f"CREATE INDEX by_{name} ON post ({name})")
        statement = f"INSERT INTO post VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}"  # noqa: S608 - our own names
        began = time.monotonic()
        for start in range(0, len(rows), batch):
            with connection:
                connection.executemany(statement, rows[start : start + batch])
        spent = time.monotonic() - began
    connection.close()
    return spent


def our_upserts(store: Store, posts: list[Post], batch: int) -> float:
    """Return how long our store takes, its check for what is known and erased included."""
    status = SourceStatus(source_id=FORUM, cursor=Cursor.start())
    began = time.monotonic()
    for start in range(0, len(posts), batch):
        store.posts.save(posts[start : start + batch], (), status, {})
    return time.monotonic() - began


def test_store(tmp_path: Path, posts: tuple[Post, ...], figures: Figures) -> None:
    count, batch = 5_000, 500
    rows = many(posts, count)
    bare, ours, again = [], [], []
    for turn in range(ROUNDS):
        bare.append(count / raw_upserts(tmp_path / f"raw-{turn}.sqlite", rows, batch))
        with Store.open(tmp_path / f"ours-{turn}.sqlite", "bench", create=True) as store:
            ours.append(count / our_upserts(store, rows, batch))
            again.append(count / our_upserts(store, rows, batch))
            assert store.posts.by_id(row.id for row in rows) == {row.id: row for row in rows}
    raw = statistics.median(bare)
    for what, rates in (("new posts", ours), ("known posts", again)):
        rate = statistics.median(rates)
        goal = "> 8,000/s" if rates is ours else ""
        ratio = f"{rate / raw:.2f} × bare sqlite3 ({raw:,.0f}/s)"
        figures.note(f"store: {what}, 500 a commit", rate, "posts/s", ratio=ratio, goal=goal)


def test_matcher(corpus: Corpus, posts: tuple[Post, ...], figures: Figures) -> None:
    names = compile_names(corpus.settings)
    terms = {post.language: compile_terms(corpus.settings, post.language) for post in posts}
    texts = [(post.words, post.language) for post in posts]
    folded = [text.lower() for text, _ in texts]

    def bare() -> None:
        for text in folded:
            names.automaton.find_matches_as_indexes(text, overlapping=True)

    def ours() -> None:
        for text, language in texts:
            find(text, names, terms[language], language)

    hits = [find(text, names, terms[language], language) for text, language in texts]
    assert any(one.names for one in hits)
    assert sum(bool(one.names or one.terms) for one in hits) > len(texts) / 2
    slow, fast = best(ours), best(bare)
    ratio = f"{slow / fast:,.0f} × bare ahocorasick_rs ({len(names.names):,} names)"
    figures.note("match names and terms", len(texts) / slow, "posts/s CPU", ratio=ratio)


def test_analysis(corpus: Corpus, figures: Figures) -> None:
    outcome = analyse(corpus)
    counts = outcome.counts

    assert counts["posts"] == len(outcome.predictions) == len(corpus.ids)
    assert 0 < counts["stories"] < counts["signals"] < counts["mentions"] < counts["posts"]
    assert 0 < counts["signals_shown"] < counts["signals"]
    assert set(outcome.seconds) == {Stage.COLLECT, *(stage for stage, _ in STAGES)}
    for stage, seconds in outcome.seconds.items():
        figures.note(f"analysis of {counts['posts']:,} posts: {stage}", seconds, "s")
    figures.note(f"analysis of {counts['posts']:,} posts: all",
                 sum(outcome.seconds.values()), "s", goal="< 12.5 s")  # fmt: skip
