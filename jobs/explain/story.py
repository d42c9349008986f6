"""What the store holds of one story in, week by week how it was put together out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jobs.explain.parts import Explanation, Json, Part
from jobs.explain.signal import link_facts, link_words
from jobs.explain.town import Town
from jobs.explain.words import STATES, count
from jobs.model import Signal, SignalId, Story, StoryLink

_MOVED: Final = "came with a story that a person joined to this one"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRows:
    """All that is stored of one story.

    Attributes:
        story: The story.
        signals: Its signals, oldest first.
        links: Every step that names the story, oldest first, also of signals of other stories.
        titles: Titles of the signals that *links* name.
    """

    story: Story
    signals: tuple[Signal, ...]
    links: tuple[StoryLink, ...]
    titles: Mapping[SignalId, str]


def explain_story(rows: StoryRows, town: Town) -> Explanation:
    """Return how one story came about, week by week."""
    story = rows.story
    facts: dict[str, Json] = {
        "title": story.title,
        "department": story.department,
        "first_week": str(story.first_week),
        "last_week": str(story.last_week),
    }
    span = f"{story.first_week} to {story.last_week}, {count(len(rows.signals), 'signal')}"
    head = Part(
        name="title",
        facts=facts,
        lines=(story.title, span, f"department: {town.department(story.department)}"),
    )
    parts = (head, _weeks(rows), _beside(rows))
    return Explanation(what="story", id=story.id, parts=parts)


def _weeks(rows: StoryRows) -> Part:
    lines, facts = [], list[Json]()
    for signal in rows.signals:
        ours = [link for link in rows.links if link.signal_id == signal.id]
        figures = f"{count(signal.voices, 'voice')}, {count(len(signal.posts), 'post')}"
        lines.append(f'{signal.week}  {signal.id} "{signal.title}": {figures}')
        lines.append(f"  {STATES[signal.trend.state]}")
        lines += [f"  {link_words(link)}" for link in ours] or [f"  {_MOVED}"]
        facts.append(
            {
                "week": str(signal.week),
                "signal": signal.id,
                "title": signal.title,
                "voices": signal.voices,
                "posts": len(signal.posts),
                "state": signal.trend.state,
                "links": [link_facts(link) for link in ours],
            }
        )
    return Part(name="week by week", facts={"signals": facts}, lines=tuple(lines))


def _beside(rows: StoryRows) -> Part:
    """Return the signals of other stories that came near this one."""
    own = set(rows.story.signals)
    near = [link for link in rows.links if link.signal_id not in own]
    lines = [
        f'{link.week}  {link.signal_id} "{rows.titles.get(link.signal_id, "")}": {link_words(link)}'
        for link in near
    ]
    facts: dict[str, Json] = {"links": [link_facts(link) for link in near]}
    return Part(name="near it", facts=facts, lines=tuple(lines) or ("none",))
