"""Text in, its skeleton out: lower case, no diacritics, no look-alike letters, offsets kept.

Names are matched on the skeleton, so that ``Bèèklaan``, ``BEEKLAAN`` and a ``Beeklaan`` written
with a Cyrillic letter are the same street; the offsets lead back to the text as it was written.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_LOOK_ALIKES: Final = dict(
    zip(
        # Cyrillic and Greek letters that are drawn like a Latin one (Unicode confusables)
        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0432\u043d\u043a\u043c\u0442\u0455\u0458\u0501\u051b\u051d\u0261\u03b1\u03b5\u03bf\u03b9\u03c1\u03c5\u03bd\u03ba\u03c4\u03c7\u03b2\u03bc\u03b7",
        "aeopcyxibhkmtsjdqwgaeoipuvktxbun",
        strict=True,
    )
)
_LETTERS: Final = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "\u0131": "i",
}
_QUOTES: Final = dict.fromkeys("\u2019\u2018\u02bc`\u00b4\u2032\uff07", "'")
_DASHES: Final = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_KNOWN: Final = _LOOK_ALIKES | _LETTERS | _QUOTES | _DASHES

_CHARACTERS: Final = 4096
"""Characters that are remembered; the four languages need a few hundred."""

Folded = tuple[str, Sequence[int]]
"""Skeleton, and for each of its characters the place in the text it came from."""


@lru_cache(maxsize=_CHARACTERS)
def _fold_character(character: str) -> str:
    """Return what stands for *character* in a skeleton; may be empty or several letters."""
    if character in _KNOWN:
        return _KNOWN[character]
    if character != "\n" and character.isspace():
        return " "
    letters = []
    for part in unicodedata.normalize("NFKD", character).lower():
        if part in _KNOWN:
            letters.append(_KNOWN[part])
        elif unicodedata.category(part) not in {"Mn", "Me", "Cf", "Cc"} or part == "\n":
            letters.append(part)
    return "".join(letters)


class _Table(dict[int, str]):
    """What stands for each character in a skeleton, for `str.translate`; filled as they come."""

    def __missing__(self, code: int) -> str:
        """Return what stands for a character that was not met before."""
        letters = _fold_character(chr(code))
        if len(self) < _CHARACTERS:
            self[code] = letters
        return letters


_TABLE: Final = _Table()
_BLANKS: Final = re.compile(" {2,}")
_ODD: Final = re.compile(r"[^\n -_a-~]+")
"""Characters whose skeleton is not simply their lower case; \u0060 is one, it is a quote."""
_RUN: Final = re.compile(
    "[{}\U0001f300-\U0001faff]+|.".format(
        "".join(
            re.escape(character)
            for character in map(chr, (*range(0x20, 0x180), *range(0x2010, 0x2040)))
            if len(_fold_character(character)) == 1
        )
    ),
    re.DOTALL,
)
"""Letters, quotes and dashes of our languages, and emoji, that have one letter each in a skeleton,
as many as follow each other; or any one character."""


def fold(text: str) -> Folded:
    """Return the skeleton of *text* and the place in *text* of each of its characters.

    Blanks in a row become one, so that a name broken by two blanks is still found. The span
    ``[i, j)`` of the skeleton is ``text[offsets[i] : offsets[j - 1] + 1]``.
    """
    letters = _letters(text)
    offsets = _offsets(text)
    if "  " not in letters:
        return letters, offsets
    kept = [at for at, letter in enumerate(letters) if letter != " " or letters[at - 1 : at] != " "]
    return _BLANKS.sub(" ", letters), [offsets[at] for at in kept]


def _offsets(text: str) -> Sequence[int]:
    """Return the place in *text* of each letter of its skeleton, blanks in a row included."""
    first = _RUN.match(text)
    if first and first.end() == len(text) > 1:  # most posts are one such run
        return range(len(text))
    offsets: list[int] = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        if end - start > 1:
            offsets += range(start, end)
        else:
            offsets += [start] * len(_fold_character(run[0]))
    return offsets


def skeleton(text: str) -> str:
    """Return only the skeleton of *text*, without blanks at its ends."""
    if text.isascii() and text.isalnum():  # most words are only letters
        return text.lower()
    letters = _letters(text)
    return (_BLANKS.sub(" ", letters) if "  " in letters else letters).strip()


def _letters(text: str) -> str:
    """Return what stands for each character of *text*, blanks in a row left as they are."""
    return _ODD.sub(_fold_run, text).lower()


def _fold_run(odd: re.Match[str]) -> str:
    return odd[0].translate(_TABLE)
