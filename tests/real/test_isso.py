"""What readers write, edit and delete in a real Isso is what the store holds afterwards."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jobs.collect.discover.find import isso_comments
from jobs.model import Role, SourceState
from jobs.store import Store
from tests.collect.town import make_source
from tests.real.reading import NOW, Asked, Reading
from tests.real.servers.isso import Isso, isso, news_site
from tests.real.servers.town import TownPost
from tests.stores import open_store

pytestmark = pytest.mark.real


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A news site with pages and a feed, and its comments.

    Attributes:
        feed: Address of its feed.
        folder: What it shows.
        server: Its comments.
    """

    feed: str
    folder: Path
    server: Isso

    def withdraw(self, name: str) -> None:
        """Take an article away, from the feed too."""
        (self.folder / name).unlink()
        self.drop(name)

    def drop(self, name: str) -> None:
        """Let an article leave the feed, as newer ones push it out."""
        page = self.folder / "feed.xml"
        front, *items = page.read_text("utf-8").split("<item>")
        changed = page.stat().st_mtime + 2  # what it tells of it is in seconds
        kept = [item for item in items if f"/{name}</guid>" not in item]
        end = "" if items[-1] in kept else "</channel></rss>"
        page.write_text("<item>".join([front, *kept]) + end, encoding="utf-8")
        os.utime(page, (changed, changed))


def article(name: str, text: str) -> list[TownPost]:
    return [
        TownPost(id=name, source="krant", thread=name, parent=None, author="De Heikoerier",
                 at=NOW, text=text)
    ]  # fmt: skip


ARTICLES = {"lampen": "De lampen zijn uit", "markt": "De markt is terug", "boom": "De boom is om"}


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    """Start a paper of three articles without comments."""
    threads = [article(name, text) for name, text in ARTICLES.items()]
    (tmp_path / "isso").mkdir()
    with (
        isso(tmp_path / "isso", []) as server,
        news_site(tmp_path / "site", threads, server.address) as feed,
    ):
        for name in ARTICLES:
            (tmp_path / "site" / name).write_text("<html>een artikel</html>")
        yield Paper(feed=feed, folder=tmp_path / "site", server=server)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "town.db") as opened:
        yield opened


@pytest.fixture
def town(paper: Paper, store: Store) -> Reading:
    """Return an empty store that reads the paper as ``source try`` proposes."""
    proposed: dict[str, Any] = isso_comments(paper.server.address)
    return Reading(store, make_source("feed", url=paper.feed, pause=0, **proposed))


def compare(town: Reading, paper: Paper) -> None:
    """Compare the store with the articles and every comment of the server, one by one."""
    rows = paper.server.rows()
    texts = [post.text for post in town.posts if post.text and post.role is Role.COMMENT]
    assert sorted(texts) == sorted(text for *_, text in rows)
    held = {post.text: post for post in town.posts if post.text}
    said = {number: text for number, *_, text in rows}
    for _, uri, parent, author, text in rows:
        opening = held[ARTICLES[uri.removeprefix("/")]]
        assert held[text].thread_id == opening.thread_id
        above = held[said[parent]] if parent in said else None
        assert above is None or held[text].parent_id == above.id
        assert parent is not None or held[text].parent_id == opening.id
        assert held[text].voice == held[next(t for *_, a, t in rows if a == author)].voice
    assert town.status.state is SourceState.OK, town.status.reason


def test_comments_replies_edits_and_deletions_end_up_right(town: Reading, paper: Paper) -> None:
    say = paper.server.say
    first = say("lampen", "canary-an", "Eindelijk iemand die het zegt")
    second = say("lampen", "canary-bo", "Bij ons ook", first)
    third = say("lampen", "canary-an", "Al een week", second)
    alone = say("markt", "canary-bo", "Te druk")
    last = say("lampen", "canary-ed", "En in de Kerkstraat")
    town.read()
    compare(town, paper)

    paper.server.edit(second, "Bij ons al lang")
    paper.server.edit(last, "En op het plein")
    paper.server.delete(first)  # its place stays, as it was answered
    paper.server.delete(third)
    paper.server.delete(alone)  # the only one there
    say("lampen", "canary-fa", "Bij ons niet", last)
    say("boom", "canary-fa", "Zonde")
    town.read(hours=1)
    assert "Eindelijk iemand die het zegt" not in town.texts
    assert {"Bij ons al lang", "En op het plein", "Bij ons niet", "Zonde"} <= set(town.texts)
    assert {"Al een week", "Te druk"} <= set(town.texts)  # what is only absent is not gone yet
    town.read(hours=5)
    compare(town, paper)

    paper.server.edit(last, "En op beide pleinen")
    paper.server.delete(second)
    town.read(days=1)
    town.read(days=2)
    compare(town, paper)
    assert "canary" not in repr(town.posts) + repr(town.status.cursor)


def test_nothing_new_costs_conditional_questions_only(town: Reading, paper: Paper) -> None:
    paper.server.say("lampen", "canary-an", "Eindelijk")
    town.read()
    held = town.posts
    counts = town.read(minutes=30)
    assert town.asked == [
        Asked(path="/feed.xml", conditional=True, status=304),
        *(
            Asked(path=path, conditional=True, status=304)
            for path in feeds("lampen", "markt", "boom")
        ),
    ]
    assert counts["read"] == 0
    counts = town.read(minutes=30)
    assert sorted(town.paths) == sorted(["/feed.xml", *feeds("lampen", "markt", "boom")])
    assert (counts["new"], counts["changed"], counts["gone"]) == (0, 0, 0)
    town.read(minutes=30)
    assert all(one.conditional and one.status == 304 for one in town.asked)
    assert town.posts == held


def feeds(*names: str) -> list[str]:
    return [f"/feed?uri=/{name}&limit=5000" for name in names]


def test_isso_calls_unchanged_what_was_edited_answered_or_deleted(
    town: Reading, paper: Paper
) -> None:
    """Its ETag is the number of the newest comment that answers none; hence the rounds."""
    first = paper.server.say("lampen", "canary-an", "Eindelijk")
    town.read()
    paper.server.say("lampen", "canary-bo", "Bij ons ook", first)
    paper.server.edit(first, "Eindelijk!")
    town.read(minutes=30)
    assert {one.status for one in town.asked} == {304}
    town.read(minutes=30)
    compare(town, paper)


def test_an_article_that_left_the_feed_is_read_again_and_gone_with_its_page(
    town: Reading, paper: Paper
) -> None:
    paper.server.say("lampen", "canary-an", "Eindelijk")
    town.read()
    paper.drop("lampen")
    paper.server.say("lampen", "canary-bo", "Bij ons ook")
    town.read(hours=1)
    assert "Bij ons ook" in town.texts
    paper.withdraw("markt")
    town.read(hours=5)
    assert ARTICLES["markt"] in town.texts  # a paper takes a page away for an hour to correct it
    town.read(days=1)
    assert ARTICLES["markt"] not in town.texts
    assert {ARTICLES["lampen"], ARTICLES["boom"], "Bij ons ook"} <= set(town.texts)
    assert town.status.state is SourceState.OK
