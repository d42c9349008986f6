"""Any text in, well-behaved text out: NFC, no controls, no invisible tricks, bounded."""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

MAX_TEXT: Final = 10_000
"""Characters of a text that are kept; longer posts are copied articles."""
MAX_TITLE: Final = 300
"""Characters of a title that are kept."""
_MAX_READ: Final = 4 * MAX_TEXT
"""Characters that are looked at; room for the blanks and controls that fall out."""
_MAX_MARKS: Final = 2
"""Accents on one letter; no living language of ours needs more, stacks of them need minutes."""
_MAX_RAW_MARKS: Final = 6
"""The same before composition, where one letter may come as itself and its accents."""
_MAX_REPEAT: Final = 10
"""The same sign in a row (``!!!!``); digits excepted, they are numbers."""
_ZWJ: Final = "\u200d"
_VS16: Final = "\ufe0f"

_KEEP, _SPACE, _BREAK, _MARK, _JOINER, _QUIET, _LOUD = range(7)
"""What a character is to us; loud ones mislead a reader, so the post is marked as cleaned."""

_HARMLESS: Final = frozenset("\u00ad\u200c\ufeff\ufffe")
"""Soft hyphen, non-joiner, byte order mark: left by editors, not by tricksters."""
_NEEDS_WORK: Final = re.compile(r"[^\n\x20-\x7e]")
_BLANKS: Final = re.compile(r" {2,}")
_EDGES: Final = re.compile(r" ?\n ?")
_BREAKS: Final = re.compile(r"\n{3,}")
_REPEATS: Final = re.compile(r"([^\d\s])\1{10,}")


class Tidied(NamedTuple):
    """A text and whether characters that mislead a reader were taken out of it."""

    text: str
    cleaned: bool


@lru_cache(maxsize=8192)
def _kind(character: str) -> int:  # noqa: PLR0911 - a list of kinds, one line each
    category = unicodedata.category(character)
    if character in "\n\r\v\f\x1c\x1d\x1e\x85" or category in {"Zl", "Zp"}:
        return _BREAK
    if character == "\t" or category == "Zs":
        return _SPACE
    if character == _ZWJ:
        return _JOINER
    if category in {"Mn", "Me"}:
        return _MARK
    if character in _HARMLESS or category == "Cn":
        return _QUIET
    if category in {"Cc", "Cf", "Co"}:
        return _LOUD
    return _KEEP


def tidy(text: str, limit: int = MAX_TEXT) -> Tidied:
    """Return *text* in NFC, without controls, private or invisible characters, bounded.

    Lone surrogates become U+FFFD. Blanks of every kind become one space, at most one empty line
    stays between paragraphs, at most two accents on a letter, at most ten times the same sign in
    a row, and at most *limit* characters in all.
    """
    text = text[:_MAX_READ].replace("\r\n", "\n")
    cleaned = False
    if _NEEDS_WORK.search(text):
        text = re.sub("[\ud800-\udfff]", "\ufffd", text)
        text, loud = _filter(text, _MAX_RAW_MARKS)
        text, louder = _filter(unicodedata.normalize("NFC", text), _MAX_MARKS)
        cleaned = loud or louder
    text = _EDGES.sub("\n", _BLANKS.sub(" ", text))
    text = _REPEATS.sub(lambda run: run[1] * _MAX_REPEAT, _BREAKS.sub("\n\n", text))
    return Tidied(shorten(text.strip(), limit), cleaned)


def tidy_line(text: str, limit: int = MAX_TITLE) -> Tidied:
    """Return *text* tidied, on one line."""
    text, cleaned = tidy(text)
    return Tidied(shorten(" ".join(text.split()), limit), cleaned)


def shorten(text: str, limit: int) -> str:
    """Return *text* of at most *limit* characters, cut at a blank when one is near."""
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit - limit // 10, limit)
    return text[: cut if cut > 0 else limit - 1].rstrip() + "…"


def _filter(text: str, max_marks: int) -> tuple[str, bool]:
    """Return *text* without what must not stay, and whether any of that misleads a reader."""
    kept: list[str] = []
    loud = False
    marks = 0
    for place, character in enumerate(text):
        kind = _kind(character)
        marks = marks + 1 if kind == _MARK else 0
        if kind in {_KEEP, _MARK} and marks <= max_marks:
            kept.append(character)
        elif kind == _SPACE:
            kept.append(" ")
        elif kind == _BREAK:
            kept.append("\n")
        elif kind == _JOINER and _joins(text, place):
            kept.append(character)
        else:
            loud |= kind != _QUIET
    return "".join(kept), loud


def _joins(text: str, place: int) -> bool:
    """Tell whether the joiner at *place* stands between two emoji."""
    before = text[place - 1 : place].replace(_VS16, text[place - 2 : place - 1])
    after = text[place + 1 : place + 2]
    return (
        unicodedata.category(before or " ") in {"So", "Sk"}
        and unicodedata.category(after or " ") == "So"
    )
