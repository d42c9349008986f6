"""A text in, whether it names somebody out: who is named is not quoted, nor judged by name."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from jobs.language.brands import is_brand
from jobs.language.folding import skeleton
from jobs.language.redaction import clues

MIN_SURNAME: Final = 5
"""Letters of a surname that alone means its holder; shorter ones are words too."""

_ASIDE: Final = re.compile(r"\([^)]*\)")
_WORD: Final = re.compile(r"[^\W\d_]+")


def names_somebody(text: str) -> bool:
    """Return whether a first name stands in *text*, with a capital: it speaks to or of a person."""
    names = clues().first_names
    words = _WORD.findall(text)
    return any(
        word[0].isupper() and skeleton(word) in names and not is_brand(f"{word} {after}")
        for word, after in pairwise((*words, ""))
    )


def surnames_of(holders: Iterable[str]) -> frozenset[str]:
    """Return the skeletons by which *holders*, such as ``schepen Ann Claes (groen)``, are known."""
    functions = clues().functions
    found = set[str]()
    for line in holders:
        words = [word for word in _WORD.findall(_ASIDE.sub("", line)) if word[0].isupper()]
        names = [bare for bare in map(skeleton, words) if bare not in functions]
        found.update(bare for bare in names[1:] if len(bare) >= MIN_SURNAME)
    return frozenset(found)


def without_holders(text: str, surnames: frozenset[str], label: str) -> str:
    """Return *text* with *label* for each of *surnames* and each name after a function."""
    spans: list[tuple[int, int]] = []
    functions, before = clues().functions, ""
    for found in _WORD.finditer(text):
        bare, (start, end) = skeleton(found[0]), found.span()
        follows = bool(spans) and text[spans[-1][1] : start] == " "
        if found[0][0].isupper() and (before in functions or bare in surnames or follows):
            spans[-1:] = [(spans[-1][0], end)] if follows else [*spans[-1:], (start, end)]
        before = bare
    for start, end in reversed(spans):
        text = f"{text[:start]}{label}{text[end:]}"
    return text
