"""Corrections and remembered signals in, what people said of signals, stories and departments out.

A remembered signal of a reported week is not made again, so what people said of it is applied here
each time it is remembered: taken apart, given to another story, its story joined to another one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from jobs.cluster.bonds import Bonds
from jobs.cluster.follow import Said
from jobs.cluster.read import Reading
from jobs.cluster.signals import id_of
from jobs.cluster.units import Unit
from jobs.model import (
    NOBODY,
    Correction,
    CorrectionKind,
    Corrections,
    DepartmentId,
    PostId,
    Signal,
    StoryId,
    ThreadId,
    Week,
)
from jobs.model.decision import own_story
from jobs.settings.schema import Settings

Sizes = Mapping[ThreadId, int]
"""Threads of a signal with the posts that it has of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What people said, applied to what is remembered.

    Attributes:
        bonds: Which threads stand together and which apart.
        signals: Remembered signals as people see them.
        corrections: All of them.
        homes: By story that people joined to another one, that other one.
        sizes: Threads of each of `signals`.
    """

    bonds: Bonds
    signals: tuple[Signal, ...]
    corrections: Corrections
    homes: Mapping[StoryId, StoryId]
    sizes: tuple[Sizes, ...]

    def stories(self, week: Week, groups: Sequence[Sequence[Unit]]) -> Said:
        """Return what people said that signals of *week*, made of *groups*, continue."""
        sizes = [_sizes_of_units(units) for units in groups]
        said = _decide(_of_week(self.corrections, week), sizes)
        return Said(
            confirmed={place: _root(self.homes, name) for place, name in said.confirmed.items()},
            refused=frozenset((place, _root(self.homes, name)) for place, name in said.refused),
        )

    def departments(
        self,
        week: Week,
        groups: Sequence[Sequence[Unit]],
        stories: Sequence[StoryId],
        settings: Settings,
    ) -> tuple[DepartmentId | None, ...]:
        """Return whose each signal of *week* is, where people said so of its story; or `NOBODY`.

        Args:
            week: The week.
            groups: What its signals are made of.
            stories: The story of each.
            settings: With the departments; one that is no longer there has nothing.
        """
        there = {NOBODY, *(department.id for department in settings.departments)}
        sizes = [_sizes_of_units(units) for units in groups]
        found: dict[StoryId, DepartmentId] = {}
        for one in self.corrections.latest(CorrectionKind.DEPARTMENT):
            if one.week > week or one.value not in there:
                continue
            place = _meant(one.threads, sizes) if one.week == week else None
            story = self._story(one) if place is None else stories[place]
            if story is not None:
                found.setdefault(story, DepartmentId(one.value))
        return tuple(found.get(story) for story in stories)

    def _story(self, one: Correction) -> StoryId | None:
        """Return the story *one* is about: of the signal it meant, else the one it names."""
        chosen = [place for place, signal in enumerate(self.signals) if signal.week == one.week]
        place = _meant(one.threads, [self.sizes[place] for place in chosen])
        if place is not None:
            return self.signals[chosen[place]].story_id
        return None if one.story_id is None else _root(self.homes, one.story_id)


def make_told(
    past: Iterable[Signal], readings: Mapping[PostId, Reading], corrections: Corrections
) -> Told:
    """Return what *corrections* make of the *past* signals, of whose posts we hold *readings*."""
    bonds, signals = Bonds(corrections), tuple(past)
    homes: dict[StoryId, StoryId] = {}
    sizes: tuple[Sizes, ...] = ()
    if corrections.made:
        signals = tuple(part for one in signals for part in _parts(one, readings, bonds))
        sizes = tuple(_sizes(one, readings) for one in signals)
        signals = _settle(signals, sizes, corrections, bonds, homes)
    return Told(bonds=bonds, signals=signals, corrections=corrections, homes=homes, sizes=sizes)


def _parts(signal: Signal, readings: Mapping[PostId, Reading], bonds: Bonds) -> Iterable[Signal]:
    """Yield *signal* as people took it apart; its story stays with the most posts."""
    sizes = _sizes(signal, readings)
    parts = sorted(
        bonds.groups([tuple(sizes)]), key=lambda names: -sum(sizes[name] for name in names)
    )
    if len(parts) < 2:
        return (signal,)
    made = []
    for names in parts:
        held = [readings[one] for one in signal.posts if one in readings]
        mine = [one for one in held if one.post.thread_id in names]
        posts = tuple(one.post.id for one in mine)
        voices = {one.voice for one in mine if one.voice}
        part = replace(signal, posts=posts, voices=len(voices))
        if names is not parts[0]:
            part = replace(part, id=id_of(signal.week, posts))
            part = replace(part, story_id=own_story(part))
        made.append(part)
    return made


def _settle(
    signals: tuple[Signal, ...],
    sizes: Sequence[Sizes],
    corrections: Corrections,
    bonds: Bonds,
    homes: dict[StoryId, StoryId],
) -> tuple[Signal, ...]:
    """Return *signals* in the stories that people gave them; fill in *homes*."""
    moved: dict[int, StoryId] = {}
    refused: list[tuple[int, StoryId]] = []
    for week in sorted({one.week for one in signals}):
        chosen = [place for place, one in enumerate(signals) if one.week == week]
        said = _decide(_of_week(corrections, week), [sizes[place] for place in chosen])
        for place, story in said.confirmed.items():
            one = signals[chosen[place]]
            if one.story_id == own_story(one):
                _move(homes, one.story_id, story)  # and all that continued it
            else:
                moved[chosen[place]] = story
        refused += [(chosen[place], story) for place, story in said.refused]
        _join(
            homes, [signals[place] for place in chosen], [sizes[place] for place in chosen], bonds
        )
    for place, story in refused:
        one = signals[place]
        if _root(homes, moved.get(place, one.story_id)) == _root(homes, story):
            moved[place] = own_story(one)
    return tuple(
        replace(one, story_id=_root(homes, moved.get(place, one.story_id)))
        for place, one in enumerate(signals)
    )


def _join(
    homes: dict[StoryId, StoryId], signals: Sequence[Signal], sizes: Sequence[Sizes], bonds: Bonds
) -> None:
    """Make one story of those of *signals*, all of one week, that people said are one matter."""
    place_of = {name: place for place, own in enumerate(sizes) for name in own}
    for names in bonds.groups([(name,) for name in place_of]):
        stories = {signals[place_of[name]].story_id for name in names}
        oldest, *others = sorted(stories)  # an id begins with the week in which the story began
        for story in others:
            _move(homes, story, oldest)


def _move(homes: dict[StoryId, StoryId], story: StoryId, home: StoryId) -> None:
    upper, lower = _root(homes, home), _root(homes, story)
    if upper != lower:
        homes[lower] = upper


def _root(homes: Mapping[StoryId, StoryId], story: StoryId) -> StoryId:
    while story in homes:
        story = homes[story]
    return story


def _of_week(corrections: Corrections, week: Week) -> list[Correction]:
    """Return what was said of stories and signals of *week*, the latest first."""
    made = corrections.latest(CorrectionKind.CONTINUES, CorrectionKind.NOT_CONTINUES)
    return [one for one in made if one.week == week]


def _decide(made: Iterable[Correction], signals: Sequence[Sizes]) -> Said:
    """Return which of *signals* continue what; of two words on one of them the latest holds."""
    confirmed: dict[int, StoryId] = {}
    refused: set[tuple[int, StoryId]] = set()
    for one in made:
        place = _meant(one.threads, signals)
        if place is None or one.story_id is None:
            continue
        if one.kind is CorrectionKind.NOT_CONTINUES:
            if confirmed.get(place) != one.story_id:
                refused.add((place, one.story_id))
        elif (place, one.story_id) not in refused:
            confirmed.setdefault(place, one.story_id)
    return Said(confirmed=confirmed, refused=frozenset(refused))


def _meant(threads: Sequence[ThreadId], signals: Sequence[Sizes]) -> int | None:
    """Return the place of the signal that holds most posts of *threads*; None when none does."""
    shares = [sum(own.get(name, 0) for name in threads) for own in signals]
    best = max(shares, default=0)
    return shares.index(best) if best else None


def _sizes(signal: Signal, readings: Mapping[PostId, Reading]) -> Sizes:
    """Return the threads of *signal*; posts that we no longer hold do not count."""
    return Counter(readings[one].post.thread_id for one in signal.posts if one in readings)


def _sizes_of_units(units: Iterable[Unit]) -> Sizes:
    return Counter(one.post.thread_id for unit in units for one in unit.members)
