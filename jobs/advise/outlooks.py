"""A week's talk and the town's announcements in, out how each that is near stands in that talk."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final

from jobs.advise.answers import asks
from jobs.advise.faq import Shelf, best_fit, fits, make_entry, shelves_of
from jobs.advise.fits import context_of, fit_of
from jobs.advise.ground import SOON, Ground
from jobs.advise.talk import Said, Talk
from jobs.model import Kind, Outlook, PostId, Role, Signal
from jobs.settings.schema import Announcement

SINCE: Final = timedelta(days=14)
"""So long after its day people still ask about something; then it is a story like any other."""
CONCERNS: Final = frozenset({Kind.REPORT, Kind.COMPLAINT, Kind.QUESTION})
"""Kinds that want something of someone."""


def outlooks_of(
    talks: Sequence[Talk], announcements: Iterable[Announcement], ground: Ground
) -> tuple[Outlook, ...]:
    """Return how *announcements* from `SINCE` before to `SOON` after the edition stand, by day."""
    leaves = ground.calendar.day(0)
    near = [
        one for one in announcements if leaves - SINCE <= one.date <= leaves + timedelta(days=SOON)
    ]
    near.sort(key=lambda one: (one.date, one.id))
    return tuple(_outlook(one, talks, ground) for one in near)


def announced(shelves: tuple[Shelf, ...], signal: Signal) -> str | None:
    """Return the id of the announcement on *shelves* that touches *signal*; None when none does."""
    text = " ".join((signal.title, *signal.phrases))
    fit = best_fit(shelves, text, "", signal.department)
    return fit.entry.id if fit is not None else None


def _outlook(one: Announcement, talks: Sequence[Talk], ground: Ground) -> Outlook:
    entry = make_entry(
        one.id,
        ground.language,
        question=one.title,
        answer=one.about,
        department=one.department,
    )
    shelves = shelves_of([entry])
    known = {fit.entry.id for fit in fits(ground.faq, one.title, one.about, one.department)}
    touched = [talk for talk in talks if _touches(talk, shelves, known, ground)]
    asked = [(said, talk) for talk in touched for said in talk.voices if _asks(said, talk)]
    return Outlook(
        week=ground.week,
        announcement=one.id,
        signals=tuple(talk.signal.id for talk in touched),
        faq=tuple(sorted(known)),
        asked=_ids(said for said, _ in asked),
        answered=_ids(said for said, talk in asked if talk.reply(said) is not None),
        against=_ids(said for talk in touched for said in talk.voices if _goes_on(said, talk)),
    )


def _touches(
    talk: Talk, shelves: tuple[Shelf, ...], known: Collection[str], ground: Ground
) -> bool:
    """Whether the announcement on *shelves* touches *talk*, however small that is.

    Its title fits it, or what somebody wrote in a signal of the same department; or somebody asks
    what an approved answer about it, one of *known*, answers. Of another department words alone
    say little: they may only name the same place.
    """
    if talk.signal.shown and announced(shelves, talk.signal):
        return True
    owner = talk.signal.department
    ours = tuple(s for s in shelves if any(entry.department == owner for entry in s.entries))
    for said in talk.voices:
        context = context_of(said, talk.opening(said))
        if best_fit(ours, said.post.words, context, owner) is not None:
            return True
        fit = fit_of(said, talk.opening(said), ground) if _asks(said, talk) else None
        if fit is not None and fit.entry.id in known:
            return True
    return False


def _asks(said: Said, talk: Talk) -> bool:
    return said.kind is Kind.QUESTION or asks(said, talk)


def _goes_on(said: Said, talk: Talk) -> bool:
    """Whether *said* wants something, after the last reply of ours in its thread."""
    thread = talk.threads[said.post.thread_id]
    replied = any(
        own.place < said.place and own.post.role is Role.COMMENT for own in thread.replies
    )
    return replied and talk.reply(said) is None and said.kind in CONCERNS


def _ids(posts: Iterable[Said]) -> tuple[PostId, ...]:
    return tuple(dict.fromkeys(said.post.id for said in posts))
