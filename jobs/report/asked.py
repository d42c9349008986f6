"""What the requests of page one leave out in, a line a matter out: nothing asked is unsaid."""

from collections.abc import Sequence
from typing import Final

from jobs.model import Advice, Answer, Kind, Note, PostId, Signal, SignalId
from jobs.report.asks import first_of, left_of, waiting_of, wanted_of
from jobs.report.clicks import clicks_of
from jobs.report.desk import Pen
from jobs.report.outstanding import waits_text
from jobs.report.questions import part_of, question_of
from jobs.report.unquoted import about_text, held_text

MAX_ALSO: Final = 20
"""Lines; a department that is asked more has been flooded, and reads the rest with the lead."""
CLOSING: Final = (Answer.PLANNED, Answer.DONE, Answer.NOT_OURS, Answer.SINGLE)
"""Answers to what one or two people wrote: how it was grouped hardly matters."""
TOLD: Final = frozenset({Kind.QUESTION, Kind.REPORT, Kind.COMPLAINT})
"""Kinds that have words of their own; the others are posts."""


def also_asked_of(pen: Pen) -> tuple[Note, ...]:
    """Return what else is asked of the reader's department, most urgent first."""
    left = list(left_of(pen).items())[:MAX_ALSO]
    return tuple(_note(pen, pen.by_id[signal], advices) for signal, advices in left)


def asked_about(pen: Pen) -> tuple[SignalId, ...]:
    """Return the signals that anything is asked about, in the order in which it is asked."""
    first = dict.fromkeys(one.signal_id for one in first_of(wanted_of(pen)))
    return tuple(dict.fromkeys((*first, *list(left_of(pen))[:MAX_ALSO])))


def _note(pen: Pen, signal: Signal, advices: Sequence[Advice]) -> Note:
    ids = list(dict.fromkeys(p for one in advices for p in waiting_of(signal, one)))
    posts = sorted(pen.posts(ids or signal.posts), key=lambda post: post.posted_at)
    parts = [part for part in (part_of(pen, post) for post in posts) if part is not None]
    told = []
    if posts:
        day = pen.words.short_day(pen.local_day(posts[0].posted_at))
        facts = {"day": day, "place": pen.place_word(posts[0].source_id)}
        told.append(pen.words.count(f"asked.{_kind(pen, ids)}", len(posts), **facts))
    if not signal.shown and signal.voices > len(posts):
        told.append(pen.words.count("asked.people", signal.voices))
    told.append(about_text(pen, signal, posts))
    if held := [post for post in posts if pen.kept_back(post)]:
        told.append(held_text(pen, held, alone=len(held) == len(posts)))
    told.append(waits_text(pen, signal))
    due = min((one.due for one in advices if one.due is not None), default=None)
    if due is not None:
        told.append(pen.words.say("asked.by", date=pen.words.day(due)))
    return Note(
        title=pen.title(signal),
        text=" ".join(part for part in told if part),
        quote=question_of(pen, parts[0]) if signal.shown and parts else None,
        clicks=clicks_of(pen, signal, CLOSING),
    )


def _kind(pen: Pen, ids: Sequence[PostId]) -> str:
    """Return what the posts are, where they are all the same."""
    kinds = {pen.desk.labels[one].kind for one in ids if one in pen.desk.labels}
    return next(iter(kinds)) if len(kinds) == 1 and kinds <= TOLD else "other"
