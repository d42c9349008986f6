"""Reviews of one's own place on Google, as the documentation of Business Profile has them."""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.google import google_reviews
from jobs.collect.collectors.google.google_reviews import Options
from jobs.collect.keep import keep_all
from jobs.collect.protocol import Verified
from jobs.collect.reasons import FetchReason, FetchStop
from tests.collect.platform_fake import Answer, Platform, Reader, Thing, before
from tests.collect.test_youtube import refusal
from tests.collect.town import keep_one, make_keeping, posts_of

PATH = "/v4/accounts/8/locations/9/reviews"


def review(native: str, hours: float, **more: object) -> Thing:
    return {
        "name": f"accounts/8/locations/9/reviews/{native}",
        "reviewId": native,
        "reviewer": {"displayName": "Klaprooszaad", "profilePhotoUrl": "https://x.example/y"},
        "starRating": "TWO",
        "comment": f"Tekst {native}",
        "createTime": before(hours),
        "updateTime": before(hours),
        **more,
    }


@dataclass
class Place:
    """Reviews of a place, in pages of two."""

    reviews: dict[str, Thing] = field(default_factory=dict)
    errors: dict[str, Answer] = field(default_factory=dict)

    def answer(self, path: str, params: dict[str, str]) -> Answer:
        """Answer one question."""
        if path == "/token":
            return self.errors.get("token", (200, {"access_token": "vandaag", "expires_in": 3599}))
        assert path.startswith(PATH)
        one = path.removeprefix(PATH).removeprefix("/")
        if one in self.errors:
            return self.errors[one]
        if one:
            return (200, self.reviews[one]) if one in self.reviews else refusal(404, "notFound")
        assert (params["pageSize"], params["orderBy"]) == ("50", "updateTime desc")
        if not self.reviews:
            return 200, {}
        rows = sorted(self.reviews.values(), key=lambda row: str(row["updateTime"]), reverse=True)
        start = int(params.get("pageToken", "0"))
        more = {"nextPageToken": str(start + 2)} if start + 2 < len(rows) else {}
        total = {"averageRating": 3.1, "totalReviewCount": len(rows)}
        return 200, {"reviews": rows[start : start + 2], **total, **more}


def make_place() -> Place:
    reply = {"comment": "Dank u < allemaal", "updateTime": before(1)}
    return Place(
        reviews={
            "AIe9_a": review("AIe9_a", 5, reviewReply=reply),
            "AIe9_b": review("AIe9_b", 10),
            "AIe9_c": review("AIe9_c", 20),
            "AIe9_d": review("AIe9_d", 24 * 40),
        }
    )


def make_reader(place: Place, **options: object) -> Reader:
    keys = {"account": "8", "location": "9", "token": "google", **options}
    return Reader(Platform(place.answer), "google_reviews", keys)


def test_reviews_open_threads_and_our_reply_answers() -> None:
    reader = make_reader(make_place())
    found = {post.native_id: post for post in posts_of(reader.visit())}
    assert reader.reason == ""
    assert set(found) == {"AIe9_a", "AIe9_a/reply", "AIe9_b", "AIe9_c"}
    one, reply = found["AIe9_a"], found["AIe9_a/reply"]
    assert (one.author, one.thread_native_id, one.posted_at) == ("Klaprooszaad", None, before(5))
    assert (reply.author, reply.thread_native_id, reply.parent_native_id) == (
        "9",
        "AIe9_a",
        "AIe9_a",
    )
    assert keep_one(reply).text == "Dank u < allemaal"
    assert google_reviews.VERIFIED is Verified.DOCUMENTATION


def test_the_token_goes_in_a_header_and_nowhere_else() -> None:
    reader = make_reader(make_place())
    batches = reader.visit()
    for request in reader.platform.sent:
        assert request.headers == (("Authorization", "Bearer waarde-google"),)
        assert "waarde" not in request.url
    assert "waarde" not in repr((batches, reader.platform.sent))


