"""A text in, spans of family names out: behind an initial or a trade, and before a first name.

Most of them are words, shops or places too. So one counts only where it is frequent as a name, or
too rare to be a word, and where what stands before it lets a person follow.
"""

import re
from collections.abc import Iterator
from typing import Final

from jobs.collect.crowd import TOKEN
from jobs.collect.identifiers import Span
from jobs.collect.introduced import LARGE, PARTICLES, USUAL, zipf
from jobs.language.folding import skeleton
from jobs.language.redaction import clues
from jobs.language.words import compound_parts
from jobs.settings.gazetteer import is_known

_INITIALS: Final = re.compile(
    rf"(?<![\w.'’@&/-])((?:(?:[A-ZÀ-ÖØ-Þ]|Chr|Ph|Th)\.[ -]?){{1,4}})({PARTICLES}{LARGE})"
)
_REVERSED: Final = re.compile(
    r"(?<![\w.'’@&/-])((?:(?:Van|Vande|Vanden|De|Den|Der|Du|Le|La|Von|Ter|Ten) (?:[dD]e[nr]? )?)?"
    rf"{LARGE})(,?) ({LARGE}(?!\w)|[A-Z]\.)"
)
FAMILY_ENDS: Final = ("berg", "hof", "veld", "dijk")
"""Ends of streets and of families: *Molenberg*, *mevrouw Rosenberg*."""
FAMILIES: Final = frozenset({"zaal", "halle"})
"""Buildings that are families too, by themselves: *Marc Zaal*; nobody is called *Stadion*."""
_NO_WORD: Final = 0.1
"""Zipf value below which a word stands in none of our lists of frequent words."""
_BEFORE: Final = 24
"""Characters before a name in which the word before it stands."""
_LAST: Final = re.compile(r"(\w[\w'’-]*) $")
_NEXT: Final = re.compile(r"[ -]([^\W\d_]+)")


def surnames(text: str) -> Iterator[Span]:
    """Yield family names in *text* with their initials, or with the first name behind them."""
    for found in _INITIALS.finditer(text) if "." in text else ():
        body = "".join(TOKEN.findall(skeleton(found[1])))
        if (
            body not in clues().bodies
            and is_surname(found[2])
            and _may_follow(text[max(0, found.start() - _BEFORE) : found.start()])
            and not _is_street(text, found.end())
        ):
            yield found.span()
    start = 0
    while reverse := _REVERSED.search(text, start):
        start = reverse.start(3)
        if _is_reversed(reverse):
            yield reverse.span()


def is_surname(name: str) -> bool:
    """Tell whether *name* is a frequent family name, or made of words that nearly nobody writes."""
    small, words = clues().particles, TOKEN.findall(skeleton(name))
    if words[0] in small and words[-1] in clues().street_ends:  # "Van den Berg"
        return True
    large = [word for word in words if word not in small and len(word) > 1]  # "D'Hondt"
    return bool(large) and all(word in clues().last or _is_rare(word, USUAL) for word in large)


def is_town(name: str) -> bool:
    """Tell whether *name* is that of a municipality and no frequent family name (*Stein*)."""
    return skeleton(name) not in clues().last and (is_known("BE", name) or is_known("NL", name))


def _is_rare(word: str, bound: float) -> bool:
    """Tell whether *word* is no word of our languages that is used more than *bound*."""
    some = clues()
    usual = (some.stop, some.things, some.functions, some.first_names)
    return (
        zipf(word) < bound
        and not any(word in words for words in usual)
        and (word.endswith(FAMILY_ENDS) or not _is_made_of_words(word))
    )


def _is_made_of_words(word: str) -> bool:
    """Tell whether *word* is a street, a building or another compound: *Notdienst*."""
    ends = clues().street_ends + clues().building_ends
    return word.endswith(ends) or any(compound_parts(word, one) for one in ("nl", "de"))


def _may_follow(before: str) -> bool:
    """Tell whether a person may follow: there is no word, a small one, or one for a person."""
    last = _LAST.search(before)
    return not before[-1:].isalnum() and (last is None or _is_for_persons(skeleton(last[1])))


def _is_for_persons(word: str) -> bool:
    some = clues()
    return any(
        word in words
        for words in (
            some.stop, some.persons, some.relations, some.honorifics, some.trades, some.functions,
        )
    )  # fmt: skip


def _is_street(text: str, end: int) -> bool:
    """Tell whether the next word makes a name that of a street: *R. Heinen straat*."""
    following = _NEXT.match(text, end)
    return following is not None and skeleton(following[1]) in clues().street_ends


def _is_reversed(found: re.Match[str]) -> bool:
    """Tell whether a family name stands before a first name or an initial: *Boonen Godfried*."""
    *particles, word = skeleton(found[1]).split(" ")
    given = skeleton(found[3])
    before = found.string[max(0, found.start() - _BEFORE) : found.start()]
    some = clues()  # "King George" is no family's
    if any(word in words for words in (some.things, some.before_places, some.first_names)):
        return False
    if word in some.street_ends or (word in some.stop and not particles):  # "Meer Els dan toen"
        return False
    last = _LAST.search(before)
    listed = word in clues().last and (last is None or _is_for_persons(skeleton(last[1])))
    if found[2] or given.endswith("."):  # "over de Maas, Jan", "de Maas A."
        return listed and last is None and (given in clues().first_names or not found[2])
    if given not in clues().first_names - clues().stop:
        return False
    if particles:
        return listed or (_is_rare(word, USUAL) and not is_town(found[1]))
    # at the head of a sentence any word has a capital
    lead = skeleton(last[1]) if last is not None and last[1].islower() else ""
    is_inside = lead in clues().stop and lead not in clues().before_places  # "in Aalter Rita"
    return listed or (is_inside and _is_rare(word, _NO_WORD) and not is_town(found[1]))
