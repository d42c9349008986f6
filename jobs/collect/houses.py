"""A text in, spans of house numbers out: a number tied to a street, or to where someone lives."""

import re
from collections.abc import Iterator
from typing import Final

from jobs.collect.identifiers import Span, clue_words, counts
from jobs.language.folding import skeleton
from jobs.language.redaction import clues

_NUMBER: Final = re.compile(
    r"(?<![\w.,:/€$%-])[1-9]\d{0,3}(?:[a-gA-G]|bis|ter)?(?!\w)(?![.,:]\d)(?!/\d{1,2}/)"
    r"(?:(?: ?[-+&] ?| (?:en|et|und) (?=\d{1,4}(?:\W|$))|/)\d{1,4}[a-gA-G]?(?!\w)(?![.:]\d))?"
    r"(?:,? (?:bus|bte|boîte|b\.) ?\d{1,4}(?!\w))?"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_REACH: Final = 8
"""Words before a number in which its street must stand (*chaussée de Notre-Dame de ...*)."""
_LIVING_REACH: Final = 4
"""Words between a verb of living and the number."""
_LONGEST_STREET: Final = 6
"""Words of the longest street names of our countries."""
_SHORT_STREETS: Final = ("str", "av", "bd", "ch", "stwg", "pl")
"""Short forms of words for a street, written with a full stop."""
_AFTER: Final = re.compile(r",? {0,2}(?:bis |ter )?([^\W\d]{2,12})\b")
_PROPER: Final = re.compile(r"[A-ZÀ-ÖØ-Þ0-9]")


def house_numbers(text: str, streets: frozenset[str]) -> Iterator[Span]:
    """Yield house numbers; *streets* are the skeletons of the names that are known here."""
    for found in _NUMBER.finditer(text):
        if _YEAR.fullmatch(found[0]):
            continue
        words = clue_words(text, found.start(), _REACH)
        if _is_house(text, found, words, streets):
            yield found.span()


def _is_house(text: str, found: re.Match[str], words: list[str], streets: frozenset[str]) -> bool:
    """Tell whether the number is tied to a street, to living, or to the word house number."""
    last = words[-1] if words else ""
    known = clues()
    if last in known.house_number:
        return known.not_house.isdisjoint(words[-3:-1])
    folded = skeleton(text[found.end() : found.end() + 20])
    if counts(f" {folded}", 0):
        return False
    asked = last in known.between
    near = words[-_LIVING_REACH - 1 :] if asked else words[-1:]
    if not known.living.isdisjoint(near):
        return True
    while words and words[-1] in known.between:
        words = words[:-1]
    if asked and not known.not_house.isdisjoint(words[-1:]):
        return False
    if _begins_street(text, found):
        return True
    before = text[: found.start()].rstrip(" ,")
    return _is_joined(before, last) and _ends_in_street(before, words, streets)


def _is_joined(before: str, last: str) -> bool:
    """Tell whether the number goes on where *before* ends; a full stop only ends a short form."""
    if before.endswith("."):
        return last in clues().between or last.endswith(_SHORT_STREETS)
    return not before.endswith(tuple(":;!?…\n"))


def _ends_in_street(before: str, words: list[str], streets: frozenset[str]) -> bool:
    """Tell whether a street name stands right before the number."""
    if not words:
        return False
    if any(" ".join(words[-size:]) in streets for size in range(1, _LONGEST_STREET + 1)):
        return True
    written = before[-80:].split()
    if words[-1].endswith(clues().street_ends) and _written_large(written, words[-1]):
        return True
    starts = [place for place, word in enumerate(words) if word in clues().street_starts]
    # rue de la Gare 12: nothing but the name stands between, so its last word is a proper one
    return bool(starts) and starts[-1] < len(words) - 1 and _written_large(written, words[-1])


def _written_large(written: list[str], word: str) -> bool:
    """Tell whether *word*, a skeleton, is written with a capital among the last words."""
    for piece in reversed(written[-4:]):
        if skeleton(piece).strip(".,;:()'\"-").endswith(word[-12:]):
            name = piece.lstrip("('\"").removeprefix("l'").removeprefix("d'")
            return _PROPER.match(name) is not None
    return False


def _begins_street(text: str, found: re.Match[str]) -> bool:
    """Tell whether the number stands before its street: *12, rue de l'Église*."""
    after = _AFTER.match(text, found.end())
    return after is not None and skeleton(after[1]) in clues().street_starts