def test_a_refresh_token_is_sent_to_be_changed_for_a_token_of_this_visit() -> None:
    reader = make_reader(make_place(), client="c", client_secret="s")
    batches = reader.visit()
    assert reader.reason == ""
    first, *others = reader.platform.sent
    assert first.url == "https://oauth2.googleapis.com/token"
    assert dict(parse_qsl((first.body or b"").decode())) == {
        "grant_type": "refresh_token",
        "refresh_token": "waarde-google",
        "client_id": "waarde-c",
        "client_secret": "waarde-s",
    }
    assert {request.headers for request in others} == {(("Authorization", "Bearer vandaag"),)}
    assert "waarde" not in repr((batches, reader.platform.sent))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ((400, {"error": "invalid_grant", "error_description": "Klaprooszaad"}), "closed"),
        ((401, {"error": "invalid_client"}), "closed"),
        ((403, {}), "closed"),
        ((200, {}), "schema-drift"),
        ((500, {}), "http-500"),
    ],
)
def test_a_refresh_token_that_gives_none_is_told(error: Answer, reason: str) -> None:
    place = make_place()
    place.errors["token"] = error
    reader = make_reader(place, client="c", client_secret="s")
    reader.visit()
    assert reader.reason == reason
    assert "Klaproos" not in str(reader.trouble)


@pytest.mark.parametrize("comment", [{}, {"comment": ""}, {"comment": None}, {"comment": " \n"}])
def test_stars_without_a_word_are_refused(comment: Thing) -> None:
    place = Place()
    place.reviews["a"] = review("a", 1)
    place.reviews["a"].pop("comment")
    place.reviews["a"] |= comment
    kept, refused = keep_all(posts_of(make_reader(place).visit()), make_keeping())
    assert not kept
    assert refused == {"no-text": 1}


def test_somebody_without_a_name_is_nobody() -> None:
    place = make_place()
    place.reviews["AIe9_a"]["reviewer"] = {"displayName": "Een gebruiker", "isAnonymous": True}
    del place.reviews["AIe9_b"]["reviewer"]
    posts = {post.native_id: post for post in posts_of(make_reader(place).visit())}
    assert posts["AIe9_a"].author is None
    assert posts["AIe9_b"].author is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mooi a < b & c", "Mooi a < b & c"),
        ("(Translated by Google) Nice\n\n(Original)\nMooi", "Mooi"),
        ("Mooi\n\n(Translated by Google)\nNice", "Mooi"),
        ("(Translated by Google) Nice", "(Translated by Google) Nice"),
        ("Zegt (Original) niets", "Zegt (Original) niets"),
    ],
)
def test_what_was_written_is_read_and_not_its_translation(text: str, said: str) -> None:
    place = Place(reviews={"a": review("a", 1, comment=text)})
    assert keep_one(posts_of(make_reader(place).visit())[0]).text == said


def test_an_edit_comes_in_front_and_is_read_at_the_next_visit() -> None:
    place = make_place()
    reader = make_reader(place)
    reader.visit()
    place.reviews["AIe9_d"] |= {"comment": "Toch niet", "updateTime": before(-0.2)}
    reader.visit(0.5)
    assert reader.held.bodies()["AIe9_d"] == "Toch niet"


def test_a_reply_is_found_when_its_review_is_read_again_and_so_is_that_it_went() -> None:
    place = make_place()
    reader = make_reader(place)
    reader.visit()
    place.reviews["AIe9_b"]["reviewReply"] = {"comment": "Dank", "updateTime": before(0)}
    del place.reviews["AIe9_a"]["reviewReply"]
    reader.visit(1)
    assert "AIe9_b/reply" in reader.held.bodies()
    assert "AIe9_a/reply" in reader.held.bodies()
    reader.visit(6)
    assert "AIe9_a/reply" not in reader.held.bodies()


def test_a_review_that_is_not_there_is_gone_with_the_reply() -> None:
    place = make_place()
    reader = make_reader(place)
    reader.visit()
    del place.reviews["AIe9_a"]
    reader.visit(1)
    assert set(reader.held.bodies()) == {"AIe9_b", "AIe9_c"}
    assert reader.reason == ""


