"""What a week's talk comes down to: `Signal`, and `Story`, the signals that continue each other."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobs.model.ids import DepartmentId, PostId, SignalId, SourceId, StoryId, ThreadId
from jobs.model.mention import Kind
from jobs.model.week import Week

MIN_VOICES = 3
"""Fewer distinct voices than this are never shown as a signal nor quoted: it would show persons."""


class State(StrEnum):
    """How a story stands this week against the weeks before."""

    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    FADING = "fading"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Why two threads stand in one signal: how alike they are, and in which words.

    Attributes:
        first: Thread.
        second: The other thread.
        score: 0 to 1.
        terms: Words they share, rarest first.
    """

    first: ThreadId
    second: ThreadId
    score: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How this week's voices compare with the weeks before.

    Attributes:
        state: The word shown.
        weeks: How many weeks the story has run with at least one voice, this one included.
        history: Distinct voices a week, oldest first, this week last, at most 8.
        expected: Voices expected this week from the weeks before; 0.0 for a new story.
        surprise: Probability of at least this many voices if nothing had changed, 0 to 1.
        read: Share of a usual week that was read of where the story is spoken of, 0 to 1; the
            expectation is smaller by it.
    """

    state: State
    weeks: int
    history: tuple[int, ...]
    expected: float
    surprise: float
    read: float = 1.0

    @property
    def told(self) -> tuple[int, ...]:
        """Voices a week as a report draws them: what is new begins this week.

        One or two people who spoke of it once before were no signal then, so beside "new" their
        weeks would only contradict it.
        """
        return self.history[-1:] if self.state is State.NEW else self.history


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """The mentions of one week about one concrete matter. Every kept mention is in exactly one.

    Attributes:
        id: Same members, same id.
        week: The week.
        story_id: The story it belongs to.
        title: One line in the municipality's first language: matter and place.
        titles: The same line in other report languages, as (language, line).
        posts: Members, the municipality's own posts included, in order of time.
        voices: Distinct voices among them (inhabitants only).
        voice_posts: Posts of those voices.
        reactions: Likes and the like, summed.
        sources: Where, most posts first.
        threads: How many threads.
        first_at: First post, UTC.
        last_at: Last post, UTC.
        department: Whose it is; None when nothing points to a department.
        department_score: 0 to 1.
        department_terms: Known terms and venues that decided, heaviest first; `CONFIRMED` alone
            when a person did.
        place: The known place or venue it is about; None when none stands out.
        kinds: Posts of voices by kind, most first.
        phrases: Key phrases, heaviest first.
        quotes: Posts that stand for it, best first; empty under `MIN_VOICES`.
        open_questions: Posts that ask for an answer, most urgent first.
        answered: The municipality's own replies in these threads, in order of time.
        trend: How it compares with earlier weeks.
        strength: 0 to 100; `strength_inputs` says how it came about.
        strength_inputs: Name and value (0 to 1) of what the strength is made of.
        links: Why its threads stand together, strongest first.
    """

    id: SignalId
    week: Week
    story_id: StoryId
    title: str
    titles: tuple[tuple[str, str], ...] = ()
    posts: tuple[PostId, ...]
    voices: int
    voice_posts: int
    reactions: int
    sources: tuple[SourceId, ...]
    threads: int
    first_at: datetime
    last_at: datetime
    department: DepartmentId | None
    department_score: float
    department_terms: tuple[str, ...]
    place: str | None
    kinds: tuple[tuple[Kind, int], ...]
    phrases: tuple[str, ...]
    quotes: tuple[PostId, ...]
    open_questions: tuple[PostId, ...]
    answered: tuple[PostId, ...]
    trend: Trend
    strength: int
    strength_inputs: tuple[tuple[str, float], ...]
    links: tuple[Link, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether enough distinct voices stand behind it to show it as a signal."""
        return self.voices >= MIN_VOICES


class LinkKind(StrEnum):
    """How sure we are that a signal continues a story."""

    STARTS = "starts"
    AUTOMATIC = "automatic"
    POSSIBLE = "possible"
    CONFIRMED = "confirmed"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """One step in a story's life: this signal belongs to, may continue, split from or merged in it.

    Attributes:
        signal_id: The signal.
        week: Its week.
        story_id: The story.
        kind: `POSSIBLE` is a proposal for a person; the signal then has a story of its own.
            `SPLIT` and `MERGED` are no more than that: on six towns a quarter of them was right.
        score: 0 to 1.
        terms: Words shared with the story, rarest first.
    """

    signal_id: SignalId
    week: Week
    story_id: StoryId
    kind: LinkKind
    score: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A matter that lives over weeks.

    Attributes:
        id: Stable for ever.
        title: Title of its latest signal.
        department: Whose it is.
        first_week: Week of its first signal.
        last_week: Week of its latest signal.
        signals: Its signals, oldest first.
    """

    id: StoryId
    title: str
    department: DepartmentId | None
    first_week: Week
    last_week: Week
    signals: tuple[SignalId, ...]
