"""A text or a phrase of our lists in, the forms out in which the one is looked for in the other."""

import re
from functools import lru_cache
from itertools import product
from math import prod
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


_Choices = tuple[tuple[str, bool], ...]
_MOST_FORMS: Final = 64
"""Things that a part of a phrase may be before its words are looked for one by one."""


@lru_cache(maxsize=4_096)  # the lists of a language repeat their words
def choices(word: str) -> _Choices:
    """Return what one word of a phrase may be: for each choice, and whether any ending may follow.

    ``_`` is a blank inside a choice: ``au_sol/arraché*``.

    Choices without a letter are left out: they are never found.
    """
    several = word.replace("_", " ").split("/")
    bare = ((plain(one.removesuffix("*")).strip(" ."), one[-1:] == "*") for one in several)
    return tuple(choice for choice in bare if choice[0])


def _word(word: str) -> str:
    either = [re.escape(bare) + (r"[^ ]*" if more else "") for bare, more in choices(word)]
    return f"(?:{'|'.join(either)})" if either else _NOTHING


def pattern(phrase: str) -> str:
    """Return the regular expression of one *phrase*, without the word boundaries around it."""
    parts = [_GAP if word == "..." else f"{_word(word)} " for word in phrase.split()]
    return "".join(parts).removesuffix(" ") or _NOTHING


def parts(phrase: str) -> tuple[list[list[str]], bool]:
    """Return what stands in a text that holds *phrase*, and whether that is all there is to it.

    For each part of the phrase its letters, of which one must stand there; they end in a blank
    unless any ending may follow. Parts end where the text may go on in very many ways. Without
    letters there is no part, and the phrase is never found.
    """
    if phrase.isascii() and phrase.replace(" ", "").isalnum():  # most phrases are plain words
        return [[f" {' '.join(phrase.lower().split())} "]], True
    runs: list[list[_Choices]] = [[]]
    for word in phrase.split():
        if word == "...":
            runs.append([])
            continue
        runs[-1].append(choices(word))
        if any(more for _, more in runs[-1][-1]):
            runs.append([])
    cut = [one for run in runs if run for one in _short_enough(run)]
    whole = len(cut) == 1 and "..." not in phrase.split()
    found = [[_letters(one) for one in product(*run)] for run in cut]
    return ([], False) if not all(found) else (found, whole)


def _short_enough(run: list[_Choices]) -> list[list[_Choices]]:
    """Return *run*, or each of its words by itself when together they may be too many things."""
    return [run] if prod(map(len, run)) <= _MOST_FORMS else [[word] for word in run]


def _letters(one: tuple[tuple[str, bool], ...]) -> str:
    return f" {' '.join([bare for bare, _ in one])}{'' if one[-1][1] else ' '}"


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
