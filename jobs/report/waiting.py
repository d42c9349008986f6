"""Signals and what was advised in, the same signals with only the questions that still wait out.

A signal is stored before anybody knows which of its questions we answered, or which are about a
moment that is over; its advice does. Every edition, table and count takes what waits from here.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from jobs.language.moments import is_over
from jobs.model import Advice, Post, PostId, Signal

FACT: Final = "open_questions"
"""The fact, kept with every advice on a whole signal, that rests on what waits."""


def still_waiting(signals: Iterable[Signal], advices: Iterable[Advice]) -> tuple[Signal, ...]:
    """Return *signals* with those of their open questions that *advices* say wait.

    One of which nothing is advised keeps them all.
    """
    wholes = (one for one in advices if one.post_id is None)
    known = {
        one.signal_id: frozenset(fact.posts)
        for one in wholes
        for fact in one.facts
        if fact.name == FACT
    }
    return tuple(_only(one, known[one.id]) if one.id in known else one for one in signals)


def not_over(
    signals: Iterable[Signal], questions: Iterable[Post], zone: ZoneInfo, day: date
) -> tuple[Signal, ...]:
    """Return *signals* of earlier weeks without those *questions* that are about days before *day*.

    Args:
        signals: Of earlier weeks.
        questions: The posts of them that are questions; a report waits whatever day it names.
        zone: The municipality's clocks.
        day: When the edition leaves, or sooner.
    """
    late = {
        post.id
        for post in questions
        if is_over(post.words, post.language, post.posted_at.astimezone(zone).date(), day)
    }
    return tuple(_only(one, {*one.open_questions} - late) for one in signals)


def _only(signal: Signal, waits: Iterable[PostId]) -> Signal:
    kept = frozenset(waits)
    return replace(signal, open_questions=tuple(p for p in signal.open_questions if p in kept))
