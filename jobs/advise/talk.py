"""Posts, labels and a signal in, `Talk` out: one signal as the facts are read from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from jobs.advise.ground import Ground
from jobs.language.conduct import Conduct, load_conduct
from jobs.language.phrases import plain
from jobs.model import Kind, Label, Post, PostId, Role, Signal, Speaker, ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One post, ready to be judged.

    Attributes:
        post: The post.
        label: What it asks; None when it is no mention.
        words: Its words as phrases are matched.
        conduct: The phrases of its languages.
        member: It belongs to the signal.
    """

    post: Post
    label: Label | None
    words: str
    conduct: Conduct
    member: bool

    @property
    def by_voice(self) -> bool:
        """Whether an inhabitant wrote it."""
        return self.post.speaker is Speaker.VOICE

    @property
    def by_us(self) -> bool:
        """Whether an own account wrote it."""
        return self.post.speaker is Speaker.MUNICIPALITY

    @property
    def kind(self) -> Kind:
        """What it does; `Kind.CHATTER` when it is no mention."""
        return self.label.kind if self.label else Kind.CHATTER

    def says(self, name: str) -> bool:
        """Whether a phrase of list *name* of conduct.toml stands in it."""
        return self.conduct.says(name, self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One signal with all that was said around it.

    Attributes:
        signal: The signal.
        members: Its posts, in order of time.
        threads: The whole threads its posts stand in, until the end of its week; each in order of
            time.
        replies: Own posts of each of these threads, in order of time.
        floods: Posts that paste the same text many times.
        ends: End of the week, UTC.
    """

    signal: Signal
    members: tuple[Said, ...]
    threads: Mapping[ThreadId, tuple[Said, ...]]
    replies: Mapping[ThreadId, tuple[Said, ...]]
    floods: frozenset[PostId]
    ends: datetime

    @property
    def voices(self) -> tuple[Said, ...]:
        """Members that inhabitants wrote, in order of time."""
        return tuple(said for said in self.members if said.by_voice)

    def thread(self, said: Said) -> tuple[Said, ...]:
        """Return the whole thread of *said*."""
        return self.threads[said.post.thread_id]

    def opening(self, said: Said) -> Said | None:
        """Return the opening post of the thread of *said*, when we hold it."""
        return next((one for one in self.thread(said) if one.post.role is Role.OPENING), None)

    def after(self, said: Said) -> Iterator[Said]:
        """Yield what was said later than *said* in its thread."""
        return (one for one in self.thread(said) if _key(one.post) > _key(said.post))

    def reply(self, said: Said) -> Said | None:
        """Return the first own reply after *said* in its thread."""
        own = self.replies[said.post.thread_id]
        return next((one for one in own if _key(one.post) > _key(said.post)), None)


def make_talk(
    signal: Signal,
    posts: Iterable[Post],
    labels: Mapping[PostId, Label],
    ground: Ground,
) -> Talk:
    """Return *signal* as talk; *posts* holds at least its members and may hold their threads."""
    member_ids = frozenset(signal.posts)
    said = [
        _said(post, labels.get(post.id), ground, member=post.id in member_ids)
        for post in sorted(posts, key=_key)
    ]
    own_threads = {one.post.thread_id for one in said if one.member}
    threads: dict[ThreadId, list[Said]] = {thread: [] for thread in own_threads}
    for one in said:
        if one.post.thread_id in threads:
            threads[one.post.thread_id].append(one)
    return Talk(
        signal=signal,
        members=tuple(one for one in said if one.member),
        threads={thread: tuple(threads[thread]) for thread in sorted(threads)},
        replies={
            thread: tuple(one for one in whole if one.by_us) for thread, whole in threads.items()
        },
        floods=ground.floods & {one.post.id for one in said},
        ends=ground.ends,
    )


def _said(post: Post, label: Label | None, ground: Ground, *, member: bool) -> Said:
    languages = tuple(sorted({post.language, ground.language}))
    return Said(
        post=post,
        label=label,
        words=plain(post.words),
        conduct=load_conduct(languages),
        member=member,
    )


def _key(post: Post) -> tuple[datetime, str, str]:
    return post.posted_at, post.text, post.id
