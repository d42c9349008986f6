"""Signals and what people confirmed about them → stories: the signals that continue each other.

A signal says itself which story it belongs to. When a person later confirms that it continues an
older story, it moves there, and so does everything that continued it; reports already made keep
what they said.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from jobs.model import DepartmentId, SignalId, Story, StoryId, StoryLink, Week


class Step(Protocol):
    """What must be known of a signal to place it in a story."""

    @property
    def id(self) -> SignalId:
        """Its id."""
        ...

    @property
    def week(self) -> Week:
        """Its week."""
        ...

    @property
    def story_id(self) -> StoryId:
        """The story it said it belongs to."""
        ...

    @property
    def title(self) -> str:
        """Its title."""
        ...

    @property
    def department(self) -> DepartmentId | None:
        """Whose it is."""
        ...


def stories(steps: Sequence[Step], confirmed: Iterable[StoryLink]) -> tuple[Story, ...]:
    """Return the stories of *steps*, by first week and id.

    Args:
        steps: Signals, oldest first.
        confirmed: Links a person confirmed, in the order that was done.
    """
    own = {step.id: step.story_id for step in steps}
    moved = {own[link.signal_id]: link.story_id for link in confirmed if link.signal_id in own}
    members: dict[StoryId, list[Step]] = defaultdict(list)
    for step in steps:
        members[_home(step.story_id, moved)].append(step)
    found = (_story(name, parts) for name, parts in members.items())
    return tuple(sorted(found, key=lambda story: (story.first_week, story.id)))


def _home(story_id: StoryId, moved: dict[StoryId, StoryId]) -> StoryId:
    """Follow the moves to their end; a circle of moves ends where it would come back."""
    seen = {story_id}
    while story_id in moved and moved[story_id] not in seen:
        story_id = moved[story_id]
        seen.add(story_id)
    return story_id


def _story(name: StoryId, parts: list[Step]) -> Story:
    return Story(
        id=name,
        title=parts[-1].title,
        department=parts[-1].department,
        first_week=parts[0].week,
        last_week=parts[-1].week,
        signals=tuple(part.id for part in parts),
    )
