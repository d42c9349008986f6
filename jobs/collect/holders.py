"""Office holders in, what in a text means one of them out: those names stay readable.

A surname alone means nobody: many citizens carry that of their mayor.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from jobs.collect.identifiers import Span
from jobs.language.folding import Folded, skeleton
from jobs.language.redaction import clues

_ASIDE: Final = re.compile(r"\([^)]{0,200}\)")
_NOBODY: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Holders:
    """The office holders of one municipality.

    Attributes:
        whole: Skeletons of their full names.
        surnames: Skeletons of their surnames.
        pattern: Where a skeleton means one: a full name, or a function and a surname.
    """

    whole: frozenset[str]
    surnames: frozenset[str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Holders":
        """Read *lines* such as ``schepen Fons Terlinck (afval)``."""
        names = [name for line in lines if (name := _name(line))]
        whole = frozenset(skeleton(" ".join(name)) for name in names if len(name) > 1)
        surnames = frozenset(skeleton(" ".join(name[1:] or name)) for name in names)
        return cls(whole, surnames, _pattern(names))

    def find(self, folded: Folded) -> Iterator[Span]:
        """Yield where the skeleton *folded* means one of them, as spans of the text."""
        letters, offsets = folded
        for found in self.pattern.finditer(letters):
            yield offsets[found.start()], offsets[found.end() - 1] + 1

    def are(self, name: str) -> bool:
        """Tell whether *name* is that of one of them, whole or with an initial: *f. terlinck*."""
        first, _, surname = name.partition(" ")
        return name in self.whole or any(
            whole[0] == first and whole.endswith(f" {surname}") for whole in self.whole
        )


def _name(line: str) -> list[str]:
    """Return the words of the name in *line*, without the function before it."""
    words = _ASIDE.sub("", line).split()
    while words and (words[0][:1].islower() or skeleton(words[0]) in clues().functions):
        words = words[1:]
    return words


def _pattern(names: list[list[str]]) -> re.Pattern[str]:
    if not names:
        return _NOBODY
    functions = "|".join(map(re.escape, sorted(clues().functions)))
    forms = []
    for first, *rest in names:
        surname = re.escape(skeleton(" ".join(rest or [first])))
        given = re.escape(skeleton(first)) if rest else ""
        if rest:
            forms.append(f"{given} {surname}")
            forms.append(rf"(?:{functions}) (?:{given[:1]}\.? ?)?{surname}")
        else:
            forms.append(f"(?:{functions}) {surname}")
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")
