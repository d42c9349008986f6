"""An answer in, the corrections that follow from it out: the one way judgements are set right."""

from jobs.model import NOBODY, Answer, Correction, DepartmentId, ThreadId
from jobs.model.decision import (
    Authority,
    Matter,
    follows,
    own_story,
    route,
    scatter,
    split,
)
from jobs.model.token import Token

ROLE = "department"
"""In which role a department decides; which one stands in the feedback itself."""


def correction_of(
    token: Token,
    matter: Matter,
    owner: DepartmentId | None,
    apart: tuple[ThreadId, ...],
    who: Authority,
) -> Correction | None:
    """Return what *token* corrects; None when it says nothing of a judgement.

    Args:
        token: Whose answer it is, and to what.
        matter: The signal that was answered.
        owner: `Answer.NOT_OURS`: whose it is; None when that was not said.
        apart: `Answer.GROUPING`: threads that do not belong; none when that was not said.
        who: In which role, and when.
    """
    match token.answer:
        case Answer.OURS:
            return route(matter, token.department, who)
        case Answer.NOT_OURS:
            return route(matter, owner or NOBODY, who)
        case Answer.GROUPING:
            return _regrouped(matter, apart, who)
        case Answer.PLANNED | Answer.DONE | Answer.SINGLE:
            return None


def _regrouped(matter: Matter, apart: tuple[ThreadId, ...], who: Authority) -> Correction | None:
    """Take out what was named, else all apart; of one thread only the story can be wrong."""
    if apart and set(apart) < set(matter.threads):
        return split(matter, apart, who)
    if len(matter.threads) > 1:
        return scatter(matter, who)
    story = matter.signal.story_id
    return None if story == own_story(matter.signal) else follows(matter, story, who, yes=False)
