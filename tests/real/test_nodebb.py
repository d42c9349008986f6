"""What people write, edit and delete on a real NodeBB is what the store holds afterwards."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.collect.job import run
from jobs.model import Counts, Post, Role, SourceId, SourceState
from jobs.store import Store
from tests.collect.town import KEY, make_settings, make_source
from tests.hostile.clock import FakeClock
from tests.hostile.fetching import make_fetcher
from tests.real.servers.nodebb import NodeBB, nodebb
from tests.stores import open_store

pytestmark = pytest.mark.real

GROUP = SourceId("groep")
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeBB]:
    """Start a forum with a topic that nobody changes."""
    with nodebb(tmp_path_factory.mktemp("nodebb")) as started:
        started.topic(started.user("blijver"), "Vast punt", "dit blijft staan", ago(hours=30))
        yield started


@dataclass
class Town:
    """A store that reads one forum, and its clock."""

    store: Store
    forum: NodeBB
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))

    def read(self, **later: float) -> Counts:
        """Read the forum after some time."""
        self.clock.move(**later)
        source = make_source("nodebb", url=self.forum.address, pause=0)

        async def story() -> Counts:
            async with make_fetcher(clock=self.clock) as fetcher:
                return await run(self.store, make_settings(source), fetcher, KEY, self.clock.now)

        return asyncio.run(story())

    def posts(self, *words: str) -> list[Post]:
        """Return the posts that hold one of *words*, oldest first."""
        ever = (NOW - timedelta(days=999), NOW + timedelta(days=999))
        found = [
            post for post in self.store.posts.between(*ever)
            if any(word in post.words for word in words)
        ]  # fmt: skip
        return sorted(found, key=lambda post: post.posted_at)


@pytest.fixture
def town(forum: NodeBB, tmp_path: Path) -> Iterator[Town]:
    """Open an empty store beside the forum."""
    with open_store(tmp_path / "town.db") as store:
        yield Town(store, forum)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def test_a_talk_is_stored_with_who_answers_whom(town: Town, forum: NodeBB) -> None:
    ann, bob = forum.user("annelies1"), forum.user("bob_1")
    topic, first = forum.topic(
        ann, "Lampen a < b & c", "drie lampen **stuk** & x < y", ago(hours=5)
    )
    second = forum.reply(bob, topic, "@annelies1 die lampen zijn al gemeld", ago(hours=4))
    forum.reply(ann, topic, "> al gemeld\n\ndank, lampen brandden gisteren", ago(hours=3), second)
    town.read()
    opening, answer, thanks = town.posts("lampen")
    assert opening.title == "Lampen a < b & c"
    assert opening.text == "drie lampen stuk & x < y"
    assert (opening.role, answer.role) == (Role.OPENING, Role.COMMENT)
    assert answer.parent_id == opening.id
    assert thanks.parent_id == answer.id
    assert thanks.voice == opening.voice != answer.voice
    assert "annelies1" not in answer.text
    assert thanks.text == "dank, lampen brandden gisteren"
    assert opening.posted_at == ago(hours=5)
    assert opening.url == f"{forum.address}/post/{first}"
    assert not any(post.date_suspect for post in (opening, answer, thanks))


def test_a_topic_of_many_pages_is_read_whole_and_then_only_where_it_grew(
    town: Town, forum: NodeBB
) -> None:
    topic, _ = forum.topic(forum.user("veelprater"), "Parking", "parking 0", ago(days=3))
    user = forum.user("veelschrijver")
    for number in range(1, 65):
        forum.reply(user, topic, f"parking {number}", ago(hours=65 - number))
    town.read()
    assert len(town.posts("parking")) == 65
    forum.reply(user, topic, "parking en nog iets", ago(minutes=1))
    counts = town.read(minutes=10)
    assert counts["new"] == 1
    assert len(town.posts("parking")) == 66


def test_nothing_new_costs_one_request_and_changes_nothing(town: Town) -> None:
    town.read()
    before = town.posts("")
    counts = town.read(minutes=10)
    assert (counts["new"], counts["changed"], counts["read"]) == (0, 0, 0)
    assert town.posts("") == before


def test_edits_and_deleted_posts_are_found_at_the_rounds_of_a_topic(
    town: Town, forum: NodeBB
) -> None:
    user = forum.user("bewerker")
    topic, first = forum.topic(user, "Bomen", "bomen gekapt", ago(hours=9))
    second = forum.reply(user, topic, "bomen terug", ago(hours=8))
    third = forum.reply(user, topic, "bomen genoeg", ago(hours=7))
    town.read()
    forum.edit(first, "bomen gesnoeid")
    forum.delete(second)
    forum.purge(third)
    town.read(hours=2)
    texts = [post.text for post in town.posts("Bomen", "bomen")]
    assert texts == ["bomen gesnoeid", "bomen genoeg"]  # a purged one is only absent so far
    town.read(hours=5)
    assert [post.text for post in town.posts("Bomen", "bomen")] == ["bomen gesnoeid"]


@pytest.mark.parametrize(("way", "left"), [("delete_topic", 1), ("purge_topic", 0)])
def test_a_topic_that_is_gone_is_erased_and_one_that_is_closed_to_us_is_not(
    town: Town, forum: NodeBB, way: str, left: int
) -> None:
    topic, _ = forum.topic(forum.user(f"weg{way[:3]}"), "Fiets", f"fiets weg {way}", ago(hours=2))
    town.read()
    assert len(town.posts(f"weg {way}")) == 1
    getattr(forum, way)(topic)
    town.read(hours=2)
    town.read(hours=5)
    assert len(town.posts(f"weg {way}")) == left
    status = town.store.sources.all()[GROUP]
    assert status.state is SourceState.OK


def test_no_name_stays(town: Town, forum: NodeBB) -> None:
    ann = forum.user("canariegeel")
    topic, _ = forum.topic(ann, "Vraag", "wie weet raad?", ago(hours=2))
    forum.reply(forum.user("kanariewit"), topic, "@canariegeel ik", ago(hours=1))
    town.read()
    held = repr(town.posts("")) + repr(town.store.sources.all()[GROUP].cursor.marks)
    assert "canariegeel" not in held
    assert "kanariewit" not in held