def test_a_review_in_trouble_holds_up_no_other_and_is_not_gone() -> None:
    place = make_place()
    reader = make_reader(place)
    reader.visit()
    place.errors = {"AIe9_a": (500, {}), "AIe9_b": refusal(403, "forbidden")}
    place.reviews["AIe9_c"]["reviewReply"] = {"comment": "Dank", "updateTime": before(0)}
    batches = reader.visit(1)
    assert reader.reason == "http-500"
    assert batches[-1].refused == {"thread-closed": 1}
    assert {"AIe9_a", "AIe9_b", "AIe9_c/reply"} <= set(reader.held.bodies())


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (refusal(403, "SERVICE_DISABLED", details=True), "closed", "SERVICE_DISABLED"),
        (refusal(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", details=True), "closed", "SCOPE"),
        (refusal(401, "authError"), "closed", "401"),
        (refusal(403, "RATE_LIMIT_EXCEEDED", details=True), "rate-limited", "RATE_LIMIT"),
        (refusal(404, "notFound"), "http-404", "404"),
        (refusal(400, "<b>x</b>"), "http-400", "400"),
        ((200, {"reviews": {}}), "schema-drift", ""),
        ((200, {"items": []}), "schema-drift", ""),
        ((200, {"totalReviewCount": 7}), "empty-feed", ""),
        ((200, {"reviews": [{}]}), "schema-drift", ""),
        ((200, b"<html>Meld je aan</html>"), "not-json", ""),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_place_is_told(error: Answer, reason: str, detail: str) -> None:
    reader = make_reader(Place(errors={"": error}))
    assert reader.visit() == []
    assert reader.reason == reason
    assert detail in str(reader.trouble)
    assert "Klaproos" not in str(reader.trouble)
    assert "<b>" not in str(reader.trouble)


def test_a_project_that_may_ask_nothing_at_all_is_at_rest() -> None:
    """Before Google approved a project it may ask 0 times a minute, and answers 429."""
    at_rest = FetchStop(FetchReason.RATE_LIMITED, "x answered 429").about("groep")

    def refuse(path: str, params: dict[str, str]) -> Answer:
        del path, params
        raise at_rest

    reader = make_reader(Place())
    reader.platform.answer = refuse
    assert reader.visit() == []
    assert reader.reason == "rate-limited"


def test_a_place_that_nobody_reviewed_is_quiet_and_one_that_lost_all_is_broken() -> None:
    place = Place()
    reader = make_reader(place)
    assert posts_of(reader.visit()) == []
    assert reader.reason == ""
    place.reviews = make_place().reviews
    reader.visit()
    place.reviews = {}
    reader.visit(0.1)
    assert reader.reason == "empty-feed"


def test_the_only_review_may_go() -> None:
    place = Place(reviews={"a": review("a", 5)})
    reader = make_reader(place)
    reader.visit()
    place.reviews = {}
    reader.visit(1)
    assert reader.reason == ""
    assert reader.held.bodies() == {}


def test_a_second_visit_reads_what_changed_only() -> None:
    reader = make_reader(make_place())
    reader.visit()
    assert {post.native_id for post in posts_of(reader.visit())} == {"AIe9_a", "AIe9_a/reply"}
    assert len(reader.platform.asked) == 1


def test_a_cut_visit_goes_on_and_loses_nothing() -> None:
    place = Place(reviews={f"r{n}": review(f"r{n}", 2 * n + 1) for n in range(9)})
    reader = make_reader(place)
    reader.max_pages = 2
    batches = reader.visit()
    assert batches[-1].cut
    place.reviews["new"] = review("new", 0.5)
    for _ in range(4):
        batches = reader.visit(0.1)
    assert not batches[-1].cut
    assert len(reader.held.bodies()) == 10


@pytest.mark.parametrize(
    "native", ["", "../9", "a/b", "a?b", "\ud800", "x" * 201, "a\x00", [], 1.5]
)
def test_ids_that_are_none_are_drift(native: object) -> None:
    reader = make_reader(Place(reviews={"a": review("a", 1, reviewId=native)}))
    reader.visit()
    assert reader.reason == "schema-drift"


def test_hostile_texts_are_kept_within_bounds() -> None:
    place = make_place()
    place.reviews["AIe9_a"]["comment"] = "\ud800\x00" + "(Translated by Google)" * 50_000
    place.reviews["AIe9_b"]["createTime"] = "ooit"
    kept, _ = keep_all(posts_of(make_reader(place).visit()), make_keeping())
    assert max(len(post.text) for post in kept) <= 10_000


def test_the_cursor_names_nobody() -> None:
    reader = make_reader(make_place())
    reader.visit()
    assert "klaproos" not in json.dumps(reader.cursor.marks).lower()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"account": "8", "location": "9"},
        {"account": "8/locations/7", "location": "9", "token": "google"},
        {"account": "8", "location": "..", "token": "google"},
        {"account": "8", "location": "9", "token": "ya29.Waarde"},
        {"account": "8", "location": "9", "token": "google", "client": "c"},
    ],
    ids=str,
)
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(options)
