"""Coverage and settings in, the box "what we did not see" out."""

from typing import Final

from jobs.model import Coverage, Honesty, SourceId, SourceState
from jobs.report.coverage import is_silent, name_of, readings_text, source_lines
from jobs.report.desk import Pen
from jobs.report.text import LINE_CAP, cap

READ: Final = frozenset({SourceState.OK, SourceState.CUT})
"""States in which a source gave its posts, wholly or in part."""


USUAL_WEEKS: Final = 8
"""Weeks before, of which the median is the usual number of posts."""


def honesty_of(pen: Pen) -> Honesty:
    """Return which sources were read, which were not and why, and what we never read."""
    named = {item.source_id: item for item in pen.desk.coverage}
    known = dict.fromkeys([*map(SourceId, pen.sources), *named])
    lines = tuple(named.get(source_id) or _never(source_id) for source_id in known)
    read = sum(line.state in READ for line in lines)
    posts = sum(line.posts for line in lines)
    told = (
        pen.words.count("honesty.read", len(lines), read=read),
        pen.words.count("honesty.posts", posts),
        readings_text(pen, lines),
    )
    return Honesty(
        summary=" ".join(part for part in told if part),
        broken=(
            *(_broken(pen, line) for line in lines if line.state is not SourceState.OK),
            *(_silent(pen, line) for line in lines if is_silent(line)),
        ),
        unread=tuple(
            pen.words.say(
                "honesty.unread", name=cap(group.name, LINE_CAP), why=cap(group.why, LINE_CAP)
            )
            for group in pen.desk.settings.unread
        ),
        caution=(pen.words.say("honesty.no_poll"),),
        sources=source_lines(pen, lines) if pen.lead else (),
    )


def reason_text(pen: Pen, reason: str) -> str:
    """Return a reason code (``http-500``) in words; a code we have no words for in general ones."""
    return pen.words.first_of([f"reason.{reason}", "reason.unknown"], code=cap(reason, 60))


def _broken(pen: Pen, line: Coverage) -> str:
    name, reason = name_of(pen, line), reason_text(pen, line.reason or "none")
    last = ""
    if line.read_at is not None and line.state is not SourceState.CUT:
        day = pen.words.short_day(pen.local_day(line.read_at))
        last = f" {pen.words.say('honesty.last_read', day=day)}"
    return f"{pen.words.say(f'source_state.{line.state}', name=name, reason=reason)}{last}"


def _silent(pen: Pen, line: Coverage) -> str:
    return pen.words.say("honesty.silent", name=name_of(pen, line), n=line.usual)


def _never(source_id: SourceId) -> Coverage:
    """Return the coverage of a source that no stage has tried yet."""
    return Coverage(
        source_id=source_id, posts=0, state=SourceState.UNTRIED, reason="", read_at=None
    )
