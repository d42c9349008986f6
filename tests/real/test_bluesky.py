"""What people say and delete on a real Bluesky network is what the store holds afterwards."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from jobs.collect.collectors.bluesky.collector import VERIFIED
from jobs.collect.job import run
from jobs.collect.protocol import Verified
from jobs.collect.pseudonym import post_id
from jobs.collect.request import Fetches, Request, Response
from jobs.model import Counts, Post, Role, SourceId, SourceState, SourceStatus, Speaker
from jobs.settings.schema import Account
from jobs.store import Store
from tests.collect.town import KEY, make_settings, make_source
from tests.hostile.clock import FakeClock
from tests.hostile.fetching import make_fetcher
from tests.real.servers.bluesky import Bluesky, Person, Said, bluesky
from tests.stores import open_store

pytestmark = pytest.mark.real

GROUP = SourceId("groep")
NOW = datetime.now(UTC)
NUMBERS = count(1)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bluesky]:
    with bluesky(tmp_path_factory.mktemp("bluesky")) as started:
        yield started


@dataclass
class Counting:
    """A fetcher that notes what it is asked and which of that was as it had been."""

    inner: Fetches
    asked: list[Request]
    same: list[bool]

    async def get(self, request: Request) -> Response:
        """Answer as the inner one does."""
        self.asked.append(request)
        response = await self.inner.get(request)
        self.same.append(response.status == 304)
        return response


@dataclass
class Town:
    """A store that reads one account, and its clock."""

    store: Store
    network: Bluesky
    own: Person
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    asked: list[Request] = field(default_factory=list)
    same: list[bool] = field(default_factory=list)
    options: dict[str, object] = field(default_factory=dict)

    def read(self, **later: float) -> Counts:
        """Read the account after some time."""
        self.network.settle()
        self.clock.move(**later)
        self.asked.clear()
        self.same.clear()
        where = {"base": self.network.appview, "server": self.network.server}
        options: dict[str, object] = {"own": self.own.handle, **where, **self.options}
        source = make_source("bluesky", "groep", **options)
        account = Account(source=GROUP, author=self.own.handle)
        settings = make_settings(source).model_copy(update={"accounts": (account,)})

        async def story() -> Counts:
            async with make_fetcher(clock=self.clock) as fetcher:
                counting = Counting(fetcher, self.asked, self.same)
                return await run(self.store, settings, counting, KEY, self.clock.now)

        return asyncio.run(story())

    @property
    def methods(self) -> list[str]:
        """What was asked for in the last reading, in order."""
        return [urlsplit(request.url).path.rpartition(".")[2] for request in self.asked]

    def post(self, said: Said) -> Post:
        """Return what the store holds of a post."""
        (found,) = self.store.posts.by_id([post_id(KEY, GROUP, said.uri)]).values()
        return found

    def holds(self, *said: Said) -> list[bool]:
        """Tell of each post whether the store holds its text."""
        ids = [post_id(KEY, GROUP, one.uri) for one in said]
        found = self.store.posts.by_id(ids)
        return [one in found and bool(found[one].text) for one in ids]

    @property
    def status(self) -> SourceStatus:
        """How the source stands."""
        return self.store.sources.all()[GROUP]


@pytest.fixture
def town(network: Bluesky, tmp_path: Path) -> Iterator[Town]:
    """Open an account of the municipality and an empty store beside it."""
    with open_store(tmp_path / "town.db") as store:
        yield Town(store, network, someone(network, "heidebeek"))


@pytest.fixture
def secured(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Give the store an app password of the municipality's account."""
    monkeypatch.setenv("BUURTSIGNAAL_SKY", town.network.app_password(town.own))
    town.options["token"] = "sky"
    return town


def someone(network: Bluesky, name: str) -> Person:
    return network.person(f"{name}{next(NUMBERS)}.test")


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def with_a_past(town: Town, other: Person) -> None:
    """Let all begin before our reach, as it did in real life: a first page then is enough."""
    town.network.say(town.own, "Lang geleden", ago(days=40))
    town.network.mention(other, town.own, "lang geleden", ago(days=40))


