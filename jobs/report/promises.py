"""What departments answered in, what they promised and what people say now out."""

from collections.abc import Iterable
from typing import Final

from jobs.model import Answer, Feedback, Note, Signal, StoryId
from jobs.report.desk import Pen, strongest_first

MAX_SMALL: Final = 3
"""Lines in a department's own list, which shares page one."""
MAX_LEAD: Final = 4
"""Lines in the lead's edition."""
SETTLED: Final = frozenset({Answer.DONE, Answer.SINGLE})
"""Answers after which a silent matter is told once more, and then no longer."""
PROMISED: Final = SETTLED | {Answer.PLANNED}


def latest_of(feedback: Iterable[Feedback]) -> dict[StoryId, Feedback]:
    """Return the latest answer on each story; that its grouping is wrong says nothing of it."""
    said = (one for one in feedback if one.answer is not Answer.GROUPING)
    return {one.story_id: one for one in said}


def is_waited_for(pen: Pen, signal: Signal) -> bool:
    """Return whether *signal* need not be asked about again: planned, or one known case."""
    said = latest_of(pen.desk.feedback).get(signal.story_id)
    if said is None or said.department != pen.reader:
        return False
    planned = said.answer is Answer.PLANNED and not _is_late(pen, said)
    return planned or said.answer is Answer.SINGLE


def promises_of(pen: Pen) -> tuple[Note, ...]:
    """Return what was promised and what people say now, most voices first."""
    told = []
    for story, said in latest_of(pen.desk.feedback).items():
        now, before = _signals(pen, story)
        signal = now or before
        if signal is None or not _is_for(pen, said, now) or (now is None and _is_over(pen, said)):
            continue
        order = (-(now.voices if now else 0), *strongest_first(signal))
        told.append((order, Note(title=pen.title(signal), text=_text(pen, said, now))))
    told.sort(key=lambda one: one[0])
    limit = MAX_LEAD if pen.lead else MAX_SMALL
    return tuple(note for _, note in told[:limit])


def _is_late(pen: Pen, said: Feedback) -> bool:
    return said.day is not None and said.day <= pen.desk.week.sunday


def _is_for(pen: Pen, said: Feedback, now: Signal | None) -> bool:
    if said.answer is Answer.NOT_OURS:
        nobodys = now is None or now.department is None  # else a person has said whose it is
        return pen.lead and said.owner is None and nobodys
    return said.answer in PROMISED and (pen.lead or said.department == pen.reader)


def _is_over(pen: Pen, said: Feedback) -> bool:
    """Whether a matter that nobody speaks of this week was told of often enough."""
    if said.answer is Answer.PLANNED:
        return said.day is not None and said.day < pen.desk.week.monday
    return said.told_in != pen.desk.week


def _signals(pen: Pen, story: StoryId) -> tuple[Signal | None, Signal | None]:
    """Return the signal of a story this week, and its latest one before; None where it has none."""
    now = next((one for one in pen.desk.signals if one.story_id == story), None)
    return now, next((one for one in pen.desk.earlier if one.story_id == story), None)


def _text(pen: Pen, said: Feedback, now: Signal | None) -> str:
    words = pen.words
    what = words.say(f"promise.{said.answer}")
    if said.answer is Answer.PLANNED and said.day is not None:
        what = words.say("promise.planned_for", date=words.short_day(said.day))
    day = words.short_day(pen.local_day(said.said_at))
    if pen.lead:
        who = pen.department(said.department)
        told = [words.say("promise.by_department", what=what, department=who, day=day)]
    else:
        told = [words.say("promise.by_you", what=what, day=day)]
    if said.answer is Answer.PLANNED and _is_late(pen, said):
        told.append(words.say("promise.late"))
    if now is None:
        told.append(words.say("promise.silent"))
    else:
        before = now.trend.history[-2] if len(now.trend.history) > 1 else 0
        key = "promise.now" if before else "promise.again"
        told.append(words.count(key, now.voices, before=before))
    return " ".join(told)
