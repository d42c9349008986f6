"""A text in, whether it names somebody out: who is named is not quoted."""

import re
from itertools import pairwise
from typing import Final

from jobs.language.brands import is_brand
from jobs.language.folding import skeleton
from jobs.language.redaction import clues

_WORD: Final = re.compile(r"[^\W\d_]+")


def names_somebody(text: str) -> bool:
    """Return whether a first name stands in *text*, with a capital: it speaks to or of a person."""
    names = clues().first_names
    words = _WORD.findall(text)
    return any(
        word[0].isupper() and skeleton(word) in names and not is_brand(f"{word} {after}")
        for word, after in pairwise((*words, ""))
    )
