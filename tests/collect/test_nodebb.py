"""A NodeBB forum: its flags, its pages, its closed doors. What all forums share: test_discourse."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.forums import nodebb as nodebb_forum
from jobs.collect.protocol import Verified
from jobs.collect.pseudonym import thread_id
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken
from jobs.model import PostId
from tests.collect.forum_fake import NODEBB, Pages, Said, Thread, nodebb, nodebb_topic
from tests.collect.test_discourse import GROUP, HOUR, Reader, closed, ids, key, texts
from tests.collect.town import KEY, keep_one, posts_of
from tests.fakes import NOW

LIST = f"{NODEBB}/api/recent?page=1"
STAYS = Thread(9, (Said(90),))


def forum(**options: object) -> Reader:
    return Reader("nodebb", f"{NODEBB}/", **options)


def pages_of(count: int) -> Pages:
    """Return a topic with a post an hour, and one that stays as it is."""
    posts = tuple(Said(100 + at, at=NOW - HOUR * (count - at)) for at in range(count))
    return nodebb(Thread(7, posts), STAYS)


def shut(pages: Pages, topic: int) -> Pages:
    return {**pages, nodebb_topic(topic): closed()}


def test_a_talk_is_read_with_who_answers_whom() -> None:
    thread = Thread(7, (Said(1), Said(2), Said(3, answers=2)), title="a &lt; b &amp; c")
    first, second, third = posts_of(forum().answers(nodebb(thread)))
    assert keep_one(first).title == "a < b & c"  # NodeBB writes titles as HTML
    assert (first.thread_native_id, first.reactions) == (None, 2)
    assert (second.parent_native_id, third.parent_native_id) == ("1", "2")
    assert third.url == "https://talk.example/post/3"
    assert nodebb_forum.VERIFIED is Verified.REAL_SERVER


def test_one_category_can_be_read_alone() -> None:
    reader = forum(category=4)
    pages = nodebb(Thread(7, (Said(1),)))
    assert ids(reader.answers({**pages, f"{NODEBB}/api/recent?cid=4&page=1": pages[LIST]})) == ["1"]
    assert reader.fetcher.asked[0].robots


def test_all_pages_of_a_topic_are_read_then_those_that_grew() -> None:
    reader = forum()
    assert len(posts_of(reader.answers(pages_of(65)))) == 66
    reader.answers(pages_of(66), NOW + timedelta(minutes=5))
    assert [url for url in reader.fetcher.urls if "/topic/" in url] == [
        nodebb_topic(7, page) for page in (1, 2, 3, 4)
    ]


def test_the_list_has_pages_too() -> None:
    page = json.loads(str(nodebb(Thread(7, (Said(1),)))[LIST]))
    page["pagination"]["pageCount"] = 2
    pages = nodebb(Thread(8, (Said(2),))) | nodebb(Thread(7, (Said(1),)))
    other = nodebb(Thread(8, (Said(2),)))[LIST]
    pages |= {LIST: json.dumps(page), f"{NODEBB}/api/recent?page=2": other}
    assert ids(forum().answers(pages)) == ["2", "1"]


@pytest.mark.parametrize("deleted", [True, 1, "1"], ids=["flag", "number", "text"])
def test_a_deleted_post_is_gone_at_once(deleted: object) -> None:
    reader = forum()
    reader.answers(nodebb(Thread(7, (Said(1), Said(2)))))
    flagged = Said(2, "[[topic:post-is-deleted]]").with_(deleted=deleted)
    batches = reader.answers(nodebb(Thread(7, (Said(1), flagged))), NOW + HOUR)
    assert reader.gone(batches) == {key(2)}
    assert ids(batches) == ["1"]


def test_a_purged_post_is_gone_after_two_whole_readings() -> None:
    reader = forum()
    reader.answers(nodebb(Thread(7, (Said(1), Said(2)))))
    purged = nodebb(Thread(7, (Said(1),)))
    assert reader.gone(reader.answers(purged, NOW + HOUR)) == set()
    assert reader.gone(reader.answers(purged, NOW + 7 * HOUR)) == {key(2)}


def test_a_reading_that_was_cut_takes_nothing_for_gone() -> None:
    reader = forum()
    reader.answers(pages_of(65))
    reader.max_items = 20
    for hours in (1, 7, 25):
        batches = reader.answers(pages_of(65), NOW + HOUR * hours)
        assert any(batch.cut for batch in batches)
        assert reader.gone(batches) == set()


def test_a_topic_closed_to_us_is_never_a_deletion_though_others_are_given() -> None:
    reader = forum()
    reader.answers(nodebb(Thread(7, (Said(1), Said(2))), STAYS))
    after = shut(nodebb(STAYS), 7)
    for hours in (1, 2, 7, 25, 73):
        batches = reader.answers(after, NOW + HOUR * hours)
        assert reader.gone(batches) == set()
        assert [one for batch in batches for one in batch.gone_threads] == []


def test_a_topic_that_is_not_there_is_gone_as_a_whole() -> None:
    reader = forum()
    reader.answers(nodebb(Thread(7, (Said(1), Said(2))), STAYS))
    after = {**nodebb(STAYS), nodebb_topic(7): closed(FetchReason.HTTP_404)}
    batches = reader.answers(after, NOW + HOUR)
    assert [one for batch in batches for one in batch.gone_threads] == [thread_id(KEY, GROUP, "1")]


def test_a_page_that_is_not_there_is_no_topic_that_is_gone() -> None:
    reader = forum()
    pages = pages_of(65)
    reader.answers(pages)
    pages[nodebb_topic(7, 3)] = closed(FetchReason.HTTP_404)
    for hours in (1, 7, 25):
        batches = reader.answers(pages, NOW + HOUR * hours)
        assert reader.gone(batches) == set()
        assert [one for batch in batches for one in batch.gone_threads] == []


def test_a_topic_that_does_not_tell_its_pages_loses_no_posts() -> None:
    reader = forum()
    pages = pages_of(65)
    reader.answers(pages)
    topic = json.loads(str(pages[nodebb_topic(7)]))
    pages[nodebb_topic(7)] = json.dumps({**topic, "pagination": {}})
    for hours in (1, 7, 25):
        batches = reader.answers(pages, NOW + HOUR * hours)
        assert reader.gone(batches) == set()
        assert batches[-1].refused == {"topic-schema-drift": 1}


def test_a_forum_that_closes_all_its_topics_loses_none() -> None:
    reader = forum()
    pages = nodebb(Thread(7, (Said(1), Said(2))), STAYS)
    reader.answers(pages)
    for hours in (1, 2, 7, 8):
        with pytest.raises(SourceBroken) as caught:
            reader.answers(shut(shut(pages, 7), 9), NOW + HOUR * hours)
        assert caught.value.reason == FetchReason.CLOSED
    assert len(reader.held.posts) == 3


def test_a_topic_that_was_always_closed_is_counted_only() -> None:
    pages = shut(nodebb(Thread(7, (Said(1),)), STAYS), 7)
    batches = forum().answers(pages)
    assert (ids(batches), batches[-1].refused) == (["90"], {"topic-closed": 1})


def test_guests_and_former_users_are_nobody() -> None:
    posts = (
        Said(1).with_(user={"uid": 0, "username": "[[global:former-user]]"}),
        Said(2).with_(user={"uid": 0, "username": ""}), Said(3).with_(user=None),
    )  # fmt: skip
    found = posts_of(forum().answers(nodebb(Thread(7, posts))))
    assert [post.author for post in found] == [None, None, None]


def test_what_comes_from_other_servers_is_left_out() -> None:
    away = "https://mastodon.example/users/naam/statuses/1"
    here = Thread(7, (Said(1), Said(2).with_(pid=away)))
    listed = replace(STAYS, more={"tid": "1b4e28ba-2fa1-11d2-883f-0016d3cca427"})
    reader = forum()
    assert ids(reader.answers(nodebb(here, listed))) == ["1"]
    assert "naam" not in repr(reader.cursor.marks)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("<html>Meld je aan</html>", ReadReason.NOT_JSON),
        ('"not-authorized"', ReadReason.SCHEMA_DRIFT),
        ('{"topics":{}}', ReadReason.SCHEMA_DRIFT),
        ('{"topics":[]}', ReadReason.SCHEMA_DRIFT),
        ('{"topics":[{"tid":1}]}', ReadReason.SCHEMA_DRIFT),
        ("{}", ReadReason.SCHEMA_DRIFT),
    ],
)
def test_a_list_that_is_none_is_a_state_of_the_source(answer: str, reason: str) -> None:
    with pytest.raises(SourceBroken) as caught:
        forum().answers({LIST: answer})
    assert caught.value.reason == reason


def test_a_topic_without_posts_is_in_another_form() -> None:
    pages = nodebb(Thread(7, (Said(1),)))
    topic = json.loads(str(pages[nodebb_topic(7)]))
    pages[nodebb_topic(7)] = json.dumps({**topic, "posts": []})
    with pytest.raises(SourceBroken) as caught:
        forum().answers(pages)
    assert caught.value.reason == ReadReason.SCHEMA_DRIFT


def test_an_edit_is_seen_when_the_round_of_the_topic_comes() -> None:
    reader = forum()
    reader.answers(nodebb(Thread(7, (Said(1, "eerst"),))))
    edited = nodebb(Thread(7, (Said(1, "later"),)))
    assert texts(reader.answers(edited, NOW + HOUR)) == ["later"]


def test_hostile_pages_end() -> None:
    pages = nodebb(Thread(7, (Said(1),)))
    topic = json.loads(str(pages[nodebb_topic(7)]))
    topic["pagination"]["pageCount"] = 10**17
    answer = json.dumps(topic)
    pages |= {nodebb_topic(7, page): answer for page in range(2, 5001)}
    pages[nodebb_topic(7)] = answer
    reader = forum()
    batches = reader.answers(pages)
    assert len(reader.fetcher.asked) < 70
    assert batches[-1].cut
    held: set[PostId] = set(reader.held.posts)
    assert held == {key(1)}
