"""Readings of a thread in, a `Label` a kept mention out: what it asks, and of whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jobs.cluster.course import Course, make_course
from jobs.cluster.departments import NOWHERE, Pointers, inherit, mean_of
from jobs.cluster.read import Reading
from jobs.cluster.traits import ask_traits, say_traits
from jobs.cluster.weights import chance, chances, weigh_traits
from jobs.language.conduct import Conduct
from jobs.model import (
    CONFIRMED,
    NOBODY,
    DepartmentId,
    Kind,
    Label,
    PostId,
    Role,
    Speaker,
    Week,
)

NEEDS_ANSWER: Final = 0.33
"""Score from which a post is put on the list of what waits for an answer: F1 is level from .28 to
.35, whole towns unseen; the list is ranked, so a doubtful one stands at the end."""
_REASONS: Final = {
    "mark": "question",
    "hazard": "hazard",
    "opening": "opening",
    "place": "place",
}
_KINDS: Final = {Kind.COMPLAINT: "complaint", Kind.REPORT: "report"}
_AGAINST: Final = {
    "answered": "answered",
    "peer_answered": "peer_answered",
    "solved": "solved",
    "political": "political",
    "insulting": "insulting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All that a label needs of one thread.

    Attributes:
        root: Its opening post; None when we do not hold it.
        course: How it went.
        pointers: Which departments each of its posts points to by itself.
        mean: Which departments its kept posts point to together.
    """

    root: Reading | None
    course: Course
    pointers: dict[PostId, Pointers]
    mean: Pointers


def make_conversation(
    readings: Sequence[Reading], root: Reading | None, pointers: dict[PostId, Pointers]
) -> Conversation:
    """Return what labels need of the thread of *readings*, in order of time."""
    return Conversation(
        root=root,
        course=make_course(readings),
        pointers=pointers,
        mean=mean_of([pointers[one.post.id] for one in readings if one.kept]),
    )


def label(reading: Reading, week: Week, conversation: Conversation, conduct: Conduct) -> Label:
    """Return the label of one post of *week* in its thread."""
    kinds = kinds_of(reading, conversation.root)
    pointers = whose(reading, conversation)
    score, reasons = answer_score(reading, kinds, conversation.course, conduct)
    root = conversation.root
    heard = (*reading.places, *(root.places if root is not None else ()))
    return Label(
        post_id=reading.post.id,
        week=week,
        kind=likeliest(kinds),
        department=pointers.choice,
        department_score=round(pointers.share, 3),
        department_terms=pointers.reasons,
        places=tuple(dict.fromkeys(heard)),
        answer_score=round(score, 3),
        answer_reasons=reasons,
        needs_answer=score >= NEEDS_ANSWER,
    )


def kinds_of(reading: Reading, root: Reading | None) -> Mapping[Kind, float]:
    """Return what a post does, each with its probability.

    Told by who speaks, or for an inhabitant by its turns of phrase.
    """
    post = reading.post
    if post.speaker is Speaker.MUNICIPALITY:
        return {Kind.NEWS if post.role is Role.OPENING else Kind.ANSWER: 1.0}
    if post.speaker is Speaker.PRESS:
        return {Kind.NEWS: 1.0}
    if post.speaker is Speaker.OFFICE_HOLDER:
        return {Kind.OPINION: 1.0}
    return chances(say_traits(reading, root if post.role is Role.COMMENT else None))


def likeliest(kinds: Mapping[Kind, float]) -> Kind:
    """Return the most probable of *kinds*; of equals the first."""
    return max(kinds, key=kinds.__getitem__)


def whose(reading: Reading, conversation: Conversation) -> Pointers:
    """Return which departments a post points to, with what its thread says."""
    root = conversation.root
    own = conversation.pointers[reading.post.id]
    if root is None or root.post.id == reading.post.id:
        return inherit(own, None, conversation.mean)
    return inherit(own, conversation.pointers[root.post.id], conversation.mean)


def settled(department: DepartmentId) -> Pointers:
    """Return what points to *department* because a person said so; `NOBODY` is no department."""
    if department == NOBODY:
        return NOWHERE
    return Pointers(weights={department: 1.0}, terms={department: {CONFIRMED: 1.0}})


def give(known: Label, department: DepartmentId) -> Label:
    """Return the label *known* of a post whose matter a person gave to *department*."""
    owner = None if department == NOBODY else department
    return replace(known, department=owner, department_score=1.0, department_terms=(CONFIRMED,))


def answer_score(
    reading: Reading, kinds: Mapping[Kind, float], course: Course, conduct: Conduct
) -> tuple[float, tuple[str, ...]]:
    """Return how much a post asks for an answer of the municipality (0 to 1), and why.

    The reasons are codes: ``question``, ``hazard``, ``complaint``, ``report``, ``opening``,
    ``place``, ``unanswered``; against it ``answered``, ``peer_answered``, ``solved``,
    ``political``, ``insulting``. Only an inhabitant's post asks for an answer.
    """
    if reading.post.speaker is not Speaker.VOICE:
        return 0.0, ()
    traits = ask_traits(reading, kinds, course, conduct)
    reasons = [code for trait, code in _REASONS.items() if trait in traits]
    reasons.extend(code for kind, code in _KINDS.items() if kind is likeliest(kinds))
    if "answered" not in traits:
        reasons.append("unanswered")
    reasons.extend(code for trait, code in _AGAINST.items() if trait in traits)
    return chance(weigh_traits("needs_answer", traits)), tuple(reasons)
