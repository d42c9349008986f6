"""What people write, edit, move and delete on a real Spirit forum is what the store holds after."""

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from jobs.model import Role, SourceState, ThreadId, VoiceKey
from jobs.store import Store
from tests.collect.town import make_source
from tests.real.reading import Asked, Reading
from tests.real.servers.run import ROOT
from tests.real.servers.spirit import Spirit, spirit
from tests.stores import open_store

pytestmark = pytest.mark.real

KNOWN = ROOT / "jobs" / "collect" / "discover" / "forums.toml"
LIST = "/topic/active/"


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spirit]:
    """Start a forum with a topic that nobody changes."""
    with spirit(tmp_path_factory.mktemp("spirit"), []) as started:
        started.act(("topic", "blijver", "Vast punt", "Dit blijft staan"))
        yield started


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "town.db") as opened:
        yield opened


@pytest.fixture
def town(forum: Spirit, store: Store) -> Reading:
    """Return an empty store beside the forum, which reads it as ``source try`` proposes."""
    select = tomllib.loads(KNOWN.read_text(encoding="utf-8"))["spirit"]["select"]
    url = f"{forum.address}{LIST}"
    return Reading(store, make_source("html_forum", url=url, pause=0, select=select))


def compare(town: Reading, forum: Spirit, *still: int) -> None:
    """Compare the store with every row of the server, one by one; *still* stand in it besides."""
    (rows,) = forum.act(("rows",))
    threads: dict[int, ThreadId] = {}
    voices: dict[str, VoiceKey | None] = {}
    openings: set[int] = set()
    for row in rows:
        post = town.post(row["id"])
        assert post is not None, row
        assert post.text == row["text"]
        assert post.posted_at == datetime.fromisoformat(row["at"]).replace(second=0, microsecond=0)
        assert threads.setdefault(row["topic"], post.thread_id) == post.thread_id
        assert voices.setdefault(row["author"], post.voice) == post.voice
        assert (post.role is Role.OPENING) == (row["topic"] not in openings)
        openings.add(row["topic"])
    assert len(set(threads.values())) == len(threads)
    assert len(set(voices.values())) == len(voices)
    assert len(town.texts) == len(rows) + len(still)
    assert all(town.post(str(post)) for post in still)
    assert town.status.state is SourceState.OK, town.status.reason


def test_posts_replies_edits_moves_and_deletions_end_up_right(town: Reading, forum: Spirit) -> None:
    (lamps, first), (market, asked), (trees, _), (away, stays) = forum.act(
        ("topic", "annelies1", "Lampen a < b & c", "Drie lampen zijn stuk & x < y"),
        ("topic", "bob_1", "De markt", "Wanneer is de markt weer?"),
        ("topic", "bob_1", "Bomen", "Waarom zijn de bomen weg?"),
        ("topic", "annelies1", "Weg ermee", "Dit hoort hier niet"),
    )
    answers = forum.act(
        *(("reply", f"veelprater{number % 3}", lamps, f"Antwoord {number}") for number in range(45))
    )
    (late, same, other) = forum.act(
        ("reply", "annelies1", market, "Volgende week"),
        ("reply", "bob_1", trees, "Niemand?"),
        ("reply", "bob_1", away, "Klopt"),
    )
    town.read()
    compare(town, forum)
    counts = town.read(minutes=10)
    assert (town.paths, counts["read"]) == ([LIST], 0)

    forum.act(
        ("reply", "bob_1", lamps, "Nog een antwoord"),
        ("edit", "annelies1", first, "Vier lampen zijn stuk"),
        ("edit", "veelprater2", answers[41], "Antwoord, verbeterd"),
        ("edit", "annelies1", late, "Deze week al"),
        ("remove", answers[3]),
        ("erase", answers[40]),
        ("erase", same),
        ("remove_topic", away),
        ("topic", "canarinus", "Nieuw", "Een nieuwe vraag"),
    )
    town.read(minutes=60)
    compare(town, forum, answers[40], same)  # what is only absent is not gone yet
    assert town.post(str(stays)) is None
    assert town.post(str(other)) is None
    town.read(hours=6)
    compare(town, forum)

    forum.act(("move", answers[5], lamps, market), ("remove", asked), ("erase", first))
    town.read(days=1)
    town.read(days=3)
    town.read(days=4)
    (rows,) = forum.act(("rows",))
    assert sorted(town.texts) == sorted(row["text"] for row in rows)
    assert town.status.state is SourceState.OK


def test_nothing_new_costs_the_list_and_at_a_step_each_topic_once(town: Reading) -> None:
    """Spirit sends no validators: it is asked with its own Date, and answers in full."""
    town.read()
    held, read = town.posts, [path for path in town.paths if path != LIST]
    counts = town.read(minutes=10)
    assert counts["read"] == 0
    assert town.asked == [Asked(path=LIST, conditional=True, status=200)]
    counts = town.read(minutes=50)
    assert sorted(town.paths) == sorted([LIST, *read])
    assert (counts["new"], counts["changed"], counts["gone"]) == (0, 0, 0)
    assert town.posts == held
    # the list is asked in full when the address of a topic, which may name somebody, is not held
    topics = [one for one in town.asked if one.path != LIST]
    assert topics
    assert all(one.conditional and one.status == 200 for one in topics)


def test_a_topic_that_may_name_somebody_is_read_again_too(town: Reading, forum: Spirit) -> None:
    ((_, post),) = forum.act(("topic", "canariegeel", "Vraag aan canariegeel", "Wie weet raad?"))
    town.read()
    stored = town.post(str(post))
    assert stored is not None
    assert stored.url is None
    forum.act(("edit", "canariegeel", post, "Wie helpt?"))
    town.read(hours=1)
    assert "Wie helpt?" in town.texts
    assert "canariegeel" not in repr(town.posts) + repr(town.status.cursor)


def test_no_name_and_no_address_is_in_the_cursor(town: Reading) -> None:
    town.read()
    held = repr(town.posts) + repr(town.status.cursor)
    names = ("annelies1", "bob_1", "veelprater", "canarinus")
    assert [name for name in names if name in held] == []
    assert "/topic/" not in repr(town.status.cursor)
