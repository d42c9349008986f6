"""Threads met in, those due to be read again out; and which of their posts are gone.

A thread gets replies, edits and deletions for weeks after it was new, fewer each day. So it is
read again at growing intervals after it was first met. A post that two complete readings of its
thread did not give is gone; one reading may have been a platform's bad moment.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from jobs.collect.protocol import Visit
from jobs.log import get
from jobs.model import PostId

STEPS: Final = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=14),
)
"""After the first meeting, by hand. Of the replies in the demo town, an invented one, 69 % come
within an hour, 97 % within a day and 99.7 % within a week."""
_THREADS: Final = 400
"""Threads that are read again; those met longest ago are dropped first, and of one visit those met
last, as collectors walk from the newest on. The demo town's busiest group opens 46 in a week."""
_LAST: Final = len(STEPS) - 1
_TRIES: Final = 3
"""Visits in which a thread that cannot be read is tried at its last step; then it is left alone, as
one that could not be read and never as one that is gone."""
_PREFIX: Final = "again:"

_log = get("collect")


class Rounds:
    """Which threads of a source are due, as the marks of its cursor say.

    A thread goes by its native id or whatever address leads to it, and that stays in the cursor:
    it must name nobody. Numbers do not, nor do the addresses of the municipality's own posts.
    """

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        known = {
            key.removeprefix(_PREFIX): _Round.read(mark).tried_at(visit.now)
            for key, mark in visit.cursor.marks.items()
            if key.startswith(_PREFIX)
        }
        self._threads = {name: one for name, one in known.items() if one.step <= _LAST + _TRIES}
        if lost := len(known) - len(self._threads):
            _log.warning("threads.left", source=visit.source_id, threads=lost)

    @property
    def marks(self) -> dict[str, str]:
        """What the cursor must hold of it."""
        latest = sorted(self._threads.items(), key=lambda pair: pair[1].met, reverse=True)
        return {f"{_PREFIX}{thread}": str(one) for thread, one in latest[:_THREADS]}

    @property
    def names(self) -> frozenset[str]:
        """Threads of which the cursor will hold rounds."""
        return frozenset(key.removeprefix(_PREFIX) for key in self.marks)

    def meet(self, thread: str) -> None:
        """Note that *thread* was read just now, if it is new to us: its first step starts."""
        self._threads.setdefault(thread, _Round(self._visit.now, 0, frozenset()))

    def due(self) -> tuple[str, ...]:
        """Return the threads whose next step has come, the longest overdue first."""
        now = self._visit.now
        ready = [(one.at, name) for name, one in self._threads.items() if one.at <= now]
        return tuple(name for _, name in sorted(ready))

    def misses(self, thread: str) -> bool:
        """Tell whether a reading of *thread* did not give all of it: the next must be in full."""
        return bool(self._threads[thread].missed)

    def unchanged(self, thread: str) -> None:
        """Note that *thread* is as it was: all that was absent before still is."""
        self._advance(thread, self._threads[thread].missed)

    def read(self, thread: str, root: str, natives: Iterable[str]) -> tuple[PostId, ...]:
        """Note a complete reading of *thread*; return which posts of it are gone.

        Args:
            thread: Its name here.
            root: Native id of the post that opens it.
            natives: Native ids of every post that the reading gave, the opening one included.
        """
        visit = self._visit
        given = {visit.post_id(native) for native in natives}
        absent = visit.held(visit.thread_id(root)) - given
        gone = absent & self._threads[thread].missed
        self._advance(thread, absent - gone)
        return tuple(sorted(gone))

    def is_lost(self, thread: str, *, there: bool) -> bool:
        """Note whether the page of what opens *thread* is *there*; tell whether it missed twice.

        One that is not goes to its next step; of one that is, the reading itself tells the step.
        """
        one, opening = self._threads[thread], PostId(self._visit.thread_id(thread))
        if there:
            one.missed -= {opening}
            return False
        lost = opening in one.missed
        self._advance(thread, one.missed | {opening})
        return lost

    def forget(self, thread: str) -> None:
        """Drop *thread*, which is not there any more."""
        self._threads.pop(thread, None)

    def _advance(self, thread: str, missed: frozenset[PostId]) -> None:
        """Go to the next step that lies ahead; after the last one the thread is left alone."""
        one = self._threads[thread]
        age = self._visit.now - one.met
        step = next((place for place, after in enumerate(STEPS) if after > age), len(STEPS))
        if step < len(STEPS):
            self._threads[thread] = _Round(one.met, max(step, one.step), missed)
        else:
            self.forget(thread)


class _Round:
    """When a thread was first met, its next step, and the posts that one reading did not give.

    A step beyond the last one counts the visits in which that was tried.
    """

    def __init__(self, met: datetime, step: int, missed: frozenset[PostId]) -> None:
        self.met = met
        self.step = step
        self.missed = missed

    @classmethod
    def read(cls, mark: str) -> "_Round":
        """Return what *mark* says."""
        seconds, step, *missed = mark.split(":")
        met = datetime.fromtimestamp(int(seconds), UTC)
        return cls(met, int(step), frozenset(map(PostId, missed)))

    def tried_at(self, now: datetime) -> "_Round":
        """Return this as it is once a visit at *now* tried what is due."""
        late = now - self.met >= STEPS[-1]
        return _Round(self.met, max(self.step, _LAST) + 1, self.missed) if late else self

    def __str__(self) -> str:
        return ":".join((str(int(self.met.timestamp())), str(self.step), *sorted(self.missed)))

    @property
    def at(self) -> datetime:
        """When the next step comes."""
        return self.met + STEPS[min(self.step, _LAST)]
