"""Threads on our own pages in, how our own accounts did out: figures, each with its posts.

A role may answer on an own page unless sources.toml says otherwise of every account of it there.
What somebody else's page allows is for its admins to say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from statistics import median
from typing import Final

from jobs.advise.answers import answered_voice
from jobs.advise.ground import Ground
from jobs.advise.hours import Hours
from jobs.advise.politics import is_political
from jobs.advise.talk import Said, Thread
from jobs.model import (
    Conduct,
    Kind,
    Measure,
    Post,
    PostId,
    Role,
    Speaker,
    ThreadId,
    VoiceKey,
)

SPAN: Final = 4
"""Weeks over which questions are also counted: in one week there are few."""


def concerns_us(post: Post, ground: Ground) -> bool:
    """Whether the thread of *post* is on an own page, or one in which an own account replied."""
    own = ground.places.get(post.source_id) == "own_page"
    return own or (post.speaker is Speaker.MUNICIPALITY and _replies(post))


def conduct_of(
    threads: Mapping[ThreadId, Thread],
    vanished: Iterable[Post],
    ground: Ground,
    begins: tuple[datetime, datetime],
) -> tuple[Conduct, ...]:
    """Return the figures of the week of *ground*.

    Args:
        threads: Whole threads until the end of the week, with those of the last `SPAN` weeks on own
            pages and those of this week in which an own account replied.
        vanished: Posts that their source took away this week and of which the log says nothing.
        ground: What is known before any talk is read.
        begins: When the week begins, and when the first of the `SPAN` weeks did, UTC.
    """
    week, span = begins
    own = [thread for thread in threads.values() if _place(thread, ground) == "own_page"]
    questions = [one for thread in own for one in _questions(thread, ground)]
    figures = [
        *_answering(questions, 1, week, ground),
        *_answering(questions, SPAN, span, ground),
        _figure(Measure.OPEN, SPAN, _late(questions, span, ground), ground),
        _figure(Measure.BARRED, 1, _barred(own, week, ground), ground),
        _figure(Measure.PAST_LIMIT, 1, _past_limit(threads.values(), week, ground), ground),
        _figure(Measure.VANISHED, 1, _inhabitants(vanished, ground), ground),
    ]
    return tuple(figures)


class _Question:
    """A question of an inhabitant, and who answered it."""

    def __init__(self, said: Said, thread: Thread) -> None:
        self.said = said
        self.reply = thread.reply(said)
        wants = said.label is not None and said.label.needs_answer
        others = (one for one in thread.after(said) if one.by_voice)
        helped = any(one.post.voice != said.post.voice for one in others)
        self.helped = self.reply is None and not wants and helped
        self.open = self.reply is None and wants


def _questions(thread: Thread, ground: Ground) -> Iterator[_Question]:
    """Yield what was asked in *thread*; politics, which we leave alone, and rhetoric are not."""
    for said in thread.said:
        asks = said.by_voice and said.kind is Kind.QUESTION and not is_political(said, ground)
        question = _Question(said, thread) if asks else None
        if question and (question.reply or question.helped or question.open):
            yield question


def _answering(
    questions: Iterable[_Question], weeks: int, since: datetime, ground: Ground
) -> Iterator[Conduct]:
    asked = [one for one in questions if one.said.post.posted_at >= since]
    answered = [one for one in asked if one.reply]
    waits = [_wait(one, ground.hours) for one in answered]
    helped = [one for one in asked if one.helped]
    kinds: tuple[tuple[Measure, list[_Question]], ...] = (
        (Measure.ASKED, asked),
        (Measure.ANSWERED, answered),
        (Measure.HELPED, helped),
    )
    for measure, found in kinds:
        yield _figure(measure, weeks, (one.said.post for one in found), ground)
    if waits:
        posts = tuple(one.said.post.id for one in sorted(answered, key=lambda one: _when(one.said)))
        yield Conduct(
            week=ground.week,
            measure=Measure.WAIT,
            weeks=weeks,
            value=round(median(waits)),
            posts=posts,
        )


def _wait(question: _Question, hours: Hours) -> int:
    reply = question.reply
    assert reply is not None  # noqa: S101 - asked of answered ones only
    return hours.minutes(question.said.post.posted_at, reply.post.posted_at)


def _late(questions: Iterable[_Question], since: datetime, ground: Ground) -> Iterator[Post]:
    """Yield the questions since then that nobody answered in ``open_after`` and one still can."""
    limit = ground.open_after * ground.hours.day
    for one in questions:
        post = one.said.post
        waited = ground.hours.minutes(post.posted_at, ground.ends)
        waits = one.open and not one.said.late and post.text
        if waits and post.posted_at >= since and waited >= limit:
            yield post


def _barred(threads: Iterable[Thread], since: datetime, ground: Ground) -> Iterator[Post]:
    for thread in threads:
        for post in (said.post for said in thread.said):
            may_not = post.speaker in ground.barred.get(post.source_id, frozenset())
            if may_not and post.role is Role.COMMENT and post.posted_at >= since:
                yield post


def _past_limit(threads: Iterable[Thread], since: datetime, ground: Ground) -> Iterator[Post]:
    """Yield our replies to one person in one thread beyond the limit."""
    for thread in threads:
        if len(thread.replies) <= ground.max_answers:
            continue
        given: Counter[VoiceKey] = Counter()
        before: dict[PostId, Said] = {}
        for said in thread.said:
            whom = answered_voice(before, said) if said.by_us and _replies(said.post) else ()
            given.update(whom)
            spent = any(given[voice] > ground.max_answers for voice in whom)
            if spent and said.post.posted_at >= since:
                yield said.post
            before[said.post.id] = said


def _replies(post: Post) -> bool:
    return post.role is Role.COMMENT


def _inhabitants(vanished: Iterable[Post], ground: Ground) -> Iterator[Post]:
    for post in vanished:
        own = ground.places.get(post.source_id) == "own_page"
        if own and post.speaker is Speaker.VOICE:
            yield post


def _figure(measure: Measure, weeks: int, posts: Iterable[Post], ground: Ground) -> Conduct:
    found = sorted(posts, key=lambda post: (post.posted_at, post.text, post.id))
    return Conduct(
        week=ground.week,
        measure=measure,
        weeks=weeks,
        value=len(found),
        posts=tuple(post.id for post in found),
    )


def _place(thread: Thread, ground: Ground) -> str:
    return ground.places.get(thread.said[0].post.source_id, "closed")


def _when(said: Said) -> tuple[datetime, str, str]:
    return said.post.posted_at, said.post.text, said.post.id
