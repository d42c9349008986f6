"""A YouTube channel of one's own, as its documentation says that it answers."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.google import youtube
from jobs.collect.collectors.google.ask import midnight
from jobs.collect.collectors.google.youtube import Options
from jobs.collect.keep import keep_all
from jobs.collect.protocol import Verified
from tests.collect.platform_fake import Answer, Platform, Reader, Thing, before
from tests.collect.town import keep_one, make_keeping, posts_of

CHANNEL = f"UC{'h' * 22}"


def refusal(status: int, *codes: str, details: bool = False) -> Answer:
    """Return an error as Google words it; the words hold what nobody should log."""
    rows = [{"message": "Klaprooszaad", "reason": code} for code in codes]
    where = "details" if details else "errors"
    return status, {"error": {"code": status, "message": "Klaprooszaad", where: rows}}


def said(native: str, hours: float, author: str = "UCklaproos", **more: object) -> Thing:
    texts = {"textDisplay": f"Bericht {native}", "publishedAt": before(hours), "likeCount": 2}
    names = {"authorDisplayName": "@klaproos", "authorChannelId": {"value": author}}
    return {"id": native, "snippet": {**texts, "updatedAt": before(hours), **names, **more}}


@dataclass
class Channel:
    """Videos, comments on them and replies; pages of two, two replies with each comment."""

    videos: dict[str, Thing] = field(default_factory=dict)
    comments: dict[str, list[Thing]] = field(default_factory=dict)
    replies: dict[str, list[Thing]] = field(default_factory=dict)
    errors: dict[str, Answer] = field(default_factory=dict)

    def upload(self, video: str, hours: float) -> None:
        """Put a video on the channel."""
        texts = {"title": "Nieuw & beter", "description": "", "publishedAt": before(hours)}
        self.videos[video] = {"id": video, "snippet": {**texts, "channelId": CHANNEL}}

    def answer(self, path: str, params: dict[str, str]) -> Answer:
        """Answer one question."""
        found = params.get("videoId") or params.get("parentId") or path.rpartition("/")[2]
        if found in self.errors:
            return self.errors[found]
        if path.endswith("/videos"):
            wanted = params["id"].split(",")
            assert len(wanted) <= 50
            return 200, {"items": [self.videos[one] for one in wanted if one in self.videos]}
        assert params["textFormat"] == "plainText"
        if path.endswith("/comments"):
            return self._page(self.replies.get(params["parentId"], []), params)
        assert params["order"] == "time"
        one = params.get("videoId")
        rows = [
            (video, row)
            for video, rows in self.comments.items()
            for row in rows
            if one in {None, video}
        ]
        rows.sort(key=lambda pair: str(pair[1]["snippet"]["publishedAt"]), reverse=True)
        return self._page([self._thread(video, row) for video, row in rows], params)

    def _thread(self, video: str, row: Thing) -> Thing:
        answers = self.replies.get(str(row["id"]), [])
        count = {"totalReplyCount": len(answers), "isPublic": True}
        snippet = {**count, "videoId": video, "topLevelComment": row}
        shown = {"replies": {"comments": answers[:2]}} if answers else {}
        return {"id": row["id"], "snippet": snippet, **shown}

    def _page(self, rows: list[Thing], params: dict[str, str]) -> Answer:
        assert params["maxResults"] == "100"
        start = int(params.get("pageToken", "0"))
        more = {"nextPageToken": str(start + 2)} if start + 2 < len(rows) else {}
        return 200, {"items": rows[start : start + 2], **more}


def make_channel() -> Channel:
    channel = Channel(
        comments={
            "v1": [said("a", 5), said("b", 9, CHANNEL), said("c", 30)],
            "v2": [said("d", 40), said("e", 24 * 40)],
        },
        replies={"a": [said(f"a.{number}", 4) for number in range(5)], "d": [said("d.0", 3)]},
    )
    channel.upload("v1", 50)
    channel.upload("v2", 60)
    return channel


def make_reader(channel: Channel, **options: object) -> Reader:
    keys = {"channel": CHANNEL, "key": "google", **options}
    return Reader(Platform(channel.answer), "youtube", keys)


def test_videos_open_threads_and_comments_and_replies_answer() -> None:
    reader = make_reader(make_channel())
    found = {post.native_id: post for post in posts_of(reader.visit())}
    assert reader.reason == ""
    assert set(found) == {"v1", "v2", "a", "b", "c", "d", "d.0", *(f"a.{n}" for n in range(5))}
    video, comment, reply = found["v1"], found["a"], found["a.4"]
    assert (video.author, video.thread_native_id) == (CHANNEL, None)
    assert keep_one(video).text == "Nieuw & beter"
    assert (comment.thread_native_id, comment.parent_native_id) == ("v1", "v1")
    assert (reply.thread_native_id, reply.parent_native_id) == ("v1", "a")
    assert (comment.author, comment.reactions) == ("UCklaproos", 2)
    assert comment.posted_at == before(5)
    assert comment.url == "https://www.youtube.com/watch?v=v1&lc=a"
    assert youtube.VERIFIED is Verified.DOCUMENTATION


def test_the_key_goes_in_a_header_and_nowhere_else() -> None:
    reader = make_reader(make_channel())
    batches = reader.visit()
    for request in reader.platform.sent:
        assert request.headers == (("X-goog-api-key", "waarde-google"),)
        assert "waarde" not in request.url
        assert not request.robots
    assert "waarde" not in repr((batches, reader.platform.sent))


def test_the_channel_itself_speaks_for_the_municipality() -> None:
    reader = make_reader(make_channel())
    own = [post for post in posts_of(reader.visit()) if post.author == CHANNEL]
    assert {post.native_id for post in own} == {"v1", "v2", "b"}


def test_what_is_no_markup_stays() -> None:
    channel = make_channel()
    channel.comments["v1"][0]["snippet"]["textDisplay"] = "a < b & c <b>niet vet</b> &amp;"
    posts = {post.native_id: post for post in posts_of(make_reader(channel).visit())}
    assert keep_one(posts["a"]).text == "a < b & c <b>niet vet</b> &amp;"


def test_a_second_visit_reads_what_is_new_only() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.comments["v2"].append(said("f", -0.1))
    posts = {post.native_id for post in posts_of(reader.visit(0.2))}
    assert posts == {"f", "a", *(f"a.{number}" for number in range(5))}  # an hour is read twice
    assert "videos" not in reader.platform.paths()


def test_replies_edits_and_deletions_are_found_when_a_video_is_read_again() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.replies["c"] = [said("c.0", 0)]
    channel.comments["v1"][1]["snippet"] |= {"textDisplay": "Aangepast", "updatedAt": before(0)}
    del channel.replies["a"][3]
    reader.visit(0.5)
    assert "c.0" not in reader.held.bodies()
    reader.visit(1)
    bodies = reader.held.bodies()
    assert "c.0" in bodies
    assert bodies["b"] == "Aangepast"
    assert "a.3" in bodies
    reader.visit(6)
    assert "a.3" not in reader.held.bodies()
    assert reader.reason == ""


def test_an_old_comment_is_read_with_its_video() -> None:
    reader = make_reader(make_channel())
    reader.visit()
    assert "e" not in reader.held.bodies()
    reader.visit(1)
    assert "e" in reader.held.bodies()


def test_a_video_that_two_readings_do_not_give_is_gone_with_its_comments() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    del channel.videos["v1"]
    del channel.comments["v1"]
    reader.visit(1)
    assert {"v1", "a", "a.4"} <= set(reader.held.bodies())
    reader.visit(6)
    assert reader.reason == ""
    assert set(reader.held.bodies()) == {"v2", "d", "d.0", "e"}


def test_a_video_that_one_answer_leaves_out_is_not_gone() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    left_out = channel.videos.pop("v1")
    reader.visit(1)
    channel.videos["v1"] = left_out
    for hours in (6, 24):
        reader.visit(hours)
    assert {"v1", "a", "a.4"} <= set(reader.held.bodies())


def test_comments_that_are_counted_and_not_given_are_not_gone() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.videos["v1"]["statistics"] = {"commentCount": "8"}
    channel.errors["v1"] = (200, {"items": []})
    for hours in (1, 6, 24):
        reader.visit(hours)
    assert {"a", "b", "a.4"} <= set(reader.held.bodies())
    channel.videos["v1"]["statistics"] = {"commentCount": "0"}
    for hours in (72, 24 * 7):
        reader.visit(hours)
    assert {"a", "b", "a.4"}.isdisjoint(reader.held.bodies())


def test_replies_that_are_counted_and_not_given_are_not_gone() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.errors["a"] = (200, {"items": []})
    for hours in (1, 6, 24):
        reader.visit(hours)
    assert "a.4" in reader.held.bodies()


@pytest.mark.parametrize("more", ["\ud800", "x" * 501, "a&b"])
@pytest.mark.parametrize("place", ["v1", "a"])
def test_a_next_page_whose_name_is_none_holds_up_no_other_video(place: str, more: str) -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.errors[place] = (200, {"items": [], "nextPageToken": more})
    channel.replies["d"].append(said("d.1", 0))
    reader.visit(1)
    assert reader.reason == ("schema-drift" if place == "v1" else "")
    assert {"a.4", "d.1"} <= set(reader.held.bodies())


def test_when_no_video_is_given_at_all_nothing_is_gone() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.videos.clear()
    reader.visit(1)
    assert reader.reason == "empty-feed"
    assert {"v1", "v2", "a"} <= set(reader.held.bodies())


@pytest.mark.parametrize(
    "error", [refusal(403, "commentsDisabled"), refusal(404, "videoNotFound"), (403, {})]
)
def test_a_video_that_takes_no_comments_keeps_its_own_and_holds_up_no_other(error: Answer) -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.errors["v1"] = error
    channel.comments["v2"].append(said("f", 0.1))
    batches = reader.visit(1)
    assert reader.reason == ""
    assert batches[-1].refused == {"thread-closed": 1}
    assert {"v1", "a", "f"} <= set(reader.held.bodies())
    channel.errors.clear()
    reader.visit(1.1)
    assert "v1" not in [params.get("videoId") for _, params in reader.platform.asked]


def test_a_video_in_trouble_is_told_after_the_others_and_read_again() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.errors["v1"] = refusal(400, "processingFailure")
    channel.replies["d"].append(said("d.1", 0))
    reader.visit(1)
    assert reader.reason == "http-400"
    assert "d.1" in reader.held.bodies()
    channel.errors.clear()
    reader.visit(1.1)
    assert "v1" in [params.get("videoId") for _, params in reader.platform.asked]


def test_replies_that_cannot_be_read_come_with_the_next_reading_of_the_video() -> None:
    channel = make_channel()
    channel.errors["a"] = refusal(404, "parentCommentNotFound")
    reader = make_reader(channel)
    reader.visit()
    assert reader.reason == ""
    assert {"a.0", "a.1"} <= set(reader.held.bodies())
    assert "a.2" not in reader.held.bodies()
    channel.errors.clear()
    reader.visit(1)
    assert "a.2" in reader.held.bodies()


def test_a_reading_that_is_not_whole_takes_nothing_away() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.errors["a"] = refusal(404, "parentCommentNotFound")
    for hours in (1, 6, 24):
        reader.visit(hours)
    assert "a.4" in reader.held.bodies()


@pytest.mark.parametrize("code", ["quotaExceeded", "dailyLimitExceeded"])
@pytest.mark.parametrize("place", ["commentThreads", "videos", "a", "v1"])
def test_a_used_up_quota_is_rest_until_midnight_pacific(code: str, place: str) -> None:
    channel = make_channel()
    reader = make_reader(channel)
    if place == "v1":
        reader.visit()
    channel.errors[place] = refusal(403, code)
    reader.visit(1)
    assert reader.reason == "rate-limited"
    assert reader.trouble
    assert reader.trouble.retry_at == datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
    assert "Klaproos" not in str(reader.trouble)
    if place == "v1":
        assert "v2" not in [params.get("videoId") for _, params in reader.platform.asked]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-16T07:59:59+00:00", "2026-11-16T08:00:00+00:00"),
        ("2026-11-16T08:00:00+00:00", "2026-11-17T08:00:00+00:00"),
        ("2026-07-01T06:00:00+00:00", "2026-07-01T07:00:00+00:00"),
        ("2026-11-01T08:00:00+00:00", "2026-11-02T08:00:00+00:00"),
        ("2026-12-31T20:00:00+00:00", "2027-01-01T08:00:00+00:00"),
    ],
)
def test_midnight_pacific_follows_the_clocks_there(now: str, then: str) -> None:
    assert midnight(datetime.fromisoformat(now)) == datetime.fromisoformat(then)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (refusal(403, "rateLimitExceeded"), "rate-limited"),
        (refusal(403, "forbidden"), "closed"),
        (refusal(403, "accessNotConfigured"), "closed"),
        (refusal(403), "closed"),
        ((403, []), "closed"),
        (refusal(400, "API_KEY_INVALID", details=True), "closed"),
        (refusal(400, "keyInvalid"), "closed"),
        (refusal(400, "processingFailure"), "http-400"),
        (refusal(404, "channelNotFound"), "http-404"),
        ((500, {}), "http-500"),
        ((200, {"error": {"code": 403}}), "http-400"),
        ((200, {}), "schema-drift"),
        ((200, {"items": {}}), "schema-drift"),
        ((200, {"items": [{"snippet": {"topLevelComment": {"id": "x"}}}]}), "schema-drift"),
        ((200, {"items": [{"snippet": {"topLevelComment": []}}]}), "schema-drift"),
        ((200, {"items": [{"id": "x"}]}), "schema-drift"),
        ((200, b"<html>Meld je aan</html>"), "not-json"),
        ((200, b'{"items":' + b"[" * 50_000), "not-json"),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_whole_channel_is_told(error: Answer, reason: str) -> None:
    channel = make_channel()
    channel.errors["commentThreads"] = error
    reader = make_reader(channel)
    assert reader.visit() == []
    assert reader.reason == reason
    assert "Klaproos" not in str(reader.trouble)


def test_a_channel_that_had_comments_and_has_none_is_broken() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.comments.clear()
    reader.visit(0.1)
    assert reader.reason == "empty-feed"
    assert "a" in reader.held.bodies()


@pytest.mark.parametrize("status", ["heldForReview", "likelySpam", "rejected"])
def test_what_is_not_published_is_left_out(status: str) -> None:
    channel = make_channel()
    channel.comments["v1"][0]["snippet"]["moderationStatus"] = status
    channel.comments["v1"][1]["snippet"]["moderationStatus"] = "published"
    channel.replies["d"][0]["snippet"]["moderationStatus"] = status
    found = {post.native_id for post in posts_of(make_reader(channel).visit())}
    assert found == {"v1", "v2", "b", "c", "d"}


def test_a_thread_that_is_not_public_is_left_out() -> None:
    channel = make_channel()
    _, page = channel.answer(
        "/commentThreads", {"order": "time", "textFormat": "plainText", "maxResults": "100"}
    )
    assert isinstance(page, dict)
    page["items"][0]["snippet"]["isPublic"] = False
    page.pop("nextPageToken")
    channel.errors["commentThreads"] = (200, page)
    assert {post.native_id for post in posts_of(make_reader(channel).visit())} == {"v1", "b"}


def test_a_comment_on_no_video_opens_a_thread_of_its_own() -> None:
    top = {"snippet": {"topLevelComment": said("x", 1), "totalReplyCount": 1}}
    row = {**top, "replies": {"comments": [said("x.0", 0)]}}
    channel = Channel(errors={"commentThreads": (200, {"items": [row]})})
    reader = make_reader(channel)
    posts = posts_of(reader.visit())
    assert [(post.native_id, post.thread_native_id, post.parent_native_id) for post in posts] == [
        ("x", None, None),
        ("x.0", "x", "x"),
    ]
    assert posts[0].url is None
    reader.visit(1)
    assert set(reader.held.bodies()) == {"x", "x.0"}


def test_somebody_without_a_channel_goes_by_the_name_that_is_shown() -> None:
    channel = make_channel()
    del channel.comments["v1"][0]["snippet"]["authorChannelId"]
    channel.comments["v1"][2]["snippet"] |= {"authorChannelId": {}, "authorDisplayName": ""}
    posts = {post.native_id: post for post in posts_of(make_reader(channel).visit())}
    assert posts["a"].author == "@klaproos"
    assert posts["c"].author is None


def test_a_cut_visit_goes_on_and_loses_nothing() -> None:
    channel = Channel()
    for number in range(12):
        channel.upload(f"v{number}", 50)
        channel.comments[f"v{number}"] = [said(f"c{number}", 2 * number + 1)]
    reader = make_reader(channel)
    reader.max_pages = 2
    batches = reader.visit()
    assert batches[-1].cut
    assert len(reader.held.bodies()) == 8
    for _ in range(4):
        batches = reader.visit(0.1)
    assert not batches[-1].cut
    assert len(reader.held.bodies()) == 24


def test_a_thread_with_more_pages_than_a_visit_reads_is_not_whole() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    channel.replies["a"].clear()
    reader.max_pages = 1
    for hours in (1, 6, 24):
        reader.visit(hours)
    assert "a.4" in reader.held.bodies()


def test_pages_that_lead_back_end() -> None:
    channel = make_channel()
    reader = make_reader(channel)
    reader.visit()
    circle = 200, {"items": [], "nextPageToken": "1"}
    channel.errors |= {"v1": circle, "a": circle}
    reader.visit(1)
    assert len(reader.platform.asked) < 20
    assert "a" in reader.held.bodies()


@pytest.mark.parametrize(
    "native", ["", "../../x", "a/b", "a?b", "é", "\ud800", "x" * 101, "a\x00", {}, None, True]
)
def test_ids_that_are_none_are_drift(native: object) -> None:
    channel = make_channel()
    channel.comments["v1"][0]["id"] = native
    channel.replies.clear()
    reader = make_reader(channel)
    reader.visit()
    assert reader.reason == "schema-drift"


def test_hostile_texts_and_numbers_are_kept_within_bounds() -> None:
    channel = make_channel()
    channel.comments["v1"][0]["snippet"] |= {"textDisplay": "\ud800\x00" + "x " * 500_000}
    channel.comments["v1"][2]["snippet"] |= {"likeCount": 10**15, "publishedAt": "9" * 500}
    posts = posts_of(make_reader(channel).visit())
    kept, _ = keep_all(posts, make_keeping())
    assert max(len(post.text) for post in kept) <= 10_000
    channel.comments["v1"][0]["snippet"]["likeCount"] = 10**30
    reader = make_reader(channel)
    reader.visit()
    assert reader.reason == "schema-drift"


def test_the_cursor_holds_videos_and_numbers_only() -> None:
    reader = make_reader(make_channel())
    reader.visit()
    assert set(reader.cursor.marks) == {"comments:high", "comments:had", "again:v1", "again:v2"}
    assert "klaproos" not in json.dumps(reader.cursor.marks).lower()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"channel": CHANNEL},
        {"channel": "@heidebeek", "key": "google"},
        {"channel": CHANNEL, "key": "AIza Waarde"},
        {"channel": CHANNEL, "key": "google", "video": "x"},
    ],
    ids=str,
)
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(options)


def test_reach_is_kept() -> None:
    reader = make_reader(make_channel(), reach="8h")
    posts = {post.native_id for post in posts_of(reader.visit())}
    assert posts == {"v1", "a", *(f"a.{number}" for number in range(5))}
