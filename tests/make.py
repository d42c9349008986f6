"""Builders with sensible defaults: say only what the test is about."""

from datetime import UTC, datetime, timedelta

from jobs.model import (
    Correction,
    CorrectionKind,
    Corrections,
    Kind,
    Label,
    Mention,
    Post,
    PostId,
    Role,
    Signal,
    SignalId,
    SourceId,
    Speaker,
    State,
    StoryId,
    ThreadId,
    Trend,
    VoiceKey,
    Week,
)

WEEK = Week(2026, 46)
MONDAY = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


def make_post(  # noqa: PLR0913 - a builder has one optional argument a field
    text: str = "De lampen in de Molenstraat zijn weer uit.",
    *,
    number: int = 1,
    thread: int | None = None,
    voice: str | None = "anna",
    speaker: Speaker = Speaker.VOICE,
    source: str = "groep",
    at: datetime | None = None,
    language: str = "nl",
    reactions: int = 0,
    title: str = "",
    url: str | None = None,
) -> Post:
    """Return post *number*; it opens a thread unless *thread* names another number."""
    opening = thread is None or thread == number
    root = number if thread is None else thread
    moment = at or MONDAY + timedelta(minutes=number)
    return Post(
        id=PostId(f"{number:032x}"),
        source_id=SourceId(source),
        thread_id=ThreadId(f"{root:032x}"),
        parent_id=None if opening else PostId(f"{root:032x}"),
        role=Role.OPENING if opening else Role.COMMENT,
        voice=None if voice is None else VoiceKey(voice),
        speaker=speaker,
        title=title,
        text=text,
        language=language,
        posted_at=moment,
        collected_at=moment + timedelta(hours=1),
        reactions=reactions,
        url=url,
    )


def make_mention(post: Post, *, confidence: float = 0.9, kept: bool = True) -> Mention:
    """Return the judgement that *post* is about us, in `WEEK`."""
    return Mention(post_id=post.id, week=WEEK, confidence=confidence, kept=kept, evidence=())


def make_label(
    post: Post, *, kind: Kind = Kind.COMPLAINT, needs_answer: bool = False, answer: float = 0.0
) -> Label:
    """Return a label of *post* that points to no department."""
    return Label(
        post_id=post.id,
        week=WEEK,
        kind=kind,
        department=None,
        department_score=0.0,
        department_terms=(),
        places=(),
        answer_score=answer,
        answer_reasons=(),
        needs_answer=needs_answer,
    )


def make_signal(posts: tuple[Post, ...], *, title: str = "Straatverlichting Molenstraat") -> Signal:
    """Return the signal of *posts* in `WEEK`: a new story, without department."""
    voices = [post for post in posts if post.speaker is Speaker.VOICE]
    count = len({post.voice for post in voices})
    name = SignalId(f"{WEEK}-{posts[0].id[-8:]}")
    return Signal(
        id=name,
        week=WEEK,
        story_id=StoryId(f"s-{name}"),
        title=title,
        posts=tuple(post.id for post in posts),
        voices=count,
        voice_posts=len(voices),
        reactions=sum(post.reactions for post in posts),
        sources=tuple(dict.fromkeys(post.source_id for post in posts)),
        threads=len({post.thread_id for post in posts}),
        first_at=min(post.posted_at for post in posts),
        last_at=max(post.posted_at for post in posts),
        department=None,
        department_score=0.0,
        department_terms=(),
        place=None,
        kinds=((Kind.COMPLAINT, len(voices)),),
        phrases=(),
        quotes=tuple(post.id for post in voices[:2]),
        open_questions=(),
        answered=(),
        trend=Trend(state=State.NEW, weeks=1, history=(count,), expected=0.0, surprise=1.0),
        strength=50,
        strength_inputs=(),
    )


def thread_ids(*numbers: int) -> tuple[ThreadId, ...]:
    """Return the threads that posts *numbers* open."""
    return tuple(ThreadId(f"{number:032x}") for number in numbers)


def make_correction(
    kind: CorrectionKind = CorrectionKind.TOGETHER,
    *threads: int,
    minute: int = 0,
    others: tuple[int, ...] = (),
    **known: object,
) -> Correction:
    """Return a decision on *threads* in `WEEK`, *minute* minutes after `MONDAY`."""
    fields: dict[str, object] = {
        "kind": kind,
        "week": WEEK,
        "threads": thread_ids(*threads),
        "others": thread_ids(*others),
        "decided_at": MONDAY + timedelta(minutes=minute),
        "by": "communication lead",
    }
    return Correction(**fields | known)  # type: ignore[arg-type]  # a builder takes any field


def corrections(*made: Correction) -> Corrections:
    """Return *made* as what is in force."""
    return Corrections(made)
