"""A Facebook page of one's own, read from a Graph on loopback."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.meta import facebook_page
from jobs.collect.collectors.meta.facebook_page import Options
from jobs.collect.job import run
from jobs.collect.protocol import Verified
from jobs.errors import FetchRefused
from jobs.model import Batch, Counts, RawPost, Speaker
from jobs.settings.schema import Account
from jobs.store import Store
from tests.collect.graph_fake import TOKEN, GraphFake, Node, Town, error, posted
from tests.collect.town import KEY, keep_one, make_settings, make_source, posts_of
from tests.fakes import NOW, FakeClock
from tests.hostile.fetching import make_fetcher
from tests.hostile.server import Server
from tests.stores import open_store

PAGE = "Gemeente Heidebeek"
HOUR = timedelta(hours=1)
EVER = (NOW - timedelta(days=999), NOW + timedelta(days=999))


def post(native: str, hours: float, text: str = "Werken in de Kerkstraat", **more: Any) -> Node:  # noqa: ANN401
    return {
        "id": native,
        "message": text,
        "from": {"id": "9", "name": PAGE},
        "created_time": posted(hours),
        "permalink_url": f"https://www.facebook.com/{native}",
        **more,
    }


def comment(native: str, hours: float, text: str, parent: str = "", **more: Any) -> Node:  # noqa: ANN401
    above = {"parent": {"id": parent}} if parent else {}
    author = {"id": "77", "name": "Klaprooszaad"}
    return {
        "id": native,
        "message": text,
        "from": author,
        "created_time": posted(hours),
        "like_count": 3,
        **above,
        **more,
    }


def make_town(graph: GraphFake | None = None, **options: object) -> Town:
    return Town(graph or make_page(), "facebook_page", {"page": "9", "tagged": False, **options})


def make_page() -> GraphFake:
    return GraphFake(
        edges={
            "9/feed": [post("9_1", 5), post("9_2", 30, "Kermis"), post("9_3", 50, "Rustig")],
            "9_1/comments": [
                comment("1_1", 4, "Al weer?"),
                comment("1_2", 3, "Ja, tot mei", parent="1_1"),
                comment("1_3", 2, "Hoe lang nog?"),
            ],
            "9_2/comments": [comment("2_1", 20, "Leuk")],
        }
    )


def by_id(batches: list[Batch]) -> dict[str, RawPost]:
    return {found.native_id: found for found in posts_of(batches)}


def test_posts_open_threads_and_comments_and_replies_answer_them() -> None:
    found = by_id(make_town().visit())
    assert set(found) == {"9_1", "9_2", "9_3", "1_1", "1_2", "1_3", "2_1"}
    opening, first, reply = found["9_1"], found["1_1"], found["1_2"]
    assert (opening.thread_native_id, opening.author) == (None, PAGE)
    assert opening.url == "https://www.facebook.com/9_1"
    assert (first.thread_native_id, first.parent_native_id) == ("9_1", "9_1")
    assert (reply.thread_native_id, reply.parent_native_id) == ("9_1", "1_1")
    assert (first.author, first.reactions, first.posted_at) == ("Klaprooszaad", 3, posted(4))
    assert facebook_page.VERIFIED is Verified.DOCUMENTATION


def asked_again(town: Town, hours: float) -> tuple[list[str], list[str]]:
    """Return what a visit asks for, and what of that only if it changed."""
    town.graph.conditional.clear()
    town.visit(hours)
    assert town.reason == ""
    return town.graph.paths(), town.graph.conditional


def test_a_list_of_one_page_is_only_asked_after_when_nothing_is_due() -> None:
    """What is due must be listed, or be missing; so then it is asked for in full."""
    town = make_town(tagged=True)
    town.wired, town.graph.most = False, 100
    town.graph.edges["9/tagged"] = [post("8_1", 4, "Bij ons"), post("8_2", 3, "Ook")]
    town.visit()
    held = town.held.bodies()
    quiet = ["9/feed", "9/tagged"]
    assert asked_again(town, 0.5) == (quiet, quiet)
    paths, conditional = asked_again(town, 1)
    assert conditional == []
    assert {"9_1/comments", "9_2/comments", *quiet} <= set(paths)
    assert asked_again(town, 1.5) == (quiet, quiet)
    assert town.held.bodies() == held
    town.graph.delete("8_1")
    town.graph.edges["9_1/comments"].append(comment("1_4", 1, "Tot juni"))
    for hours in (2, 6, 24):
        town.visit(hours)
    assert town.held.bodies().keys() == {*held, "1_4"} - {"8_1"}


def test_a_list_counts_as_read_when_its_threads_are() -> None:
    town = make_town()
    town.wired, town.graph.most = False, 100
    town.graph.errors["9_1/comments"] = (500, error(2))
    town.visit()
    assert town.reason
    town.graph.errors.clear()
    assert asked_again(town, 0.5)[1] == []
    assert "1_1" in town.held.bodies()
    assert asked_again(town, 0.6) == (["9/feed"], ["9/feed"])


def test_the_whole_stream_is_asked_for_for_the_default_hides_replies() -> None:
    town = make_town()
    town.visit()
    asked = [query for path, query in town.graph.asked if path == "9_1/comments"]
    assert {query["filter"] for query in asked} == {"stream"}
    assert {query["order"] for query in asked} == {"reverse_chronological"}
    assert "1_2" in town.held.bodies()
    # the count of the listing is one of the stream as well, or replies would never be noticed
    town.graph.edges["9_1/comments"].append(comment("1_4", 1, "Tot juni", parent="1_1"))
    assert "1_4" in by_id(town.visit())


def test_the_token_stands_in_no_address_though_the_graph_writes_it_into_its_next_pages() -> None:
    town = make_town()
    town.visit()
    assert town.reason == ""
    assert len(town.graph.asked) > 3
    assert TOKEN not in repr(town.graph.asked)


def test_a_thread_is_read_again_when_its_count_changed_only() -> None:
    town = make_town()
    town.visit()
    town.visit()
    assert set(town.graph.paths()) == {"9/feed"}
    town.graph.edges["9_3/comments"] = [comment("3_1", 0.5, "Stil hier")]
    found = by_id(town.visit())
    assert "3_1" in found
    assert "9_1/comments" not in town.graph.paths()


def test_an_edit_is_found_at_the_next_round() -> None:
    town = make_town()
    town.visit()
    town.graph.edit("1_1", message="Al weer! (aangepast)")
    town.graph.edit("9_1", message="Werken in de Molenstraat")
    town.visit(HOUR)
    assert town.held.bodies()["1_1"] == "Al weer! (aangepast)"
    assert town.held.bodies()["9_1"] == "Werken in de Molenstraat"


def test_a_comment_is_gone_when_two_whole_readings_did_not_give_it() -> None:
    town = make_town()
    town.visit()
    town.graph.delete("1_3")
    town.visit(HOUR)
    assert "1_3" in town.held.bodies()
    town.visit(6 * HOUR)
    assert "1_3" not in town.held.bodies()
    assert {"9_1", "1_1", "1_2"} <= set(town.held.bodies())


def test_a_post_that_is_gone_takes_its_comments_with_it() -> None:
    town = make_town()
    town.visit()
    town.graph.delete("9_1")
    town.visit(HOUR)
    assert "9_1" in town.graph.paths()
    assert {"9_1", "1_1"} <= set(town.held.bodies())
    town.visit(6 * HOUR)
    assert set(town.held.bodies()) == {"9_2", "9_3", "2_1"}
    assert town.reason == ""


def test_a_post_that_the_listing_does_not_rank_any_more_is_not_gone() -> None:
    town = make_town()
    town.visit()
    away = town.graph.edges["9/feed"].pop(0)
    town.graph.edges["elsewhere"] = [away]
    for hours in (1, 6, 24):
        town.graph.edit("9_1", message=f"na {hours} uur")
        town.visit(hours * HOUR)
        assert town.held.bodies()["9_1"] == f"na {hours} uur"
        assert "1_1" in town.held.bodies()


def test_a_thread_in_trouble_does_not_hold_up_the_others() -> None:
    town = make_town()
    town.graph.errors["9_1/comments"] = (400, error(2))
    town.visit()
    assert town.reason == "http-500"
    assert "2_1" in town.held.bodies()
    assert "1_1" not in town.held.bodies()
    town.graph.errors.clear()
    town.visit()
    assert "1_1" in town.held.bodies()
    assert town.reason == ""


def test_trouble_half_way_keeps_what_was_read_and_goes_on_there() -> None:
    town = make_town()
    town.graph.most = 1
    town.graph.edges["9_1/comments"].append(comment("1_0", 4.5, "", message=["geen tekst"]))
    town.visit()
    assert town.reason == "schema-drift"
    assert {"1_1", "1_2", "1_3", "2_1"} <= set(town.held.bodies())
    town.graph.edit("1_0", message="Eindelijk")
    town.visit()
    assert town.reason == ""
    assert town.held.bodies()["1_0"] == "Eindelijk"
    assert town.graph.paths().count("9_1/comments") == 1


@pytest.mark.parametrize("code", [10, 200])
def test_one_thread_that_is_not_for_us_is_counted_and_not_asked_for_for_ever(code: int) -> None:
    town = make_town()
    town.graph.errors["9_2/comments"] = (403, error(code))
    batches = town.visit()
    assert town.reason == ""
    assert batches[-1].refused == {"thread-closed": 1}
    town.visit()
    assert "9_2/comments" not in town.graph.paths()


def test_when_no_thread_is_for_us_the_source_is_closed_and_nothing_is_settled() -> None:
    town = make_town()
    for thread in ("9_1", "9_2"):
        town.graph.errors[f"{thread}/comments"] = (403, error(10))
    town.visit()
    assert town.reason == "closed"
    town.graph.errors.clear()
    town.visit()
    assert {"1_1", "2_1"} <= set(town.held.bodies())


def test_comments_that_are_counted_and_not_given_are_no_deletion() -> None:
    """A token without the permission for what users write gets empty lists."""
    town = make_town()
    town.visit()
    for hours in (1, 6, 24):
        for thread in ("9_1", "9_2"):
            town.graph.errors[f"{thread}/comments"] = (200, {"data": []})
        town.visit(hours * HOUR)
        assert town.reason == "empty-feed"
    assert {"1_1", "2_1"} <= set(town.held.bodies())


def test_a_single_thread_whose_comments_are_all_hidden_from_us_is_no_trouble() -> None:
    town = make_town()
    town.graph.errors["9_2/comments"] = (200, {"data": []})
    town.visit()
    assert town.reason == ""
    town.visit()
    assert "9_2/comments" not in town.graph.paths()


def test_a_limit_half_way_leaves_what_was_read_and_says_when_to_come_back() -> None:
    town = make_town()
    town.graph.errors["9_2/comments"] = (400, error(32))
    busy = {"9": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 30}]}
    batches = town.visit()
    assert isinstance(town.trouble, FetchRefused)
    assert town.reason == "rate-limited"
    assert town.trouble.retry_at == NOW + HOUR
    assert "1_1" in by_id(batches)
    town.graph.errors.clear()
    town.graph.usage = {"X-Business-Use-Case-Usage": json.dumps(busy)}
    town.visit()
    assert town.graph.paths() == ["9/feed"]
    assert town.trouble is not None
    assert town.trouble.retry_at == NOW + HOUR / 2
    town.graph.usage = {}
    town.visit()
    assert "9_1/comments" not in town.graph.paths()
    assert "2_1" in town.held.bodies()


def test_a_dead_token_closes_the_source_and_takes_nothing_away() -> None:
    town = make_town()
    town.visit()
    kept = town.held.bodies()
    for hours in (1, 6, 24):
        town.graph.errors["9/feed"] = (400, error(190, 463))
        town.visit(hours * HOUR)
        assert town.graph.paths() == ["9/feed"]
        assert town.reason == "closed"
    assert town.held.bodies() == kept


def test_a_token_that_dies_on_the_way_is_not_tried_on_each_thread() -> None:
    town = make_town()
    town.graph.errors["9_1/comments"] = (400, error(190))
    town.visit()
    assert "9_2/comments" not in town.graph.paths()
    assert town.reason == "closed"
    town.graph.errors.clear()
    town.visit()
    assert {"1_1", "2_1"} <= set(town.held.bodies())


def test_what_the_page_hides_is_not_public_and_goes() -> None:
    town = make_town()
    town.graph.edit("1_3", is_hidden=True)
    town.graph.edges["9_1/comments"].append(comment("1_4", 1, "stil", is_private=True))
    town.graph.edges["9/feed"].append(post("9_4", 60, is_hidden=True))
    assert not {"1_3", "1_4", "9_4"} & set(by_id(town.visit()))
    town.graph.edit("1_1", is_hidden=True)
    for hours in (1, 6):
        town.visit(hours * HOUR)
    assert "1_1" not in town.held.bodies()


def test_a_post_that_is_hidden_later_goes_with_its_thread() -> None:
    town = make_town()
    town.visit()
    town.graph.edit("9_1", is_hidden=True)
    for hours in (1, 6):
        town.visit(hours * HOUR)
    assert set(town.held.bodies()) == {"9_2", "9_3", "2_1"}


def test_a_feed_that_had_posts_and_gives_none_is_broken() -> None:
    town = make_town()
    town.visit()
    town.graph.edges["9/feed"] = []
    for hours in (1, 6, 24):
        town.visit(hours * HOUR)
        assert town.reason == "empty-feed"
    assert len(town.held.bodies()) == 7


def test_a_page_that_was_silent_for_long_is_only_silent() -> None:
    town = make_town()
    town.visit()
    town.visit(timedelta(days=60))
    assert town.reason == ""
    empty = make_town(GraphFake(edges={"9/feed": []}))
    assert empty.visit() == []
    assert empty.trouble is None


def test_posts_of_others_that_tag_the_page_open_threads_of_which_no_more_is_asked() -> None:
    town = make_town(tagged=True)
    author = {"id": "55", "name": "Wilgenroosje"}
    town.graph.edges["9/tagged"] = [
        post("5_1", 4, "Dank, gemeente", **{"from": author}),
        post("5_2", 3, "Gat in de weg", **{"from": author}),
        post("9_1", 5, "ook op de pagina"),
    ]
    found = by_id(town.visit())
    assert (found["5_1"].author, found["5_1"].thread_native_id) == ("Wilgenroosje", None)
    assert found["9_1"].body == "Werken in de Kerkstraat"
    assert "5_1/comments" not in town.graph.paths()
    town.graph.delete("5_1")
    town.visit(HOUR)
    assert "5_1" in town.held.bodies()
    town.visit(6 * HOUR)
    assert "5_1" not in town.held.bodies()
    assert "5_2" in town.held.bodies()


@pytest.mark.parametrize("still_listed", [True, False])
def test_a_tag_that_comes_to_stand_on_the_page_is_ours_from_then_on(*, still_listed: bool) -> None:
    town = make_town(tagged=True)
    tag = post("5_1", 4, "Dank, gemeente")
    town.graph.edges["9/tagged"] = [tag, post("5_2", 4)]
    town.visit()
    town.graph.edges["9/feed"].append(tag)
    town.graph.edges["5_1/comments"] = [comment("51_1", 1, "Graag")]
    if not still_listed:
        town.graph.edges["9/tagged"].pop(0)
    for hours in (1, 6, 24):
        town.visit(hours * HOUR)
    assert {"5_1", "51_1"} <= set(town.held.bodies())


def test_tagged_posts_that_cannot_be_read_hold_nothing_up_and_are_not_gone() -> None:
    town = make_town(tagged=True)
    town.graph.edges["9/tagged"] = [post("5_1", 4), post("5_2", 4)]
    town.visit()
    for place, answer in enumerate([(403, error(10)), (200, {"data": []}), (403, error(10))]):
        town.graph.errors["9/tagged"] = answer
        town.graph.edit("1_1", message=f"keer {place}")
        town.visit((1, 6, 24)[place] * HOUR)
        assert town.reason == ("closed" if answer[0] == 403 else "")
        assert town.held.bodies()["1_1"] == f"keer {place}"
    assert {"5_1", "5_2"} <= set(town.held.bodies())


def test_tags_that_are_old_are_left_out() -> None:
    town = make_town(tagged=True)
    town.graph.edges["9/tagged"] = [post("5_1", 24 * 30), post("5_2", 24 * 27)]
    found = by_id(town.visit())
    assert "5_1" not in found
    assert "5_2" in found


def test_a_post_that_is_listed_no_more_and_may_not_be_asked_for_is_not_gone() -> None:
    town = make_town()
    town.visit()
    town.graph.edges["9/feed"].pop(0)
    town.graph.errors["9_1"] = (403, error(10))
    for hours in (1, 6, 24):
        batches = town.visit(hours * HOUR)
        assert town.reason == ""
        assert batches[-1].refused == {"thread-closed": 1}
    assert {"9_1", "1_1"} <= set(town.held.bodies())


def test_a_page_of_thousands_of_posts_is_listed_in_parts() -> None:
    town = make_town(tagged=True)
    town.graph.most = 100
    town.graph.edges = {
        f"9/{name}": [post(f"{page}_{number}", number / 10) for number in range(2_600)]
        for name, page in (("feed", 9), ("tagged", 5))
    }
    assert town.visit()[-1].cut
    assert len(town.held.bodies()) == 5_000
    town.visit()
    assert len(town.held.bodies()) == 5_200


def test_of_posts_of_others_no_answers_are_counted() -> None:
    town = make_town(tagged=True)
    town.graph.edges["9/tagged"] = []
    town.visit()
    fields = {path: query["fields"] for path, query in town.graph.asked}
    assert "comments.filter(stream)" in fields["9/feed"]
    assert "comments" not in fields["9/tagged"]


def test_what_is_older_than_the_reach_is_left_out_and_what_was_met_stays() -> None:
    town = make_town(reach="2d")
    assert "9_3" not in by_id(town.visit())
    town.graph.edges["9_2/comments"].append(comment("2_2", -20, "Laat"))
    town.visit(timedelta(days=1, hours=6))
    assert "2_2" in town.held.bodies()
    assert "9_3" not in town.held.bodies()


def test_a_post_with_an_older_date_is_found_though_it_stands_behind_known_ones() -> None:
    town = make_town()
    town.visit()
    town.graph.edges["9/feed"].append(post("9_8", 80, "Nagekomen"))
    assert "9_8" in by_id(town.visit())


def test_a_listing_and_a_thread_that_are_cut_go_on_next_time_and_lose_nothing() -> None:
    town = make_town()
    town.max_pages = 1
    assert town.visit()[-1].cut
    for _ in range(6):
        town.visit()
        assert town.reason == ""
    assert len(town.held.bodies()) == 7
    town.graph.most = 50
    assert not any(batch.cut for batch in town.visit())


def test_a_cut_reading_is_no_proof_that_something_is_gone() -> None:
    town = make_town()
    town.visit()
    town.max_pages = 1
    for hours in (1, 2, 6, 7, 24, 25):
        town.visit(hours * HOUR)
    assert len(town.held.bodies()) == 7


def test_a_thread_of_thousands_is_read_in_parts() -> None:
    town = make_town()
    town.graph.most = 100
    town.graph.edges["9_1/comments"] = [
        comment(f"1_{number}", number / 10_000, "ja") for number in range(5_150)
    ]
    first = town.visit()
    assert first[-1].cut
    assert 5_000 <= len(posts_of(first)) < 5_200
    assert "2_1" not in town.held.bodies()
    again = town.visit()
    assert len(town.held.bodies()) == 5_150 + 4
    assert not any(batch.gone_posts for batch in again)
    town.visit()
    assert town.graph.paths() == ["9/feed"]


def test_a_page_that_leads_back_to_itself_ends() -> None:
    town = make_town()
    paging = {"cursors": {"after": "x"}, "next": "x"}
    rows = town.graph.edges["9_1/comments"]
    town.graph.errors["9_1/comments"] = (200, {"data": rows, "paging": paging})
    batches = town.visit()
    assert town.graph.paths().count("9_1/comments") == 2
    assert batches[-1].cut
    assert "2_1" in town.held.bodies()


def test_marks_of_threads_that_are_long_past_are_dropped() -> None:
    town = make_town()
    town.visit()
    assert "t:9_1" in town.cursor.marks
    town.graph.edges["9/feed"].append(post("9_9", -24 * 59))
    town.visit(timedelta(days=60))
    town.visit(timedelta(days=61))
    assert not [mark for mark in town.cursor.marks if mark.endswith(("9_1", "9_2", "9_3"))]


def test_the_cursor_holds_figures_only() -> None:
    town = make_town(tagged=True)
    town.graph.edges["9/tagged"] = [{**post("5_1", 4), "from": {"name": "Wilgenroosje"}}]
    town.max_pages = 1
    town.visit()
    marks = json.dumps([town.cursor.marks, town.cursor.validators])
    assert "Klaproos" not in marks
    assert "Wilgen" not in marks
    assert TOKEN not in marks


def test_people_who_are_tagged_in_a_text_are_masked() -> None:
    town = make_town()
    tags = [
        {"id": "5", "name": "Jan", "type": "user"},
        {"id": "6", "name": "Jan d'Hulst", "type": "user"},
        {"id": "9", "name": PAGE, "type": "page"},
    ]
    text = f"Jan d'Hulst, Jan: 3 < 4 & zo\n{PAGE} zwijgt"
    town.graph.edit("1_1", message=text, message_tags=tags)
    kept = keep_one(by_id(town.visit())["1_1"])
    assert "Hulst" not in kept.text
    assert "Jan" not in kept.text
    assert "3 < 4 & zo\n" in kept.text
    assert PAGE.split()[1] in kept.text


def test_a_text_is_what_was_written_and_hostile_ones_do_no_harm() -> None:
    town = make_town()
    town.graph.edit("1_1", message="a < b & <i>c</i>")
    town.graph.edit("1_2", message="\x00\ud800" + "ja " * 400_000)
    town.graph.edit("1_3", like_count=10**18)
    found = by_id(town.visit())
    assert town.reason == ""
    assert keep_one(found["1_1"]).text == "a < b & <i>c</i>"
    assert len(keep_one(found["1_2"]).text) <= 10_000
    assert keep_one(found["1_3"]).reactions == 10_000_000


def test_someone_without_a_name_goes_by_the_number_and_without_both_is_nobody() -> None:
    town = make_town()
    town.graph.edit("1_1", **{"from": {"id": "78"}})
    del town.graph.edges["9_1/comments"][2]["from"]
    found = by_id(town.visit())
    assert found["1_1"].author == "78"
    assert found["1_3"].author is None


@pytest.mark.parametrize(
    "change",
    [
        {"created_time": None},
        {"id": "../me"},
        {"message": ["x"]},
        {"from": "x"},
        {"parent": {"id": "../x"}},
    ],
)
def test_another_form_than_documented_is_drift(change: dict[str, object]) -> None:
    town = make_town()
    rows = [{**comment("1_7", 1, "x"), **change}]
    town.graph.errors["9_1/comments"] = (200, {"data": rows})
    town.visit()
    assert town.reason == "schema-drift"
    assert "2_1" in town.held.bodies()


@pytest.mark.parametrize(
    "keys",
    [
        {"page": "9/../me", "token": "meta"},
        {"page": "..", "token": "meta"},
        {"page": "9"},
        {"page": "9", "token": "EAAG geheim"},
        {"page": "9", "token": "meta", "base": "graph.example"},
        {"page": "9", "token": "meta", "base": "https://jan@graph.example"},
    ],
)
def test_keys_that_cannot_be_are_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(keys)


def test_the_job_stores_what_is_read_and_erases_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUURTSIGNAAL_META", TOKEN)
    graph, clock = make_page(), FakeClock()

    async def go(store: Store) -> Counts:
        async with Server({"*": graph.play()}) as server, make_fetcher() as fetcher:
            graph.base = server.url("/v")
            source = make_source(
                "facebook_page", page="9", token="meta", tagged=False, base=graph.base
            )
            settings = make_settings({**source, "owner": "own"})
            own = Account(source="groep", author=PAGE)
            settings = settings.model_copy(update={"accounts": (own,)})
            return await run(store, settings, fetcher, KEY, clock)

    with open_store(tmp_path / "town.db") as store:
        assert asyncio.run(go(store))["new"] == 7
        speakers = {one.text: one.speaker for one in store.posts.between(*EVER)}
        assert speakers["Kermis"] is Speaker.MUNICIPALITY
        assert speakers["Leuk"] is Speaker.VOICE
        graph.delete("1_3")
        clock.tick(HOUR)
        assert asyncio.run(go(store))["gone"] == 0
        clock.tick(5 * HOUR)
        assert asyncio.run(go(store))["gone"] == 1
        graph.errors["9/feed"] = (400, error(4))
        clock.tick(HOUR)
        asyncio.run(go(store))
        (status,) = store.sources.all().values()
        assert (status.reason, status.next_at) == ("rate-limited", clock() + HOUR)
        texts = {one.text for one in store.posts.between(*EVER)}
        assert texts == set(speakers) - {"Hoe lang nog?"} | {""}
