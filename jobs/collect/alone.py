"""A text in, spans of first names that stand alone out, where their place shows a person.

That is who is greeted or called to, two of them side by side, and who is named last: a signature,
or the one who is spoken to. Elsewhere a first name may be that of a dog, a storm or a café.
"""

import re
from collections.abc import Iterator
from typing import Final

from jobs.collect.identifiers import Span
from jobs.collect.introduced import LARGE
from jobs.language.brands import is_brand
from jobs.language.folding import skeleton
from jobs.language.redaction import clues

_CALLED: Final = re.compile(rf"(?<![\w'’-])([A-Za-zÀ-ÿ]{{1,16}})(?= ({LARGE})(?!\w)( \w+)?)")
_PAIR: Final = re.compile(rf"(?<![\w@'’.-])({LARGE}) (?:en|et|und|and|&) ({LARGE})(?![\w-])")
_SAINT: Final = re.compile(r"\b(?:sint|st|saint|sankt|saints)[. -]{1,2}\Z", re.IGNORECASE)
"""Before those whose feast or church it is: *Sint Peter en Paul*."""
_BEFORE: Final = 20
"""Characters in which that stands, or the word for a place."""
_END: Final = 100
"""Characters at the end of a text in which its last words stand."""
_LAST: Final = re.compile(rf"(?:\A|(?<!\S)(\S{{1,40}})?(\s))({LARGE})[^\w»”\"')]{{0,20}}\Z")


def lone_names(text: str, stay: frozenset[str]) -> Iterator[Span]:
    """Yield first names in *text* that are called, paired or last; those in *stay* excepted."""
    for found in _CALLED.finditer(text):
        if _is_called(found[1], found[2]) and not _is_thing(found[2], found[3] or ""):
            yield found.span(2)
    kept: set[Span] = set()
    for found in _PAIR.finditer(text):
        if _is_after_thing(text[max(0, found.start() - _BEFORE) : found.start()]):
            kept.add(found.span(2))
        elif _is_plain(found[1], stay) and _is_plain(found[2], stay):
            yield from (found.span(1), found.span(2))
    yield from (span for span in _last(text, stay) if span not in kept)


def _is_after_thing(before: str) -> bool:
    """Tell whether a pair is that of a place: *St Peter und Paul*, *rue Pierre et Marie Curie*."""
    some, word = clues(), _bare(before) if before[-2:-1].isalnum() else ""
    places = word in some.street_starts or word in some.things - some.stop
    return places or _SAINT.search(before) is not None


def _bare(before: str) -> str:
    """Return the skeleton of the last word of *before*, without its article: *l’école*."""
    return skeleton(before).rstrip(".").replace("'", " ").rpartition(" ")[2]


def _is_called(word: str, name: str) -> bool:
    """Tell whether *word* calls to somebody of that *name*: *dag Ben*, but not *ja Ben*."""
    called, name = skeleton(word), skeleton(name)
    if called in clues().greetings and len(called) > 1:
        return name in clues().first_names
    return called in clues().calls and _is_plain(name, frozenset())


def _is_thing(name: str, after: str) -> bool:
    """Tell whether a first name begins that of a shop or a place: *Jan Breydelstadion*."""
    ends = clues().street_ends + clues().building_ends
    return is_brand(f"{name}{after}") or (after[1:2].isupper() and skeleton(after).endswith(ends))


def _is_plain(name: str, stay: frozenset[str]) -> bool:
    """Tell whether *name* is a first name that means little else."""
    one = skeleton(name)
    return one in clues().first_names and one not in clues().stop | clues().doubtful | stay


def _last(text: str, stay: frozenset[str]) -> Iterator[Span]:
    """Yield the first name that ends *text*, unless the word before makes it that of a thing."""
    found = _LAST.search(text, max(0, len(text) - _END))
    if found and _is_plain(found[3], stay) and (found[2] != " " or _may_follow(found[1] or "")):
        yield found.span(3)


def _may_follow(word: str) -> bool:
    """Tell whether a person may be named behind *word*: *in Sofia*, *café Rosa*, *St. Martin*."""
    bare = _bare(word)
    some = clues()
    if bare in some.before_places:
        return False
    if not word[-1:].isalnum():  # the sentence before ends
        return True
    # "the storm called Benjamin": what introduces a name decides about it
    things = (some.things, some.street_starts, some.namings)
    return word.islower() and not any(bare in words for words in things)
