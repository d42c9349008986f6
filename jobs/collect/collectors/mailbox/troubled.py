"""Marks of a cursor in, the mails that could not be read out: which, and by which program last.

A mail at which the server or we fail holds up no other, and is not forgotten either: it is tried
again by every newer program, and whenever the operator asks for it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Self

from jobs.model import Cursor

_KEY: Final = "troubled"
"""Mark of the mails that could not be read: number and version, such as ``17@0.1.0,45@0.1.0``."""
_AGAIN: Final = "again"
"""In the place of a version: somebody asked for it."""
_MOST: Final = 500
"""Mails that are kept in mind; of more, the oldest are dropped."""


class Troubled:
    """The mails of one folder that could not be read, as long as it is numbered as it is."""

    def __init__(self, tried: Mapping[int, str]) -> None:
        """Begin with number → version of the program that tried it last."""
        self._tried = dict(tried)

    @classmethod
    def of(cls, marks: Mapping[str, str]) -> Self:
        """Return what *marks* say."""
        pairs = (one.partition("@") for one in marks.get(_KEY, "").split(",") if one)
        return cls({int(number): version for number, _, version in pairs})

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._tried)

    def due(self, version: str) -> tuple[int, ...]:
        """Return those that this *version* of the program did not try, the oldest first."""
        return tuple(sorted(one for one, tried in self._tried.items() if tried != version))

    def add(self, number: int, version: str) -> None:
        """Note that *version* could not read a mail."""
        self._tried[number] = version

    def drop(self, number: int) -> None:
        """Note that a mail was read, or is not there any more."""
        self._tried.pop(number, None)

    def put(self, marks: dict[str, str]) -> None:
        """Write it into *marks*."""
        marks.pop(_KEY, None)
        kept = sorted(self._tried.items())[-_MOST:]
        if kept:
            marks[_KEY] = ",".join(f"{number}@{version}" for number, version in kept)


def troubled_in(cursor: Cursor) -> int:
    """Return how many mails *cursor* says could not be read; 0 for every other kind of source."""
    return len(Troubled.of(cursor.marks)) if _KEY in cursor.marks else 0


def asked_again(cursor: Cursor) -> Cursor:
    """Return *cursor* so that the next reading tries all of them once more."""
    marks = dict(cursor.marks)
    Troubled(dict.fromkeys(Troubled.of(marks).due(_AGAIN), _AGAIN)).put(marks)
    return replace(cursor, marks=marks)
