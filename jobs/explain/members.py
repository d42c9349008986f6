"""A signal and its posts in, out how many there are of what, each to be counted by hand."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jobs.explain.parts import SHORT, Json, Part
from jobs.explain.town import Town
from jobs.explain.words import KINDS, SPEAKERS, count, percent
from jobs.model import Label, Mention, Post, PostId, Signal, SourceId, Speaker, ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The posts of one signal, as the store has them now.

    Attributes:
        signal: The signal.
        posts: Its posts that we hold, in its order.
        mentions: Their judgements.
        labels: What they ask.
    """

    signal: Signal
    posts: tuple[Post, ...]
    mentions: Mapping[PostId, Mention]
    labels: Mapping[PostId, Label]

    def voices(self) -> int:
        """Return how many voices speak; unnamed ones count as one voice a thread.

        Which posts are of one voice is never told: nobody is followed from post to post.
        """
        heard = (post for post in self.posts if post.speaker is Speaker.VOICE)
        return len({post.voice or post.thread_id for post in heard})

    def by_thread(self) -> Counter[ThreadId]:
        """Return how many posts stand in each thread."""
        return Counter(post.thread_id for post in self.posts)

    def kinds(self) -> Counter[str]:
        """Return how many posts of inhabitants there are of each kind."""
        voices = (post.id for post in self.posts if post.speaker is Speaker.VOICE)
        return Counter(self.labels[post].kind for post in voices if post in self.labels)


def counts_part(members: Members, town: Town) -> Part:
    """Return the counts of a signal, and what they are when its posts are counted again now."""
    signal = members.signal
    where = Counter(post.source_id for post in members.posts)
    stored = {
        "posts": len(signal.posts),
        "voices": signal.voices,
        "voice_posts": signal.voice_posts,
        "threads": signal.threads,
        "sources": len(signal.sources),
        "reactions": signal.reactions,
    }
    again = {
        "posts": len(members.posts),
        "voices": members.voices(),
        "voice_posts": sum(post.speaker is Speaker.VOICE for post in members.posts),
        "threads": len(members.by_thread()),
        "sources": len(where),
        "reactions": sum(post.reactions for post in members.posts),
    }
    lines = [
        f"{count(stored['posts'], 'post')}, {stored['voice_posts']} of them of inhabitants",
        f"{count(stored['voices'], 'voice')}: distinct writers, who count once a source",
        count(stored["threads"], "thread"),
        count(stored["sources"], "source") + f": {_sources(signal, where, town)}",
        count(stored["reactions"], "reaction"),
        _compared(stored, again),
    ]
    facts: dict[str, Json] = {**stored, "counted_again": {**again}}
    return Part(name="how many", facts=facts, lines=tuple(lines))


def kinds_part(members: Members) -> Part:
    """Return what the posts of inhabitants do."""
    kinds = members.signal.kinds
    lines = tuple(f"{KINDS[kind]} {number}" for kind, number in kinds)
    facts: dict[str, Json] = {kind.value: number for kind, number in kinds}
    return Part(name="what people do", facts=facts, lines=lines or ("no inhabitant speaks",))


def posts_part(members: Members, town: Town) -> Part:
    """Return the posts of a signal in order of time, with what each counts for."""
    rows = list(_rows(members))
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(4)]
    lines = []
    for row, post in zip(rows, members.posts, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row[:4], widths, strict=True)]
        line = "  ".join([cells[0], town.moment(post.posted_at), *cells[1:], post.source_id])
        lines.append("  ".join([line, *row[4:]]))
    missing = len(members.signal.posts) - len(members.posts)
    if missing:
        lines.append(f"{count(missing, 'post')} more, of which nothing is held")
    return Part(name="posts", facts={"posts": _facts(members)}, lines=tuple(lines))


def _rows(members: Members) -> Iterator[tuple[str, ...]]:
    """Yield id, what it counts for, confidence, kind, and the marks of each post."""
    for post in members.posts:
        mention, label = members.mentions.get(post.id), members.labels.get(post.id)
        heard = SPEAKERS[post.speaker]
        if post.speaker is Speaker.VOICE:
            heard = "inhabitant"
        yield (
            post.id[:SHORT],
            heard,
            "-" if mention is None else percent(mention.confidence),
            "-" if label is None else KINDS[label.kind],
            *_marks(post, members.signal),
        )


def _marks(post: Post, signal: Signal) -> tuple[str, ...]:
    marks = {
        "open question": post.id in signal.open_questions,
        "quote": post.id in signal.quotes,
        "erased": post.erased_at is not None,
    }
    return tuple(mark for mark, holds in marks.items() if holds)


def _facts(members: Members) -> list[Json]:
    mentions, labels = members.mentions, members.labels
    return [
        {
            "post": post.id,
            "thread": post.thread_id,
            "source": post.source_id,
            "posted_at": post.posted_at.isoformat(),
            "speaker": post.speaker,
            "confidence": mentions[post.id].confidence if post.id in mentions else None,
            "kind": labels[post.id].kind if post.id in labels else None,
            "reactions": post.reactions,
            "open_question": post.id in members.signal.open_questions,
            "quote": post.id in members.signal.quotes,
            "erased_at": None if post.erased_at is None else post.erased_at.isoformat(),
        }
        for post in members.posts
    ]


def _sources(signal: Signal, where: Counter[SourceId], town: Town) -> str:
    return ", ".join(f"{town.source(name)} {where[name]}" for name in signal.sources)


def _compared(stored: Mapping[str, int], again: Mapping[str, int]) -> str:
    """Return whether counting again gives the same; it need not, weeks later."""
    differ = [name for name in stored if stored[name] != again[name]]
    if not differ:
        return "counted again from its posts: the same"
    told = ", ".join(f"{name.replace('_', ' ')} {again[name]}" for name in differ)
    return f"counted again from its posts, as they are now: {told}"
