"""Signals of earlier weeks in; what they were made of and how each story went out."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from jobs.cluster.follow import MEMORY_WEEKS, Remembered
from jobs.cluster.read import Reading
from jobs.cluster.rhythm import Shares, share_of
from jobs.cluster.units import Unit, make_units
from jobs.model import (
    NO_CORRECTIONS,
    Corrections,
    PostId,
    Signal,
    SourceId,
    StoryId,
    ThreadId,
    Week,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known besides the posts of a week.

    Attributes:
        signals: Signals of the `MEMORY_WEEKS` weeks before.
        corrections: What people said of signals, stories and departments.
        shares: Sources that were not read to the end of the week, with how much of it was.
    """

    signals: Sequence[Signal] = ()
    corrections: Corrections = NO_CORRECTIONS
    shares: Shares = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of a story from the weeks before.

    Attributes:
        voices: Its voices a week, oldest first; empty when it is new.
        read: Share of a usual week that was read this week of where it is spoken of, 0 to 1.
        units: What we still hold of what its signals were made of.
    """

    voices: tuple[int, ...] = ()
    read: float = 1.0
    units: tuple[Unit, ...] = ()


NO_HISTORY: Final = History()
"""A new story."""


def remember(
    past: Sequence[Signal],
    readings: Mapping[PostId, Reading],
    roots: dict[ThreadId, Reading],
) -> tuple[Remembered, ...]:
    """Return remembered signals of which we still hold posts; the order is always the same."""
    found = []
    for signal in past:
        held = [readings[post] for post in signal.posts if post in readings]
        units = make_units(held, roots)
        if units:
            found.append((signal.week, signal.first_at, signal.title, signal.story_id, units))
    found.sort(key=lambda one: one[:4])
    return tuple(Remembered(story_id=one[3], units=one[4]) for one in found)


def histories_of(
    past: Sequence[Signal], week: Week, remembered: Sequence[Remembered], shares: Shares
) -> dict[StoryId, History]:
    """Return by story what is known of it from the weeks before *week*.

    Args:
        past: Signals of the weeks before.
        week: The week.
        remembered: What they were made of, as `remember` returns it.
        shares: Sources that were not read to the end of *week*, with how much of it was.
    """
    places = {week.plus(-age): MEMORY_WEEKS - age for age in range(1, MEMORY_WEEKS + 1)}
    voices: dict[StoryId, list[int]] = defaultdict(lambda: [0] * MEMORY_WEEKS)
    for signal in past:
        if signal.week in places:
            voices[signal.story_id][places[signal.week]] += signal.voices
    units: dict[StoryId, list[Unit]] = defaultdict(list)
    sources: dict[StoryId, Counter[SourceId]] = defaultdict(Counter)
    for one in remembered:
        units[one.story_id].extend(one.units)
        members = (reading for unit in one.units for reading in unit.members)
        sources[one.story_id].update(reading.post.source_id for reading in members)
    return {
        story: History(
            voices=tuple(counts),
            read=share_of(sources[story], shares),
            units=tuple(units[story]),
        )
        for story, counts in voices.items()
    }
