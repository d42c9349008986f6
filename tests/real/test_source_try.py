"""What ``source try`` proposes for a real forum, real comments and a real news site works as it is.

The table is taken as it is printed, what is left to decide is filled in, and a reading stores all.
"""

import asyncio
import re
import tomllib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.collect.discover.forum import forum_proposal
from jobs.collect.discover.guess import guess_list, guess_topic
from jobs.collect.discover.inside import Clocks
from jobs.collect.discover.page import Page
from jobs.collect.discover.table import table_of
from jobs.collect.request import Request
from jobs.model import Post, SourceId, SourceState, Week
from jobs.store import Store
from tests.hostile.fetching import make_fetcher
from tests.pipeline.town import command, configuration
from tests.real.servers.isso import isso, news_site
from tests.real.servers.nodebb import nodebb
from tests.real.servers.spirit import spirit
from tests.real.servers.town import ZONE, TownPost, threads
from tests.real.servers.wordpress import wordpress

pytestmark = pytest.mark.real

WEEK = Week(2026, 46)
DELIVERY = """
[delivery]
smtp_host = "127.0.0.1"
security = "none"
sender = "signaal@heidebeek.example"
lead = ["communicatie@heidebeek.example"]
"""
CAPTURE = """
[[source]]
id = "buren"
name = "Buren van Klein-Heide"
kind = "capture"
owner = "community"
access = "captured"
purpose = "weten wat er leeft"
legal_basis = "taak"
roles = ["communicatie"]
"""
DECIDED = {"owner": '"community"', "purpose": '"weten wat er leeft"', "legal_basis": '"taak"'}
PRIVATE = {"BUURTSIGNAAL_ALLOW_PRIVATE": "yes"}
START = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality that reads nothing from the web, in a folder."""

    folder: Path

    def tries(self, address: str) -> str:
        """Return what ``source try`` prints; it writes nothing."""
        before = sorted(self.folder.rglob("*"))
        done = command("source", "try", address, folder=self.folder, **PRIVATE)
        assert done.returncode == 0, done.stdout + done.stderr
        assert sorted(self.folder.rglob("*")) == before
        tomllib.loads(done.stdout)
        return done.stdout

    def collects(self, proposed: str) -> list[Post]:
        """Put *proposed*, decided, in sources.toml, read, and return what is stored of it."""
        (self.folder / "sources.toml").write_text(
            configuration(sources=proposed, delivery=DELIVERY), encoding="utf-8"
        )
        done = command("run", "collect", "--week", str(WEEK), folder=self.folder, **PRIVATE)
        assert done.returncode == 0, done.stdout + done.stderr
        name = SourceId(tomllib.loads(proposed)["source"][0]["id"])
        with Store.open(self.folder / "data" / "heidebeek.sqlite", "heidebeek") as store:
            status = store.sources.get(name)
            assert status is not None
            assert status.state is SourceState.OK, status.reason
            posts = store.posts.between(START, datetime.now(UTC) + timedelta(days=1))
        return [post for post in posts if post.source_id == name]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return a town whose folder holds its sources.toml alone."""
    folder = tmp_path / "town"
    folder.mkdir()
    text = configuration(sources=CAPTURE, delivery=DELIVERY)
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    return Town(folder=folder)


def tables(printed: str) -> list[str]:
    """Return the tables in *printed*, with what is to be decided filled in."""
    for key, decided in DECIDED.items():
        printed = re.sub(rf"^# {key} = .*$", f"{key} = {decided}", printed, flags=re.MULTILINE)
    parts = printed.split("[[source]]\n")[1:]
    return [f"[[source]]\n{part.replace('# ---', '# ')}" for part in parts]


def recent(*sources: str) -> list[list[TownPost]]:
    """Return some threads of *sources*, as if the last word was said yesterday."""
    found = [thread for thread in threads(*sources, week=WEEK) if len(thread) > 1][:4]
    last = max(post.at for thread in found for post in thread)
    late = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1) - last
    return [[replace(post, at=post.at + late) for post in thread] for thread in found]


def names(of: list[list[TownPost]]) -> set[str]:
    """Return the names that must not be shown."""
    return {post.author for thread in of for post in thread if post.author.startswith("canary")}


def said(of: list[list[TownPost]]) -> int:
    """Return how many posts there are."""
    return sum(len(thread) for thread in of)


@pytest.fixture(scope="module")
def talk() -> list[list[TownPost]]:
    """Return what is said on the forum."""
    return recent("forum-heidebeek", "fbg-je-bent-van-heidebeek")


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory, talk: list[list[TownPost]]) -> Iterator[str]:
    """Run a Spirit forum; yield its address."""
    with spirit(tmp_path_factory.mktemp("spirit"), talk) as running:
        yield running.address


def test_a_forum_is_known_and_its_table_reads_it(
    town: Town, forum: str, talk: list[list[TownPost]]
) -> None:
    printed = town.tries(f"{forum}/")
    (table,) = tables(printed)
    posts = town.collects(table)

    assert f"Read once: {said(talk)} posts in {len(talk)} threads" in printed
    assert not [name for name in names(talk) if name in printed]
    assert tomllib.loads(table)["source"][0]["kind"] == "html_forum"
    assert (len(posts), len({post.thread_id for post in posts})) == (said(talk), len(talk))
    assert not any(post.date_suspect for post in posts)
    assert len({post.voice for post in posts}) == len(
        {post.author for thread in talk for post in thread}
    )