def test_a_talk_is_stored_with_who_answers_whom(town: Town) -> None:
    sky = town.network
    ann, bob = someone(sky, "annelies"), someone(sky, "bob")
    first = sky.say(town.own, "Lampen: a < b & c <b>stuk</b>\n\nTweede regel", ago(hours=5))
    second = sky.say(ann, "Bij ons ook", ago(hours=4), first, langs=["nl-BE"])
    third = sky.say(bob, f"@{ann.handle} in welke straat?", ago(hours=3), second)
    fourth = sky.say(town.own, "We komen kijken", ago(hours=2), third)
    sky.react(ann, "like", first, ago(hours=1))
    sky.react(bob, "repost", first, ago(hours=1))
    counts = town.read()

    assert VERIFIED is Verified.REAL_SERVER
    assert counts["new"] == 4
    assert town.post(first).text == "Lampen: a < b & c <b>stuk</b>\n\nTweede regel"
    assert (town.post(first).role, town.post(first).reactions) == (Role.OPENING, 2)
    assert abs(town.post(first).posted_at - ago(hours=5)) < timedelta(seconds=1)
    posts = [town.post(one) for one in (first, second, third, fourth)]
    assert {post.thread_id for post in posts} == {posts[0].thread_id}
    assert [post.parent_id for post in posts] == [None, posts[0].id, posts[1].id, posts[2].id]
    assert [post.speaker for post in posts] == [
        Speaker.MUNICIPALITY,
        Speaker.VOICE,
        Speaker.VOICE,
        Speaker.MUNICIPALITY,
    ]
    assert posts[1].voice != posts[2].voice
    assert ann.handle not in posts[2].text
    assert posts[1].language == "nl"


def test_no_handle_and_no_repository_of_a_person_is_kept(secured: Town, tmp_path: Path) -> None:
    town, sky = secured, secured.network
    ann = someone(sky, "canary-annelies")
    first = sky.say(town.own, "Vraag", ago(hours=5))
    sky.say(ann, "Antwoord", ago(hours=4), first)
    sky.mention(ann, town.own, "lamp kapot", ago(hours=3))
    assert town.read()["new"] == 3
    held = "".join(path.read_text("latin-1") for path in tmp_path.iterdir() if path.is_file())
    assert len(held) > 1_000
    assert ann.did not in held
    assert "canary-" not in held


def test_a_second_reading_with_nothing_new_only_asks_whether_anything_changed(town: Town) -> None:
    sky = town.network
    ann = someone(sky, "annelies")
    said = [sky.say(town.own, f"Bericht {number}", ago(hours=number)) for number in range(1, 6)]
    answers = [sky.say(ann, "Antwoord", ago(minutes=30), one) for one in said[:3]]
    assert town.read()["new"] == 8
    assert town.methods == ["getAuthorFeed", "getAuthorFeed", *["getPostThread"] * 3]
    assert town.read(minutes=10)["new"] == 0
    assert town.methods == ["getAuthorFeed"]
    assert town.same == [True]
    for later in ({"hours": 1}, {"hours": 6}, {"days": 1}):
        counts = town.read(**later)
        assert (counts["read"], counts["gone"]) == (0, 0)
        assert town.methods == ["getAuthorFeed", *["getPostThread"] * 3]
        assert town.same == [True] * 4
    assert all(town.holds(*said, *answers))
    sky.delete(ann, answers[0])
    sky.delete(town.own, said[1])
    late = sky.say(ann, "Nog iets", ago(minutes=1), said[2])
    for _ in range(2):
        town.read(days=4)
    assert town.holds(*said, *answers) == [True, False, True, True, True, False, False, True]
    assert town.holds(late) == [True]


def test_with_other_settings_all_is_asked_for_in_full(town: Town) -> None:
    town.network.say(town.own, "Bericht", ago(hours=1))
    town.read()
    town.options["reach"] = "60d"
    town.read(minutes=10)
    assert not any(town.same)


def test_our_own_account_costs_a_session_and_a_list_besides(secured: Town) -> None:
    """A session is no question, and the server of an account passes no ETag on."""
    town, sky = secured, secured.network
    ann = someone(sky, "annelies")
    said = [sky.say(town.own, f"Bericht {number}", ago(hours=number)) for number in range(1, 6)]
    for one in said:
        sky.say(ann, "Antwoord", ago(minutes=30), one)
    mention = sky.mention(ann, town.own, "lamp kapot", ago(minutes=20))
    with_a_past(town, ann)
    assert town.read()["new"] == 11
    assert town.methods == [
        "getAuthorFeed",
        "createSession",
        "listNotifications",
        "getPosts",
        *["getPostThread"] * 5,
    ]
    for _ in range(2):  # what is new to us may be answered in the feed, which is given once more
        assert town.read(minutes=10)["new"] == 0
        assert town.methods == ["getAuthorFeed", "createSession", "listNotifications"]
    assert town.same == [True, False, False]
    answer = sky.say(ann, "Nog iets", ago(minutes=1), said[2])
    assert town.read(minutes=10)["new"] == 1
    assert town.methods[3:] == ["getPostThread"]
    assert town.holds(answer, mention) == [True, True]


