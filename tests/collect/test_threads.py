"""A Threads account of one's own, read from its interface on loopback."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.meta import threads
from jobs.collect.collectors.meta.threads import Options
from jobs.collect.protocol import Verified
from tests.collect.graph_fake import TOKEN, GraphFake, Node, Town, error, posted
from tests.collect.town import keep_one, posts_of

HOUR = timedelta(hours=1)


def thread(native: str, hours: float, **more: Any) -> Node:  # noqa: ANN401
    return {
        "id": native,
        "text": f"Bericht {native} < 5 & meer",
        "username": "heidebeek",
        "timestamp": posted(hours),
        "permalink": f"https://www.threads.com/@heidebeek/post/{native}",
        "has_replies": False,
        "is_reply": False,
        **more,
    }


def reply(native: str, hours: float, root: str, parent: str, **more: Any) -> Node:  # noqa: ANN401
    return thread(
        native,
        hours,
        username="klaprooszaad",
        is_reply=True,
        root_post={"id": root},
        replied_to={"id": parent},
        hide_status="NOT_HUSHED",
        **more,
    )


def make_account() -> GraphFake:
    return GraphFake(
        edges={
            "me/threads": [thread("1", 5, has_replies=True), thread("2", 20), thread("3", 30)],
            "1/conversation": [
                reply("11", 4, "1", "1"),
                reply("12", 3, "1", "11"),
                reply("13", 2, "1", "1"),
            ],
        },
        time="timestamp",
        tells_end=False,
    )


def make_town(graph: GraphFake | None = None, **options: object) -> Town:
    return Town(graph or make_account(), "threads", {"mentions": False, **options})


def test_threads_open_threads_and_replies_of_any_depth_answer_them() -> None:
    """The interface gives cursors only: the last page is one without rows."""
    town = make_town()
    found = {post.native_id: post for post in posts_of(town.visit())}
    assert town.reason == ""
    assert set(found) == {"1", "2", "3", "11", "12", "13"}
    opening, deep = found["1"], found["12"]
    assert (opening.author, opening.thread_native_id, opening.parent_native_id) == (
        "heidebeek",
        None,
        None,
    )
    assert keep_one(opening).text == "Bericht 1 < 5 & meer"
    assert (deep.thread_native_id, deep.parent_native_id, deep.author) == (
        "1",
        "11",
        "klaprooszaad",
    )
    assert "2/conversation" not in town.graph.paths()
    assert TOKEN not in repr(town.graph.asked)
    assert threads.VERIFIED is Verified.DOCUMENTATION


def test_a_first_reply_is_seen_at_once_and_later_ones_at_the_rounds() -> None:
    town = make_town()
    town.visit()
    town.graph.edges["2/conversation"] = [reply("21", 0, "2", "2")]
    town.graph.edit("2", has_replies=True)
    town.graph.edges["1/conversation"].append(reply("14", 0, "1", "1"))
    town.visit()
    assert "21" in town.held.bodies()
    assert "14" not in town.held.bodies()
    town.visit(HOUR)
    assert "14" in town.held.bodies()


def test_edits_and_deletions_are_found_at_the_rounds() -> None:
    town = make_town()
    town.visit()
    town.graph.edit("11", text="Aangepast")
    town.graph.delete("13")
    town.visit(HOUR)
    assert town.held.bodies()["11"] == "Aangepast"
    assert "13" in town.held.bodies()
    town.visit(6 * HOUR)
    assert "13" not in town.held.bodies()
    town.graph.delete("1")
    for hours in (24, 72):
        town.visit(hours * HOUR)
    assert set(town.held.bodies()) == {"2", "3"}


@pytest.mark.parametrize("status", ["HIDDEN", "COVERED", "BLOCKED", "RESTRICTED"])
def test_what_is_hidden_is_not_public_and_what_was_shown_again_is(status: str) -> None:
    town = make_town()
    town.graph.edit("11", hide_status=status)
    town.graph.edit("13", hide_status="UNHUSHED")
    town.visit()
    assert "11" not in town.held.bodies()
    assert {"12", "13"} <= set(town.held.bodies())


def test_mentions_open_threads_wherever_they_stand_but_in_our_own() -> None:
    town = make_town(mentions=True)
    town.graph.edges["me/mentions"] = [
        thread("51", 3, username="wilgenroosje"),
        reply("52", 2, "500", "501"),
        reply("12", 3, "1", "11"),
    ]
    found = [post for post in posts_of(town.visit()) if post.native_id in {"51", "52", "12"}]
    assert [(post.native_id, post.thread_native_id) for post in found] == [
        ("52", None),
        ("51", None),
        ("12", "1"),
    ]
    assert found[1].author == "wilgenroosje"
    town.graph.delete("52")
    town.visit(HOUR)
    assert "52" in town.held.bodies()
    town.visit(6 * HOUR)
    assert "52" not in town.held.bodies()
    assert {"51", "12"} <= set(town.held.bodies())


def test_mentions_that_may_not_be_read_hold_nothing_up() -> None:
    town = make_town(mentions=True)
    town.graph.errors["me/mentions"] = (400, error(10))
    town.visit()
    assert town.reason == "closed"
    assert "11" in town.held.bodies()


def test_replies_that_are_said_to_be_there_and_are_not_given_are_no_deletion() -> None:
    town = make_town()
    town.graph.edges["2/conversation"] = [reply("21", 1, "2", "2")]
    town.graph.edit("2", has_replies=True)
    town.visit()
    for native in ("1", "2"):
        town.graph.errors[f"{native}/conversation"] = (200, {"data": []})
    for hours in (1, 6, 24):
        town.visit(hours * HOUR)
        assert town.reason == "empty-feed"
    assert {"11", "21"} <= set(town.held.bodies())


def test_where_it_is_not_said_whether_somebody_replied_it_is_asked() -> None:
    town = make_town()
    for node in town.graph.edges["me/threads"]:
        del node["has_replies"]
    town.visit()
    assert "2/conversation" in town.graph.paths()
    assert "11" in town.held.bodies()


def test_keys_that_cannot_be_are_refused() -> None:
    for keys in ({}, {"token": "THAA geheim"}, {"token": "meta", "page": "9"}):
        with pytest.raises(ValidationError):
            Options.model_validate(keys)
