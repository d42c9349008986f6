"""Marks of a forum's topics in, which are known, changed or in trouble out; and the marks after.

A topic that was read has ``t:``, its state, how far and since when it was read, and what opens it.
One that could not be read has ``x:``, its state and how often it was tried.
"""

from dataclasses import dataclass
from typing import Final

from jobs.model import Cursor

_MAX_TOPICS: Final = 2_000
"""Topics that are remembered; those longest unchanged are forgotten first."""
_TRIES: Final = 3
"""Readings in which a topic in trouble is tried; then only when it changes."""
_UNTOLD: Final = "-"
"""State of a topic that was read to its end and that no list told of: it is read when one does."""
_BEHIND: Final = "behind"
"""Mark of the page of the list with which the next reading goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a topic that was read.

    Attributes:
        state: Its state then; empty when it was not read to its end.
        high: When the newest post that was read was posted, in seconds since 1970.
        since: Posts older than this are left out, in seconds since 1970.
        root: Native id of the post that opens it.
    """

    state: str
    high: int
    since: int
    root: str


class Marks:
    """What is known of the topics of one forum; starts as the cursor says."""

    def __init__(self, cursor: Cursor) -> None:
        self._topics = {key: mark for key, mark in cursor.marks.items() if key[:2] in {"t:", "x:"}}
        self.behind = int(cursor.marks.get(_BEHIND, "0"))

    @property
    def held(self) -> dict[str, str]:
        """What the cursor must hold of it."""
        marks = dict(list(self._topics.items())[-_MAX_TOPICS:])
        return {**marks, _BEHIND: str(self.behind)} if self.behind else marks

    @property
    def any_read(self) -> bool:
        """Whether a topic was ever read."""
        return any(key.startswith("t:") for key in self._topics)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """Topics that were not read to their end, or are to be tried again."""
        return tuple(
            key[2:]
            for key, mark in self._topics.items()
            if (key.startswith("x:") or mark.startswith(":")) and not self.is_left(key[2:])
        )

    @property
    def read_last(self) -> tuple[str, ...]:
        """Topics that were read, the one read last in front."""
        return tuple(key[2:] for key in reversed(self._topics) if key.startswith("t:"))

    def known(self, topic: str) -> Known | None:
        """Return what is known of *topic*; None when it was never read."""
        mark = self._topics.get(f"t:{topic}")
        if mark is None:
            return None
        state, high, since, root = mark.split(":")
        return Known(state=state, high=int(high), since=int(since), root=root)

    def told(self, topic: str) -> str:
        """Return the state of *topic* that a list told last; never empty."""
        marks = (self._topics.get(f"{kind}:{topic}", "") for kind in "xt")
        states = (mark.partition(":")[0] for mark in marks)
        return next(filter(None, states), _UNTOLD)

    def is_left(self, topic: str) -> bool:
        """Tell whether *topic* was tried often enough, unless it changes."""
        return _tries(self._topics.get(f"x:{topic}", "")) >= _TRIES

    def is_settled(self, topic: str, state: str) -> bool:
        """Tell whether *topic* was read in this very state, or tried often enough."""
        if self.is_left(topic) and self._topics[f"x:{topic}"].partition(":")[0] == state:
            return True
        return self._topics.get(f"t:{topic}", "").partition(":")[0] == state

    def read(self, topic: str, known: Known) -> None:
        """Note how far *topic* was read; last of all."""
        self.forget(topic)
        self._topics[f"t:{topic}"] = f"{known.state}:{known.high}:{known.since}:{known.root}"

    def failed(self, topic: str, state: str) -> None:
        """Note that *topic* could not be read in *state*."""
        mark = self._topics.get(f"x:{topic}", "")
        tries = _tries(mark) + 1 if mark.partition(":")[0] == state else 1
        self._topics[f"x:{topic}"] = f"{state}:{tries}"

    def forget(self, topic: str) -> None:
        """Forget everything of *topic*."""
        self._topics.pop(f"t:{topic}", None)
        self._topics.pop(f"x:{topic}", None)


def _tries(mark: str) -> int:
    return int(mark.partition(":")[2] or 0)
