"""Threads of which something is new in, dangers that cannot wait for the report out: `Alarm`.

The rules about one post decide, as in the weekly advice; those about a signal wait for the signal.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from jobs.advise.decide import exception
from jobs.advise.ground import Ground
from jobs.advise.of_post import post_case
from jobs.advise.talk import Said, Talk, Thread
from jobs.model import (
    Action,
    Alarm,
    Policy,
    PostId,
    Signal,
    SignalId,
    Speaker,
    State,
    StoryId,
    ThreadId,
    Trend,
)

OVERLAP: Final = timedelta(hours=6)
"""How far before the last look posts are looked at again: a source that is read slowly, or beside
the service, gives its posts hours after the moment they bear. A danger gives one alarm all the
same."""
_NO_TREND: Final = Trend(state=State.NEW, weeks=1, history=(0,), expected=0.0, surprise=1.0)


def alarms_of(
    threads: Mapping[ThreadId, Thread],
    fresh: Iterable[PostId],
    ground: Ground,
    policy: Policy,
    now: datetime,
) -> tuple[Alarm, ...]:
    """Return what the policy passes on today of the *fresh* posts, the oldest first.

    A thread gives one alarm a kind of danger: a loose tile does not hide a threat.

    Args:
        threads: Whole threads, with at least every fresh post.
        fresh: Posts that nobody has looked at yet.
        ground: What the posts are judged by.
        policy: The municipality's rules.
        now: The moment, UTC.
    """
    wanted = frozenset(fresh)
    found: dict[tuple[ThreadId, str], Alarm] = {}
    said = (one for thread in threads.values() for one in thread.said if one.post.id in wanted)
    for one in sorted(said, key=lambda one: (one.post.posted_at, one.post.text, one.post.id)):
        if one.post.speaker is Speaker.VOICE and one.post.text:
            alarm = _alarm(one, threads[one.post.thread_id], ground, policy, now)
            if alarm is not None:
                found.setdefault((alarm.thread_id, alarm.danger), alarm)
    return tuple(found.values())


def _alarm(
    said: Said, thread: Thread, ground: Ground, policy: Policy, now: datetime
) -> Alarm | None:
    talk = _talk(thread, ground)
    case = post_case(said, talk, ground)
    advice = exception(case, policy, ground.calendar)
    if advice is None or advice.action is not Action.ESCALATE:
        return None
    return Alarm(
        post_id=said.post.id,
        thread_id=said.post.thread_id,
        source_id=said.post.source_id,
        week=ground.week,
        danger=str(case.facts.value("danger")),
        rule=advice.rule,
        found_at=now,
    )


def _talk(thread: Thread, ground: Ground) -> Talk:
    """Return *thread* as the talk it is before there are signals."""
    voices = tuple(said for said in thread.said if said.by_voice)
    first, last = thread.said[0].post, thread.said[-1].post
    signal = Signal(
        id=SignalId(""),
        week=ground.week,
        story_id=StoryId(""),
        title="",
        posts=tuple(said.post.id for said in thread.said),
        voices=len({said.post.voice for said in voices}),
        voice_posts=len(voices),
        reactions=sum(said.post.reactions for said in voices),
        sources=(first.source_id,),
        threads=1,
        first_at=first.posted_at,
        last_at=last.posted_at,
        department=None,
        department_score=0.0,
        department_terms=(),
        place=None,
        kinds=(),
        phrases=(),
        quotes=(),
        open_questions=(),
        answered=(),
        trend=_NO_TREND,
        strength=0,
        strength_inputs=(),
    )
    return Talk(
        signal=signal, members=thread.said, threads={first.thread_id: thread}, ends=ground.ends
    )
