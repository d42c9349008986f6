"""What the FAQ lacks (`Draft`), and what is said about what is planned (`Outlook`)."""

from dataclasses import dataclass
from datetime import datetime

from jobs.model.ids import DepartmentId, PostId, SignalId
from jobs.model.week import Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Open questions that ask the same and that no approved answer fits: one question for the FAQ.

    Attributes:
        week: The week they were open in.
        department: Who must know the answer; None when nothing points to one.
        signals: The signals they stand in, by first question.
        questions: The questions; the first stands for the others, these in order of time.
        voices: Distinct voices that ask it, at least 1.
        since: The oldest of them, UTC.
    """

    week: Week
    department: DepartmentId | None
    signals: tuple[SignalId, ...]
    questions: tuple[PostId, ...]
    voices: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One announcement as the talk of a week sees it.

    Attributes:
        week: The week.
        announcement: Id of the ``[[announcement]]``.
        signals: The signals it touches, strongest first.
        faq: Ids of the approved answers about it.
        asked: What was asked in these signals.
        answered: Those of `asked` that an own account replied to.
        against: What people still object or ask after our last reply there.
    """

    week: Week
    announcement: str
    signals: tuple[SignalId, ...]
    faq: tuple[str, ...]
    asked: tuple[PostId, ...]
    answered: tuple[PostId, ...]
    against: tuple[PostId, ...]
