"""Readings of a thread in, mentions out: a post inherits from its opening post and from the others.

In a local group nobody names the town; *idem* under a complaint is about the municipality because
the complaint is. Nine replies in ten are about what their opening post is about.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Final

from jobs.detect.evidence import KINDS, Found, Trace
from jobs.detect.learn import UNTAUGHT, Lesson
from jobs.detect.model import KEEP, OWN_POST, Frame, Model, Values, confidence, contribution
from jobs.detect.reading import Reading, log_share
from jobs.model import Evidence, EvidenceKind, Mention, PostId, Role, Speaker, Week

_SHOWN_SPOTS: Final = 3
"""Spots of one trace kept as evidence; more would only repeat it."""
_FRAME_KINDS: Final = {
    Frame.OWN_PAGE: EvidenceKind.OWN_PAGE,
    Frame.LOCAL: EvidenceKind.SOURCE,
    Frame.ROOT: EvidenceKind.THREAD_ROOT,
    Frame.OTHERS: EvidenceKind.THREAD_OTHERS,
    Frame.OWN_REPLY: EvidenceKind.OWN_REPLY,
    Frame.OWN_ROOT: EvidenceKind.OWN_PAGE,
}
"""How each trace outside the text is shown; the others are part of the model's start."""
_SOURCE_FRAMES: Final = (Frame.OWN_PAGE, Frame.LOCAL)
_DECIDED: Final = 20.0
"""Log-odds of what a person said: all that can be found in a post together stays below."""
_DECIMALS: Final = 4
_by_place: Final = attrgetter("start", "end", "kind")
_LINES: Final = 4096
"""Lines of evidence outside the text that are remembered; most posts have the same few."""


def judge(
    thread: Iterable[Reading],
    week: Week,
    wanted: frozenset[PostId],
    earlier: Mapping[PostId, Mention],
    lesson: Lesson = UNTAUGHT,
) -> tuple[Mention, ...]:
    """Return the mentions of the *wanted* posts of one thread.

    Args:
        thread: All posts of the thread so far, oldest first.
        week: The week of the wanted posts.
        wanted: Which posts to judge.
        earlier: Judgements of earlier weeks, for posts whose text has been erased since.
        lesson: What people said of posts, and what follows from that for the others.
    """
    readings = tuple(thread)
    root = opening(readings)
    around = surroundings(readings, earlier, lesson.about)
    told = _telling(root) if root else ""
    return tuple(
        _obeying(_mention(one, values, told, week, lesson.model), lesson)
        for one, values in zip(readings, around, strict=True)
        if one.post.id in wanted
    )


def opening(thread: tuple[Reading, ...]) -> Reading | None:
    """Return the opening post of *thread*; None when we do not hold it."""
    return next((one for one in thread if one.post.role is Role.OPENING), None)


def surroundings(
    thread: tuple[Reading, ...],
    earlier: Mapping[PostId, Mention],
    about: Mapping[PostId, bool] = UNTAUGHT.about,
) -> tuple[Values, ...]:
    """Return, for each post of *thread*, what the others of the thread add to it.

    Args:
        thread: As for `judge`.
        earlier: As for `judge`.
        about: What people said of posts.
    """
    scores = {one.post.id: float(about.get(one.post.id, _score(one, earlier))) for one in thread}
    root = opening(thread)
    replies = [one for one in thread if one is not root]
    # two are enough to know what the others add to any one post, however long the thread is
    best = sorted(replies, key=lambda one: scores[one.post.id], reverse=True)[:2]
    ours = tuple(islice(filter(_is_ours, replies), 2))
    return tuple(
        {**_around(one, root, (*best, *ours), scores), **_drift(one, root, place)}
        for place, one in enumerate(thread)
    )


def seen_of(
    thread: tuple[Reading, ...], earlier: Mapping[PostId, Mention], about: Mapping[PostId, bool]
) -> Iterator[tuple[PostId, Values]]:
    """Yield what the model sees of each post of *thread* that it judges; see `surroundings`."""
    for one, values in zip(thread, surroundings(thread, earlier, about), strict=True):
        if not _is_ours(one):
            yield one.post.id, {**one.values, **values}


