"""Stories that we answered in, lines under "did our answer land?" out: figures, and what became."""

from datetime import timedelta
from typing import Final

from jobs.model import MIN_VOICES, Landing, Note, Outcome, Role, Signal, SignalId
from jobs.report.desk import Pen, strongest_first
from jobs.report.matters import numbers_of

MAX_LANDED: Final = 5
"""Stories named; the others of this week are in the file of posts."""
FRESH: Final = timedelta(days=1)
"""An answer so late in the week says nothing yet about what came after it."""
FEW: Final = 8
"""Posts before and after an answer under which nothing follows from them: one more or less says
as much as the answer."""
_ORDER: Final = (Outcome.BACK, Outcome.GOES_ON, Outcome.CALM, Outcome.QUIET)
"""What needs the lead's eye first."""


def landed_of(pen: Pen) -> tuple[Note, ...]:
    """Return what was said before and after our answers: what is back, then this week's.

    A story of an earlier answer is named while people speak of it, and in the first week they do
    not; after that it is only counted.
    """
    known = _signals(pen)
    told = [one for one in pen.desk.landings if one.signal_id in known]
    named = [one for one in told if _is_news(one)]
    named.sort(key=lambda one: _order(one, known[one.signal_id]))
    quiet = len(told) - len(named)
    notes = [_note(pen, one, known[one.signal_id]) for one in named[:MAX_LANDED]]
    if quiet:
        text = pen.words.count("landed.rest", quiet)
        notes.append(Note(title=pen.words.say("landed.elsewhere"), text=text))
    return tuple(notes)


def name_of(pen: Pen, landing: Landing, title: str) -> str:
    """Return *title*; where its story is too small for the table this week, with its number."""
    now = [one for one in pen.desk.signals if one.story_id == landing.story_id]
    if not now or any(one.shown for one in now):
        return title
    number = min(numbers_of(pen)[one.id] for one in now)
    return pen.words.say("summary.small", title=title, number=number)


def is_enough(landing: Landing) -> bool:
    """Return whether enough was said on both sides of our answer to compare them."""
    before, after = landing.before, landing.after
    posts = min(len(before.posts), len(after.posts))
    return posts >= FEW and min(before.voices, after.voices) >= MIN_VOICES


def _signals(pen: Pen) -> dict[SignalId, Signal]:
    """Return the signals that may be named: of this week those of which we are sure enough."""
    shown = (one for one in (*pen.desk.signals, *pen.desk.earlier) if one.shown)
    return {one.id: one for one in shown if not pen.doubts(one)}


def _is_news(landing: Landing) -> bool:
    recent = landing.answered_in >= landing.week.previous
    return landing.outcome is not Outcome.QUIET or recent


def _order(landing: Landing, signal: Signal) -> tuple[object, ...]:
    earlier = landing.answered_in != landing.week and landing.outcome is not Outcome.BACK
    return earlier, _ORDER.index(landing.outcome), *strongest_first(signal)


def _note(pen: Pen, landing: Landing, signal: Signal) -> Note:
    told = [_answered(pen, landing), _figures(pen, landing)]
    if landing.after.thanks:
        told.append(pen.words.count("landed.thanks", landing.after.thanks))
    if landing.before.posts and landing.after.posts and not is_enough(landing):
        told.append(pen.words.say("landed.few"))
    told.append(_outcome(pen, landing))
    title = name_of(pen, landing, pen.title(signal))
    return Note(title=title, text=" ".join(part for part in told if part))


def _answered(pen: Pen, landing: Landing) -> str:
    """Return when we answered; a message of our own is called that."""
    first = next(iter(pen.posts(landing.answers)), None)
    own = first is not None and first.role is Role.OPENING
    day = pen.words.short_day(pen.local_day(landing.answered_at))
    return pen.words.say("landed.message" if own else "landed.answered", day=day)


def _figures(pen: Pen, landing: Landing) -> str:
    before, after = landing.before, landing.after
    told = {"before": len(before.posts), "after": len(after.posts)}
    sides = [name for name, side in (("before", before), ("after", after)) if side.posts]
    if not sides:
        return ""
    key = "both" if len(sides) == 2 else sides[0]
    return pen.words.say(
        f"landed.{key}", **told, unhappy_before=before.unhappy, unhappy_after=after.unhappy
    )


def _outcome(pen: Pen, landing: Landing) -> str:
    """Return what became of the talk, as far as the week tells."""
    match landing.outcome:
        case Outcome.QUIET if not landing.after.posts:
            end = landing.week.bounds(pen.zone)[1]
            fresh = landing.answered_at > end - FRESH
            return pen.words.say("landed.fresh" if fresh else "landed.silent")
        case Outcome.QUIET:
            return pen.words.say("landed.quiet")
        case Outcome.BACK if landing.quiet is not None:
            return pen.words.say("landed.back", week=landing.quiet.number)
        case _:  # the figures say it
            return ""
