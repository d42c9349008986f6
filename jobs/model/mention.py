"""What a post is about: `Mention`, with the evidence that decided, and `Label`, what it asks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from jobs.model.ids import DepartmentId, PostId
from jobs.model.week import Week


class EvidenceKind(StrEnum):
    """Which kind of trace points to the municipality, or away from it."""

    OWN_PAGE = "own_page"
    NAME = "name"
    INSTITUTION = "institution"
    OFFICE = "office"
    PLACE = "place"
    VENUE = "venue"
    TOPIC = "topic"
    CUE = "cue"
    SOURCE = "source"
    OTHER_MUNICIPALITY = "other_municipality"
    FOR_SALE = "for_sale"
    PRIVATE = "private"
    HOMONYM = "homonym"
    THREAD_ROOT = "thread_root"
    THREAD_OTHERS = "thread_others"
    OWN_REPLY = "own_reply"
    PERSON = "person"


class Evidence(NamedTuple):
    """One trace; a tuple, as a week has tens of thousands.

    Attributes:
        kind: Which kind; `PERSON` is no trace but a decision, which overrules all others.
        start: First character in `Post.words`; 0 for traces that lie outside the text.
        end: One past the last character; equal to `start` for traces outside the text.
        term: The known name or term that was recognised, from our lists (never free text).
        weight: What it adds to the log-odds, or its noisy-or weight; negative points away.
    """

    kind: EvidenceKind
    start: int
    end: int
    term: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """The judgement whether one post is about the municipality, in the week it was posted.

    Attributes:
        post_id: The post.
        week: The week of the post.
        confidence: 0 to 1.
        kept: The confidence reaches the threshold: the post goes on to the next stage.
        evidence: What decided, in order of the text, thread and source last.
    """

    post_id: PostId
    week: Week
    confidence: float
    kept: bool
    evidence: tuple[Evidence, ...]


class Kind(StrEnum):
    """What a post does; shown as shares of a signal, never of a person."""

    REPORT = "report"
    COMPLAINT = "complaint"
    QUESTION = "question"
    COMPLIMENT = "compliment"
    OPINION = "opinion"
    NEWS = "news"
    CHATTER = "chatter"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one kept mention asks, and of whom.

    Attributes:
        post_id: The post.
        week: The week of the post.
        kind: What it does.
        department: Who it would be for; None when nothing points to a department.
        department_score: 0 to 1, share of the weight that points there.
        department_terms: Known terms that pointed there, heaviest first.
        places: Known places and venues named in it or in its opening post.
        answer_score: 0 to 1, how much it asks for an answer of the municipality.
        answer_reasons: Codes of why (``question``, ``unanswered``, ``hazard`` …).
        needs_answer: The score reaches the threshold.
    """

    post_id: PostId
    week: Week
    kind: Kind
    department: DepartmentId | None
    department_score: float
    department_terms: tuple[str, ...]
    places: tuple[str, ...]
    answer_score: float
    answer_reasons: tuple[str, ...]
    needs_answer: bool
