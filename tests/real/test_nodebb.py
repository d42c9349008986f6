"""What people write, edit and delete on a real NodeBB is what the store holds afterwards."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jobs.model import Post, Role, SourceState
from tests.collect.town import make_source
from tests.real.reading import NOW, Asked, Reading
from tests.real.servers.nodebb import NodeBB, nodebb
from tests.stores import open_store

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeBB]:
    """Start a forum with a topic that nobody changes."""
    with nodebb(tmp_path_factory.mktemp("nodebb")) as started:
        started.topic(started.user("blijver"), "Vast punt", "dit blijft staan", ago(hours=30))
        yield started


class Town(Reading):
    """A store that reads one forum, and its clock."""

    def said(self, *words: str) -> list[Post]:
        """Return the posts that hold one of *words*, oldest first."""
        return [post for post in self.posts if any(word in post.words for word in words)]


@pytest.fixture
def town(forum: NodeBB, tmp_path: Path) -> Iterator[Town]:
    """Open an empty store beside the forum."""
    with open_store(tmp_path / "town.db") as store:
        yield Town(store, make_source("nodebb", url=forum.address, pause=0))


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
    opening, answer, thanks = town.said("lampen")
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
    assert len(town.said("parking")) == 65
    forum.reply(user, topic, "parking en nog iets", ago(minutes=1))
    counts = town.read(minutes=10)
    assert counts["new"] == 1
    assert len(town.said("parking")) == 66


def test_nothing_new_costs_one_conditional_request_and_changes_nothing(town: Town) -> None:
    town.read()
    before = town.said("")
    for status in (200, 304, 304):  # first the list counts how often we looked at its topics
        counts = town.read(minutes=10)
        question = Asked(path="/api/recent?page=1", conditional=True, status=status)
        assert town.asked == [question]
        assert (counts["new"], counts["changed"], counts["read"]) == (0, 0, 0)
    assert town.said("") == before


def test_rounds_without_news_cost_conditional_requests_only(town: Town, forum: NodeBB) -> None:
    """All but those of a topic of several pages, of which one page says nothing of the others.

    A topic counts how often it was looked at, so that its ETag is a new one each time.
    """
    topic, _ = forum.topic(forum.user("rustig"), "Stil", "stil hier", ago(minutes=9))
    town.read()
    for hours in (1, 5):
        counts = town.read(hours=hours)
        assert (counts["new"], counts["changed"], counts["gone"]) == (0, 0, 0)
        assert f"/api/topic/{topic}?sort=oldest_to_newest" in town.paths
        several = {path.partition("?")[0] for path in town.paths if "&page=" in path}
        alone = [one for one in town.asked if one.path.partition("?")[0] not in several]
        assert len(alone) >= 2
        assert all(one.conditional for one in alone)


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
    texts = [post.text for post in town.said("Bomen", "bomen")]
    assert texts == ["bomen gesnoeid", "bomen genoeg"]  # a purged one is only absent so far
    town.read(hours=5)
    assert [post.text for post in town.said("Bomen", "bomen")] == ["bomen gesnoeid"]


@pytest.mark.parametrize(("way", "left"), [("delete_topic", 1), ("purge_topic", 0)])
def test_a_topic_that_is_gone_is_erased_and_one_that_is_closed_to_us_is_not(
    town: Town, forum: NodeBB, way: str, left: int
) -> None:
    topic, _ = forum.topic(forum.user(f"weg{way[:3]}"), "Fiets", f"fiets weg {way}", ago(hours=2))
    town.read()
    assert len(town.said(f"weg {way}")) == 1
    getattr(forum, way)(topic)
    town.read(hours=2)
    town.read(hours=5)
    assert len(town.said(f"weg {way}")) == left
    assert town.status.state is SourceState.OK


def test_no_name_stays(town: Town, forum: NodeBB) -> None:
    ann = forum.user("canariegeel")
    topic, _ = forum.topic(ann, "Vraag", "wie weet raad?", ago(hours=2))
    forum.reply(forum.user("kanariewit"), topic, "@canariegeel ik", ago(hours=1))
    town.read()
    held = repr(town.said("")) + repr(town.status.cursor.marks)
    assert "canariegeel" not in held
    assert "kanariewit" not in held
