"""A text in, whether it names somebody out: who is named is not quoted."""

import re
from typing import Final

from jobs.language.folding import skeleton
from jobs.language.redaction import clues

_WORD: Final = re.compile(r"[^\W\d_]+")


def names_somebody(text: str) -> bool:
    """Return whether a first name stands in *text*, with a capital: it speaks to or of a person."""
    names = clues().first_names
    return any(word[0].isupper() and skeleton(word) in names for word in _WORD.findall(text))
