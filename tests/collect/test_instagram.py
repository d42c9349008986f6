"""An Instagram account of one's own, read from a Graph on loopback."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.meta import instagram
from jobs.collect.collectors.meta.instagram import Options
from jobs.collect.protocol import Verified
from jobs.errors import SourceError
from tests.collect.graph_fake import TOKEN, GraphFake, Node, Town, error, posted
from tests.collect.town import batches_of, keep_one, posts_of, visit
from tests.fakes import FakeFetcher

HOUR = timedelta(hours=1)


def media(native: str, hours: float, count: int | None = 0, **more: Any) -> Node:  # noqa: ANN401
    counted = {} if count is None else {"comments_count": count}
    return {
        "id": native,
        "caption": f"Foto {native} < mooi & groot",
        "username": "heidebeek",
        "timestamp": posted(hours),
        "permalink": f"https://www.instagram.com/p/{native}/",
        "like_count": 12,
        **counted,
        **more,
    }


def comment(native: str, hours: float, **more: Any) -> Node:  # noqa: ANN401
    return {
        "id": native,
        "text": f"Tekst {native}",
        "username": "klaprooszaad",
        "timestamp": posted(hours),
        "like_count": 1,
        **more,
    }


def make_account() -> GraphFake:
    return GraphFake(
        edges={
            "9/media": [media("101", 5, 7), media("102", 30, 1), media("103", 40)],
            "101/comments": [comment("11", 4), comment("12", 3), comment("13", 2)],
            "11/replies": [comment(f"110{place}", 2 - place / 10) for place in range(4)],
            "102/comments": [comment("21", 20)],
        },
        time="timestamp",
    )


def make_town(graph: GraphFake | None = None, **options: object) -> Town:
    return Town(graph or make_account(), "instagram", {"account": "9", "tags": False, **options})


def test_media_open_threads_and_comments_and_all_replies_answer_them() -> None:
    """The first replies stand inside their comment; the others do not."""
    town = make_town()
    found = {post.native_id: post for post in posts_of(town.visit())}
    assert town.reason == ""
    assert set(found) == {
        *("101", "102", "103", "11", "12", "13", "21"),
        *("1100", "1101", "1102", "1103"),
    }
    opening, first, reply = found["101"], found["11"], found["1103"]
    assert (opening.author, opening.thread_native_id, opening.reactions) == ("heidebeek", None, 12)
    assert keep_one(opening).text == "Foto 101 < mooi & groot"
    assert opening.url == "https://www.instagram.com/p/101/"
    assert (first.thread_native_id, first.parent_native_id) == ("101", "101")
    assert (reply.thread_native_id, reply.parent_native_id) == ("101", "11")
    assert (reply.author, reply.posted_at) == ("klaprooszaad", posted(1.7))
    assert town.graph.paths().count("11/replies") == 1
    assert TOKEN not in repr(town.graph.asked)
    assert instagram.VERIFIED is Verified.DOCUMENTATION


def test_media_are_read_again_when_their_count_changed_only() -> None:
    town = make_town()
    town.visit()
    town.visit()
    assert set(town.graph.paths()) == {"9/media"}
    town.graph.edges["102/comments"].append(comment("22", 1))
    town.graph.edit("102", comments_count=2)
    town.visit()
    assert "22" in town.held.bodies()
    assert "101/comments" not in town.graph.paths()


def test_edits_and_deletions_are_found_at_the_rounds() -> None:
    town = make_town()
    town.visit()
    town.graph.edit("1101", text="Aangepast")
    town.graph.delete("1102")
    town.graph.delete("12")
    town.visit(HOUR)
    assert town.held.bodies()["1101"] == "Aangepast"
    assert {"12", "1102"} <= set(town.held.bodies())
    town.visit(6 * HOUR)
    assert not {"12", "1102"} & set(town.held.bodies())
    assert {"11", "13", "1100", "1103"} <= set(town.held.bodies())


def test_media_that_are_gone_take_their_comments_with_them() -> None:
    town = make_town()
    town.visit()
    town.graph.delete("101")
    for hours in (1, 6):
        town.visit(hours * HOUR)
    assert set(town.held.bodies()) == {"102", "103", "21"}


def test_hidden_comments_and_replies_are_not_public() -> None:
    town = make_town()
    town.graph.edit("11", hidden=True)
    town.graph.edges["12/replies"] = [comment("120", 1, hidden=True), comment("121", 1)]
    town.visit()
    assert not {"11", "1100", "120"} & set(town.held.bodies())
    assert {"12", "121"} <= set(town.held.bodies())


def test_counts_without_comments_are_a_missing_permission_and_no_deletion() -> None:
    town = make_town()
    town.visit()
    for thread in ("101", "102"):
        town.graph.errors[f"{thread}/comments"] = (200, {"data": []})
    for hours in (1, 6, 24):
        town.visit(hours * HOUR)
        assert town.reason == "empty-feed"
    assert len(town.held.bodies()) == 11


def test_media_without_a_count_are_read_at_their_rounds() -> None:
    graph = GraphFake(edges={"9/media": [media("101", 5, None)]}, time="timestamp")
    town = make_town(graph)
    town.visit()
    graph.edges["101/comments"] = [comment("11", 0)]
    town.visit()
    assert "11" not in town.held.bodies()
    town.visit(HOUR)
    assert "11" in town.held.bodies()


def test_the_listing_knows_no_dates_and_ends_at_a_page_that_is_too_old() -> None:
    town = make_town(reach="1d")
    old = [media(str(200 + place), 24 * (20 + place)) for place in range(9)]
    town.graph.edges["9/media"].extend(old)
    found = {post.native_id for post in posts_of(town.visit())}
    assert "101" in found
    assert not found & {"102", *(str(200 + place) for place in range(9))}
    assert town.graph.paths().count("9/media") == 3


def test_tags_open_threads_and_go_when_they_are_listed_no_more() -> None:
    town = make_town(tags=True)
    town.graph.edges["9/tags"] = [
        media("501", 3, username="wilgenroosje"),
        media("502", 4, username="wilgenroosje"),
    ]
    found = {post.native_id: post for post in posts_of(town.visit())}
    assert found["501"].author == "wilgenroosje"
    assert found["501"].thread_native_id is None
    town.graph.delete("501")
    town.visit(HOUR)
    assert "501" in town.held.bodies()
    town.visit(6 * HOUR)
    assert "501" not in town.held.bodies()
    assert "502" in town.held.bodies()


def test_someone_without_a_user_name_goes_by_what_the_graph_gives() -> None:
    town = make_town()
    town.graph.edit("11", username=None, **{"from": {"id": "77", "username": "distel"}})
    town.graph.edit("12", username=None, **{"from": {"id": "77"}})
    town.graph.edit("13", username=None)
    found = {post.native_id: post.author for post in posts_of(town.visit())}
    assert (found["11"], found["12"], found["13"]) == ("distel", "77", None)


def test_replies_that_lead_back_are_trouble_of_their_thread_only() -> None:
    town = make_town()
    paging = {"cursors": {"after": "x"}, "next": "x"}
    rows = town.graph.edges["11/replies"]
    town.graph.errors["11/replies"] = (200, {"data": rows, "paging": paging})
    town.visit()
    assert town.reason == "schema-drift"
    assert "21" in town.held.bodies()


def test_a_limit_on_the_way_is_told_and_what_was_read_stands() -> None:
    town = make_town()
    town.graph.errors["102/comments"] = (400, error(80_002))
    town.visit()
    assert town.trouble is not None
    assert (town.trouble.reason, town.trouble.retry_at is not None) == ("rate-limited", True)
    assert "11" in town.held.bodies()


@pytest.mark.parametrize(
    ("login", "host"), [("facebook", "graph.facebook.com"), ("instagram", "graph.instagram.com")]
)
def test_the_login_decides_which_host_answers(login: str, host: str) -> None:
    fetcher = FakeFetcher()
    options = {"account": "me", "token": "meta", "login": login}
    visiting = replace(visit("instagram", fetcher, options=options), secret=lambda *_: TOKEN)
    with pytest.raises(SourceError):
        asyncio.run(batches_of("instagram", visiting))
    assert fetcher.urls[0].startswith(f"https://{host}/v")


@pytest.mark.parametrize(
    "keys",
    [
        {"account": "heidebeek", "token": "meta"},
        {"account": "9", "token": "meta", "login": "wachtwoord"},
        {"account": "9"},
    ],
)
def test_keys_that_cannot_be_are_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(keys)
