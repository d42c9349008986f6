"""Accounts on Bluesky, read from an AppView and a server of accounts that answer as those do."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.bluesky.collector import Options
from jobs.collect.keep import keep_each
from jobs.collect.reasons import FetchReason, FetchStop
from jobs.model import Post
from tests.collect.sky_fake import (
    ANN,
    BOB,
    DAY,
    HOUR,
    LIMITED,
    OWN,
    PASSWORD,
    TOKEN,
    Row,
    Town,
    did,
    thread_of,
)
from tests.collect.town import keep_one, make_keeping, posts_of
from tests.fakes import NOW

OTHER = {
    "uri": f"at://{did(ANN)}/app.bsky.feed.post/x",
    "author": {"handle": ANN},
    "indexedAt": "2026-11-15T08:00:00Z",
}
UNSHOWN = [{"val": "!no-unauthenticated", "src": "did:plc:x"}]


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def secured() -> Town:
    return Town(options={"own": OWN, "token": "sky"})


def test_a_text_in_which_nothing_is_markup_stays_as_it_is(town: Town) -> None:
    said = town.sky.say(OWN, "a < b & c <script>x</script> &amp;\n@bob example.org/…", HOUR)
    (post,) = posts_of(town.visit())
    assert post.native_id == said
    text = keep_one(post).text
    assert text.startswith("a < b & c <script>x</script> &amp;\n")
    assert "@bob" not in text
    assert "example.org" in text


def test_a_name_is_masked_and_the_host_that_all_share_is_not(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR)
    second = town.sky.say("annelies.bsky.social", "Social media zijn druk", HOUR, to=first)
    third = town.sky.say(
        "bob.bsky.social", "@annelies.bsky.social Annelies, echt?", HOUR, to=second
    )
    raws = posts_of(town.visit())
    assert {raw.author for raw in raws} == {OWN, "annelies", "bob"}
    said = [raw for uri in (second, third) for raw in raws if raw.native_id == uri]
    one, other = keep_each(said, make_keeping())
    assert isinstance(one, Post)
    assert isinstance(other, Post)
    assert one.text == "Social media zijn druk"
    assert "annelies" not in other.text.lower()


def test_our_own_account_goes_by_its_handle() -> None:
    town = Town(options={"own": "heide.bsky.social"})
    town.sky.say("heide.bsky.social", "Nieuws", HOUR)
    assert [post.author for post in posts_of(town.visit())] == ["heide.bsky.social"]


def test_what_names_people_stays_out_of_the_cursor(secured: Town) -> None:
    sky = secured.sky
    first = sky.say(OWN, "Vraag", 5 * HOUR)
    sky.say(ANN, "Antwoord", 4 * HOUR, to=first, why="reply")
    sky.say(BOB, "Zeg heide", 3 * HOUR, why="mention")
    secured.options["accounts"] = (BOB,)
    for batch in secured.visit():
        kept = json.dumps(batch.cursor.marks)
        for name in (OWN, ANN, BOB, "did:", "at:", PASSWORD, TOKEN, "annelies", "bob"):
            assert name not in kept.replace('"at:', "")
    for request in sky.asked:
        assert PASSWORD not in request.url + repr(request)
        assert TOKEN not in request.url + repr(request)


def test_nobody_whose_handle_is_in_doubt_is_taken_for_another(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR)
    for number in (1, 2):
        author = {"handle": "handle.invalid", "did": f"did:plc:{number}"}
        uri = town.sky.say(ANN, "Ja", HOUR, to=first)
        view = {**town.sky.posts.pop(uri), "author": author}
        town.sky.posts[f"at://did:plc:{number}/app.bsky.feed.post/a"] = view
        view["uri"] = f"at://did:plc:{number}/app.bsky.feed.post/a"
    authors = {post.author for post in posts_of(town.visit())}
    assert authors == {OWN, "did:plc:1", "did:plc:2"}


@pytest.mark.parametrize("place", ["author", "post"])
@pytest.mark.parametrize("label", ["!no-unauthenticated", "!hide", "!takedown"])
def test_what_is_not_for_everyone_is_left_out_and_counted(
    town: Town, place: str, label: str
) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR)
    hidden = town.sky.say(ANN, "Zacht", 4 * HOUR, to=first)
    shown = town.sky.say(BOB, "Luid", 3 * HOUR, to=hidden)
    view = town.sky.posts[hidden]
    (view["author"] if place == "author" else view)["labels"] = [{"val": label}]
    batches = town.visit()
    assert town.holds(first, hidden, shown) == [True, False, True]
    assert sum(batch.refused.get("not-for-all", 0) for batch in batches) == 1


def test_a_label_that_was_taken_back_counts_no_more_and_our_own_never(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR, labels=UNSHOWN)
    second = town.sky.say(ANN, "Ja", HOUR, to=first, labels=[{**UNSHOWN[0], "neg": True}])
    town.visit()
    assert town.holds(first, second) == [True, True]


def test_who_later_asks_not_to_be_shown_goes_after_two_readings(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR)
    second = town.sky.say(ANN, "Ja", HOUR, to=first)
    town.visit()
    town.sky.posts[second]["labels"] = UNSHOWN
    town.visit(HOUR)
    assert town.holds(second) == [True]
    town.visit(6 * HOUR)
    assert town.holds(first, second) == [True, False]


def test_places_of_deleted_and_blocked_posts_hold_nothing(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR)
    second = town.sky.say(ANN, "Ja", HOUR, to=first)
    town.visit()
    empty = [{"uri": "at://x", "notFound": True}, {"uri": "at://y", "blocked": True}]
    node = {"post": town.sky.posts[first], "replies": empty}
    town.sky.wrong["getPostThread"] = lambda _: {"thread": node}
    town.visit(HOUR)
    assert town.holds(second) == [True]
    town.visit(6 * HOUR)
    assert town.holds(first, second) == [True, False]
    assert town.reason == ""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda _: b"<html>Meld je aan</html>", "not-json"),
        (lambda _: {"status": 400, "error": "InvalidRequest"}, "http-400"),
        (lambda _: {"thread": {"blocked": True}}, "schema-drift"),
        (lambda _: {}, "schema-drift"),
        (lambda _: {"thread": {"post": OTHER}}, "schema-drift"),
        (FetchStop(FetchReason.HTTP_500).about("groep"), "http-500"),
        (FetchStop(FetchReason.CLOSED).about("groep"), "closed"),
    ],
    ids=["page", "refusal", "blocked", "nothing", "another", "trouble", "closed"],
)
def test_trouble_with_a_thread_is_an_error_and_never_a_deletion(
    town: Town, answer: Callable[[Row], Any] | Exception, reason: str
) -> None:
    first, other = (town.sky.say(OWN, "Vraag", 5 * HOUR) for _ in range(2))
    second, third = (town.sky.say(ANN, "Ja", HOUR, to=one) for one in (first, other))
    town.visit()
    town.sky.wrong["getPostThread"] = answer
    for hours in (1, 6, 24, 72):
        town.visit(hours * HOUR)
        assert town.reason == reason
        assert town.sky.methods.count("getPostThread") == 2
    assert town.holds(first, second, other, third) == [True, True, True, True]
    town.sky.wrong.clear()
    late = town.sky.say(ANN, "Nog iets", -DAY, to=second)
    town.visit(73 * HOUR)
    assert (town.reason, town.holds(late)) == ("", [True])


def test_a_post_that_is_not_there_takes_its_thread_along_once(town: Town) -> None:
    first, other = (town.sky.say(OWN, "Vraag", 5 * HOUR) for _ in range(2))
    second = town.sky.say(ANN, "Ja", HOUR, to=first)
    town.visit()
    del town.sky.posts[first]
    gone = [batch.gone_threads for batch in town.visit(HOUR) if batch.gone_threads]
    assert gone == [(thread_of(first),)]
    assert town.holds(first, second, other) == [False, False, True]
    town.visit(6 * HOUR)
    assert "getPostThread" not in town.sky.methods


@pytest.mark.parametrize("seen", ["unknown", "trouble"])
def test_threads_of_an_account_that_cannot_be_found_are_not_gone(town: Town, seen: str) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR)
    second = town.sky.say(ANN, "Ja", HOUR, to=first)
    town.visit()
    # a handle that leads nowhere, for now: each address with it in is one of nothing
    trouble = FetchStop(FetchReason.HTTP_500).about("groep")
    town.sky.wrong["getPostThread"] = lambda _: {"status": 400, "error": "NotFound"}
    town.sky.wrong["getAuthorFeed"] = (
        trouble if seen == "trouble" else lambda _: {"status": 400, "error": "InvalidRequest"}
    )
    for hours in (1, 6, 24):
        town.visit(hours * HOUR)
        assert town.reason
    assert town.holds(first, second) == [True, True]
    town.sky.wrong.clear()
    town.visit(25 * HOUR)
    assert (town.reason, town.holds(first, second)) == ("", [True, True])


def test_answers_that_are_counted_and_not_given_are_no_deletion(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR)
    second = town.sky.say(ANN, "Ja", 4 * HOUR, to=first)
    town.visit()
    whole = town.sky._getPostThread

    def bare(params: Row) -> Row:
        answer = whole(params)
        answer["thread"]["replies"] = []
        return answer

    town.sky.wrong["getPostThread"] = bare
    for hours in (1, 6, 24):
        batches = town.visit(hours * HOUR)
        assert not any(batch.cut for batch in batches)
    assert town.holds(first, second) == [True, True]


def test_a_thread_without_answers_costs_nothing_at_its_rounds(town: Town) -> None:
    first, other = (town.sky.say(OWN, "Vraag", 5 * HOUR) for _ in range(2))
    town.visit()
    for hours in (1, 6, 24):
        town.visit(hours * HOUR)
        assert "getPostThread" not in town.sky.methods
    del town.sky.posts[first]
    town.visit(3 * DAY)
    assert town.sky.methods.count("getPostThread") == 1
    assert town.holds(first, other) == [False, True]


def test_answers_that_are_all_deleted_go_after_two_readings(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR)
    second = town.sky.say(ANN, "Ja", 4 * HOUR, to=first)
    town.visit()
    del town.sky.posts[second]
    town.visit(timedelta(minutes=5))
    assert town.holds(first, second) == [True, True]
    town.visit(HOUR)
    assert town.holds(first, second) == [True, False]
    town.visit(6 * HOUR)
    assert "getPostThread" not in town.sky.methods


def test_a_thread_that_goes_between_its_listing_and_its_reading_is_gone(secured: Town) -> None:
    sky = secured.sky
    first = sky.say(OWN, "Vraag", 5 * HOUR)
    sky.say(ANN, "Ja", HOUR, to=first, why="reply")
    sky.wrong["getPostThread"] = lambda _: {"status": 400, "error": "NotFound"}
    gone = [batch.gone_threads for batch in secured.visit() if batch.gone_threads]
    assert gone == [(thread_of(first),)]
    assert secured.reason == ""
    sky.say(ANN, "Nog iets", HOUR / 2, to=first, why="reply")
    del sky.posts[first]
    sky.say(OWN, "Nieuws", HOUR)
    assert [b.gone_threads for b in secured.visit() if b.gone_threads] == [(thread_of(first),)]


def conditional(town: Town) -> list[tuple[str, bool]]:
    """Return what the last visit asked for, and whether only if it changed."""
    asked = zip(town.sky.methods, town.sky.asked, strict=True)
    return [(method, any(request.validators)) for method, request in asked]


def test_a_feed_counts_as_read_when_its_threads_are(town: Town) -> None:
    """Until then it is asked for in full, or a thread would stay unread."""
    first = town.sky.say(OWN, "Vraag", 5 * HOUR)
    answer = town.sky.say(ANN, "Ja", HOUR, to=first)
    town.sky.wrong["getPostThread"] = LIMITED
    town.visit()
    del town.sky.wrong["getPostThread"]
    town.visit(HOUR / 2)
    assert conditional(town)[0] == ("getAuthorFeed", False)
    assert town.holds(first, answer) == [True, True]
    town.visit(HOUR / 2)
    assert conditional(town) == [("getAuthorFeed", True)]


def test_a_thread_that_lost_a_reply_is_read_in_full_until_it_is_gone(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 5 * HOUR, replyCount=1)
    town.sky.say(ANN, "Ja", HOUR, to=first)
    second = town.sky.say(BOB, "Nee", HOUR, to=first)
    town.visit()
    del town.sky.posts[second]
    town.visit(HOUR)
    assert town.holds(first, second) == [True, True]
    town.visit(6 * HOUR)
    assert ("getPostThread", False) in conditional(town)
    assert town.holds(first, second) == [True, False]
    town.visit(DAY)
    assert ("getPostThread", True) in conditional(town)


def test_our_answer_to_what_is_new_to_us_is_found_in_a_feed_that_did_not_change(
    secured: Town,
) -> None:
    """It was listed before we were told of what it answers."""
    sky = secured.sky
    mention = sky.say(ANN, "@heide lamp kapot", 2 * HOUR)
    answer = sky.say(OWN, "We kijken", HOUR, to=mention)
    secured.visit()
    assert secured.holds(mention, answer) == [False, False]
    sky.calls.append((mention, "mention"))
    secured.visit(HOUR / 2)
    assert conditional(secured)[0] == ("getAuthorFeed", True)
    secured.visit(HOUR / 2)
    assert secured.holds(mention, answer) == [True, True]


def test_a_first_reading_does_not_reach_back_for_ever(town: Town) -> None:
    old = town.sky.say(OWN, "Oud", 29 * DAY)
    new = town.sky.say(OWN, "Nieuw", 27 * DAY)
    reply = town.sky.say(ANN, "Oud", 26 * DAY, to=old)
    town.visit()
    assert town.holds(old, new, reply) == [False, True, False]


def test_an_old_thread_in_which_somebody_answers_us_is_read(secured: Town) -> None:
    old = secured.sky.say(OWN, "Oud", 60 * DAY)
    reply = secured.sky.say(ANN, "Nu pas gezien", HOUR, to=old, why="reply")
    secured.visit()
    assert secured.holds(old, reply) == [True, True]
    for hours in (0, 7, 49):
        secured.visit(hours * HOUR)
        assert secured.sky.methods.count("getPostThread") == (hours > 0)


def test_an_empty_page_is_not_the_end(town: Town) -> None:
    """What is filtered out of a page leaves it short, or empty."""
    said = town.sky.say(OWN, "Nieuws", HOUR)
    row = {"post": town.sky.posts[said]}
    pages = {"": ([], "1"), "1": ([], "2"), "2": ([row], "3"), "3": ([], "")}

    def feed(params: Row) -> Row:
        rows, more = pages[params.get("cursor", "")]
        return {"feed": rows, **({"cursor": more} if more else {})}

    town.sky.wrong["getAuthorFeed"] = feed
    batches = town.visit()
    assert town.holds(said) == [True]
    assert not batches[-1].cut


def test_a_walk_that_was_cut_goes_on_where_it_stopped_and_loses_nothing(town: Town) -> None:
    town.sky.most, town.max_pages = 2, 2
    said = [town.sky.say(OWN, "Nieuws", number * 2 * DAY) for number in range(1, 11)]
    assert town.visit()[-1].cut
    assert town.holds(*said) == [True] * 4 + [False] * 6
    assert not any(mark.startswith("high:") for mark in town.cursor.marks)
    newest = [town.sky.say(OWN, "Pas", number * HOUR) for number in (1, 2, 3)]
    visits = [town.visit(hours * HOUR)[-1].cut for hours in range(1, 5)]
    assert visits == [True, True, True, False]
    assert all(town.holds(*said, *newest))
    assert not any(mark.startswith(("at:", "pending:")) for mark in town.cursor.marks)


def test_pages_that_lead_to_themselves_end_and_are_told_as_cut(town: Town) -> None:
    said = town.sky.say(OWN, "Nieuws", HOUR)
    row = {"post": town.sky.posts[said]}
    town.sky.wrong["getAuthorFeed"] = lambda _: {"feed": [row], "cursor": "rond"}
    assert town.visit()[-1].cut
    assert len(town.sky.asked) == 2
    assert town.holds(said) == [True]
    assert not any(mark.startswith(("high:", "at:")) for mark in town.cursor.marks)


def test_an_old_cursor_that_is_refused_is_begun_anew(town: Town) -> None:
    town.sky.most, town.max_pages = 2, 1
    said = [town.sky.say(OWN, "Nieuws", number * HOUR) for number in range(1, 5)]
    town.visit()
    feed = town.sky._getAuthorFeed
    town.sky.wrong["getAuthorFeed"] = lambda params: (
        {"status": 400} if params.get("cursor") == "2" else feed(params)
    )
    town.sky.most, town.max_pages = 3, 50
    assert not town.visit()[-1].cut
    assert all(town.holds(*said))


def test_a_place_to_go_on_at_that_names_a_person_is_not_kept(town: Town) -> None:
    town.max_pages = 1
    row = {"post": town.sky.posts[town.sky.say(OWN, "Nieuws", HOUR)]}
    town.sky.wrong["getAuthorFeed"] = lambda _: {"feed": [row], "cursor": "did:plc:annelies"}
    assert town.visit()[-1].cut
    assert "annelies" not in json.dumps(town.cursor.marks)


def test_what_is_known_late_is_seen_late(secured: Town) -> None:
    """An AppView orders by when something was written, and may learn of it hours later."""
    sky = secured.sky
    sky.say(OWN, "Nieuws", HOUR)
    sky.say(ANN, "Zeg heide", HOUR, why="mention")
    secured.visit()
    own = sky.say(OWN, "Eerder geschreven", 10 * HOUR)
    call = sky.say(BOB, "Zeg heide", 9 * HOUR, why="mention")
    secured.visit()
    assert secured.holds(own, call) == [True, True]
    secured.visit()
    assert "getPosts" not in sky.methods


def test_a_moment_that_cannot_be_is_when_it_came_to_be_known(town: Town) -> None:
    said = [town.sky.say(OWN, "Nieuws", HOUR) for _ in range(4)]
    for uri, made in zip(said, ("0001-01-01T00:00:00Z", "", "2999-01-01T00:00:00Z"), strict=False):
        town.sky.posts[uri]["record"]["createdAt"] = made
    assert {post.posted_at for post in posts_of(town.visit())} == {NOW - HOUR}


def test_languages_are_read_when_there_are_some(town: Town) -> None:
    langs: list[Any] = [["fr", "nl"], [], "nl", [7], None]
    for value in langs:
        uri = town.sky.say(OWN, "Nieuws", HOUR)
        town.sky.posts[uri]["record"]["langs"] = value
    assert [post.language for post in posts_of(town.visit())] == ["fr", None, None, None, None]


def test_reposts_are_left_out(town: Town) -> None:
    theirs = town.sky.say(ANN, "Oud", 90 * DAY)
    town.sky.reposts.append((OWN, theirs, NOW))
    first = town.sky.say(OWN, "Nieuws", HOUR)
    town.visit()
    assert town.holds(theirs, first) == [False, True]


def test_answers_below_the_depth_that_is_given_are_asked_for(town: Town) -> None:
    town.sky.depth = 2
    said = [town.sky.say(OWN, "Vraag", 9 * HOUR)]
    for _ in range(5):
        said.append(town.sky.say(ANN, "Ja", HOUR, to=said[-1]))
    batches = town.visit()
    assert all(town.holds(*said))
    posts = {post.native_id: post for post in posts_of(batches)}
    assert posts[said[5]].parent_native_id == said[4]
    assert posts[said[5]].thread_native_id == said[0]
    assert not batches[-1].cut
    for hours in (1, 6):
        town.visit(hours * HOUR)
    assert all(town.holds(*said))


def test_answers_that_are_never_given_are_no_deletion(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 9 * HOUR)
    second = town.sky.say(ANN, "Ja", HOUR, to=first)
    town.visit()
    town.sky.depth = 0
    for hours in (1, 6, 24):
        assert town.visit(hours * HOUR)[-1].cut
        assert town.sky.methods.count("getPostThread") == 2
    assert town.holds(second) == [True]


def test_a_deep_answer_that_goes_while_we_read_holds_nothing_up(town: Town) -> None:
    town.sky.depth = 1
    said = [town.sky.say(OWN, "Vraag", 9 * HOUR)]
    for _ in range(2):
        said.append(town.sky.say(ANN, "Ja", HOUR, to=said[-1]))
    thread = town.sky._getPostThread
    town.sky.wrong["getPostThread"] = lambda params: (
        {"status": 400, "error": "NotFound"} if ANN[:4] in params["uri"] else thread(params)
    )
    assert not town.visit()[-1].cut
    assert town.holds(*said) == [True, True, False]


def test_a_deep_answer_that_is_blocked_holds_nothing_up(town: Town) -> None:
    town.sky.depth = 1
    said = [town.sky.say(OWN, "Vraag", 9 * HOUR)]
    for _ in range(2):
        said.append(town.sky.say(ANN, "Ja", HOUR, to=said[-1]))
    thread = town.sky._getPostThread
    town.sky.wrong["getPostThread"] = lambda params: (
        {"thread": {"blocked": True}} if ANN[:4] in params["uri"] else thread(params)
    )
    assert not town.visit()[-1].cut
    assert town.holds(*said) == [True, True, False]


def test_rest_that_is_asked_for_is_told_first_and_ends_the_visit(secured: Town) -> None:
    first = secured.sky.say(OWN, "Vraag", 5 * HOUR)
    secured.sky.say(ANN, "Ja", HOUR, to=first)
    secured.options["accounts"] = (BOB,)
    secured.sky.wrong["getAuthorFeed"] = LIMITED
    batches = secured.visit()
    assert secured.reason == "rate-limited"
    assert secured.sky.methods == ["getAuthorFeed"]
    assert batches == []
    secured.sky.wrong = {"getPostThread": LIMITED}
    second = secured.sky.say(OWN, "Nog een", 2 * HOUR)
    secured.sky.say(ANN, "Ja", HOUR, to=second)
    secured.visit()
    assert secured.sky.methods.count("getPostThread") == 1


def test_a_busy_account_is_read_in_several_visits(town: Town) -> None:
    most = 5_000
    said = [town.sky.say(OWN, "Nieuws", timedelta(minutes=number)) for number in range(most)]
    reply = town.sky.say(ANN, "Ja", timedelta(), to=said[0])
    town.sky._below = lambda uri: [town.sky.posts[reply]] if uri == said[0] else []  # type: ignore[method-assign]  # thousands of posts, each looking at all
    assert town.visit()[-1].cut
    assert town.holds(said[-1], reply) == [True, False]
    town.visit()
    assert town.holds(reply) == [True]


def test_what_calls_on_us_opens_a_thread_and_our_answer_joins_it(secured: Town) -> None:
    sky = secured.sky
    talk = sky.say(BOB, "Iets", 9 * HOUR)
    mention = sky.say(ANN, "Zeg @heide", 8 * HOUR, why="mention")
    deep = sky.say(ANN, "Wat zegt @heide?", 7 * HOUR, to=talk, why="mention")
    quote = sky.say(BOB, "Kijk", 6 * HOUR, why="quote")
    sky.say(BOB, "", 6 * HOUR, why="mention")
    sky.calls.append(("at://did:plc:bob/app.bsky.feed.like/1", "like"))
    first = sky.say(OWN, "Dank", 5 * HOUR, to=mention)
    second = sky.say(OWN, "Klopt", 4 * HOUR, to=deep)
    third = sky.say(OWN, "Elders", 4 * HOUR, to=talk)
    odd = sky.say(OWN, "Op een lijst", HOUR, to="at://did:plc:bob/app.bsky.feed.generator/x")
    posts = {post.native_id: post for post in posts_of(secured.visit())}
    assert set(posts) == {mention, deep, quote, first, second}
    assert [posts[one].thread_native_id for one in (mention, deep, quote)] == [None] * 3
    assert posts[first].thread_native_id == mention
    assert posts[second].thread_native_id == deep
    assert posts[second].parent_native_id == deep
    told = {native for native, post in posts.items() if post.url}
    assert told == {first, second}  # the address of another names a person
    assert posts[first].url == f"https://bsky.app/profile/{OWN}/post/{first.rpartition('/')[2]}"
    assert secured.holds(third, odd) == [False, False]
    assert secured.reason == ""


def test_our_own_answer_is_seen_wherever_it_stands_in_our_threads(town: Town) -> None:
    first = town.sky.say(OWN, "Vraag", 9 * HOUR)
    second = town.sky.say(ANN, "Ja", 8 * HOUR, to=first)
    town.visit()
    third = town.sky.say(OWN, "Dank", HOUR, to=second)
    (post,) = [post for post in posts_of(town.visit()) if post.native_id == third]
    assert (post.thread_native_id, post.parent_native_id) == (first, second)
    assert "getPostThread" not in town.sky.methods


def test_what_is_no_call_on_us_is_passed_over(secured: Town) -> None:
    sky = secured.sky
    sky.say(OWN, "Nieuws", 9 * HOUR)
    call = sky.say(ANN, "Zeg @heide", 8 * HOUR)
    other = sky.say(ANN, "Iets", 8 * HOUR)
    view, like = sky.posts[call], "at://did:plc:bob/app.bsky.feed.like/1"
    rows = [
        {**view, "reason": "mention"},
        {**view, "uri": like, "reason": "like"},
        {**view, "uri": like, "reason": "mention"},
        {**sky.posts[other], "reason": "subscribed-post"},
    ]
    sky.wrong["listNotifications"] = lambda _: {"notifications": rows}
    secured.visit()
    assert secured.holds(call, other) == [True, False]
    assert secured.reason == ""


def test_one_listing_in_another_form_does_not_hold_up_the_rest(secured: Town) -> None:
    sky = secured.sky
    secured.options["accounts"] = (ANN,)
    sky.say(OWN, "Nieuws", 9 * HOUR, likeCount="veel")
    first = sky.say(ANN, "Nieuws", 9 * HOUR)
    sky.say(BOB, "Zeg @heide", 8 * HOUR, why="mention", likeCount="veel")
    reply = sky.say(BOB, "Ja", 8 * HOUR, to=first)
    secured.visit()
    assert secured.reason == "schema-drift"
    assert secured.holds(first, reply) == [True, True]


def test_what_was_found_before_rest_was_asked_for_comes_next_time(secured: Town) -> None:
    sky = secured.sky
    sky.most = 1
    sky.say(OWN, "Nieuws", 9 * HOUR)
    calls = [sky.say(ANN, "Zeg @heide", number * HOUR, why="mention") for number in (1, 2)]
    listed = sky._listNotifications

    def limited(params: Row) -> Row:
        if "cursor" in params:
            raise LIMITED
        return listed(params)

    sky.wrong["listNotifications"] = limited
    assert secured.visit()[-1].cut
    assert secured.holds(*calls) == [False, False]
    sky.wrong.clear()
    secured.visit()
    assert secured.holds(*calls) == [True, True]


def test_who_called_on_us_is_read_again_at_the_rounds(secured: Town) -> None:
    sky = secured.sky
    sky.say(OWN, "Nieuws", 9 * HOUR)
    gone, stays = (sky.say(ANN, "Zeg @heide", 8 * HOUR, why="mention") for _ in range(2))
    answer = sky.say(OWN, "Dank", 5 * HOUR, to=gone)
    secured.visit()
    del sky.posts[gone]
    sky.posts[stays]["likeCount"] = 9
    posts = {post.native_id: post for post in posts_of(secured.visit(HOUR))}
    assert posts[stays].reactions == 9
    assert secured.holds(gone, stays, answer) == [True, True, True]
    secured.visit(6 * HOUR)
    assert secured.holds(gone, stays, answer) == [False, True, True]
    secured.visit(24 * HOUR)
    assert secured.holds(stays, answer) == [True, True]


def test_what_is_listed_and_not_given_is_absent_too(secured: Town) -> None:
    """``getPosts`` leaves out what is deleted, without a word."""
    sky = secured.sky
    sky.say(OWN, "Nieuws", 9 * HOUR)
    call = sky.say(ANN, "Zeg @heide", 8 * HOUR, why="mention")
    secured.visit()
    sky.wrong["getPosts"] = lambda _: {"posts": []}
    secured.visit(HOUR)
    assert secured.holds(call) == [True]
    secured.visit(6 * HOUR)
    assert secured.holds(call) == [False]
    assert secured.reason == ""


@pytest.mark.parametrize("method", ["createSession", "listNotifications", "getPosts"])
def test_trouble_with_what_calls_on_us_loses_nothing(secured: Town, method: str) -> None:
    sky = secured.sky
    first = sky.say(OWN, "Nieuws", 9 * HOUR)
    call = sky.say(ANN, "Zeg @heide", 8 * HOUR, why="mention")
    secured.visit()
    sky.wrong[method] = FetchStop(FetchReason.CLOSED).about("groep")
    reply = sky.say(ANN, "Ja", HOUR, to=first)
    for hours in (1, 6, 24):
        secured.visit(hours * HOUR)
        assert secured.reason == "closed"
    assert secured.holds(first, call, reply) == [True, True, True]


@pytest.mark.parametrize("rest", ["likes", "nothing", "trouble"])
def test_a_list_that_is_empty_deletes_only_when_other_things_are_on_it(
    secured: Town, rest: str
) -> None:
    sky = secured.sky
    sky.say(OWN, "Nieuws", 9 * HOUR)
    call = sky.say(ANN, "Zeg @heide", 8 * HOUR, why="mention")
    secured.visit()
    del sky.posts[call]
    if rest == "likes":
        sky.calls.append(("at://did:plc:bob/app.bsky.feed.like/1", "like"))
    if rest == "trouble":
        listed = sky._listNotifications

        def fails(params: Row) -> Row:
            return listed(params) if "reasons" in params else {"status": 400}

        sky.wrong["listNotifications"] = fails
    for hours in (1, 6, 24):
        secured.visit(hours * HOUR)
    assert secured.holds(call) == [rest != "likes"]
    assert secured.reason == ("http-400" if rest == "trouble" else "")


def test_many_who_call_on_us_are_asked_for_in_portions(secured: Town) -> None:
    sky = secured.sky
    sky.say(OWN, "Nieuws", 9 * HOUR)
    calls = [sky.say(ANN, "Zeg @heide", number * HOUR, why="mention") for number in range(1, 61)]
    for number in range(6):
        long = f"at://did:web:{'x' * 200}.example/app.bsky.feed.post/{'y' * 200}{number}"
        sky.posts[long] = {**sky.posts[calls[0]], "uri": long}
        sky.calls.append((long, "mention"))
        calls.append(long)
    secured.visit()
    assert all(secured.holds(*calls))
    assert sky.methods.count("getPosts") == 5
    assert max(len(request.url) for request in sky.asked) < 2_000


def test_what_the_server_of_the_account_says_is_not_told(secured: Town) -> None:
    secured.sky.wrong["createSession"] = lambda _: {"accessJwt": ["geheim"]}
    secured.visit()
    assert "geheim" not in str(secured.trouble)
    assert secured.reason == "schema-drift"


def test_a_session_whose_token_fits_no_header_is_none(secured: Town) -> None:
    first = secured.sky.say(OWN, "Nieuws", 9 * HOUR)
    secured.sky.wrong["createSession"] = lambda _: {"accessJwt": "a\r\nb", "did": did(OWN)}
    secured.visit()
    assert secured.reason == "schema-drift"
    assert secured.holds(first) == [True]


def test_a_search_finds_posts_of_others_with_our_session_only(secured: Town) -> None:
    sky = secured.sky
    secured.options["search"] = "kermis"
    own = sky.say(OWN, "kermis", 9 * HOUR)
    sky.say(ANN, "kermis is leuk", 8 * HOUR, to=own)
    found = sky.say(BOB, "De kermis", 7 * HOUR)
    other = sky.say(BOB, "Iets anders", 7 * HOUR)
    secured.visit()
    assert secured.holds(found, other) == [True, False]
    secured.visit()
    assert "getPosts" not in sky.methods
    del sky.posts[found]
    for hours in (1, 6):
        secured.visit(hours * HOUR)
    assert secured.holds(found) == [False]


@pytest.mark.parametrize("counts", [True, False])
def test_a_search_that_ends_before_its_last_hit_says_so_and_deletes_nothing(
    secured: Town, *, counts: bool
) -> None:
    sky = secured.sky
    secured.options["search"] = "kermis"
    sky.counts = counts
    first = sky.say(BOB, "kermis 0", 5 * DAY)
    secured.visit()
    for number in range(1, 120):
        sky.say(ANN, f"kermis {number}", 4 * DAY - number * HOUR / 100)
    sky.most_found = 100
    for hours in (1, 6, 24, 72):
        assert secured.visit(hours * HOUR)[-1].cut
        assert secured.reason == ""
    assert first in secured.held.bodies()
    sky.most_found = 10_000
    del sky.posts[first]
    for days in (7, 14):
        assert not secured.visit(days * DAY)[-1].cut
    assert first not in secured.held.bodies()


def test_a_search_that_is_refused_or_finds_nothing_more_deletes_nothing(secured: Town) -> None:
    sky = secured.sky
    secured.options["search"] = "kermis"
    first = sky.say(OWN, "Nieuws", 9 * HOUR)
    found = sky.say(BOB, "De kermis", 7 * HOUR)
    secured.visit()
    sky.wrong["searchPosts"] = FetchStop(FetchReason.CLOSED, "403").about("groep")
    secured.visit(HOUR)
    assert secured.reason == "closed"
    sky.wrong["searchPosts"] = lambda _: {"posts": []}
    for hours in (6, 24):
        secured.visit(hours * HOUR)
    assert secured.holds(first, found) == [True, True]


def test_an_account_in_trouble_does_not_hold_up_the_others(town: Town) -> None:
    town.options["accounts"] = (ANN,)
    own, first = town.sky.say(OWN, "Nieuws", HOUR), town.sky.say(ANN, "Comité", HOUR)
    feed = town.sky._getAuthorFeed
    town.sky.wrong["getAuthorFeed"] = lambda params: (
        {"status": 400, "error": "InvalidRequest"} if params["actor"] == OWN else feed(params)
    )
    town.visit()
    assert town.reason == "http-400"
    assert town.holds(own, first) == [False, True]


def test_an_account_that_asks_not_to_be_shown_to_strangers_is_not_read() -> None:
    town = Town(options={"accounts": (ANN,)})
    first = town.sky.say(ANN, "Comité", HOUR, labels=UNSHOWN)
    town.sky.say(BOB, "Ja", HOUR, to=first)
    batches = town.visit()
    assert town.held.bodies() == {}
    assert sum(batch.refused.get("not-for-all", 0) for batch in batches) == 1


def test_who_only_tries_a_wrong_handle_is_told(town: Town) -> None:
    town.sky.wrong["getAuthorFeed"] = lambda _: {"status": 400, "error": "InvalidRequest"}
    assert town.visit() == []
    assert town.reason == "http-400"


def test_an_account_that_had_posts_and_has_none_is_broken(town: Town) -> None:
    first = town.sky.say(OWN, "Nieuws", HOUR)
    town.visit()
    town.sky.wrong["getAuthorFeed"] = lambda _: {"feed": []}
    town.visit(timedelta(minutes=5))
    assert town.reason == "empty-feed"
    assert town.holds(first) == [True]
    assert Town().visit()[-1].posts == ()


def test_an_account_that_is_not_followed_any_more_is_left_alone(town: Town) -> None:
    first = town.sky.say(OWN, "Nieuws", HOUR)
    town.sky.say(ANN, "Ja", HOUR, to=first)
    town.visit()
    town.options = {"accounts": (BOB,)}
    town.visit(DAY)
    assert town.sky.methods == ["getAuthorFeed"]
    assert not any("/" in mark for mark in town.cursor.marks)


def test_marks_of_threads_without_rounds_are_dropped(town: Town) -> None:
    for number in range(3):
        first = town.sky.say(OWN, "Nieuws", number * DAY)
        town.sky.say(ANN, "Ja", HOUR, to=first)
    town.visit()
    assert sum(mark.startswith("t:") for mark in town.cursor.marks) == 3
    town.visit(50 * DAY)
    town.sky.say(OWN, "Nieuws", -50 * DAY)
    town.visit(51 * DAY)
    assert sum(mark.startswith("t:") for mark in town.cursor.marks) == 1


HOSTILE = {
    "surrogate": "\ud800 half",
    "nul": "a\0b",
    "long": "x" * 1_000_000,
    "bidi": "\u202eomgekeerd",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read_and_kept_clean(town: Town, text: str) -> None:
    town.sky.say(OWN, text, HOUR)
    (post,) = posts_of(town.visit())
    kept = keep_one(post).text
    assert kept
    assert len(kept) <= 10_000
    assert "\0" not in kept
    kept.encode()


@pytest.mark.parametrize(
    "change",
    [
        {"uri": "at://did:plc:a/app.bsky.feed.like/1"},
        {"uri": "at://did:plc:a/app.bsky.feed.post/../x"},
        {"uri": "at://did:plc:a\n/app.bsky.feed.post/1"},
        {"uri": f"at://did:plc:{'a' * 999}/app.bsky.feed.post/1"},
        {"uri": None},
        {"author": None},
        {"author": {"handle": ["x"]}},
        {"record": "x"},
        {"record": {"text": ["x"]}},
        {"indexedAt": None},
        {"likeCount": 10**400},
        {"replyCount": "veel"},
        {"labels": "x"},
        {"labels": [{"val": {}}]},
    ],
)
def test_a_post_in_another_form_is_a_drift(town: Town, change: Row) -> None:
    town.sky.say(OWN, "Nieuws", HOUR, **change)
    view = next(iter(town.sky.posts.values()))
    town.sky.wrong["getAuthorFeed"] = lambda _: {"feed": [{"post": view}]}
    town.visit()
    assert town.reason == "schema-drift"
    assert town.held.bodies() == {}


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"feed": {}},
        {"feed": ["x"]},
        {"feed": [], "cursor": "x" * 501},
        {"feed": [], "cursor": "é"},
        {"feed": [], "cursor": "a\nb"},
        {"feed": [], "cursor": {}},
        {"feed": [{}]},
        [],
    ],
)
def test_a_page_in_another_form_is_a_drift(town: Town, page: object) -> None:
    town.sky.wrong["getAuthorFeed"] = lambda _: json.dumps(page).encode()
    town.visit()
    assert town.reason == "schema-drift"


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({}, "names no account"),
        ({"accounts": [OWN], "token": "sky"}, "write own"),
        ({"own": OWN, "search": "kermis"}, "accounts only"),
        ({"own": "@heide"}, "pattern"),
        ({"own": f"{'x' * 260}.be"}, "characters"),
        ({"accounts": ["heide.example/../x"]}, "pattern"),
        ({"accounts": [OWN] * 21}, "at most 20"),
    ],
)
def test_settings_that_cannot_work_are_refused(options: Row, match: str) -> None:
    with pytest.raises(ValidationError, match=match):
        Options.model_validate(options)


def test_each_account_is_read_once() -> None:
    assert Options.model_validate({"own": OWN, "accounts": [ANN, OWN]}).followed == (OWN, ANN)
