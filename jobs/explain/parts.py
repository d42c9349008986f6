"""What is to be said in, the same for a person and for a program out: `Explanation`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jobs.language.wording import Wording

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What a program reads."""

SHORT: Final = 12
"""Hex digits by which a post is named in a line: 48 bits, and `buurtsignaal why` takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One heading with what belongs under it.

    Attributes:
        name: The heading in English, such as ``why these posts``; a program knows it by that.
        facts: What is behind it, for a program; holds neither a voice key nor unredacted text.
        lines: The same in words, a line each.
        heading: The heading in the language of *lines*; *name* and a colon when empty.
    """

    name: str
    facts: dict[str, Json]
    lines: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why the program thinks what it thinks of one thing.

    Attributes:
        what: ``post``, ``signal``, ``story`` or ``policy``.
        id: Its id, or its name.
        parts: What is said of it, in the order of reading.
        heading: The first line, in the language of the parts; kind and id when empty.
    """

    what: str
    id: str
    parts: tuple[Part, ...]
    heading: str = ""

    def lines(self) -> Iterator[str]:
        """Yield the explanation for a person."""
        yield self.heading or f"{self.what} {self.id}"
        for part in self.parts:
            yield part.heading or f"{part.name}:"
            yield from (f"  {line}" for line in part.lines)

    def facts(self) -> dict[str, Json]:
        """Return the explanation for a program: by heading, the facts and the words."""
        parts: dict[str, Json] = {
            part.name.replace(" ", "_"): {**part.facts, "words": list[Json](part.lines)}
            for part in self.parts
        }
        return {self.what: self.id, **parts}


def headed(key: str, words: Wording) -> str:
    """Return the words of *key* as a heading."""
    return words.say("word.label", label=words.say(key))


def listed(values: tuple[str, ...]) -> list[Json]:
    """Return *values* as a list for a program."""
    return list[Json](values)


def enumerate_words(values: tuple[str, ...], none: str = "none") -> str:
    """Return *values* in one line, or *none*."""
    return ", ".join(values) or none
