"""A text in, spans of names that it introduces out: *mijn naam is …*, *die man heet …*.

*Heet* names streets, clubs and storms too: there the words before it and the name itself decide.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from jobs.collect.crowd import TOKEN
from jobs.language import LANGUAGES
from jobs.language.folding import Folded, skeleton
from jobs.language.redaction import clues
from jobs.language.words import language_of

LARGE: Final = r"[A-ZÀ-ÖØ-ÞŁŚŽŠČĆİŞ][\w'’-]{1,30}"
"""A word with a capital."""
PARTICLES: Final = (
    r"(?:(?:[Vv]an|[Dd]e[nrls]?|[Dd]u|[Ll]a|[Ll]e|[Vv]on|[Tt]er|[Tt]en|[Oo]p"
    r"|[Ee]l|[Aa]l|[Bb]en|A[iï]t|'t) ){0,3}"
)
"""The small words of a family name."""
_NAME: Final = rf"({LARGE}(?: {PARTICLES}{LARGE}){{0,2}})"
_AFTER_PHRASE: Final = re.compile(rf"[ :,\n]{{1,3}}{_NAME}")
_AFTER_VERB: Final = re.compile(rf" (?:[\"“„‘«] ?)?{_NAME}")
_AFTER_PERSON: Final = re.compile(rf"(?:,? | \(){_NAME}")
_WEAK: Final = (
    ("someone", _AFTER_VERB),
    ("selves", _AFTER_VERB),
    ("closings", _AFTER_PHRASE),
    ("relations", _AFTER_PERSON),
)
"""Words before a name that stand before much else too: the name itself must look like one."""

_WELCOME: Final = re.compile(r"(?: \w{1,20}){0,2} willkommen\b")
"""*Ich heiße Besucher herzlich willkommen* introduces nobody."""
_LOOK_BACK: Final = 80
"""Characters before *heet* in which its subject is looked for."""
_SUBJECT: Final = 5
"""Words before *heet* in which its subject stands."""
_SENTENCE: Final = re.compile(r"[.!?\n]")
USUAL: Final = 3.5
"""Zipf value from which on a word is no name: *Jordy* has 3.1, *Belg* 3.9, *sporthal* 3.7."""


def introduced(text: str, folded: Folded) -> Iterator[re.Match[str]]:
    """Yield matches whose first group is a name that words of *text* introduce.

    Args:
        text: As it was written.
        folded: Its skeleton.
    """
    letters = folded[0]
    for found, _ in _followed("introductions", _AFTER_PHRASE, text, folded):
        if _is_begin(found[1]) and not _WELCOME.match(text, found.end()):
            yield found
    for found, start in _followed("namings", _AFTER_VERB, text, folded):
        person = _is_person(letters, start)
        if person is not False and _is_name(found[1], alone=bool(person)):
            yield found
    for key, after in _WEAK:
        for found, _ in _followed(key, after, text, folded):
            if _is_name(found[1], alone=key == "someone"):
                yield found


def _followed(
    key: str, after: re.Pattern[str], text: str, folded: Folded
) -> Iterator[tuple[re.Match[str], int]]:
    """Yield what *after* finds behind each phrase, and where in the skeleton that begins."""
    letters, offsets = folded
    for phrase in _phrases(key).finditer(letters):
        if found := after.match(text, offsets[phrase.end() - 1] + 1):
            yield found, phrase.start()


def _is_name(words: str, *, alone: bool) -> bool:
    """Tell whether *words* with capitals look like a person's name.

    They begin with a first name; or they are rare, and one of them at least no word at all.

    Args:
        words: At least one, such as ``Jordy Wessink``.
        alone: Whether one word that nobody knows is enough.
    """
    if skeleton(words.split(maxsplit=1)[0]) in clues().first_names:
        return True
    parts = [part for part in TOKEN.findall(skeleton(words)) if part not in clues().particles]
    if len(parts) < (1 if alone else 2) or not words[0].isupper() or not _is_begin(words):
        return False
    usual = [zipf(part) for part in parts]
    return max(usual) < USUAL and min(usual) == 0


def _is_begin(words: str) -> bool:
    """Tell whether a name may begin as *words* do: with no usual small word but *De* or *Van*."""
    first = skeleton(words.split(maxsplit=1)[0])
    return first not in clues().stop - clues().particles or first in clues().first_names


def _is_person(letters: str, end: int) -> bool | None:
    """Tell whether what is named before *end* is a person, or a thing; None when nobody knows."""
    before = _SENTENCE.split(letters[max(0, end - _LOOK_BACK) : end])[-1]
    for word in reversed(TOKEN.findall(before)[-_SUBJECT:]):
        if word in clues().persons or word in clues().relations:
            return True
        if word in clues().things or word.endswith(clues().street_ends):
            return False
    return None


def zipf(word: str) -> float:
    """Return how frequent *word*, a skeleton, is in the language that uses it most; 0 for rare."""
    return max(language_of(language).zipf.get(word, 0.0) for language in LANGUAGES)


@cache
def _phrases(key: str) -> re.Pattern[str]:
    listed = sorted(getattr(clues(), key), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)")
