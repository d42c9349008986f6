"""Coverage and readings of a week in, how often each source was read and what it gave out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from jobs.model import Coverage, Readings, SourceId, SourceLine, SourceState
from jobs.report.desk import Pen
from jobs.report.text import LINE_CAP, cap

QUIET: Final = 5
"""Posts in a usual week from which none at all is no quiet week but a source to look at."""
UNTOLD: Final = "–"
"""Stands where there is nothing to tell; the page leaves it out."""
_BY_HAND: Final = "capture"
"""Kind of source of which people bring the posts."""
_NONE: Final = Readings()
_GAVE: Final = ("new", "changed", "gone")


def is_silent(line: Coverage) -> bool:
    """Tell whether a source that was read gave nothing, though it usually does."""
    return line.state is SourceState.OK and line.posts == 0 and line.usual > QUIET


def read_late(pen: Pen, source_id: SourceId) -> bool:
    """Return whether the source was read well only after the week."""
    lines = (line for line in pen.desk.coverage if line.source_id == source_id)
    unread = not pen.desk.readings.get(source_id, _NONE).done
    return unread and any(_is_late(pen, line.read_at) for line in lines)


def name_of(pen: Pen, line: Coverage) -> str:
    """Return the name of the source of *line*; its id when sources.toml has it no more."""
    source = pen.sources.get(line.source_id)
    return cap(source.name if source else line.source_id, LINE_CAP)


def readings_text(pen: Pen, lines: Iterable[Coverage]) -> str:
    """Return in one line how often the sources were read in the week, and what that gave.

    Empty when none was ever read.
    """
    total = sum(pen.desk.readings.values(), _NONE)
    if total.done:
        return pen.words.count("honesty.readings", total.done, **_gave(pen, total))
    late = any(_is_late(pen, line.read_at) for line in lines)
    return pen.words.say("honesty.read_after") if late else ""


def source_lines(pen: Pen, lines: Sequence[Coverage]) -> tuple[SourceLine, ...]:
    """Return how each source was read; none when that was the same, as the summary tells it."""
    told = tuple(source_line(pen, line) for line in lines)
    alike = len({(one.read, one.last, one.gave, one.state) for one in told}) == 1
    return () if alike and len(told) > 1 else told


def source_line(pen: Pen, line: Coverage) -> SourceLine:
    """Return how the source of *line* was read in the week."""
    gave = pen.desk.readings.get(line.source_id, _NONE)
    posts, usual = pen.words.count("size.posts", line.posts), pen.words.number(line.usual)
    state = "silent" if is_silent(line) else line.state.value
    return SourceLine(
        name=name_of(pen, line),
        read=_read(pen, line, gave),
        last=_last(pen, line, gave),
        posts=pen.words.say("coverage.usual", posts=posts, usual=usual) if line.usual else posts,
        gave=pen.words.say("coverage.gave", **_gave(pen, gave)) if gave.done else UNTOLD,
        state=UNTOLD if state == SourceState.OK else pen.words.say(f"coverage_state.{state}"),
    )


def _gave(pen: Pen, gave: Readings) -> dict[str, str]:
    return {name: pen.words.number(getattr(gave, name)) for name in _GAVE}


def _read(pen: Pen, line: Coverage, gave: Readings) -> str:
    source = pen.sources.get(line.source_id)
    if source is not None and source.kind == _BY_HAND:
        return pen.words.say("coverage.by_hand")
    if not gave.done and not gave.failed:
        return UNTOLD
    times = pen.words.say("coverage.times", n=pen.words.number(gave.done))
    if not gave.failed:
        return times
    return pen.words.say("coverage.failed", times=times, n=pen.words.number(gave.failed))


def _last(pen: Pen, line: Coverage, gave: Readings) -> str:
    """Return when the last reading went well: in the week, after it, or before it."""
    last = gave.read_at or line.read_at
    if last is None:
        return pen.words.say("coverage.never")
    if _is_late(pen, last):
        return pen.words.say("coverage.after")
    return pen.words.say("coverage.last", day=pen.words.brief_day(pen.local_day(last)))


def _is_late(pen: Pen, moment: datetime | None) -> bool:
    return moment is not None and moment >= pen.desk.week.bounds(pen.zone)[1]
