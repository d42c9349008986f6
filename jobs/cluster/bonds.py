"""Corrections in, which threads must stand together and which apart out; the latest word holds.

Together is handed on: when a and b are one matter, and b and c, then so are a and c. What is kept
apart from one of them is kept apart from all. Of two words that contradict, the later is taken
first, and the earlier one only as far as it still fits.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from jobs.model import NO_CORRECTIONS, CorrectionKind, Corrections, ThreadId

Threads = tuple[ThreadId, ...]


class Bonds:
    """Threads that people joined, and those they keep apart."""

    def __init__(self, corrections: Corrections) -> None:
        """Take up what *corrections* say of threads."""
        self._above: dict[ThreadId, ThreadId] = {}
        self._barred: dict[ThreadId, set[ThreadId]] = defaultdict(set)
        for one in corrections.latest(CorrectionKind.TOGETHER, CorrectionKind.APART):
            if one.kind is CorrectionKind.TOGETHER:
                self._gather(sorted(one.threads))
            else:
                for thread in sorted(one.threads):
                    for other in sorted(one.others):
                        self._bar(thread, other)

    def together(self, one: ThreadId, other: ThreadId) -> bool:
        """Whether people said that two threads are one matter."""
        return self._head(one) == self._head(other)

    def groups(self, alike: Iterable[Sequence[ThreadId]]) -> tuple[Threads, ...]:
        """Return threads in groups: what people joined, and what is alike unless kept apart.

        Args:
            alike: Threads that would be one group if nobody had said anything; each thread once.
        """
        if not self._above and not self._barred:
            return tuple(tuple(names) for names in alike)
        listed = [tuple(names) for names in alike]
        return self._copy()._grouped(listed)  # noqa: SLF001 - one of us

    def apart(self, groups: Sequence[Threads]) -> frozenset[tuple[int, int]]:
        """Return which two of *groups*, by their places, must not be joined; the lower first."""
        if not self._barred:
            return frozenset()
        place_of = {self._head(name): place for place, own in enumerate(groups) for name in own}
        return frozenset(
            (place, place_of[other])
            for head, place in place_of.items()
            for other in self._barred.get(head, ())
            if place < place_of.get(other, -1)
        )

    def _copy(self) -> "Bonds":
        copy = Bonds(NO_CORRECTIONS)
        copy._above = dict(self._above)
        copy._barred.update({head: set(others) for head, others in self._barred.items()})
        return copy

    def _grouped(self, alike: Sequence[Threads]) -> tuple[Threads, ...]:
        for names in alike:
            self._gather(names)
        found: dict[ThreadId, list[ThreadId]] = defaultdict(list)
        for thread in (thread for names in alike for thread in names):
            found[self._head(thread)].append(thread)
        return tuple(tuple(names) for names in found.values())

    def _gather(self, threads: Sequence[ThreadId]) -> None:
        """Join each of *threads* to the first of them that it may be joined to."""
        heads: list[ThreadId] = []
        for thread in threads:
            if not any(self._join(head, thread) for head in heads):
                heads.append(thread)

    def _join(self, one: ThreadId, other: ThreadId) -> bool:
        """Join two threads, and all that is joined to them; return whether they may be."""
        upper, lower = self._head(one), self._head(other)
        if upper == lower:
            return True
        if lower in self._barred.get(upper, ()):
            return False
        self._above[lower] = upper
        for barred in self._barred.pop(lower, set()):
            self._barred[barred].discard(lower)
            self._bar(upper, barred)
        return True

    def _bar(self, one: ThreadId, other: ThreadId) -> None:
        """Keep two threads apart, unless they were joined by a later word."""
        upper, lower = self._head(one), self._head(other)
        if upper != lower:
            self._barred[upper].add(lower)
            self._barred[lower].add(upper)

    def _head(self, thread: ThreadId) -> ThreadId:
        """Return the thread that stands for all that *thread* is joined to."""
        while (above := self._above.get(thread, thread)) != thread:
            thread = above
        return thread


FREE: Final = Bonds(NO_CORRECTIONS)
"""Nobody said anything."""
