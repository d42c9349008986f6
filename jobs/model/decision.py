"""What a person points at in, a `Correction` out; or a `DecisionError` that says what is wrong.

Whoever asks, a command or a reply by mail, looks up what the ids stand for and calls these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from jobs.model.correction import NO, YES, Correction, CorrectionKind
from jobs.model.ids import DepartmentId, PostId, StoryId, ThreadId
from jobs.model.post import Post
from jobs.model.signal import Signal
from jobs.model.week import Week

LONGEST_ROLE: Final = 60
"""Characters of a role: a word or three."""


class DecisionError(ValueError):
    """What was said does not fit what it was said of; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A signal and the threads it is made of, in order."""

    signal: Signal
    threads: tuple[ThreadId, ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """In which role someone decides, and when (UTC)."""

    by: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse what is no role."""
        odd = "@" in self.by or not self.by.isprintable() or any(map(str.isdigit, self.by))
        if not self.by.strip() or len(self.by) > LONGEST_ROLE or odd:
            message = (
                f"a role is one to {LONGEST_ROLE} characters, such as 'communication lead'; "
                "never a name, a number or an address"
            )
            raise DecisionError(message)


def matter_of(signal: Signal, posts: Mapping[PostId, Post]) -> Matter:
    """Return *signal* with its threads in order of time, out of those of its *posts* we hold."""
    threads = dict.fromkeys(posts[one].thread_id for one in signal.posts if one in posts)
    return Matter(signal=signal, threads=tuple(threads))


def merge(matters: Sequence[Matter], who: Authority) -> Correction:
    """Say that *matters*, of one week, are one.

    Raises:
        DecisionError: They are fewer than two, or of different weeks.
    """
    signals = list({matter.signal.id: matter.signal for matter in matters}.values())
    if len(signals) < 2:
        message = "name at least two signals that are one matter"
        raise DecisionError(message)
    first = signals[0]
    other = next((one for one in signals if one.week != first.week), None)
    if other is not None:
        message = (
            f"{first.id} and {other.id} are of different weeks, and a signal is of one week; "
            "say that the later one continues the earlier one"
        )
        raise DecisionError(message)
    threads = sorted({thread for matter in matters for thread in matter.threads})
    return Correction(
        kind=CorrectionKind.TOGETHER,
        week=first.week,
        threads=tuple(threads),
        decided_at=who.at,
        by=who.by,
    )


def split(matter: Matter, names: Sequence[str], who: Authority) -> Correction:
    """Say that the threads that *names* begin are another matter than the rest of *matter*.

    Raises:
        DecisionError: A name is that of no thread or of several, or nothing is left.
    """
    taken = {_thread(matter, name) for name in names}
    rest = sorted(set(matter.threads) - taken)
    if not taken or not rest:
        message = (
            f"name some of the {len(matter.threads)} threads of {matter.signal.id}, not all: "
            f"{', '.join(matter.threads)}"
        )
        raise DecisionError(message)
    return Correction(
        kind=CorrectionKind.APART,
        week=matter.signal.week,
        threads=tuple(sorted(taken)),
        others=tuple(rest),
        decided_at=who.at,
        by=who.by,
    )


def scatter(matter: Matter, who: Authority) -> Correction:
    """Say that *matter* is no matter: each of its threads, at least two, is another one.

    Raises:
        DecisionError: It is one thread.
    """
    if len(matter.threads) < 2:
        message = f"{matter.signal.id} is one thread, which nobody can take apart"
        raise DecisionError(message)
    threads = tuple(sorted(matter.threads))
    return Correction(
        kind=CorrectionKind.APART,
        week=matter.signal.week,
        threads=threads,
        others=threads,
        decided_at=who.at,
        by=who.by,
    )


def _thread(matter: Matter, name: str) -> ThreadId:
    found = [thread for thread in matter.threads if thread.startswith(name)]
    if len(found) == 1:
        return found[0]
    what = "several threads that begin with" if found else "no thread"
    message = f"{matter.signal.id} has {what} {name}; it has: {', '.join(matter.threads)}"
    raise DecisionError(message)


def follows(matter: Matter, story_id: StoryId, who: Authority, *, yes: bool) -> Correction:
    """Say that *matter* continues a story, or that it does not.

    Raises:
        DecisionError: The story began with it.
    """
    if story_id == own_story(matter.signal):
        message = f"{story_id} began with {matter.signal.id}; name a story of an earlier week"
        raise DecisionError(message)
    return Correction(
        kind=CorrectionKind.CONTINUES if yes else CorrectionKind.NOT_CONTINUES,
        week=matter.signal.week,
        threads=matter.threads,
        story_id=story_id,
        decided_at=who.at,
        by=who.by,
    )


def own_story(signal: Signal) -> StoryId:
    """Return the story that *signal* has when it continues none."""
    return StoryId(f"s-{signal.id}")


def route(matter: Matter, department: DepartmentId, who: Authority) -> Correction:
    """Say whose the story of *matter* is, from its week on; `NOBODY`: not of who had it."""
    return Correction(
        kind=CorrectionKind.DEPARTMENT,
        week=matter.signal.week,
        threads=matter.threads,
        story_id=matter.signal.story_id,
        value=department,
        decided_at=who.at,
        by=who.by,
    )


def judge(
    post_id: PostId, week: Week, strengths: dict[str, float], who: Authority, *, yes: bool
) -> Correction:
    """Say whether a post of *week* is about the municipality; *strengths* as in `Correction`."""
    return Correction(
        kind=CorrectionKind.ABOUT,
        week=week,
        post_id=post_id,
        value=YES if yes else NO,
        decided_at=who.at,
        by=who.by,
        strengths=tuple(sorted(strengths.items())),
    )
