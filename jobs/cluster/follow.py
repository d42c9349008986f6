"""This week's signals and the remembered ones in, which story each continues out.

One story takes at most one signal and one signal at most one story, the surest and largest first.
Above `AUTOMATIC` a signal joins its story; above `POSSIBLE` a person is asked. A story that is
spoken of by a second signal has split; a signal that speaks of a second story merges it. Signals
of all remembered weeks count, so a story is known again after weeks of silence. What a person said
goes before any score.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from jobs.cluster.embed import Meaning
from jobs.cluster.links import pairs_between
from jobs.cluster.profiles import Topics, make_profiles
from jobs.cluster.units import Unit
from jobs.cluster.vectors import make_vectors, shared_words
from jobs.model import LinkKind, SignalId, StoryId, StoryLink, Week

MEMORY_WEEKS: Final = 8
"""Weeks a story is remembered without a signal."""
AUTOMATIC: Final = 0.27
"""Precision .75 to 1.0 on six towns (mean .88); from .25 to .35 F1 falls from .64 to .60 and
precision stays. Two single voices that only share a policy domain stay just below it."""
POSSIBLE: Final = 0.1
"""Below this, proposals would be wrong more often than right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A signal of an earlier week.

    Attributes:
        story_id: The story it belongs to.
        units: Its units, read again from the posts we still hold.
    """

    story_id: StoryId
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What people said that signals of the week continue.

    Attributes:
        confirmed: By place of the signal the story it continues, the latest decision first.
        refused: Places of signals with a story that they do not continue.
    """

    confirmed: Mapping[int, StoryId] = field(default_factory=dict)
    refused: frozenset[tuple[int, StoryId]] = frozenset()


NOTHING: Final = Said()
"""Nobody said anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """What became of one signal.

    Attributes:
        story_id: Its story, old or new.
        links: The steps to record, the one that decided first.
        score: How surely it continues an earlier signal, 0 to 1; also when it does not.
    """

    story_id: StoryId
    links: tuple[StoryLink, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tie:
    score: float
    weight: float
    place: int
    story_id: StoryId
    terms: tuple[str, ...]
    confirmed: bool = False


def follow(
    week: Week,
    signals: Sequence[tuple[SignalId, tuple[Unit, ...]]],
    remembered: Sequence[Remembered],
    topics: Topics,
    said: Said = NOTHING,
    meaning: Meaning | None = None,
) -> tuple[Continuation, ...]:
    """Return what each of *signals* continues, in the same order.

    Args:
        week: The week of the signals.
        signals: Their ids and units.
        remembered: Signals of earlier weeks, of at least one unit each.
        topics: Policy domains each post speaks of, by post id.
        said: What people said; places are those of *signals*.
        meaning: What posts mean, when there is an embedder.
    """
    ties = _obeying(_ties([units for _, units in signals], remembered, topics, meaning), said)
    story_of, taken = _one_to_one(ties)
    mine: dict[int, list[_Tie]] = defaultdict(list)
    for tie in ties:
        mine[tie.place].append(tie)
    found = []
    for place, (name, _) in enumerate(signals):
        own = story_of.get(place) or StoryId(f"s-{name}")
        links = []
        if place not in story_of:
            links.append(_link(name, week, own, LinkKind.STARTS))
        for tie in mine[place]:
            kind = _kind(tie, own, taken, joined=place in story_of)
            if kind is not None:
                links.append(_link(name, week, tie.story_id, kind, tie))
        score = max((tie.score for tie in mine[place]), default=0.0)
        found.append(Continuation(story_id=own, links=tuple(links), score=score))
    return tuple(found)


def _obeying(ties: list[_Tie], said: Said) -> list[_Tie]:
    """Return *ties* without those that were refused, the confirmed ones first and certain."""
    known = {(tie.place, tie.story_id): tie.terms for tie in ties}
    certain = [
        _Tie(
            score=1.0,
            weight=1.0,
            place=place,
            story_id=story,
            terms=known.get((place, story), ()),
            confirmed=True,
        )
        for place, story in said.confirmed.items()
    ]
    settled = said.refused | set(said.confirmed.items())
    return certain + [tie for tie in ties if (tie.place, tie.story_id) not in settled]


def _link(
    signal: SignalId, week: Week, story: StoryId, kind: LinkKind, tie: _Tie | None = None
) -> StoryLink:
    return StoryLink(
        signal_id=signal,
        week=week,
        story_id=story,
        kind=kind,
        score=0.0 if tie is None else round(tie.score, 3),
        terms=() if tie is None else tie.terms,
    )


def _ties(
    signals: Sequence[tuple[Unit, ...]],
    remembered: Sequence[Remembered],
    topics: Topics,
    meaning: Meaning | None,
) -> list[_Tie]:
    """Return the best tie of each signal with each story, surest first."""
    groups = [*signals, *(signal.units for signal in remembered)]
    if not signals or not remembered:
        return []
    vectors = make_vectors([unit for group in groups for unit in group])
    profiles = make_profiles(groups, vectors, topics, meaning)
    size = len(signals)
    pairs = pairs_between(profiles.part(0, size), profiles.part(size, len(groups)))
    best: dict[tuple[int, StoryId], tuple[float, int]] = {}
    sure = pairs.score >= POSSIBLE
    columns = (pairs.first, pairs.second, pairs.score)
    for first, second, score in zip(*(one[sure].tolist() for one in columns), strict=True):
        key = (first, remembered[second].story_id)
        best[key] = max(best.get(key, (0.0, 0)), (score, second))
    ties = [
        _Tie(
            score=score,
            weight=score * _standing(groups[size + second]) * _standing(groups[place]),
            place=place,
            story_id=story,
            terms=shared_words(profiles.text, vectors.words, place, size + second),
        )
        for (place, story), (score, second) in best.items()
    ]
    return sorted(ties, key=lambda tie: (-tie.weight, tie.place, tie.story_id))


def _standing(units: Sequence[Unit]) -> float:
    """Return 1/2 for one author, 2/3 for two, near 1 for many: a crowd goes before a passer-by."""
    authors = len(frozenset().union(*(unit.voices for unit in units)))
    return max(authors, 1) / (max(authors, 1) + 1)


def _one_to_one(ties: list[_Tie]) -> tuple[dict[int, StoryId], frozenset[StoryId]]:
    """Give each story at most one signal and each signal at most one story, the surest first."""
    story_of: dict[int, StoryId] = {}
    taken: set[StoryId] = set()
    for tie in ties:
        if tie.score >= AUTOMATIC and tie.place not in story_of and tie.story_id not in taken:
            story_of[tie.place] = tie.story_id
            taken.add(tie.story_id)
    return story_of, frozenset(taken)


def _kind(tie: _Tie, own: StoryId, taken: frozenset[StoryId], *, joined: bool) -> LinkKind | None:
    """Return what a tie means once the stories are given out; None when it means nothing."""
    if tie.story_id == own:
        return LinkKind.CONFIRMED if tie.confirmed else LinkKind.AUTOMATIC
    if tie.score >= AUTOMATIC:
        return LinkKind.SPLIT if tie.story_id in taken else LinkKind.MERGED
    if joined or tie.story_id in taken:
        return None
    return LinkKind.POSSIBLE
