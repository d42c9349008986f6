"""What an answer did: figures before and after it, and whether a story is quiet, calm or back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.advise.landing import WEEKS, answers_in, landings_of, stories_of
from jobs.model import Kind, Label, Landing, Outcome, Post, Signal, SignalId, Speaker, StoryId, Week
from tests.make import MONDAY, WEEK, make_label, make_post, make_signal

STORY = StoryId("s-lampen")


def said(number: int, *, week: int = 0, text: str = "Weer donker", hours: int = 0) -> Post:
    at = MONDAY + timedelta(weeks=week, hours=hours, minutes=number)
    return make_post(text, number=number, thread=1, voice=f"v{number}", at=at)


def ours(number: int, *, week: int = 0, hours: int = 1, thread: int | None = 1) -> Post:
    at = MONDAY + timedelta(weeks=week, hours=hours)
    return make_post("Hersteld", number=number, thread=thread, at=at, speaker=Speaker.MUNICIPALITY)


def part(*posts: Post, week: int = 0) -> Signal:
    name = SignalId(f"{WEEK.plus(week)}-{posts[0].id[-8:]}")
    return replace(make_signal(posts), id=name, week=WEEK.plus(week), story_id=STORY)


def landed(
    *parts: tuple[int, Sequence[Post]], kinds: dict[int, Kind] | None = None, week: Week = WEEK
) -> Landing | None:
    signals = [part(*posts, week=age) for age, posts in parts]
    posts = {post.id: post for _, told in parts for post in told}
    labels: dict[object, Label] = {
        post.id: make_label(post, kind=(kinds or {}).get(int(post.id, 16), Kind.COMPLAINT))
        for post in posts.values()
    }
    found = landings_of(stories_of(signals, {}), posts, labels, week)  # type: ignore[arg-type]  # ids are texts
    return found[0] if found else None


def test_voices_and_complaints_are_counted_before_and_after_our_answer() -> None:
    before = [said(n) for n in (2, 3, 4)]
    after = [said(5, hours=2), said(6, hours=2)]
    found = landed((0, [*before, ours(9), *after]), kinds={4: Kind.OPINION, 6: Kind.COMPLIMENT})

    assert found is not None
    assert found.answered_at == ours(9).posted_at
    assert found.answers == (ours(9).id,)
    assert (found.before.voices, found.before.unhappy, len(found.before.posts)) == (3, 2, 3)
    assert (found.after.voices, found.after.unhappy, found.after.thanks) == (2, 1, 1)
    assert found.before.posts == tuple(post.id for post in before)


@pytest.mark.parametrize(
    ("after", "kind", "outcome"),
    [
        ([], Kind.CHATTER, Outcome.QUIET),
        ([said(5, hours=2)], Kind.OPINION, Outcome.CALM),
        ([said(5, hours=2)], Kind.REPORT, Outcome.GOES_ON),
    ],
)
def test_what_became_of_it_in_the_week_of_the_answer(
    after: list[Post], kind: Kind, outcome: Outcome
) -> None:
    found = landed((0, [*(said(n) for n in (2, 3, 4)), ours(9), *after]), kinds={5: kind})

    assert found is not None
    assert (found.outcome, found.quiet) == (outcome, None)


def test_a_story_that_nobody_speaks_of_any_more_is_quiet() -> None:
    found = landed((-1, [*(said(n, week=-1) for n in (2, 3, 4)), ours(9, week=-1)]))

    assert found is not None
    assert (found.outcome, found.quiet) == (Outcome.QUIET, WEEK)
    assert found.answered_in == WEEK.previous


def test_a_story_that_comes_again_after_a_quiet_week_is_back() -> None:
    then = [*(said(n, week=-2) for n in (2, 3, 4)), ours(9, week=-2)]
    found = landed((-2, then), (0, [said(n) for n in (10, 11, 12)]))

    assert found is not None
    assert (found.outcome, found.quiet) == (Outcome.BACK, WEEK.previous)
    assert found.after.voices == 3


def test_a_later_answer_counts_and_not_the_first_one_ever() -> None:
    then = [*(said(n, week=-1) for n in (2, 3, 4)), ours(9, week=-1)]
    now = [*(said(n) for n in (10, 11, 12)), ours(19)]
    found = landed((-1, then), (0, now))

    assert found is not None
    assert (found.answered_in, found.answers) == (WEEK, (ours(19).id,))
    assert found.before.voices == 6


def test_a_message_of_our_own_is_an_answer_once_three_people_spoke_of_it() -> None:
    message = ours(9, thread=None)
    few, enough = [said(2), said(3), message], [said(2), said(3), said(4), message]

    assert answers_in(few) == []
    assert answers_in(enough) == [message]
    assert answers_in([said(2), ours(8)]) == [ours(8)]


def test_a_story_that_we_never_answered_did_not_land() -> None:
    assert landed((0, [said(n) for n in (2, 3, 4)])) is None


def test_a_story_of_too_few_voices_is_not_followed() -> None:
    assert landed((0, [said(2), ours(9)])) is None


def test_a_signal_that_people_moved_counts_in_its_new_story() -> None:
    then = part(*(said(n, week=-1) for n in (2, 3, 4)), week=-1)
    now = replace(part(*(said(n) for n in (10, 11, 12))), story_id=StoryId("s-other"))

    assert list(stories_of([then, now], {now.id: STORY})) == [STORY]
    assert WEEKS == 4
