"""A Discourse forum: its list, its long topics, what is edited, hidden, deleted, or in trouble.

What holds for all forums that are read by `topics` is tested here too.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.forums import discourse as discourse_forum
from jobs.collect.protocol import Verified
from jobs.collect.pseudonym import post_id, thread_id
from jobs.collect.reasons import FetchReason
from jobs.errors import FetchRefused, SourceBroken, SourceError
from jobs.model import Batch, PostId, SourceId
from tests.collect.again import Again
from tests.collect.forum_fake import DISCOURSE, Pages, Said, Thread, discourse, iso
from tests.collect.town import KEY, keep_one, posts_of
from tests.fakes import NOW, FakeFetcher

GROUP = SourceId("groep")
LIST = f"{DISCOURSE}/latest.json?page=0"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Reader(Again[FakeFetcher]):
    """A forum that is visited again and again."""

    def __init__(self, kind: str = "discourse", url: str = DISCOURSE, **options: object) -> None:
        super().__init__(FakeFetcher(), kind, {"url": url, **options})

    @property
    def fetcher(self) -> FakeFetcher:
        """What it reads."""
        return self.fake

    def answers(self, pages: Pages, now: datetime = NOW) -> list[Batch]:
        """Visit the forum, which answers *pages*; raise what ends the visit."""
        return self.through(FakeFetcher(pages), now)

    @staticmethod
    def gone(batches: list[Batch]) -> set[PostId]:
        """Return what *batches* say is gone, whole threads not counted."""
        natives = {post_id(KEY, GROUP, one) for batch in batches for one in batch.gone}
        return natives | {one for batch in batches for one in batch.gone_posts}


def texts(batches: list[Batch]) -> list[str]:
    return [post.body for post in posts_of(batches)]


def ids(batches: list[Batch]) -> list[str]:
    return [post.native_id for post in posts_of(batches)]


def key(native: int) -> PostId:
    return post_id(KEY, GROUP, str(native))


def long_topic(count: int, *, active: datetime | None = None, number: int = 7) -> Thread:
    """Return a topic with a post an hour, the newest an hour ago."""
    posts = tuple(Said(100 + at, at=NOW - HOUR * (count - at)) for at in range(count))
    return Thread(number, posts, active=active)


def closed(status: FetchReason = FetchReason.CLOSED) -> SourceBroken:
    return SourceBroken(GROUP, status, "forum.example answered 403")


def test_a_talk_is_read_with_who_answers_whom() -> None:
    thread = Thread(
        7,
        (Said(11, "<p>eerst</p>"), Said(12, author="b"), Said(13, answers=2), Said(14, answers=99)),
        title="Lampen a < b & <i>c</i>",
    )
    first, second, third, fourth = posts_of(Reader().answers(discourse(thread)))
    assert (first.title, first.thread_native_id, first.parent_native_id) == (
        "Lampen a &lt; b &amp; &lt;i&gt;c&lt;/i&gt;", None, None,
    )  # fmt: skip
    assert keep_one(first).title == "Lampen a < b & <i>c</i>"
    assert {post.thread_native_id for post in (second, third, fourth)} == {"11"}
    assert (second.parent_native_id, second.title) == ("11", "")
    assert third.parent_native_id == "12"
    assert fourth.parent_native_id == "11"  # what it answers is not there
    assert first.reactions == 3
    assert first.url == "https://forum.example/t/7/1"
    assert (first.author, second.author) == ("Klaprooszaad", "b")


def test_a_quotation_is_not_said_again() -> None:
    body = '<aside class="quote"><blockquote>zij zei</blockquote></aside><p>ik zeg x &lt; y</p>'
    (post,) = posts_of(Reader().answers(discourse(Thread(7, (Said(1, body),)))))
    assert keep_one(post).text == "ik zeg x < y"


def test_robots_and_the_pace_of_the_forum_are_kept() -> None:
    reader = Reader(pause=3)
    reader.answers(discourse(Thread(7, (Said(1),))))
    assert all(request.robots for request in reader.fetcher.asked)
    assert {request.pace for request in reader.fetcher.asked} == {timedelta(seconds=3)}
    with pytest.raises(ValueError, match="pause"):
        discourse_forum.Options(url=DISCOURSE, pause=0.1)
    assert discourse_forum.VERIFIED is Verified.DOCUMENTATION


def test_one_category_can_be_read_alone() -> None:
    reader = Reader(url=f"{DISCOURSE}/c/buurt/5/")
    batches = reader.answers(discourse(Thread(7, (Said(1),)), list_at="/c/buurt/5/l/latest.json"))
    assert ids(batches) == ["1"]


def test_a_post_of_an_account_that_is_no_more_is_by_nobody() -> None:
    posts = posts_of(
        Reader().answers(discourse(Thread(7, (Said(1), Said(2).with_(username=None)))))
    )
    assert [post.author for post in posts] == ["Klaprooszaad", None]


def test_posts_that_tell_no_author_are_in_another_form() -> None:
    pages = discourse(Thread(7, (Said(1),)))
    address = f"{DISCOURSE}/t/7.json"
    pages[address] = str(pages[address]).replace('"username"', '"user"')
    with pytest.raises(SourceBroken) as caught:
        Reader().answers(pages)
    assert caught.value.reason == ReadReason.SCHEMA_DRIFT


def test_what_moderators_did_and_whispers_are_left_out() -> None:
    posts = (
        Said(1), Said(2).with_(post_type=3, action_code="closed.enabled"),
        Said(3).with_(post_type=2), Said(4).with_(post_type=4),
        Said(5).with_(action_code="split_topic"), Said(6),
    )  # fmt: skip
    assert ids(Reader().answers(discourse(Thread(7, posts)))) == ["1", "6"]


def test_a_long_topic_is_read_in_chunks_of_twenty() -> None:
    reader = Reader()
    assert len(posts_of(reader.answers(discourse(long_topic(65))))) == 65
    assert len(reader.fetcher.asked) == 5
    assert "post_ids%5B%5D=120" in reader.fetcher.urls[-3] + reader.fetcher.urls[-4]


def test_a_topic_that_grew_is_read_from_where_it_grew() -> None:
    reader = Reader()
    thread = long_topic(100)
    reader.answers(discourse(thread))
    grown = replace(thread, posts=(*thread.posts, Said(300, at=NOW)))
    batches = reader.answers(discourse(grown), NOW + timedelta(minutes=5))
    assert "300" in ids(batches)
    assert len(posts_of(batches)) <= 42  # the first part, and the last that were known
    assert len(reader.fetcher.asked) < 7


def test_an_old_talk_with_a_new_answer_gives_what_is_new_and_what_opens_it() -> None:
    old = tuple(Said(at, at=NOW - DAY * 400 + HOUR * at) for at in range(1, 301))
    reader = Reader()
    batches = reader.answers(discourse(Thread(7, (*old, Said(900, answers=4)))))
    assert ids(batches) == ["1", "900"]
    assert len(reader.fetcher.asked) < 10


def test_a_talk_too_long_for_one_visit_goes_on_in_the_next() -> None:
    reader = Reader()
    reader.max_pages = 3
    pages = discourse(long_topic(200))
    seen: set[str] = set()
    for visits in range(1, 20):
        batches = reader.answers(pages, NOW + timedelta(minutes=visits))
        seen |= set(ids(batches))
        if not any(batch.cut for batch in batches):
            break
    assert seen == {str(number) for number in range(100, 300)}


def test_topics_that_were_silent_too_long_are_not_read() -> None:
    old = Thread(8, (Said(1, at=NOW - DAY * 40),))
    reader = Reader()
    assert ids(reader.answers(discourse(Thread(7, (Said(2),)), old))) == ["2"]
    assert f"{DISCOURSE}/t/8.json" not in reader.fetcher.urls


def test_what_is_pinned_does_not_end_the_list() -> None:
    pinned = Thread(1, (Said(1, at=NOW - DAY * 300),), more={"pinned": True})
    globally = Thread(2, (Said(2, at=NOW - DAY * 300),), more={"pinned_globally": True})
    pages = discourse(pinned, globally, Thread(3, (Said(3),)), per_page=2)
    assert ids(Reader().answers(pages)) == ["3"]


def many(count: int, first: int = 0) -> list[Thread]:
    """Return topics with one post each, newest activity first."""
    return [
        Thread(number + 1, (Said(number + 1, at=NOW - HOUR * 2 - timedelta(minutes=number)),))
        for number in range(first, first + count)
    ]


def test_the_list_is_walked_until_a_page_holds_nothing_new() -> None:
    reader = Reader()
    forum = many(9)
    assert len(posts_of(reader.answers(discourse(*forum, per_page=3)))) == 9
    reader.answers(discourse(*forum, per_page=3), NOW + timedelta(minutes=1))
    assert reader.fetcher.urls == [LIST]


def test_a_list_too_long_for_one_visit_goes_on_in_the_next() -> None:
    reader = Reader()
    reader.max_pages = 2
    pages = discourse(*many(9), per_page=2)
    first = reader.answers(pages)
    assert first[-1].cut
    seen = set(ids(first))
    for visits in range(1, 9):
        batches = reader.answers(pages, NOW + timedelta(minutes=visits))
        seen |= set(ids(batches))
    assert seen == {str(number) for number in range(1, 10)}
    assert "behind" not in reader.cursor.marks


def test_what_was_not_read_of_a_list_that_was_cut_is_read_later() -> None:
    reader = Reader()
    reader.max_pages = 3
    pages = discourse(*many(9), per_page=2)
    seen = set(ids(reader.answers(pages)))
    reader.max_items = 1
    for visits in range(1, 9):
        seen |= set(ids(reader.answers(pages, NOW + timedelta(minutes=visits))))
    assert seen == {str(number) for number in range(1, 10)}
    assert "behind" not in reader.cursor.marks


@pytest.mark.parametrize("moment", [NOW + DAY * 9, NOW - DAY * 20_000])
def test_a_topic_whose_clock_is_wrong_does_not_hold_up_the_others(moment: datetime) -> None:
    wrong = Thread(9, (Said(90, at=moment),))
    batches = Reader().answers(discourse(wrong, *many(2)))
    assert ids(batches) == ["2", "1"]
    assert batches[-1].refused == {"topic-schema-drift": 1}


def test_a_list_that_leads_to_itself_ends() -> None:
    pages = discourse(Thread(7, (Said(1),)), Thread(8, (Said(2),)), per_page=1)
    pages = {**pages, **{f"{DISCOURSE}/latest.json?page={at}": pages[LIST] for at in range(1, 50)}}
    reader = Reader()
    assert ids(reader.answers(pages)) == ["1"]
    assert len([url for url in reader.fetcher.urls if "latest" in url]) == 2


def test_topics_are_read_oldest_first_so_that_a_crash_skips_none() -> None:
    reader = Reader()
    assert ids(reader.answers(discourse(*many(3)))) == ["3", "2", "1"]


def test_an_edit_is_seen_when_the_round_of_the_topic_comes() -> None:
    reader = Reader()
    reader.answers(discourse(Thread(7, (Said(1, "eerst"),))))
    edited = discourse(Thread(7, (Said(1, "later"),)))
    assert texts(reader.answers(edited, NOW + timedelta(minutes=30))) == []
    assert texts(reader.answers(edited, NOW + HOUR)) == ["later"]


def test_a_post_that_left_the_stream_is_gone_after_two_readings() -> None:
    reader = Reader()
    reader.answers(discourse(Thread(7, (Said(1), Said(2)))))
    left = discourse(Thread(7, (Said(1),), active=NOW - 2 * HOUR))
    assert reader.gone(reader.answers(left, NOW + HOUR)) == set()
    assert reader.gone(reader.answers(left, NOW + 7 * HOUR)) == {key(2)}


def test_a_post_that_its_author_deleted_is_gone_at_once() -> None:
    reader = Reader()
    reader.answers(discourse(Thread(7, (Said(1), Said(2), Said(3)))))
    deleted = (Said(1), Said(2).with_(user_deleted=True), Said(3).with_(deleted_at=iso(NOW)))
    batches = reader.answers(discourse(Thread(7, deleted)), NOW + HOUR)
    assert reader.gone(batches) == {key(2), key(3)}
    assert ids(batches) == ["1"]


@pytest.mark.parametrize("flag", ["hidden", "cooked_hidden"])
def test_a_hidden_post_is_not_public_and_gone_after_two_readings(flag: str) -> None:
    reader = Reader()
    reader.answers(discourse(Thread(7, (Said(1), Said(2)))))
    pages = discourse(Thread(7, (Said(1), Said(2, "verborgen").with_(**{flag: True}))))
    first = reader.answers(pages, NOW + HOUR)
    assert (texts(first), reader.gone(first)) == (["<p>bericht</p>"], set())
    assert reader.gone(reader.answers(pages, NOW + 7 * HOUR)) == {key(2)}


def test_a_deleted_topic_is_gone_as_a_whole() -> None:
    reader = Reader()
    stays = Thread(8, (Said(8),))
    reader.answers(discourse(Thread(7, (Said(1), Said(2))), stays))
    batches = reader.answers(discourse(stays), NOW + HOUR)
    gone = [one for batch in batches for one in batch.gone_threads]
    assert gone == [thread_id(KEY, GROUP, "1")]
    assert "t:7" not in reader.cursor.marks
    assert reader.answers(discourse(stays), NOW + 2 * HOUR) == []


def test_topics_that_all_seem_gone_are_the_trouble_of_the_forum() -> None:
    reader = Reader()
    pages = discourse(*many(3))
    reader.answers(pages)
    with pytest.raises(SourceBroken) as caught:
        reader.answers({LIST: pages[LIST]}, NOW + HOUR)
    assert caught.value.reason == FetchReason.HTTP_404


def test_a_topic_closed_to_us_is_never_a_deletion() -> None:
    reader = Reader()
    pages = discourse(*many(2))
    reader.answers(pages)
    pages[f"{DISCOURSE}/t/1.json"] = closed()
    for hours in (1, 7, 25, 73):
        batches = reader.answers(pages, NOW + HOUR * hours)
        assert reader.gone(batches) == set()
        assert [one for batch in batches for one in batch.gone_threads] == []


def test_a_topic_in_trouble_does_not_hold_up_the_others_and_is_tried_thrice() -> None:
    reader = Reader()
    pages = discourse(*many(3))
    address = f"{DISCOURSE}/t/2.json"
    pages[address] = SourceBroken(GROUP, FetchReason.HTTP_500, "x")
    batches = reader.answers(pages)
    assert ids(batches) == ["3", "1"]
    assert batches[-1].refused == {"topic-http-500": 1}
    asked = 0
    for minutes in (1, 2, 3, 4):
        reader.answers(pages, NOW + timedelta(minutes=minutes))
        asked += reader.fetcher.urls.count(address)
    assert asked == 2
    again = discourse(*many(1), Thread(2, (Said(2), Said(22, at=NOW)), active=NOW), *many(1, 2))
    assert ids(reader.answers(again, NOW + timedelta(minutes=9))) == ["2", "22"]


def test_a_topic_read_later_than_the_list_told_of_it_is_not_read_at_every_visit() -> None:
    """Its page of the list is not walked then, as nothing is new in front of it."""
    reader = Reader()
    pages = discourse(*many(9), per_page=3)
    address = f"{DISCOURSE}/t/9.json"
    reader.answers({**pages, address: SourceBroken(GROUP, FetchReason.HTTP_500, "x")})
    assert ids(reader.answers(pages, NOW + timedelta(minutes=1))) == ["9"]
    assert reader.answers(pages, NOW + timedelta(minutes=2)) == []
    assert reader.fetcher.urls == [LIST]


def test_a_talk_of_which_the_rest_was_read_later_is_not_read_at_every_visit() -> None:
    reader = Reader()
    reader.max_pages = 3
    pages = discourse(*many(3), long_topic(100, active=NOW - HOUR * 9, number=70), per_page=3)
    for minutes in range(4):
        reader.answers(pages, NOW + timedelta(minutes=minutes))
    assert len(reader.held.posts) == 103
    assert reader.fetcher.urls == [LIST]


def test_a_visit_that_ends_half_way_keeps_sight_of_a_topic_in_trouble() -> None:
    """Whether it is killed or sent away: all in front of that topic is known then."""
    reader = Reader()
    pages = discourse(*many(9), per_page=3)
    hurt = {**pages, f"{DISCOURSE}/t/9.json": SourceBroken(GROUP, FetchReason.HTTP_500, "x")}
    batches = reader.answers(hurt)
    reader.cursor = batches[-2].cursor  # killed before the last, with all others read
    assert ids(reader.answers(pages, NOW + timedelta(minutes=1))) == ["9"]
    reader = Reader()
    hurt[f"{DISCOURSE}/t/1.json"] = SourceBroken(GROUP, FetchReason.RATE_LIMITED, "x")
    with pytest.raises(SourceBroken):
        reader.answers(hurt)
    assert set(ids(reader.answers(pages, NOW + timedelta(minutes=1)))) == {"9", "1"}


def test_a_talk_that_is_closed_before_its_rest_was_read_is_tried_thrice() -> None:
    reader = Reader()
    reader.max_pages = 3
    pages = discourse(long_topic(100), *many(1))
    reader.answers(pages)
    asked = []
    address = f"{DISCOURSE}/t/7.json"
    for minutes in range(1, 6):
        reader.answers({**pages, address: closed()}, NOW + timedelta(minutes=minutes))
        asked.append(reader.fetcher.urls.count(address))
    assert asked == [1, 1, 1, 0, 0]


def test_a_topic_that_stays_in_trouble_is_not_asked_for_ever() -> None:
    reader = Reader()
    pages = discourse(*many(2))
    reader.answers(pages)
    pages[f"{DISCOURSE}/t/1.json"] = closed()
    asked = []
    for days in range(1, 20):
        reader.answers(pages, NOW + DAY * days)
        asked.append(reader.fetcher.urls.count(f"{DISCOURSE}/t/1.json"))
    assert sum(asked[:3]) == 3
    assert sum(asked) < 8
    assert asked[-3:] == [0, 0, 0]


@pytest.mark.parametrize("reason", [FetchReason.RATE_LIMITED, FetchReason.BUDGET])
def test_when_the_forum_wants_rest_nothing_more_is_asked(reason: FetchReason) -> None:
    reader = Reader()
    pages = discourse(*many(3))
    pages[f"{DISCOURSE}/t/2.json"] = FetchRefused(GROUP, reason, "x")
    with pytest.raises(FetchRefused):
        reader.answers(pages)
    assert f"{DISCOURSE}/t/1.json" not in reader.fetcher.urls


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (closed(), FetchReason.CLOSED),
        ("<html>Meld je aan</html>", ReadReason.NOT_JSON),
        ('{"errors":["not_logged_in"]}', ReadReason.SCHEMA_DRIFT),
        ("[]", ReadReason.SCHEMA_DRIFT),
        ('{"topic_list":{"topics":[{"id":"7/../x","bumped_at":"2026-11-15"}]}}', "schema-drift"),
        ('{"topic_list":{"topics":[{"id":7}]}}', ReadReason.SCHEMA_DRIFT),
        ('{"topic_list":{"topics":[{"id":7,"bumped_at":"ooit"}]}}', ReadReason.SCHEMA_DRIFT),
        ('{"topic_list":{"topics":[{"id":9' + "9" * 30 + "}]}}", ReadReason.SCHEMA_DRIFT),
    ],
)
def test_a_list_that_is_none_is_a_state_of_the_source(answer: object, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        Reader().answers({LIST: answer})  # type: ignore[dict-item]  # an answer or an error
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "answer",
    [
        "{}",
        '{"post_stream":{"stream":[],"posts":[]}}',
        '{"post_stream":{"stream":"1","posts":[]}}',
        '{"post_stream":{"stream":[{"a":1}],"posts":[]}}',
        '{"post_stream":{"stream":[1],"posts":[]}}',
        '{"post_stream":{"stream":[1],"posts":[{"id":1}]}}',
        '{"post_stream":{"stream":[1],"posts":[{"id":1,"post_number":1,"created_at":"ooit"}]}}',
    ],
)
def test_a_topic_in_another_form_breaks_the_first_reading(answer: str) -> None:
    pages = discourse(Thread(7, (Said(1),)))
    with pytest.raises(SourceBroken) as caught:
        Reader().answers({**pages, f"{DISCOURSE}/t/7.json": answer})
    assert caught.value.reason == ReadReason.SCHEMA_DRIFT


def conditional(reader: Reader) -> list[tuple[str, bool]]:
    """Return what the last visit asked for, and whether only if it changed."""
    asked = reader.fetcher.asked
    return [(one.url.removeprefix(DISCOURSE), any(one.validators)) for one in asked]


def test_what_is_as_it_was_is_only_asked_after() -> None:
    reader = Reader()
    pages = discourse(Thread(7, (Said(1), Said(2))), Thread(8, (Said(3),)))
    assert ids(reader.answers(pages)) == ["3", "1", "2"]
    assert reader.answers(pages, NOW + HOUR / 2) == []
    assert conditional(reader) == [("/latest.json?page=0", True)]
    for hours in (1, 6, 24):
        assert posts_of(reader.answers(pages, NOW + HOUR * hours)) == []
        assert conditional(reader) == [
            ("/latest.json?page=0", True),
            ("/t/7.json", True),
            ("/t/8.json", True),
        ]


def test_a_topic_that_is_as_it_was_loses_nothing_and_one_that_lost_a_post_is_read_in_full() -> None:
    reader = Reader()
    reader.answers(discourse(Thread(7, (Said(1), Said(2)))))
    less = discourse(Thread(7, (Said(1),), more={"posts_count": 2, "highest_post_number": 2}))
    assert reader.gone(reader.answers(less, NOW + HOUR)) == set()
    assert reader.gone(reader.answers(less, NOW + HOUR * 6)) == {key(2)}
    assert conditional(reader)[1] == ("/t/7.json", False)


def test_a_list_counts_as_read_when_all_its_topics_are() -> None:
    """A crash in between must find it open, or a topic would stay unread."""
    reader = Reader()
    pages = discourse(Thread(7, (Said(1),)), Thread(8, (Said(3),)))
    first, *_ = reader.answers(pages)
    assert [post.native_id for post in first.posts] == ["3"]
    reader.cursor = first.cursor
    assert ids(reader.answers(pages, NOW + HOUR / 2)) == ["1"]
    reader = Reader()
    reader.answers({**pages, f"{DISCOURSE}/t/7.json": closed()})
    reader.answers(pages, NOW + HOUR / 2)
    assert ids(reader.answers(pages, NOW + HOUR / 2)) == []
    assert reader.held.bodies().keys() == {"1", "3"}


def test_a_list_that_is_empty_all_at_once_is_no_quiet_week() -> None:
    reader = Reader()
    assert posts_of(reader.answers(discourse())) == []
    reader.answers(discourse(Thread(7, (Said(1),))))
    with pytest.raises(SourceBroken) as caught:
        reader.answers(discourse(), NOW + HOUR)
    assert caught.value.reason == ReadReason.EMPTY_FEED


def test_a_topic_whose_first_post_is_not_there_keeps_its_thread() -> None:
    reader = Reader()
    reader.answers(discourse(Thread(7, (Said(1), Said(2)))))
    pages = discourse(Thread(7, (Said(2).with_(post_number=2), Said(3).with_(post_number=3))))
    posts = posts_of(reader.answers(pages, NOW + HOUR))
    assert {post.thread_native_id for post in posts} == {"1"}
    unseen = discourse(Thread(9, (Said(5).with_(post_number=4),)))
    (post,) = posts_of(Reader().answers(unseen))
    assert post.thread_native_id is None


def test_hostile_texts_and_numbers_pass_as_they_are() -> None:
    posts = (Said(1, "\x00\ud800<p>" + "x" * 1_000_000), Said(1, "weer"), Said(2))
    pages = discourse(Thread(7, posts))
    assert {post.native_id for post in posts_of(Reader().answers(pages))} == {"1", "2"}
    huge = discourse(Thread(7, (Said(1).with_(actions_summary=[{"id": 2, "count": 10**400}]),)))
    with pytest.raises(SourceBroken):
        Reader().answers(huge)


def test_more_posts_than_one_visit_gives_are_left_for_the_next() -> None:
    reader = Reader()
    reader.max_items = 2
    pages = discourse(*many(4))
    first = reader.answers(pages)
    assert (ids(first), first[-1].cut) == (["4", "3"], True)
    assert ids(reader.answers(pages, NOW + timedelta(minutes=1))) == ["2", "1"]


def test_no_mark_holds_a_name_or_a_text() -> None:
    reader = Reader()
    reader.answers(discourse(long_topic(30), *many(3)))
    assert "Klaproos" not in repr(reader.cursor.marks)
    json.dumps(reader.cursor.marks)


def test_rounds_end_and_the_marks_stay_few() -> None:
    reader = Reader()
    pages = discourse(Thread(7, (Said(1),)))
    for days in (0, 1, 3, 7, 14, 20):
        reader.answers(pages, NOW + DAY * days)
    assert reader.cursor.marks.keys() == {"t:7"}
