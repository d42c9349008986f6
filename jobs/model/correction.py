"""What people said of our judgements: `Correction`, one decision; `Corrections`, all in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from jobs.model.ids import DepartmentId, PostId, StoryId, ThreadId
from jobs.model.week import Week


class CorrectionKind(StrEnum):
    """What a person decided."""

    TOGETHER = "together"
    APART = "apart"
    CONTINUES = "continues"
    NOT_CONTINUES = "not_continues"
    DEPARTMENT = "department"
    ABOUT = "about"


YES: Final = "yes"
NO: Final = "no"
"""Values of an `ABOUT` correction."""
NOBODY: Final = DepartmentId("-")
"""Value of a `DEPARTMENT` correction: it is not theirs who had it, and nobody said whose it is."""
CONFIRMED: Final = "confirmed"
"""Stands in the place of the terms that point to a department, where a person said whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One decision of a person; of two on the same subject the latest holds.

    A signal is meant by its week and threads, not by its id: that changes with its members.

    Attributes:
        id: Row number; 0 before it is stored.
        kind: What was decided.
        week: Week of the signal or post that was spoken of.
        threads: `TOGETHER`: those that are one matter; `APART`: those taken out; of a decision
            about a story: those of the signal that was meant; none for `ABOUT`.
        others: `APART`: the threads they are kept apart from; the same ones when each of them is
            another matter.
        story_id: The story that is or is not continued, or whose department is meant.
        post_id: `ABOUT`: the post.
        value: `DEPARTMENT`: its id, or `NOBODY`; `ABOUT`: `YES` or `NO`; else empty.
        decided_at: When, UTC.
        by: Role of who decided, such as ``communication lead``; never a person's name.
        strengths: `ABOUT`: what the model saw of the post, as names and numbers from 0 to 1, so
            that it can learn from it once the text is erased; empty when that was too late.
    """

    id: int = 0
    kind: CorrectionKind
    week: Week
    threads: tuple[ThreadId, ...] = ()
    others: tuple[ThreadId, ...] = ()
    story_id: StoryId | None = None
    post_id: PostId | None = None
    value: str = ""
    decided_at: datetime
    by: str
    strengths: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections in force, in any order."""

    made: tuple[Correction, ...] = ()

    def latest(self, *kinds: CorrectionKind) -> Iterator[Correction]:
        """Yield those of *kinds*, the latest first."""
        ordered = sorted(self.made, key=lambda one: (one.decided_at, one.id), reverse=True)
        return (one for one in ordered if one.kind in kinds)

    def about(self) -> dict[PostId, Correction]:
        """Return the decision that holds on each post that someone judged."""
        held: dict[PostId, Correction] = {}
        for one in self.latest(CorrectionKind.ABOUT):
            if one.post_id is not None:
                held.setdefault(one.post_id, one)
        return held


NO_CORRECTIONS: Final = Corrections()
"""Nobody corrected anything."""