def test_an_answer_deep_in_a_thread_is_seen_when_we_are_told_and_at_the_rounds(
    town: Town, secured: Town
) -> None:
    """The count of answers is of direct ones only."""
    sky = town.network
    ann, bob = someone(sky, "annelies"), someone(sky, "bob")
    first = sky.say(town.own, "Vraag", ago(hours=5))
    second = sky.say(ann, "Antwoord", ago(hours=4), first)
    secured.read()
    third = sky.say(bob, "Daar weer op", ago(minutes=2), second)
    del town.options["token"]
    town.read(minutes=5)
    assert town.holds(third) == [False]
    town.read(hours=1)
    assert town.holds(third) == [True]
    town.options["token"] = "sky"
    fourth = sky.say(ann, "En daarop", ago(minutes=1), third)
    town.read(minutes=1)
    assert town.holds(fourth) == [True]


def test_a_deleted_answer_goes_after_two_readings_and_its_thread_stays(town: Town) -> None:
    sky = town.network
    ann, bob = someone(sky, "annelies"), someone(sky, "bob")
    first = sky.say(town.own, "Vraag", ago(hours=5))
    second, third = (sky.say(one, "Antwoord", ago(hours=4), first) for one in (ann, bob))
    town.read()
    sky.delete(ann, second)
    town.read(minutes=5)
    assert town.holds(first, second, third) == [True, True, True]
    town.read(hours=1)
    assert town.holds(first, second, third) == [True, False, True]
    assert town.status.state is SourceState.OK


def test_a_deleted_opening_takes_its_thread_along_at_once(town: Town) -> None:
    """The AppView answers 400 for a post that is not there."""
    sky = town.network
    ann = someone(sky, "annelies")
    first, other = (sky.say(town.own, text, ago(hours=5)) for text in ("Vraag", "Nieuws"))
    second = sky.say(ann, "Antwoord", ago(hours=4), first)
    town.read()
    sky.delete(town.own, first)
    town.read(minutes=5)
    assert town.holds(first, second, other) == [True, True, True]
    town.read(hours=1)
    assert town.holds(first, second, other) == [False, False, True]
    assert town.status.state is SourceState.OK
    town.read(hours=6)
    assert "getPostThread" not in town.methods


def test_what_calls_on_us_elsewhere_opens_a_thread_that_our_answer_joins(secured: Town) -> None:
    town, sky = secured, secured.network
    ann, bob = someone(sky, "annelies"), someone(sky, "bob")
    own = sky.say(town.own, "Nieuws van de markt", ago(hours=9))
    talk = sky.say(bob, "Iets anders", ago(hours=8))
    mention = sky.mention(ann, town.own, "lamp kapot", ago(hours=4))
    quote = sky.quote(bob, own, "Zie de markt", ago(hours=3))
    inside = sky.say(town.own, "Klopt", ago(hours=2), talk)
    reply = sky.say(bob, "Waarom?", ago(hours=1), inside)
    answer = sky.say(town.own, "We sturen iemand", ago(minutes=50), mention)
    town.read()
    assert town.holds(own, mention, quote, reply, answer) == [True] * 5
    assert town.holds(talk) == [False]
    assert [town.post(one).role for one in (mention, quote, reply)] == [Role.OPENING] * 3
    assert town.post(answer).thread_id == town.post(mention).thread_id
    assert "@" not in town.post(mention).text.removeprefix(f"@{town.own.handle}")


def test_what_called_on_us_and_was_deleted_goes_after_two_rounds(secured: Town) -> None:
    town, sky = secured, secured.network
    ann = someone(sky, "annelies")
    mention = sky.mention(ann, town.own, "lamp kapot", ago(hours=4))
    stays = sky.mention(ann, town.own, "boom om", ago(hours=3))
    answer = sky.say(town.own, "We kijken", ago(hours=2), mention)
    town.read()
    sky.delete(ann, mention)
    town.read(hours=1)
    assert town.holds(mention, stays, answer) == [True, True, True]
    town.read(hours=6)
    assert town.holds(mention, stays, answer) == [False, True, True]
    sky.delete(ann, stays)
    sky.react(ann, "like", answer, ago(minutes=1))
    town.read(days=1)
    assert town.holds(stays) == [True]
    town.read(days=2)
    assert town.holds(stays) == [False]


def test_nothing_left_that_calls_on_us_is_no_deletion_but_a_silence(secured: Town) -> None:
    town, sky = secured, secured.network
    ann = someone(sky, "annelies")
    mention = sky.mention(ann, town.own, "lamp kapot", ago(hours=4))
    town.read()
    sky.delete(ann, mention)
    town.read(hours=1)
    town.read(hours=6)
    assert town.holds(mention) == [True]


