"""Posts, labels and a signal in, `Talk` out: one signal as the facts are read from it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from operator import attrgetter
from typing import Any, TypeVar, TypeVarTuple

from jobs.advise.ground import Ground
from jobs.language.conduct import Conduct, load_conduct
from jobs.language.moments import is_over
from jobs.language.phrases import plain
from jobs.model import Kind, Label, Post, PostId, Role, Signal, SignalId, Speaker, ThreadId


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Said:
    """One post, ready to be judged.

    Attributes:
        post: The post.
        label: What it asks; None when it is no mention.
        signal_id: The signal it belongs to; None when it is no mention.
        words: Its words as phrases are matched.
        conduct: The phrases of its languages.
        told: How many phrases of each list of conduct.toml stand in it; none of other lists.
        flood: It pastes the same text as others of its author.
        late: It is a question about a moment that is over when the edition leaves.
        by_voice: An inhabitant wrote it.
        by_us: An own account wrote it.
        place: Its place in its thread by time, from 0.
        known: What was found out about it (`once`).
    """

    post: Post
    label: Label | None
    signal_id: SignalId | None
    words: str
    conduct: Conduct
    told: Mapping[str, int]
    flood: bool
    late: bool
    by_voice: bool
    by_us: bool
    place: int
    known: dict[object, Any] = field(default_factory=dict, repr=False)

    @property
    def kind(self) -> Kind:
        """What it does; `Kind.CHATTER` when it is no mention."""
        return self.label.kind if self.label else Kind.CHATTER

    def says(self, name: str) -> bool:
        """Whether a phrase of list *name* of conduct.toml stands in it."""
        return name in self.told


_More = TypeVarTuple("_More")
_Found = TypeVar("_Found")


def once(find: Callable[[Said, *_More], _Found]) -> Callable[[Said, *_More], _Found]:
    """Keep with a post what *find* finds out about it: several facts and signals ask the same."""

    @wraps(find)
    def kept(said: Said, *more: *_More) -> _Found:
        key = find, more
        try:
            found: _Found = said.known[key]
        except KeyError:
            found = said.known[key] = find(said, *more)
        return found

    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One thread, until the end of the week; read once for all signals that stand in it.

    Attributes:
        said: Its posts, in order of time.
        opening: Its opening post; None when we do not hold it.
        replies: Its own posts, in order of time.
    """

    said: tuple[Said, ...]
    opening: Said | None
    replies: tuple[Said, ...]

    def after(self, said: Said) -> tuple[Said, ...]:
        """Return what was said later than *said* in it."""
        return self.said[said.place + 1 :]

    def reply(self, said: Said) -> Said | None:
        """Return the first own reply after *said* in it."""
        first = bisect_right(self.replies, said.place, key=attrgetter("place"))
        return self.replies[first] if first < len(self.replies) else None


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One signal with all that was said around it.

    Attributes:
        signal: The signal.
        members: Its posts, in order of time.
        threads: The whole threads its posts stand in, in order of their ids.
        ends: End of the week, UTC.
    """

    signal: Signal
    members: tuple[Said, ...]
    threads: Mapping[ThreadId, Thread]
    ends: datetime

    @cached_property
    def voices(self) -> tuple[Said, ...]:
        """Members that inhabitants wrote, in order of time."""
        return tuple(said for said in self.members if said.by_voice)

    @property
    def said(self) -> tuple[Said, ...]:
        """Whatever was said in its threads, by thread and in order of time."""
        return tuple(said for thread in self.threads.values() for said in thread.said)

    @property
    def replies(self) -> tuple[Said, ...]:
        """Own posts in its threads, by thread and in order of time."""
        return tuple(said for thread in self.threads.values() for said in thread.replies)

    def opening(self, said: Said) -> Said | None:
        """Return the opening post of the thread of *said*, when we hold it."""
        return self.threads[said.post.thread_id].opening

    def after(self, said: Said) -> tuple[Said, ...]:
        """Return what was said later than *said* in its thread."""
        return self.threads[said.post.thread_id].after(said)

    def reply(self, said: Said) -> Said | None:
        """Return the first own reply after *said* in its thread."""
        return self.threads[said.post.thread_id].reply(said)


def read_threads(
    posts: Iterable[Post],
    labels: Mapping[PostId, Label],
    signals: Iterable[Signal],
    ground: Ground,
) -> dict[ThreadId, Thread]:
    """Return the threads of *posts*, each read once, whatever number of *signals* it holds."""
    owners = {post: signal.id for signal in signals for post in signal.posts}
    threads: dict[ThreadId, list[Said]] = {}
    for post in sorted(posts, key=lambda one: (one.posted_at, one.text, one.id)):
        thread = threads.setdefault(post.thread_id, [])
        conduct = load_conduct(tuple(sorted({post.language, ground.language})))
        words = plain(post.words)
        thread.append(
            Said(
                post=post,
                label=labels.get(post.id),
                signal_id=owners.get(post.id),
                words=words,
                conduct=conduct,
                told=conduct.lists.counts(words),
                flood=post.id in ground.floods,
                late=_is_late(post, labels.get(post.id), ground),
                by_voice=post.speaker is Speaker.VOICE,
                by_us=post.speaker is Speaker.MUNICIPALITY,
                place=len(thread),
            )
        )
    return {name: _thread(tuple(said)) for name, said in threads.items()}


def _is_late(post: Post, label: Label | None, ground: Ground) -> bool:
    """Whether *post* only asks about days before the edition leaves: nobody is helped then."""
    if label is None or label.kind is not Kind.QUESTION:
        return False
    posted = post.posted_at.astimezone(ground.hours.zone).date()
    return is_over(post.words, post.language, posted, ground.calendar.first)


def _thread(said: tuple[Said, ...]) -> Thread:
    return Thread(
        said=said,
        opening=next((one for one in said if one.post.role is Role.OPENING), None),
        replies=tuple(one for one in said if one.by_us),
    )


def talks_of(
    signals: Iterable[Signal], threads: Mapping[ThreadId, Thread], ground: Ground
) -> Iterable[Talk]:
    """Yield each signal as talk; posts of it that stand in none of *threads* are left out."""
    said = {one.post.id: one for thread in threads.values() for one in thread.said}
    for signal in signals:
        found = (said[post] for post in signal.posts if post in said)
        members = sorted(found, key=lambda one: (one.post.posted_at, one.post.text, one.post.id))
        names = sorted({one.post.thread_id for one in members})
        yield Talk(
            signal=signal,
            members=tuple(members),
            threads={name: threads[name] for name in names},
            ends=ground.ends,
        )
