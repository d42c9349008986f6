"""What a department answers to its edition: `Answer`, and `Feedback`, one answer as it is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from jobs.model.ids import DepartmentId, SignalId, StoryId
from jobs.model.week import Week


class Answer(StrEnum):
    """What a department may say of a signal by one click; a token holds the place in this list.

    New ones come last, or tokens in mails that were sent would mean something else.
    """

    OURS = "ours"
    NOT_OURS = "not_ours"
    PLANNED = "planned"
    DONE = "done"
    GROUPING = "grouping"
    SINGLE = "single"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One answer of a department. Nothing of the mail is in it but what its token and day say.

    Attributes:
        id: Row number; 0 before it is stored.
        token_hash: SHA-256 of the token: one token counts once.
        week: Week of the edition that was answered.
        department: Whose edition it was.
        signal_id: The signal in it.
        story_id: The story that the signal belonged to.
        answer: What was said.
        owner: `NOT_OURS`: whose it is; None when that was not said.
        day: `PLANNED`: by when; None when that was not said.
        said_at: When it was read, UTC.
        told_in: Week of the first edition that could tell it; None while there was none.
        taken_back_at: When a person took it back, UTC; None when nobody did.
        gone_in: Week of the first edition that does not know it any more; None while there was
            none.
    """

    id: int = 0
    token_hash: str
    week: Week
    department: DepartmentId
    signal_id: SignalId
    story_id: StoryId
    answer: Answer
    owner: DepartmentId | None = None
    day: date | None = None
    said_at: datetime
    told_in: Week | None = None
    taken_back_at: datetime | None = None
    gone_in: Week | None = None