def test_who_asks_not_to_be_shown_to_strangers_is_not_read(secured: Town) -> None:
    town, sky = secured, secured.network
    ann, bob = someone(sky, "annelies"), someone(sky, "bob")
    sky.hide_from_strangers(ann)
    first = sky.say(town.own, "Vraag", ago(hours=5))
    second = sky.say(ann, "Antwoord", ago(hours=4), first)
    third = sky.say(bob, "Daar weer op", ago(hours=3), second)
    mention = sky.mention(ann, town.own, "lamp kapot", ago(hours=2))
    counts = town.read()
    assert town.holds(first, second, third, mention) == [True, False, True, False]
    assert counts["refused_not-for-all"] == 1


def test_more_than_a_page_is_read_to_its_end_and_its_empty_last_page(town: Town) -> None:
    sky = town.network
    said = [sky.say(town.own, f"Bericht {number}", ago(hours=number)) for number in range(1, 106)]
    old = sky.say(town.own, "Lang geleden", ago(days=40))
    assert town.read()["new"] == 105
    assert town.methods == ["getAuthorFeed"] * 2
    assert all(town.holds(*said))
    assert town.holds(old) == [False]
    assert town.read()["new"] == 0
    assert town.methods == ["getAuthorFeed"]


def test_reposts_are_not_ours_and_do_not_end_the_reading(town: Town) -> None:
    sky = town.network
    ann = someone(sky, "annelies")
    theirs = sky.say(ann, "Van lang geleden", ago(days=90))
    sky.react(town.own, "repost", theirs, ago(minutes=1))
    first = sky.say(town.own, "Nieuws", ago(hours=5))
    assert town.read()["read"] == 1
    assert town.holds(theirs, first) == [False, True]


def test_a_search_is_made_with_our_session(secured: Town) -> None:
    town, sky = secured, secured.network
    ann = someone(sky, "annelies")
    found = sky.say(ann, "De zomerkermis was top", ago(hours=2))
    other = sky.say(ann, "Iets anders", ago(hours=2))
    town.options["search"] = "zomerkermis"
    town.read()
    assert town.holds(found, other) == [True, False]
    bearers = {
        request.url.partition("?")[0].rpartition(".")[2]: bool(request.headers)
        for request in town.asked
    }
    assert bearers == {
        "getAuthorFeed": False,
        "createSession": False,
        "listNotifications": True,
        "searchPosts": True,
        "getPosts": False,
    }
    assert town.read(minutes=5)["new"] == 0
    assert town.methods[-1] == "searchPosts"


def test_an_account_that_is_not_there_is_an_error_and_the_others_are_read(town: Town) -> None:
    first = town.network.say(town.own, "Nieuws", ago(hours=5))
    town.options["accounts"] = ("niemand.test",)
    town.read()
    assert town.holds(first) == [True]
    assert (town.status.state, town.status.reason) == (SourceState.BROKEN, "http-400")


def test_a_wrong_app_password_leaves_what_everyone_sees(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = town.network.say(town.own, "Nieuws", ago(hours=5))
    monkeypatch.setenv("BUURTSIGNAAL_SKY", "nooit-goed")
    town.options["token"] = "sky"
    town.read()
    assert town.holds(first) == [True]
    assert town.methods[-1] == "createSession"
    assert (town.status.state, town.status.reason) == (SourceState.CLOSED, "closed")


def test_an_account_that_suddenly_has_nothing_is_broken_and_loses_nothing(town: Town) -> None:
    first = town.network.say(town.own, "Nieuws", ago(hours=5))
    town.read()
    town.network.delete(town.own, first)
    town.read(minutes=5)
    assert town.status.reason == "empty-feed"
    assert town.holds(first) == [True]


def test_an_answer_below_the_depth_of_one_question_is_read_as_well(town: Town) -> None:
    sky = town.network
    ann, bob = someone(sky, "annelies"), someone(sky, "bob")
    said = [sky.say(town.own, "Vraag", ago(hours=5))]
    for level in range(104):
        who = (ann, bob)[level % 2]
        said.append(sky.say(who, f"Antwoord {level}", ago(minutes=200 - level), said[-1]))
    town.read()
    assert all(town.holds(*said))
    assert town.methods[-2:] == ["getPostThread", "getPostThread"]
    assert town.post(said[-1]).parent_id == town.post(said[-2]).id
    assert town.status.state is SourceState.OK