def _score(reading: Reading, earlier: Mapping[PostId, Mention]) -> float:
    """Return what *reading* hands on to its thread."""
    known = earlier.get(reading.post.id)
    return known.confidence if known and reading.post.erased_at else reading.alone


def _around(
    reading: Reading,
    root: Reading | None,
    replies: tuple[Reading, ...],
    scores: Mapping[PostId, float],
) -> Values:
    """Return what the thread adds to *reading*; *replies* are those that may say most."""
    others = [one for one in replies if one.post.id != reading.post.id]
    opens = root is None or root is reading
    values: dict[Trace | Frame, float] = {
        Frame.OPENING: float(opens),
        Frame.OTHERS: max((scores[one.post.id] for one in others), default=0.0),
        Frame.OWN_REPLY: float(any(map(_is_ours, others))),
    }
    if root is not None and not opens:
        values[Frame.ROOT] = scores[root.post.id]
        values[Frame.OWN_ROOT] = float(_is_ours(root))
    return values


def _drift(reading: Reading, root: Reading | None, place: int) -> Values:
    """Return how far *reading*, a reply at *place*, stands from its opening post.

    The longer a talk, and the more people answer each other, the more of it is about other things.
    """
    if root is None or root is reading:
        return {}
    aside = reading.post.parent_id not in {None, root.post.id}
    return {Frame.LATE: log_share(place), Frame.ASIDE: float(aside)}


def _is_ours(reading: Reading) -> bool:
    return reading.post.speaker is Speaker.MUNICIPALITY


def _mention(reading: Reading, around: Values, told: str, week: Week, model: Model) -> Mention:
    sure = OWN_POST if _is_ours(reading) else confidence({**reading.values, **around}, model)
    return Mention(
        post_id=reading.post.id,
        week=week,
        confidence=round(sure, _DECIMALS),
        kept=sure >= KEEP,
        evidence=(*_in_text(reading, model), *_outside(reading, around, told, model)),
    )


def _obeying(mention: Mention, lesson: Lesson) -> Mention:
    """Return *mention* as a person decided it; as it is when nobody did."""
    about = lesson.about.get(mention.post_id)
    if about is None:
        return mention
    weight = _DECIDED if about else -_DECIDED
    said = Evidence(kind=EvidenceKind.PERSON, start=0, end=0, term="", weight=weight)
    return replace(mention, confidence=float(about), kept=about, evidence=(*mention.evidence, said))


def _in_text(reading: Reading, model: Model) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for kind, one in reading.traces.items():
        found += _spots(kind, one, model)
    return tuple(sorted(found, key=_by_place))


def _spots(kind: Trace, found: Found, model: Model) -> list[Evidence]:
    """Return the spots of one trace that weigh something; together they weigh what it weighs."""
    shown = found.spots[:_SHOWN_SPOTS]
    weight = round(contribution(kind, found.strength, model) / len(shown), _DECIMALS)
    if not weight:
        return []
    return [Evidence(KINDS[kind], start, end, term, weight) for _, term, start, end in shown]


def _outside(reading: Reading, around: Values, told: str, model: Model) -> list[Evidence]:
    """Return the traces outside the text: thread first, source last.

    Args:
        reading: The post.
        around: What the thread adds to it.
        told: The term that says most about what the opening post is about.
        model: The constants.
    """
    lines = []
    for kind, shown_as in _FRAME_KINDS.items():
        strength = (reading.values if kind in _SOURCE_FRAMES else around).get(kind)
        if strength:
            weight = contribution(kind, strength, model)
            lines.append(_line(shown_as, told if kind is Frame.ROOT else "", weight))
    return [line for line in lines if line.weight]


@lru_cache(maxsize=_LINES)
def _line(kind: EvidenceKind, term: str, weight: float) -> Evidence:
    return Evidence(kind=kind, start=0, end=0, term=term, weight=round(weight, _DECIMALS))


def _telling(root: Reading) -> str:
    """Return the term that says most about what the opening post is about; may be empty."""
    best = max(
        root.traces.items(),
        key=lambda one: (contribution(one[0], one[1].strength), one[0]),
        default=None,
    )
    return best[1].spots[0].term if best else ""
