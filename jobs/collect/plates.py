"""A text in, spans of number plates of BE, NL, FR and DE out, whole ones and parts of one."""

import re
from collections.abc import Iterator
from typing import Final

from jobs.collect.identifiers import Span, clue_words
from jobs.language.folding import skeleton
from jobs.language.redaction import clues

_WHOLE: Final = re.compile(
    r"(?<![\w-])(?:"
    r"[1-9QTOZ][- ]?[A-Z]{3}[- ]?\d{3}"  # BE since 2010
    r"|[A-Z]{3}-\d{3}|\d{3}-[A-Z]{3}"  # BE before
    r"|[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2}|\d\d-[A-Z]{2}-\d\d"  # NL, by the order of issue
    r"|[A-Z]{2}-\d\d-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-\d\d|\d\d-[A-Z]{2}-[A-Z]{2}"
    r"|\d\d-[A-Z]{3}-\d|\d-[A-Z]{3}-\d\d|[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}"
    r"|[A-Z]{3}-\d\d-[A-Z]|[A-Z]-\d\d-[A-Z]{3}|\d-[A-Z]{2}-\d{3}|\d{3}-[A-Z]{2}-\d"
    r"|[A-Z]{2}[- ]\d{3}[- ][A-Z]{2}"  # FR
    r"|(?!N-VA)[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?"  # DE
    r")(?![\w-])"
)
_BELGIAN_LOWER: Final = re.compile(r"(?<![\w-])[1-9]-[a-z]{3}-\d{3}(?![\w-])")
_PART: Final = re.compile(
    r"(?<![\w-])(?:\w{1,4}(?:-\w{1,4}){1,2}|\d{1,3} ?[A-Z]{2,3}(?: ?\d{1,3})?"
    r"|[A-Z]{1,3} ?\d{1,4}(?: ?[A-Z]{1,3})?|[a-z]{1,3}\d{1,4}[a-z]{0,3}|\d[a-z]{3}\d{3}"
    r"|\d{3}|[A-Z]{3})(?![\w-])"
)
_REACH: Final = 6
"""Words between *nummerplaat* and the part that is given of it."""


def plates(text: str) -> Iterator[Span]:
    """Yield number plates: in capitals by their form, otherwise after a word for them."""
    yield from (found.span() for found in _WHOLE.finditer(text))
    yield from (found.span() for found in _BELGIAN_LOWER.finditer(text))
    folded = skeleton(text)
    if not any(word in folded for word in clues().plate):
        return
    for found in _PART.finditer(text):
        before = clue_words(text, found.start(), _REACH)
        if _is_part(found[0]) and not clues().plate.isdisjoint(before):
            yield found.span()


def _is_part(piece: str) -> bool:
    """Tell whether *piece* may be part of a plate: letters with digits, three of either kind."""
    digits, letters = sum(map(str.isdigit, piece)), sum(map(str.isalpha, piece))
    return digits >= 3 or (digits > 0 and letters > 0) or piece.isupper()
