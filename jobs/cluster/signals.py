"""Groups of units, labels and continuations in, the week's `Signal`s out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from jobs.cluster.departments import Pointers
from jobs.cluster.follow import Continuation
from jobs.cluster.hear import Talk
from jobs.cluster.label import settled
from jobs.cluster.memory import History
from jobs.cluster.owner import point_signal
from jobs.cluster.profiles import Topics, places_of, topics_of_group
from jobs.cluster.quotes import choose_quotes
from jobs.cluster.rank import reach_of, strength, surprise_of, waiting_of
from jobs.cluster.read import Reading, in_time
from jobs.cluster.routes import Routes
from jobs.cluster.title import make_title, plain_title
from jobs.cluster.trend import trend
from jobs.cluster.units import Unit, author
from jobs.language.conduct import Conduct
from jobs.language.words import terms
from jobs.model import (
    DepartmentId,
    Kind,
    Label,
    Link,
    PostId,
    Signal,
    SignalId,
    SourceId,
    Speaker,
    State,
    Trend,
    Week,
)

PLACE_SHARE: Final = 0.5
"""Share of all naming of places that one place needs to be the place of the signal."""
PLACE_AUTHORS: Final = 0.15
"""And what it must weigh against the number of authors; an opening post weighs two."""
AGAIN_SHARE: Final = 0.34
"""Share of reports and complaints from which a title of what is back says "again"."""
LINKS: Final = 12
"""Links kept with a signal to explain it, strongest first."""
_DIGITS: Final = 12
"""Of the hash in an id; with eight, two of the 20,000 signals of a very large week met."""
_ASKING: Final = (Kind.COMPLAINT, Kind.REPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all signals of one week are made with.

    Attributes:
        week: The week.
        routes: Lists of words and venues.
        conduct: Lists of how talk needs care.
        labels: Label of each kept mention.
        pointers: Which departments each post points to by itself.
        topics: Policy domains each post speaks of.
        languages: Languages a title is wanted in, the municipality's own first.
    """

    week: Week
    routes: Routes
    conduct: Conduct
    labels: dict[PostId, Label]
    pointers: dict[PostId, Pointers]
    topics: Topics
    languages: tuple[str, ...]


def signal_id(week: Week, units: Sequence[Unit]) -> SignalId:
    """Return the id of a signal: the same members give the same id."""
    return id_of(week, (reading.post.id for unit in units for reading in unit.members))


def id_of(week: Week, posts: Iterable[PostId]) -> SignalId:
    """Return the id of the signal of *posts*."""
    return SignalId(f"{week}-{sha256(' '.join(sorted(posts)).encode()).hexdigest()[:_DIGITS]}")


def make_signal(
    units: Sequence[Unit],
    scene: Scene,
    continuation: Continuation,
    history: History,
    links: tuple[Link, ...],
    department: DepartmentId | None = None,
) -> Signal:
    """Return the signal of *units*.

    Args:
        units: What it is made of.
        scene: What all signals of the week are made with.
        continuation: The story it belongs to.
        history: What is known of that story.
        links: Why its threads stand together, strongest first.
        department: Whose a person said its story is; None when nobody did.
    """
    members = sorted((reading for unit in units for reading in unit.members), key=in_time)
    voices = [reading for reading in members if reading.voice]
    count = len({reading.voice for reading in voices})
    spoken = topics_of_group(units, scene.topics)
    pointers = (
        settled(department)
        if department
        else point_signal(units, history.units, scene.pointers, spoken, scene.routes)
    )
    topics = _title_topics(spoken, pointers.choice, scene.routes)
    place = _place(units)
    course = trend((*history.voices, count), history.read)
    labels = [scene.labels[reading.post.id] for reading in voices]
    kinds = {one.post_id: one.kind for one in labels}
    asked = sorted((one for one in labels if one.needs_answer), key=lambda one: -one.answer_score)
    answered = tuple(r.post.id for r in members if _is_answer(scene.labels[r.post.id]))
    talk, back = Talk(units=units, place=place, topics=topics), _broke_again(course, labels)
    title = make_title(talk, scene.routes, _story(talk, history, scene, pointers.choice), back=back)
    lines = {name: plain_title(title.plain, name, scene.routes) for name in scene.languages[1:]}
    about = {place or "", *terms(title.line, scene.languages[0])}
    inputs = _inputs(members, labels, course, continuation, answered=bool(answered))
    return Signal(
        id=signal_id(scene.week, units),
        week=scene.week,
        story_id=continuation.story_id,
        title=title.line,
        titles=tuple(lines.items()),
        posts=tuple(reading.post.id for reading in members),
        voices=count,
        voice_posts=len(voices),
        reactions=sum(reading.post.reactions for reading in members),
        sources=_sources(members),
        threads=sum(len(unit.threads) for unit in units),
        first_at=members[0].post.posted_at,
        last_at=members[-1].post.posted_at,
        department=pointers.choice,
        department_score=round(pointers.share, 3),
        department_terms=pointers.reasons,
        place=place,
        kinds=tuple(sorted(Counter(kinds.values()).items(), key=lambda pair: (-pair[1], pair[0]))),
        phrases=title.phrases,
        quotes=choose_quotes(members, kinds, scene.conduct, about),
        open_questions=tuple(one.post_id for one in asked),
        answered=answered,
        trend=course,
        strength=strength(inputs),
        strength_inputs=tuple((name, round(value, 3)) for name, value in inputs.items()),
        links=links,
    )


