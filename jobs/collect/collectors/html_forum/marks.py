"""Marks of a forum's topics in, which are known, troubled or lost out; and the marks after that.

A topic that was read has ``t:`` and its state, and the id of its thread in the store. One that
could not be read has ``x:``, its state and how often it was tried: it does not hold the others up.
"""

from collections.abc import Mapping
from typing import Final

from jobs.collect.collectors.html_forum.pages import Topic
from jobs.model import ThreadId

_MAX_MARKS: Final = 2_000
"""Topics whose state is remembered; those longest unchanged are forgotten first."""
TRIES: Final = 3
"""Readings in which a topic is tried that others are read beside; then only when it changes."""


class TopicMarks:
    """What is known of the topics of one forum; starts as the marks of its cursor say."""

    def __init__(self, marks: Mapping[str, str]) -> None:
        self._marks = {key: mark for key, mark in marks.items() if key[:2] in {"t:", "x:"}}

    @property
    def held(self) -> dict[str, str]:
        """What the cursor must hold of it."""
        return dict(list(self._marks.items())[-_MAX_MARKS:])

    @property
    def any_read(self) -> bool:
        """Whether a topic was ever read."""
        return any(key.startswith("t:") for key in self._marks)

    @property
    def troubled(self) -> frozenset[str]:
        """Keys of the topics that could not be read and are to be tried again."""
        return frozenset(
            key[2:]
            for key, mark in self._marks.items()
            if key.startswith("x:") and int(mark.partition(":")[2]) < TRIES
        )

    @property
    def threads(self) -> dict[ThreadId, str]:
        """Thread in the store → the key of its topic."""
        pairs = ((mark.partition(":")[2], key) for key, mark in self._marks.items())
        return {ThreadId(one): key[2:] for one, key in pairs if one and key.startswith("t:")}

    def state(self, key: str) -> str:
        """Return the state in which the topic called *key* was read; empty when it never was."""
        return self._marks.get(f"t:{key}", "").partition(":")[0]

    def thread(self, key: str) -> ThreadId | None:
        """Return the thread in the store of the topic called *key*, if we know it."""
        thread = self._marks.get(f"t:{key}", "").partition(":")[2]
        return ThreadId(thread) if thread else None

    def is_settled(self, topic: Topic) -> bool:
        """Tell whether *topic* was read in this very state, or tried often enough."""
        return self.state(topic.key) == topic.mark or self._tries(topic) >= TRIES

    def read(self, topic: Topic, thread: ThreadId) -> None:
        """Note that *topic* was read to its end; last of all."""
        self.drop(topic.key)
        self._marks[f"t:{topic.key}"] = f"{topic.mark}:{thread}"

    def open(self, topic: Topic) -> None:
        """Note that *topic* is still to be read, tried as often as it was."""
        self._marks[f"x:{topic.key}"] = f"{topic.mark}:{self._tries(topic)}"

    def failed(self, topic: Topic) -> bool:
        """Note that *topic* could not be read while others could; return whether to try again."""
        tries = self._tries(topic) + 1
        self._marks[f"x:{topic.key}"] = f"{topic.mark}:{tries}"
        return tries < TRIES

    def forget_troubled(self, keys: frozenset[str]) -> None:
        """Forget the trouble with topics that the list no longer holds."""
        for key in keys:
            self._marks.pop(f"x:{key}", None)

    def drop(self, key: str) -> None:
        """Forget everything of one topic."""
        self._marks.pop(f"t:{key}", None)
        self._marks.pop(f"x:{key}", None)

    def _tries(self, topic: Topic) -> int:
        mark, _, tries = self._marks.get(f"x:{topic.key}", "").partition(":")
        return int(tries) if mark == topic.mark else 0
