"""What is past its term, and what is not."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.errors import StoreError
from jobs.model import Cursor, Mention, Post, SourceId, SourceStatus, ThreadId, Week
from jobs.retain.policy import check_clock, due_posts, due_weeks, recent_threads
from jobs.settings.schema import Settings
from tests.make import MONDAY, make_mention, make_post

DAY = timedelta(days=1)
NOW = MONDAY + 100 * DAY
SETTINGS = Settings.model_validate(
    {
        "municipality": {"name": "Beekdorp"},
        "department": [{"id": "afval", "name": "Afval", "about": "afval"}],
        "delivery": {"sender": "a@beekdorp.example", "lead": ["b@beekdorp.example"]},
    }
)


def aged(days: float, number: int = 1, thread: int | None = None) -> Post:
    """Return a post that was posted and read *days* before `NOW`."""
    moment = NOW - days * DAY
    return replace(make_post(number=number, thread=thread, at=moment), collected_at=moment)


def why(post: Post, mention: Mention | None, *recent: ThreadId) -> str:
    mentions = {} if mention is None else {post.id: mention}
    due = due_posts([post], mentions, frozenset(recent), SETTINGS, NOW)
    found = {
        "expired": due.expired,
        "unmentioned": due.unmentioned,
        "unjudged": due.unjudged,
    }
    names = [name for name, posts in found.items() if posts]
    assert len(due.posts) == len(names) <= 1
    return names[0] if names else "stays"


@pytest.mark.parametrize(
    ("days", "kept", "expected"),
    [
        (90, True, "expired"),
        (89.9, True, "stays"),
        (90, False, "expired"),
        (1, False, "unmentioned"),
        (0.9, False, "stays"),
        (90, None, "expired"),
        (35.1, None, "unjudged"),
        (34.9, None, "stays"),
    ],
)
def test_each_post_has_its_term(days: float, kept: object, expected: str) -> None:
    """90 days for mentions, a day for what is none, and what no run will judge is none either."""
    post = aged(days)
    mention = None if kept is None else make_mention(post, kept=kept is True)

    assert why(post, mention) == expected


def test_the_thread_of_a_recent_mention_keeps_all_its_words() -> None:
    post = aged(3)
    unkept = make_mention(post, kept=False)

    assert why(post, unkept, post.thread_id) == "stays"


def test_no_thread_outlives_the_term_of_its_text() -> None:
    post = aged(90)

    assert why(post, make_mention(post, kept=False), post.thread_id) == "expired"


def test_a_thread_is_recent_by_a_kept_mention_of_two_weeks() -> None:
    fresh, stale, other = aged(14, 1), aged(14.1, 2), aged(1, 3)
    mentions = {
        fresh.id: make_mention(fresh),
        stale.id: make_mention(stale),
        other.id: make_mention(other, kept=False),
    }

    assert recent_threads([fresh, stale, other, aged(1, 4)], mentions, NOW) == {fresh.thread_id}


def test_reports_are_kept_thirteen_months_from_the_end_of_their_week() -> None:
    moment = Week(2026, 46).bounds(ZoneInfo("Europe/Brussels"))[1] + 395 * DAY

    assert due_weeks([Week(2026, 47), Week(2026, 46)], SETTINGS, moment) == (Week(2026, 46),)
    assert due_weeks([Week(2026, 46)], SETTINGS, moment - timedelta(seconds=1)) == ()


def status(tried: datetime | None) -> SourceStatus:
    return SourceStatus(source_id=SourceId("groep"), cursor=Cursor.start(), tried_at=tried)


def test_a_clock_that_runs_behind_what_was_read_is_refused() -> None:
    with pytest.raises(StoreError, match="set the clock right, nothing was erased"):
        check_clock([status(NOW + 25 * DAY / 24)], [], NOW)
    with pytest.raises(StoreError):
        check_clock([status(None)], [aged(-1.1)], NOW)


def test_a_clock_that_is_a_little_off_will_do() -> None:
    check_clock([status(NOW + DAY), status(None)], [aged(-1)], NOW)
    check_clock([], [], NOW)