def _story(
    talk: Talk, history: History, scene: Scene, department: DepartmentId | None
) -> Talk | None:
    """Return a signal with what its story was made of in earlier weeks, where it still is."""
    earlier = [unit for unit in history.units if talk.place is None or _names(unit, talk.place)]
    if not earlier:
        return None
    units = (*earlier, *talk.units)
    topics = _title_topics(topics_of_group(units, scene.topics), department, scene.routes)
    return Talk(units=units, place=_place(units), topics=topics)


def _names(unit: Unit, place: str) -> bool:
    return any(place in one.places for one in (*unit.roots, *unit.members))


def _broke_again(course: Trend, labels: Sequence[Label]) -> bool:
    """Whether what was silent is back, and people say that something is wrong."""
    wrong = sum(1 for label in labels if label.kind in _ASKING)
    return course.state is State.BACK and wrong >= AGAIN_SHARE * len(labels)


def _is_answer(label: Label) -> bool:
    """Whether a post is the municipality's own reply."""
    return label.kind is Kind.ANSWER


def _place(units: Sequence[Unit]) -> str | None:
    """Return the place that most naming of places is of; None when none stands out."""
    named = places_of(units)
    if not named:
        return None
    best = min(named, key=lambda name: (-named[name], name))
    authors = len({author(reading) for unit in units for reading in unit.members})
    least = max(PLACE_SHARE * sum(named.values()), PLACE_AUTHORS * authors)
    return best if named[best] >= least else None


def _title_topics(
    topics: dict[str, float], department: DepartmentId | None, routes: Routes
) -> dict[str, float]:
    """Return the policy domains a title may name: those of its department, if it speaks of any."""
    own = {
        name: weight
        for name, weight in topics.items()
        if department is not None and department in routes.owners.get(name, {})
    }
    return own or topics


def _sources(members: Sequence[Reading]) -> tuple[SourceId, ...]:
    counts = Counter(reading.post.source_id for reading in members)
    return tuple(sorted(counts, key=lambda source: (-counts[source], source)))


def _inputs(
    members: Sequence[Reading],
    labels: Sequence[Label],
    course: Trend,
    continuation: Continuation,
    *,
    answered: bool,
) -> dict[str, float]:
    """Return what the strength is made of, each 0 to 1 (`jobs.cluster.rank.WEIGHTS`)."""
    voices = {reading.voice for reading in members if reading.voice}
    sources = {r.post.source_id for r in members if r.post.speaker is Speaker.VOICE}
    reactions = sum(reading.post.reactions for reading in members)
    asking = sum(1 for label in labels if label.kind in _ASKING)
    return {
        "surprise": surprise_of(course, len(voices)),
        "reach": reach_of(len(voices), len(sources), reactions),
        "waiting": waiting_of(
            course.weeks, answered=answered, asked=sum(one.needs_answer for one in labels)
        ),
        "complaints": asking / len(labels) if labels else 0.0,
        "new": 1.0 - continuation.score,
    }
