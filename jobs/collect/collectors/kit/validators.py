"""Questions of an earlier visit in, whose answers we hold in full; what to ask them with again out.

An answer that is what it was tells nothing new. That helps only as long as we would take the same
from it: with other settings, or in another version of this program, every question is a new one.
"""

from collections.abc import Iterable
from typing import Final

from jobs.collect.collectors.kit.marks import digest
from jobs.collect.protocol import Visit

UNKNOWN: Final = ("", "")
"""Validators of what we do not hold."""
_FIT: Final = 8
"""Figures that tell one set of settings from the one before."""


class Validators:
    """Those of one source, by the names of its questions, which must name nobody.

    Keep a pair only with the batch that holds the last of what its answer told: a crash before
    that must find the question open.
    """

    def __init__(self, visit: Visit) -> None:
        """Begin with those of the cursor that fit."""
        self._prefix = f"{digest(visit.program, repr(visit.options))[:_FIT]}:"
        self._pairs = {
            key.removeprefix(self._prefix): pair
            for key, pair in visit.cursor.validators.items()
            if key.startswith(self._prefix)
        }

    def of(self, name: str) -> tuple[str, str]:
        """Return what to ask the question called *name* with."""
        return self._pairs.get(name, UNKNOWN)

    def keep(self, name: str, pair: tuple[str, str]) -> None:
        """Note that all was taken of the answer with these validators; `UNKNOWN` keeps none."""
        self._pairs[name] = pair

    def drop(self, name: str) -> None:
        """Note that not all was taken of the answer: next time it is asked for in full."""
        self._pairs.pop(name, None)

    def held(self, names: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return what the cursor must hold of the questions called *names*."""
        wanted = set(names)
        return {
            self._prefix + name: pair
            for name, pair in self._pairs.items()
            if name in wanted and pair != UNKNOWN
        }
