"""The signals of a story over weeks in, what our latest answer did out: `Landing`.

What is counted is what inhabitants wrote before and after it: voices, reports and complaints. That
it went quiet is a fact; that our answer did it is not, and nothing here says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from jobs.model import (
    MIN_VOICES,
    Kind,
    Label,
    Landing,
    Outcome,
    Post,
    PostId,
    Role,
    Signal,
    SignalId,
    Speaker,
    StoryId,
    Talked,
    Week,
)

WEEKS: Final = 4
"""Weeks that an answer is followed, its own one counted in."""
UNHAPPY: Final = frozenset({Kind.COMPLAINT, Kind.REPORT})
"""Kinds that say that something is wrong."""


Parts = Mapping[StoryId, Sequence[Signal]]
"""Stories with their signals, the oldest first."""


def stories_of(signals: Iterable[Signal], stories: Mapping[SignalId, StoryId]) -> Parts:
    """Return the stories of *signals* of which at least one signal is big enough to be shown.

    Args:
        signals: Of the last `WEEKS` weeks.
        stories: The story of each signal, when people moved it; its own where not named.
    """
    told: dict[StoryId, list[Signal]] = defaultdict(list)
    for signal in sorted(signals, key=lambda one: (one.week, one.first_at, one.title, one.id)):
        told[stories.get(signal.id, signal.story_id)].append(signal)
    return {story: parts for story, parts in told.items() if any(one.shown for one in parts)}


def landings_of(
    stories: Parts,
    posts: Mapping[PostId, Post],
    labels: Mapping[PostId, Label],
    week: Week,
) -> tuple[Landing, ...]:
    """Return what our latest answer did in each of *stories* that we answered, by title.

    Args:
        stories: Signals by story.
        posts: Whatever is held of their posts.
        labels: Of those posts.
        week: The week it is seen from.
    """
    ordered = sorted(stories.items(), key=lambda pair: (pair[1][-1].title, pair[1][0].first_at))
    found = (_landing(story, parts, posts, labels, week) for story, parts in ordered)
    return tuple(one for one in found if one is not None)


def answers_in(members: Iterable[Post]) -> list[Post]:
    """Return our answers among the posts of a story, given and returned in order of time.

    A reply is one, and so is a message of our own once at least `MIN_VOICES` people spoke of it:
    before that it is news.
    """
    voices: set[str] = set()
    answers = []
    for post in members:
        if post.speaker is Speaker.VOICE:
            voices.add(post.voice or post.thread_id)
        replies = post.role is Role.COMMENT or len(voices) >= MIN_VOICES
        if post.speaker is Speaker.MUNICIPALITY and replies:
            answers.append(post)
    return answers


def _landing(
    story: StoryId,
    parts: Sequence[Signal],
    posts: Mapping[PostId, Post],
    labels: Mapping[PostId, Label],
    week: Week,
) -> Landing | None:
    """Return what our latest answer did; None when there is none."""
    weeks = {name: one.week for one in parts for name in one.posts if name in posts}
    members = _in_time(posts[name] for name in weeks)
    answered = answers_in(members)
    if not answered:
        return None
    latest = weeks[answered[-1].id]
    answers = [post for post in answered if weeks[post.id] == latest]
    moment = answers[0].posted_at
    said = [post for post in members if post.speaker is Speaker.VOICE]
    before = _talked([post for post in said if post.posted_at < moment], labels)
    after = _talked([post for post in said if post.posted_at >= moment], labels)
    quiet = _quiet(parts, latest, week)
    return Landing(
        week=week,
        story_id=story,
        signal_id=[one for one in parts if one.shown][-1].id,
        answered_in=latest,
        answered_at=moment,
        answers=tuple(post.id for post in answers),
        before=before,
        after=after,
        quiet=quiet,
        outcome=_outcome(after, quiet, talked=any(_spoken(one, week) for one in parts)),
    )


def _quiet(parts: Sequence[Signal], answered: Week, week: Week) -> Week | None:
    """Return the last week after *answered* in which nobody spoke of it."""
    spoken = {one.week for one in parts if one.voice_posts}
    later = (answered.plus(number) for number in range(WEEKS - 1, 0, -1))
    return next((one for one in later if one <= week and one not in spoken), None)


def _spoken(signal: Signal, week: Week) -> bool:
    return signal.week == week and signal.voice_posts > 0


def _outcome(after: Talked, quiet: Week | None, *, talked: bool) -> Outcome:
    if not after.posts or not talked:
        return Outcome.QUIET
    if quiet is not None:
        return Outcome.BACK
    return Outcome.GOES_ON if after.unhappy else Outcome.CALM


def _talked(posts: Sequence[Post], labels: Mapping[PostId, Label]) -> Talked:
    kinds = [labels[post.id].kind for post in posts if post.id in labels]
    return Talked(
        posts=tuple(post.id for post in posts),
        voices=len({post.voice or post.thread_id for post in posts}),
        unhappy=sum(kind in UNHAPPY for kind in kinds),
        thanks=kinds.count(Kind.COMPLIMENT),
    )


def _in_time(posts: Iterable[Post]) -> list[Post]:
    return sorted(posts, key=lambda post: (post.posted_at, post.text, post.id))
