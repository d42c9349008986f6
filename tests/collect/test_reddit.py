"""A subreddit, in the form in which Reddit answers."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.reddit import collector as reddit
from jobs.collect.collectors.reddit.collector import Options
from jobs.collect.keep import keep_all
from jobs.collect.protocol import MAX_ITEMS, Verified
from jobs.collect.reasons import FetchReason, FetchStop
from tests.collect.platform_fake import Answer, Platform, Reader, Thing
from tests.collect.town import keep_one, make_keeping, posts_of
from tests.fakes import NOW


def post(native: str, hours: float, **more: object) -> Thing:
    return {
        "name": f"t3_{native}",
        "id": native,
        "title": f"Titel {native}",
        "selftext": f"Tekst {native}",
        "author": "klaprooszaad",
        "created_utc": (NOW - timedelta(hours=hours)).timestamp(),
        "edited": False,
        "score": 3,
        "removed_by_category": None,
        **more,
    }


def comment(native: str, hours: float, thread: str, parent: str = "", **more: object) -> Thing:
    return {
        "name": f"t1_{native}",
        "id": native,
        "link_id": f"t3_{thread}",
        "parent_id": f"t1_{parent}" if parent else f"t3_{thread}",
        "body": f"Reactie {native}",
        "author": "korenbloem",
        "created_utc": (NOW - timedelta(hours=hours)).timestamp(),
        "edited": 1_763_000_000.0,
        "score": -2,
        **more,
    }


def listing(kind: str, rows: list[Thing], after: str | None = None) -> Thing:
    children = [row if "kind" in row else {"kind": kind, "data": row} for row in rows]
    return {"kind": "Listing", "data": {"children": children, "after": after}}


@dataclass
class Town:
    """Posts and comments; two levels and two comments of each are given, the rest held back."""

    posts: list[Thing] = field(default_factory=list)
    comments: list[Thing] = field(default_factory=list)
    errors: dict[str, Answer] = field(default_factory=dict)

    def answer(self, path: str, params: dict[str, str]) -> Answer:
        """Answer one question."""
        last = path.rpartition("/")[2]
        if last in self.errors:
            return self.errors[last]
        if last == "access_token":
            return 200, {"access_token": "vandaag", "token_type": "bearer", "expires_in": 86_400}
        assert params["raw_json"] == "1"
        if last == "new":
            return self._listed("t3", self.posts, params)
        if path.endswith("/r/heide/comments"):
            return self._listed("t1", self.comments, params)
        return self._more(params) if last == "morechildren" else self._thread(path)

    def _more(self, params: dict[str, str]) -> Answer:
        wanted = params["children"].split(",")
        assert len(wanted) <= 100
        rows = [row for row in self.comments if row["id"] in wanted]
        things = [{"kind": "t1", "data": {**row, "replies": ""}} for row in rows]
        return 200, {"json": {"errors": [], "data": {"things": things}}}

    def _thread(self, path: str) -> Answer:
        thread, last = path.split("/")[2], path.rpartition("/")[2]
        found = [row for row in self.posts if row["id"] == thread]
        if not found:
            return 404, {"message": "Not Found", "error": 404}
        top = f"t1_{last}" if "_" in path else f"t3_{thread}"
        below = self._below(top, 0) if last == thread else self._one(top)
        return 200, [listing("t3", found), listing("t1", below)]

    def _listed(self, kind: str, rows: list[Thing], params: dict[str, str]) -> Answer:
        assert params["limit"] == "100"
        rows = sorted(rows, key=lambda row: float(row["created_utc"]), reverse=True)
        names = [row["name"] for row in rows]
        start = names.index(params["after"]) + 1 if "after" in params else 0
        more = names[start + 1] if start + 2 < len(rows) else None
        return 200, listing(kind, rows[start : start + 2], more)

    def _one(self, name: str) -> list[Thing]:
        row = next(row for row in self.comments if row["name"] == name)
        return [{**row, "replies": listing("t1", self._below(name, 0))}]

    def _below(self, parent: str, depth: int) -> list[Thing]:
        rows = [row for row in self.comments if row["parent_id"] == parent]
        if rows and depth == 2:
            data = {"children": [], "count": 0, "id": "_", "name": "t1__", "parent_id": parent}
            return [{"kind": "more", "data": data}]
        shown = [
            {**row, "replies": listing("t1", inner) if inner else ""}
            for row in rows[:2]
            for inner in [self._below(row["name"], depth + 1)]
        ]
        rest = [row["id"] for row in rows[2:]]
        data = {"children": rest, "count": len(rest), "id": "x", "parent_id": parent}
        return [*shown, {"kind": "more", "data": data}] if rest else shown


def make_town() -> Town:
    return Town(
        posts=[post("p1", 5), post("p2", 20), post("p3", 24 * 40)],
        comments=[
            *(comment(f"c{number}", 4, "p1") for number in range(4)),
            comment("d1", 4, "p1", "c0"),
            comment("d2", 3, "p1", "d1"),
            comment("d3", 2, "p1", "d2"),
            comment("e1", 19, "p2"),
        ],
    )


def make_reader(town: Town, **headers: str) -> Reader:
    keys: dict[str, object] = {"subreddit": "heide", "client": "a", "client_secret": "b"}
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reader(Platform(town.answer, named), "reddit", {**keys, "approved": True})


ALL = {f"t1_{name}" for name in ("c0", "c1", "c2", "c3", "d1", "d2", "d3", "e1")}


def test_posts_open_threads_and_comments_answer() -> None:
    reader = make_reader(make_town())
    found = {one.native_id: one for one in posts_of(reader.visit())}
    assert reader.reason == ""
    assert set(found) == {"t3_p1", "t3_p2"} | ALL
    opening, deep = found["t3_p1"], found["t1_d2"]
    assert (opening.author, opening.title, opening.thread_native_id) == (
        "klaprooszaad",
        "Titel p1",
        None,
    )
    assert (opening.url, opening.reactions) == ("https://www.reddit.com/comments/p1/", 3)
    assert (deep.thread_native_id, deep.parent_native_id) == ("t3_p1", "t1_d1")
    assert (deep.url, deep.reactions) == ("https://www.reddit.com/comments/p1/_/d2/", 0)
    assert keep_one(deep).posted_at == NOW - timedelta(hours=3)
    assert reddit.VERIFIED is Verified.RECORDED


def test_a_token_is_asked_for_with_the_client_and_nothing_else_gets_the_client() -> None:
    reader = make_reader(make_town())
    batches = reader.visit()
    first, *others = reader.platform.sent
    basic = b64encode(b"waarde-a:waarde-b").decode()
    assert first.url == "https://www.reddit.com/api/v1/access_token"
    assert first.body == b"grant_type=client_credentials"
    assert dict(first.headers) == {
        "Authorization": f"Basic {basic}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    assert others
    for request in others:
        assert request.url.startswith("https://oauth.reddit.com/")
        assert request.headers == (("Authorization", "Bearer vandaag"),)
        assert request.body is None
    assert "waarde" not in repr((batches, reader.platform.sent))


def test_nothing_is_scraped() -> None:
    reader = make_reader(make_town())
    reader.visit()
    reader.visit(1)
    assert not [path for path, _ in reader.platform.asked if path.endswith((".json", ".rss"))]


@pytest.mark.parametrize("more", [{}, {"approved": False}])
def test_without_an_approved_client_the_settings_are_refused_and_say_why(more: Thing) -> None:
    keys = {"subreddit": "heide", "client": "a", "client_secret": "b"}
    with pytest.raises(ValidationError, match="approved = true"):
        Options.model_validate({**keys, **more})


@pytest.mark.parametrize(
    "more", [{"subreddit": "r/heide"}, {"subreddit": "a"}, {"client": "X y"}, {"token": "x"}]
)
def test_wrong_options_are_refused(more: Thing) -> None:
    keys = {"subreddit": "heide", "client": "a", "client_secret": "b", "approved": True}
    with pytest.raises(ValidationError):
        Options.model_validate({**keys, **more})


def test_what_is_no_markup_stays() -> None:
    town = make_town()
    town.posts[0] |= {"selftext": "a < b & c &amp; <i>x</i>", "title": "1 < 2"}
    found = {one.native_id: one for one in posts_of(make_reader(town).visit())}
    kept = keep_one(found["t3_p1"])
    assert (kept.title, kept.text) == ("1 < 2", "a < b & c &amp; <i>x</i>")


def test_a_second_visit_reads_what_is_new_also_in_an_old_thread() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.comments.append(comment("f1", 0, "p3"))
    found = {one.native_id for one in posts_of(reader.visit(0.1))}
    assert "t1_f1" in found
    assert "t1_c0" not in found
    reader.visit(1.1)
    assert "t3_p3" in reader.held.bodies()  # the thread is read whole an hour later


def test_what_a_thread_holds_back_is_asked_for() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    reader.held.posts.clear()
    batches = reader.visit(1)
    assert reader.reason == ""
    assert {one.native_id for one in posts_of(batches)} == {"t3_p1", "t3_p2"} | ALL
    asked = reader.platform.asked
    assert [params["children"] for path, params in asked if path.endswith("morechildren")] == [
        "c2,c3"
    ]
    assert "/comments/p1/_/d1" in [path for path, _ in asked]


def test_more_than_a_hundred_held_back_are_asked_for_in_turns() -> None:
    town = Town(posts=[post("p1", 5)])
    town.comments = [comment(f"c{number}", 4, "p1") for number in range(250)]
    reader = make_reader(town)
    reader.max_pages = 1
    reader.visit()
    reader.max_pages = 50
    reader.visit(1)
    assert len(reader.held.bodies()) == 251
    assert reader.platform.paths().count("morechildren") == 3


def test_edits_are_found_and_what_is_missing_twice_is_gone() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.comments[1] |= {"body": "Aangepast", "edited": NOW.timestamp()}
    del town.comments[3]
    reader.visit(1)
    assert reader.held.bodies()["t1_c1"] == "Aangepast"
    assert "t1_c3" in reader.held.bodies()
    reader.visit(6)
    assert "t1_c3" not in reader.held.bodies()


@pytest.mark.parametrize("text", ["[deleted]", "[removed]", "[ Removed by Reddit ]"])
def test_what_was_taken_away_is_gone_and_what_answers_it_is_not(text: str) -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.comments[0] |= {"body": text, "author": "[deleted]"}
    town.posts[1] |= {"selftext": text}
    reader.visit(1)
    assert {"t1_c0", "t3_p2"}.isdisjoint(reader.held.bodies())
    assert {"t1_d1", "t1_e1"} <= set(reader.held.bodies())


def test_a_post_that_a_moderator_removed_is_gone_though_its_title_is_given() -> None:
    town = make_town()
    reader = make_reader(town)
    town.posts[0]["removed_by_category"] = "moderator"
    assert "t3_p1" not in {one.native_id for one in posts_of(reader.visit())}


def test_what_was_written_stays_when_its_author_left() -> None:
    town = make_town()
    town.comments[0]["author"] = "[deleted]"
    found = {one.native_id: one for one in posts_of(make_reader(town).visit())}
    assert found["t1_c0"].author is None
    assert found["t1_c0"].body == "Reactie c0"


def test_a_thread_that_is_not_there_is_gone_whole() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    del town.posts[0]
    reader.visit(1)
    assert set(reader.held.bodies()) == {"t3_p2", "t1_e1"}
    assert reader.reason == ""


def test_a_thread_in_trouble_holds_up_no_other_and_is_not_gone() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.errors = {"p1": (500, {})}
    town.comments[-1]["body"] = "Aangepast"
    reader.visit(1)
    assert reader.reason == "http-500"
    assert reader.held.bodies()["t1_e1"] == "Aangepast"
    assert "t1_c0" in reader.held.bodies()
    town.errors = {"p1": (403, {})}
    batches = reader.visit(1.1)
    assert reader.reason == ""
    assert batches[-1].refused == {"thread-closed": 1}


@pytest.mark.parametrize(
    "error", [(404, {}), (500, {}), (200, {}), (200, {"json": {"errors": []}})]
)
def test_comments_that_cannot_be_asked_for_are_not_gone(error: Answer) -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.errors = {"morechildren": error}
    for hours in (1, 6, 24):
        reader.visit(hours)
    assert {"t3_p1", "t1_c2", "t1_d3"} <= set(reader.held.bodies())


def test_comments_that_are_counted_and_not_given_are_not_gone() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.posts[0]["num_comments"] = 7
    town.errors["p1"] = (200, [listing("t3", town.posts[:1]), listing("t1", [])])
    for hours in (1, 6, 24):
        reader.visit(hours)
    assert reader.reason == ""
    assert {"t1_c0", "t1_d3"} <= set(reader.held.bodies())
    town.posts[0]["num_comments"] = 0
    for hours in (72, 24 * 7):
        reader.visit(hours)
    assert {"t1_c0", "t1_d3"}.isdisjoint(reader.held.bodies())


@pytest.mark.parametrize("place", ["morechildren", "d1"])
def test_comments_that_are_held_back_and_not_given_are_not_gone(place: str) -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    nothing = {"json": {"errors": [], "data": {"things": []}}}
    page = [listing("t3", town.posts[:1]), listing("t1", [])]
    town.errors[place] = (200, nothing if place == "morechildren" else page)
    for hours in (1, 6, 24):
        reader.visit(hours)
        assert {"t1_c2", "t1_c3", "t1_d2"} <= set(reader.held.bodies())


def test_an_answer_about_another_thread_takes_nothing_away() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.errors["p1"] = town.answer("/comments/p2", {"raw_json": "1"})
    for hours in (1, 6):
        reader.visit(hours)
        assert reader.reason == "schema-drift"
    assert {"t3_p1", "t1_c0"} <= set(reader.held.bodies())


def test_rest_in_the_middle_of_a_thread_leaves_it_and_the_others_due() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    rest = FetchStop(FetchReason.RATE_LIMITED, "x answered 429").about("groep")

    def answer(path: str, params: dict[str, str]) -> Answer:
        if path.endswith("morechildren"):
            raise rest
        return town.answer(path, params)

    reader.platform.answer = answer
    reader.visit(1)
    assert reader.reason == "rate-limited"
    assert "p2" not in reader.platform.paths()
    reader.platform.answer = town.answer
    reader.visit(1.1)
    assert {"p1", "p2"} <= set(reader.platform.paths())


def test_a_thread_of_more_answers_than_a_visit_asks_for_loses_nothing() -> None:
    town = Town(posts=[post("p1", 5)])
    town.comments = [comment(f"c{number}", 4, "p1") for number in range(250)]
    reader = make_reader(town)
    for hours in (0, 0.1, 0.2):
        reader.visit(hours)
    reader.max_pages = 2
    for hours in (1, 6, 24):
        reader.visit(hours)
        assert reader.platform.paths().count("morechildren") == 2
    assert len(reader.held.bodies()) == 251


def test_a_visit_that_gave_as_much_as_it_may_leaves_the_other_threads_for_the_next() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    flat = [comment(f"z{number}", 4, "p1", replies="") for number in range(MAX_ITEMS)]
    more = {"kind": "more", "data": {"children": ["c0"], "parent_id": "t3_p1"}}
    town.errors["p1"] = (200, [listing("t3", town.posts[:1]), listing("t1", [*flat, more])])
    batches = reader.visit(1)
    assert batches[-1].cut
    assert "morechildren" not in reader.platform.paths()
    assert "p2" not in reader.platform.paths()
    town.errors.clear()
    reader.visit(1.1)
    assert "p2" in reader.platform.paths()


def test_when_the_allowance_is_used_up_the_source_rests_until_it_is_new() -> None:
    reader = make_reader(make_town(), x_ratelimit_remaining="1.0", x_ratelimit_reset="252")
    reader.visit()
    assert reader.reason == "rate-limited"
    assert reader.trouble
    assert reader.trouble.retry_at == NOW + timedelta(seconds=252)
    assert len(reader.platform.asked) == 2


@pytest.mark.parametrize(
    ("left", "reset"), [("586.0", "252"), ("x", "y"), ("", ""), ("nan", "1"), ("-1", "1")]
)
def test_headers_that_say_nothing_stop_nothing(left: str, reset: str) -> None:
    reader = make_reader(make_town(), x_ratelimit_remaining=left, x_ratelimit_reset=reset)
    reader.visit()
    assert reader.reason == ""


@pytest.mark.parametrize("reset", ["9" * 400, "inf", "", "-5"])
def test_a_rest_is_a_second_at_least_and_an_hour_at_most(reset: str) -> None:
    reader = make_reader(make_town(), x_ratelimit_remaining="0", x_ratelimit_reset=reset)
    reader.visit()
    assert reader.trouble
    assert reader.trouble.retry_at
    rest = reader.trouble.retry_at - NOW
    assert timedelta(seconds=1) <= rest <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("place", "error", "reason"),
    [
        ("access_token", (401, {}), "closed"),
        ("access_token", (200, {"error": "unsupported_grant_type"}), "closed"),
        ("access_token", (200, {}), "schema-drift"),
        ("access_token", (500, {}), "http-500"),
        ("new", (403, {"reason": "private"}), "closed"),
        ("new", (404, {"reason": "banned"}), "http-404"),
        ("new", (200, {}), "schema-drift"),
        ("new", (200, []), "schema-drift"),
        ("new", (200, listing("t5", [post("x", 1)])), "schema-drift"),
        ("new", (200, listing("t3", [post("../x", 1)])), "schema-drift"),
        ("new", (200, listing("t3", [post("x", 1, title={})])), "schema-drift"),
        ("new", (200, b"<html>Meld je aan</html>"), "not-json"),
        ("comments", (200, listing("t3", [post("x", 1)])), "schema-drift"),
        ("comments", (200, listing("t1", [comment("x", 1, "a/b")])), "schema-drift"),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_subreddit_is_told(place: str, error: Answer, reason: str) -> None:
    town = make_town()
    town.errors[place] = error
    reader = make_reader(town)
    reader.visit()
    assert reader.reason == reason


@pytest.mark.parametrize(
    "page",
    [
        {},
        [],
        [listing("t3", [post("p1", 5)])],
        [listing("t3", []), listing("t1", [])],
        [listing("t1", [comment("c0", 1, "p1")]), listing("t1", [])],
        [listing("t3", [post("p1", 5)]), {"data": {}}],
        [listing("t3", [post("p1", 5)]), listing("t1", [{"kind": "more", "data": {}}])],
        [listing("t3", [post("p1", 5)]), listing("t1", [comment("c0", 1, "p1", replies="x")])],
    ],
    ids=str,
)
def test_a_thread_in_another_form_is_drift_and_nothing_is_gone(page: object) -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.errors["p1"] = (200, page)
    for hours in (1, 6):
        reader.visit(hours)
        assert reader.reason == "schema-drift"
    assert "t1_c0" in reader.held.bodies()


def nest(levels: int) -> Thing:
    deep: Any = ""
    for number in range(levels):
        deep = listing("t1", [comment(f"z{number}", 1, "p1", replies=deep)])
    return dict(deep)


def test_nesting_without_end_is_cut_and_nothing_is_gone() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.errors["p1"] = (200, [listing("t3", town.posts[:1]), nest(120)])
    for hours in (1, 6):
        reader.visit(hours)
    assert reader.reason == ""
    assert "t1_c0" in reader.held.bodies()


def test_placeholders_that_lead_back_end() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    data = {"children": ["c0", "c0", 7, "../x"], "parent_id": "t3_p1"}
    below = {"children": [], "parent_id": "t1_c0"}
    things = [{"kind": "more", "data": data}, {"kind": "more", "data": below}]
    town.errors["morechildren"] = (200, {"json": {"data": {"things": things}}})
    town.errors["p1"] = (200, [listing("t3", town.posts[:1]), listing("t1", things)])
    town.errors["c0"] = town.errors["p1"]
    reader.visit(1)
    assert reader.platform.paths().count("morechildren") == 1
    assert reader.platform.paths().count("c0") == 1


def test_a_cut_visit_goes_on_and_loses_nothing() -> None:
    town = Town(posts=[post(f"p{number}", 2 * number + 1) for number in range(9)])
    reader = make_reader(town)
    reader.max_pages = 2
    batches = reader.visit()
    assert batches[-1].cut
    town.posts.append(post("p9", 0.5))
    for _ in range(4):
        batches = reader.visit(0.1)
    assert not batches[-1].cut
    assert len(reader.held.bodies()) == 10


def test_a_subreddit_that_had_posts_and_has_none_is_broken() -> None:
    town = make_town()
    reader = make_reader(town)
    reader.visit()
    town.posts.clear()
    reader.visit(0.1)
    assert reader.reason == "empty-feed"


def test_hostile_texts_are_kept_within_bounds() -> None:
    town = make_town()
    town.posts[0]["selftext"] = "\ud800\x00" + "a " * 500_000
    town.posts[1]["author"] = "\ud800" * 9
    kept, _ = keep_all(posts_of(make_reader(town).visit()), make_keeping())
    assert max(len(one.text) for one in kept) <= 10_000


def test_the_cursor_names_nobody() -> None:
    reader = make_reader(make_town())
    reader.visit()
    written = json.dumps(reader.cursor.marks).lower()
    assert "klaproos" not in written
    assert "koren" not in written
    assert "titel" not in written