def test_the_page_of_a_topic_leads_to_the_list_it_is_in(town: Town, forum: str) -> None:
    with urllib.request.urlopen(f"{forum}/", timeout=30) as answer:  # noqa: S310 - our own server
        topic = re.search(r'href="(/topic/\d+/[^"]+)"', answer.read().decode())
    assert topic is not None
    (table,) = tables(town.tries(forum + topic[1]))

    assert "/category/" in tomllib.loads(table)["source"][0]["url"]


def test_selectors_that_were_guessed_read_it_as_well(
    town: Town, forum: str, talk: list[list[TownPost]]
) -> None:
    table = tables(asyncio.run(_guess(f"{forum}/")))[0]
    posts = town.collects(table)

    assert (len(posts), len({post.thread_id for post in posts})) == (said(talk), len(talk))
    assert not any(post.date_suspect for post in posts)
    assert len({post.voice for post in posts}) == len(
        {post.author for thread in talk for post in thread}
    )


async def _guess(url: str) -> str:
    """Return the table of the forum at *url*, as if its software were not known."""
    clocks = Clocks(now=datetime.now(UTC), zone=ZONE)
    async with make_fetcher() as fetcher:
        page = Page.of(await fetcher.get(Request(source_id=SourceId("try"), url=url)))
        rows = guess_list(page, clocks)
        assert rows is not None
        asked = [Request(source_id=SourceId("try"), url=topic) for topic in rows.topics[:3]]
        posts = guess_topic([Page.of(await fetcher.get(one)) for one in asked], clocks)
    assert posts is not None
    return table_of(forum_proposal(url, {**rows.select, **posts}, "forum"), ())


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[list[TownPost]]]]:
    """Run Isso and a news site with pages, a feed that names no comments, and Isso's script."""
    articles = recent("nieuws-heikoerier")
    place = tmp_path_factory.mktemp("news")
    (place / "isso").mkdir()
    with (
        isso(place / "isso", articles) as server,
        news_site(place / "site", articles, server.address) as feed,
    ):
        comments = server.address
        bare = re.sub(
            r"<wfw:commentRss>.*?</wfw:commentRss>", "", (place / "site/feed.xml").read_text()
        )
        (place / "site" / "feed.xml").write_text(bare)
        script = f'<script data-isso="{comments}/" src="{comments}/js/embed.min.js"></script>'
        link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        home = f"<html><head>{link}{script}</head><body>De Heikoerier</body></html>"
        (place / "site" / "index.html").write_text(home)
        (place / "site" / articles[0][0].id).write_text(f"<html><body>{script}</body></html>")
        yield feed.removesuffix("/feed.xml"), articles


def test_comments_by_isso_are_found_by_its_script(
    town: Town, news: tuple[str, list[list[TownPost]]]
) -> None:
    address, articles = news
    printed = town.tries(address)
    (table,) = tables(printed)
    posts = town.collects(table)

    assert "/feed?uri={path}" in tomllib.loads(table)["source"][0]["comments_url"]
    assert not [name for name in names(articles) if name in printed]
    assert len(posts) == said(articles)


def test_the_comments_under_one_article_are_a_feed_of_their_own(
    town: Town, news: tuple[str, list[list[TownPost]]]
) -> None:
    address, articles = news
    (table,) = tables(town.tries(f"{address}/{articles[0][0].id}"))
    posts = town.collects(table)

    assert tomllib.loads(table)["source"][0]["one_thread"] is True
    assert len(posts) == len(articles[0]) - 1
    assert len({post.thread_id for post in posts}) == 1


def test_a_wordpress_site_is_found_by_its_interface(town: Town, tmp_path: Path) -> None:
    at = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d %H:%M:%S}"
    text = "De lampen in de Molenstraat zijn weer uit"
    with wordpress(tmp_path) as site:
        row = {"post_title": "Lampen", "post_content": text, "post_date_gmt": at}
        (post,) = site.act("posts", rows=[row])
        comment = {"comment_content": "Bij ons ook", "comment_author": "canary-els"}
        about = {"comment_post_ID": post, "comment_approved": 1, "comment_date_gmt": at}
        site.act("comments", rows=[comment | about])
        printed = town.tries(site.address)
        posts = town.collects(tables(printed)[0])

    assert tomllib.loads(printed)["source"][0]["kind"] == "wordpress"
    assert "canary" not in printed
    assert sorted(post.text for post in posts) == ["Bij ons ook", text]


def test_a_nodebb_forum_is_found_by_its_script(town: Town, tmp_path: Path) -> None:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    with nodebb(tmp_path) as running:
        user = running.user("canary-els")
        running.topic(user, "De lampen zijn uit", "In de Molenstraat is het donker", at)
        printed = town.tries(running.address)
        posts = town.collects(tables(printed)[0])

    assert tomllib.loads(printed)["source"][0]["kind"] == "nodebb"
    assert "canary" not in printed
    assert "In de Molenstraat is het donker" in {post.text for post in posts}
