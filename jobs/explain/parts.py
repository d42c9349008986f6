"""What is to be said in, the same for a person and for a program out: `Explanation`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What a program reads."""

SHORT: Final = 12
"""Hex digits by which a post is named in a line: 48 bits, and `buurtsignaal why` takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One heading with what belongs under it.

    Attributes:
        name: The heading, such as ``why these posts``.
        facts: What is behind it, for a program; holds neither a voice key nor unredacted text.
        lines: The same in words, a line each.
    """

    name: str
    facts: dict[str, Json]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why the program thinks what it thinks of one thing.

    Attributes:
        what: ``post``, ``signal`` or ``story``.
        id: Its id.
        parts: What is said of it, in the order of reading.
    """

    what: str
    id: str
    parts: tuple[Part, ...]

    def lines(self) -> Iterator[str]:
        """Yield the explanation for a person."""
        yield f"{self.what} {self.id}"
        for part in self.parts:
            yield f"{part.name}:"
            yield from (f"  {line}" for line in part.lines)

    def facts(self) -> dict[str, Json]:
        """Return the explanation for a program: by heading, the facts and the words."""
        parts: dict[str, Json] = {
            part.name.replace(" ", "_"): {**part.facts, "words": list[Json](part.lines)}
            for part in self.parts
        }
        return {self.what: self.id, **parts}


def listed(values: tuple[str, ...]) -> list[Json]:
    """Return *values* as a list for a program."""
    return list[Json](values)


def enumerate_words(values: tuple[str, ...], none: str = "none") -> str:
    """Return *values* in one line, or *none*."""
    return ", ".join(values) or none
