"""Questions of an earlier visit in, whose answers we hold in full; what to ask them with again out.

An answer that is what it was tells nothing new. That helps only as long as we would take the same
from it: with other settings, or in another version of this program, every question is a new one.
And it is believed for a week at most: a server may call unchanged what is not, by a fault of its
own, and that must not hide a place for ever.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from jobs.collect.collectors.kit.marks import digest
from jobs.collect.protocol import Visit

UNKNOWN: Final = ("", "")
"""Validators of what we do not hold."""
_FIT: Final = 8
"""Figures that tell one set of settings from the one before."""
_PART: Final = "#"
"""Between the name of a question and that of one of its parts."""
_MOST_PARTS: Final = 10
"""Parts of a question that are held; a cursor is written with every batch."""
TERM: Final = timedelta(days=7)
"""So long a question is asked with a condition; then once in full, so that each weekly report
misses at most what one week hid."""


class Validators:
    """Those of one source, by the names of its questions, which must name nobody.

    Keep a pair only with the batch that holds the last of what its answer told: a crash before
    that must find the question open.
    """

    def __init__(self, visit: Visit, term: timedelta = TERM) -> None:
        """Begin with those of the cursor that fit, and were first held less than *term* ago."""
        self._now = int(visit.now.timestamp())
        self._fit = digest(visit.program, repr(visit.options))[:_FIT]
        self._pairs: dict[str, tuple[str, str]] = {}
        self._since: dict[str, int] = {}
        for key, pair in visit.cursor.validators.items():
            fit, _, rest = key.partition(":")
            since, _, name = rest.partition(":")
            # a clock that was set back must not make the term longer
            if fit == self._fit and name and 0 <= self._age(since) < term.total_seconds():
                self._pairs[name], self._since[name] = pair, int(since)

    def _age(self, since: str) -> int:
        """Return the seconds since a moment in a key; -1 when it is none."""
        return self._now - int(since) if since.isascii() and since.isdigit() else -1

    def of(self, name: str) -> tuple[str, str]:
        """Return what to ask the question called *name* with."""
        return self._pairs.get(name, UNKNOWN)

    def keep(self, name: str, pair: tuple[str, str]) -> None:
        """Note that all was taken of the answer with these validators; `UNKNOWN` keeps none."""
        self._pairs[name] = pair
        self._since.setdefault(name, self._now)

    def parts(self, name: str) -> dict[str, tuple[str, str]]:
        """Return what to ask each part of the question called *name* with, the first called "".

        Only when none of them changed, it did not.
        """
        if (first := self.of(name)) == UNKNOWN:
            return {}
        front = f"{name}{_PART}"
        rest = {key: pair for key, pair in self._pairs.items() if key.startswith(front)}
        return {"": first, **{key.removeprefix(front): pair for key, pair in rest.items()}}

    def keep_parts(self, name: str, pairs: Mapping[str, tuple[str, str]]) -> None:
        """Note that all was taken of all parts; of too many, or one without validators, none."""
        since = self._since.get(name, self._now)
        for key in [key for key in self._pairs if key.partition(_PART)[0] == name]:
            self.drop(key)
        if len(pairs) <= _MOST_PARTS and UNKNOWN not in pairs.values():
            for part, pair in pairs.items():
                key = f"{name}{_PART}{part}" if part else name
                self._pairs[key], self._since[key] = pair, since

    def drop(self, name: str) -> None:
        """Note that not all was taken of the answer: next time it is asked for in full."""
        self._pairs.pop(name, None)
        self._since.pop(name, None)

    def held(self, names: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return what the cursor must hold of the questions called *names*."""
        wanted = set(names)
        return {
            f"{self._fit}:{self._since[name]}:{name}": pair
            for name, pair in self._pairs.items()
            if name.partition(_PART)[0] in wanted and pair != UNKNOWN
        }
