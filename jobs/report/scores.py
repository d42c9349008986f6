"""What departments were asked and what they answered in, a score of each out; never of a person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from jobs.model import Action, Answer, DepartmentId, Feedback, Score, StoryId
from jobs.report.asks import wants_department
from jobs.report.desk import Pen
from jobs.report.promises import SETTLED

MAX_SCORES: Final = 8
"""Departments named: those with most that is still open."""
NOTHING_TO_DO: Final = frozenset({Answer.NOT_OURS, Answer.GROUPING})
"""Answers after which a matter counts no longer: it is another's, or it was none."""

_Said = dict[tuple[StoryId, DepartmentId], Answer]


def scores_of(pen: Pen) -> tuple[Score, ...]:
    """Return what departments did with what they were asked in the weeks before, most open first.

    None as long as nobody answered anything: then it would only say that.
    """
    if not pen.desk.feedback:
        return ()
    said = _latest(pen.desk.feedback)
    answers: dict[DepartmentId, list[Answer | None]] = defaultdict(list)
    for story, department in set(_asked(pen, said)):
        answer = said.get((story, department))
        if answer not in NOTHING_TO_DO:
            answers[department].append(answer)
    made = [_score(pen, name, own) for name, own in answers.items()]
    made.sort(key=lambda one: (-one.open, -one.asked, one.department))
    return tuple(made[:MAX_SCORES])


def _latest(feedback: Iterable[Feedback]) -> _Said:
    """Return what each department said last of each story; of its grouping if of nothing else."""
    said: _Said = {}
    for one in feedback:
        key = (one.story_id, one.department)
        if one.answer is not Answer.GROUPING or key not in said:
            said[key] = one.answer
    return said


def _score(pen: Pen, name: DepartmentId, answers: list[Answer | None]) -> Score:
    planned = answers.count(Answer.PLANNED)
    done = sum(answer in SETTLED for answer in answers)
    return Score(
        department=pen.department(name),
        asked=len(answers),
        open=len(answers) - planned - done,
        planned=planned,
        done=done,
    )


def _asked(pen: Pen, said: _Said) -> Iterator[tuple[StoryId, DepartmentId]]:
    """Yield the stories that departments of today were asked about in editions before.

    Of what was not shown nobody knows whether it was among their requests, until it is answered.
    """
    earlier = {signal.id: signal for signal in pen.desk.earlier}
    there = {DepartmentId(one.id) for one in pen.desk.settings.departments}
    for advice in pen.desk.asked:
        signal = earlier.get(advice.signal_id)
        if signal is None or advice.department not in there or not wants_department(advice):
            continue
        key = (signal.story_id, advice.department)
        if signal.shown or advice.action is Action.ESCALATE or key in said:
            yield key
