"""A text or a phrase of our lists in, the forms out in which the one is looked for in the other."""

import re
from functools import lru_cache
from typing import Final

from jobs.language.folding import skeleton

GAP: Final = 4
"""Words that ``...`` may stand for; with more, the two halves rarely belong together."""

_STOP: Final = re.compile(r"[.!?\n]+")
_WORD: Final = re.compile(r"[\w.]+")
_NOT: Final = ("geen", "niet", "ni", "pas", "aucun", "kein", "keine", "nicht", "no", "not")
_GAP: Final = rf"(?:(?!(?:{'|'.join(_NOT)}) )[^ .]+ ){{0,{GAP}}}?"
_NOTHING: Final = r"(?!)"
"""What a phrase without a single letter becomes: it is never found."""
_TEXTS: Final = 16_384
"""Texts that are remembered in this form: each stage asks for those of the same posts again."""


@lru_cache(maxsize=_TEXTS)
def plain(text: str) -> str:
    """Return *text* as the phrases are matched: folded words, one blank apart, `` . `` between.

    >>> plain("Da's erg. HEEL erg!")
    ' da s erg . heel erg . '
    """
    words = _WORD.findall(_STOP.sub(" . ", skeleton(text)))
    return f" {' '.join(words)} "


@lru_cache(maxsize=4_096)  # the lists of a language repeat their words
def choices(word: str) -> tuple[tuple[str, bool], ...]:
    """Return what one word of a phrase may be: for each choice, and whether any ending may follow.

    Choices without a letter are left out: they are never found.
    """
    bare = ((plain(one.removesuffix("*")).strip(" ."), one[-1:] == "*") for one in word.split("/"))
    return tuple(choice for choice in bare if choice[0])


def _word(word: str) -> str:
    either = [re.escape(bare) + (r"[^ ]*" if more else "") for bare, more in choices(word)]
    return f"(?:{'|'.join(either)})" if either else _NOTHING


def pattern(phrase: str) -> str:
    """Return the regular expression of one *phrase*, without the word boundaries around it."""
    parts = [_GAP if word == "..." else f"{_word(word)} " for word in phrase.split()]
    return "".join(parts).removesuffix(" ") or _NOTHING


def literal(phrase: str) -> str:
    """Return what stands in a text that holds *phrase*; empty when that can be several things."""
    either = [choices(word) for word in phrase.split()]
    if any(len(some) != 1 or some[0][1] for some in either):
        return ""
    return f" {' '.join([some[0][0] for some in either])} "


@lru_cache(maxsize=8_192)
def expression(phrase: str) -> re.Pattern[str]:
    """Compile one phrase with the blank before it, when a text first has its words.

    Most never need it.
    """
    return re.compile(f" (?:{pattern(phrase)})(?= )")


@lru_cache(maxsize=16)
def pair(first: tuple[str, ...], second: tuple[str, ...]) -> re.Pattern[str]:
    """Compile: one of *first* and, at most `GAP` words and no "not" later, one of *second*."""
    left = "|".join(pattern(phrase) for phrase in first)
    right = "|".join(pattern(phrase) for phrase in second)
    return re.compile(f" (?:{left}) {_GAP}(?:{right})(?= )")
