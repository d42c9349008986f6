"""A text in, spans of names of persons out: authors of the thread, and names that clues point to.

Names of office holders, places and brands stay: what people say of those is what we report.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from jobs.collect.alone import lone_names
from jobs.collect.crowd import NOBODY, TOKEN, Crowd, Forms, add, longest, parts_of
from jobs.collect.holders import Holders
from jobs.collect.identifiers import Span
from jobs.collect.introduced import LARGE, PARTICLES, introduced
from jobs.collect.surnames import FAMILIES, FAMILY_ENDS, is_surname, is_town, surnames
from jobs.language.brands import is_brand
from jobs.language.folding import Folded, fold, skeleton
from jobs.language.redaction import clues

_LONGER: Final = re.compile(r" (?:(?:de|den|der|du|la|le|ten|ter|van|vande|von) ){0,3}[A-ZÀ-ÖØ-Þ]")
"""A name that goes on: *Max Havelaar Jansen* is no coffee."""
_LONGEST_SHORT: Final = 4
"""Letters of a title that is shortened (``mevr.``); behind a longer one a point ends a sentence."""
_STREET: Final = 32
"""Characters before a name in which the word for a street stands."""
_AND: Final = re.compile(r"\S+ (?:en|et|und|and|&) \Z")
"""Between that and the second of two names: *rue Pierre et Marie Curie*."""
_SHORTEST: Final = 3
"""Letters of a name that is masked; shorter ones are words of every sentence."""

_HANDLE: Final = re.compile(r"(?<![\w@/.])@[^\W_][\w.-]{1,60}(?:@[\w.-]{1,100})?")
_ACRONYM: Final = re.compile(r"@[B-DF-HJ-NP-TV-XZ]{2,6}")
"""A body such as ``@NMBS``, no person: capitals that nobody can pronounce."""
_FULL: Final = re.compile(rf"(?<![\w@'’-])({LARGE})(?= ((?:[A-Z]\.? )?{PARTICLES}{LARGE})(?!\w))")
_TITLED: Final = re.compile(
    rf"(?<![\w-])(?<!\w\w['’])([A-Za-zÀ-ÿ]{{1,20}})(\.?)"
    rf"(?= ({PARTICLES}{LARGE}(?: {PARTICLES}{LARGE}){{0,2}}))"
)
_OF: Final = re.compile(r" (?:du|de la|de l['’]|van|van de|von) ?\Z")
"""Between a street and who it honours: *rue de l’abbé Pirotte*; *rue de M. Pirotte* is his."""
_ONE_NAME: Final = re.compile(rf"{PARTICLES}{LARGE}")


@dataclass(frozen=True, slots=True)
class Known:
    """Names that stay.

    Attributes:
        names: Skeletons of places and of accounts that are no inhabitant's.
        holders: The office holders, where a text means them.
    """

    names: frozenset[str]
    holders: Holders


@dataclass(frozen=True, slots=True)
class Authors:
    """Names of the authors of a thread, ready to be found in its texts.

    Attributes:
        whole: Names in parts, by their first part; found in any case.
        parts: Single parts of names in two words or more; found with a capital only.
        crowd: Everyone else who wrote in the source.
    """

    whole: Forms = field(repr=False)
    parts: frozenset[str] = field(repr=False)
    crowd: Crowd = field(default=NOBODY, repr=False)

    @classmethod
    def of(cls, names: Iterable[str], stay: frozenset[str], crowd: Crowd = NOBODY) -> "Authors":
        """Prepare *names*; those in *stay* (places, own accounts) stay, and so do such parts."""
        whole: Forms = {}
        parts: set[str] = set()
        for name in dict.fromkeys(names):
            pieces = parts_of(name)
            if sum(map(len, pieces)) < _SHORTEST or skeleton(name) in stay:
                continue
            add(whole, pieces)
            add(whole, ("".join(pieces),))
            if len(pieces) > 1:
                parts.update(p for p in pieces if len(p) >= _SHORTEST and not p.isdigit())
        return cls(whole, frozenset(parts - stay - clues().particles), crowd)

    def find(self, folded: Folded) -> Iterator[Span]:
        """Yield where whole names stand in the text whose skeleton is *folded*."""
        letters, offsets = folded
        tokens = [(found[0], found.span()) for found in TOKEN.finditer(letters)]
        for place, (_, (start, _)) in enumerate(tokens if self.whole else ()):
            if size := longest(tokens, place, self.whole):
                yield offsets[start], offsets[tokens[place + size - 1][1][1] - 1] + 1

    def find_parts(self, text: str, folded: Folded) -> Iterator[Span]:
        """Yield where a part of a name stands in *text* with a capital, or somebody else's name."""
        letters, offsets = folded
        for found in TOKEN.finditer(letters) if self.parts else ():
            if found[0] in self.parts and text[offsets[found.start()]].isupper():
                yield offsets[found.start()], offsets[found.end() - 1] + 1
        yield from self.crowd.find(text, folded)

    def stand_in(self, url: str, own: str) -> bool:
        """Tell whether a name stands in *url*; the author's *own* name also inside a word."""
        folded = fold(url)
        words = TOKEN.findall(folded[0])
        squeezed = "".join(words)
        mine = "".join(parts_of(own))
        if (len(mine) >= _SHORTEST and mine in squeezed) or self.crowd.stands_in(squeezed):
            return True
        return not self.parts.isdisjoint(words) or any(
            (*self.find(folded), *self.crowd.find(url, folded))
        )


def handles(text: str, stay: frozenset[str]) -> Iterator[Span]:
    """Yield ``@handles``, those of accounts and places that *stay* excepted."""
    if "@" not in text:
        return
    for found in _HANDLE.finditer(text):
        name = found[0].rstrip(".-")
        if _ACRONYM.fullmatch(name):
            continue
        if skeleton(name[1:]) not in stay and skeleton(name[1:]).replace("_", " ") not in stay:
            yield found.start(), found.start() + len(name)


def pointed_names(text: str, folded: Folded, known: Known) -> Iterator[Span]:
    """Yield names that a first name, a title or an introduction points to."""
    for found in _FULL.finditer(text):
        if skeleton(found[1]) in clues().first_names:
            name = skeleton(found.string[found.start() : found.end(2)])
            whole = is_brand(name) and not _LONGER.match(text, found.end(2))
            stays = name in known.holders.whole or name in known.names or whole
            stays = stays or _is_street(text[max(0, found.start() - _STREET) : found.start()])
            yield from _unless(found, 2, stays=stays, start=found.start())
    for found in _TITLED.finditer(text):
        if _is_title(found[1], found[2]):
            stays = _is_official(found, known) or is_brand(f"{found[1]} {found[3]}")
            before = text[max(0, found.start() - _STREET) : found.start()]
            family = skeleton(found[1]) not in clues().street_titles
            before = before if family else _OF.sub("", before)
            stays = stays or _is_function(found[3]) or _is_street(before)
            yield from _unless(found, 3, stays=stays, family=family)
        elif skeleton(found[1]) in clues().trades:
            yield from _at_work(found, known)
    yield from lone_names(text, known.names)
    for start, end in surnames(text):
        name = " ".join(TOKEN.findall(skeleton(text[start:end])))
        before = text[max(0, start - _STREET) : start]
        if not (
            name in known.names or known.holders.are(name) or is_brand(name) or _is_street(before)
        ):
            yield start, end
    yield from _introduced(text, folded, known)


def _at_work(found: re.Match[str], known: Known) -> Iterator[Span]:
    """Yield the family name behind a trade: *loodgieter Heinen*; the trade itself stays."""
    name = _ONE_NAME.match(found.string, found.start(3))
    if name is None or found[2] or name[0].isupper() or skeleton(name[0]) in known.names:
        return
    stays = skeleton(name[0]) in known.holders.surnames or is_brand(f"{found[1]} {name[0]}")
    if is_surname(name[0]) and not is_town(name[0]):  # "tandarts Aalter"
        yield from _unless(name, 0, stays=stays)


def _introduced(text: str, folded: Folded, known: Known) -> Iterator[Span]:
    """Yield names after words such as *op naam van*, unless they are those of places."""
    for found in introduced(text, folded):
        words = set(TOKEN.findall(skeleton(found[1])))
        is_place = not known.names.isdisjoint(words - clues().particles)
        stays = is_place and clues().first_names.isdisjoint(words)
        stays = stays or skeleton(found[1]) in known.names | known.holders.whole
        yield from _unless(found, 1, stays=stays)


def _is_official(found: re.Match[str], known: Known) -> bool:
    """Tell whether a title and a name mean an office holder, or something of several words.

    A town of one word (Mol, Peer) is also a family name, and behind a title it is one.
    """
    name = skeleton(found[3])
    if name in known.holders.whole or (name in known.names and len(TOKEN.findall(name)) > 1):
        return True
    return name in known.holders.surnames and skeleton(found[1]) not in clues().private


def _is_function(name: str) -> bool:
    """Tell whether a title is followed by another, as in *Monsieur le Maire*."""
    words = (word for word in TOKEN.findall(skeleton(name)) if word not in clues().particles)
    return next(words, "") in clues().functions


def _is_street(before: str) -> bool:
    """Tell whether the words *before* a name make it that of a street: *rue*, *place*."""
    bare = skeleton(_AND.sub("", before)).replace("'", " ")  # "l'impasse"
    return bare.rpartition(" ")[2] in clues().street_starts


def _is_title(word: str, dot: str) -> bool:
    """Tell whether *word* is a title; a short one must look like one: ``M.``, ``Dr``."""
    if skeleton(word) not in clues().honorifics or (dot and len(word) > _LONGEST_SHORT):
        return False
    return len(word) > 2 or (word[0].isupper() and (len(word) == 2 or dot == "."))


def _unless(
    found: re.Match[str],
    group: int,
    *,
    stays: bool,
    start: int | None = None,
    family: bool = False,
) -> Iterator[Span]:
    """Yield the span of a name unless it *stays*, or is no name but a street or a sentence."""
    first, end = found.span(group)
    first = first if start is None else start
    name = skeleton(found.string[first:end])
    words = TOKEN.findall(name)
    # "Jan Kunt u dat": the next sentence; "Marc De Wilde": a family name, for all its usual words
    long = [word for word in words if len(word) > 1]  # "Karel V. Daarna": no name in three parts
    next_sentence = len(long) == 2 and words[-1] in clues().stop
    no_name = len(words) == 1 and words[0] in clues().stop - clues().first_names
    no_name = no_name or name.startswith(clues().not_names)
    if not (stays or next_sentence or no_name or _is_address(words, family=family)):
        yield first, end


def _is_address(words: list[str], *, family: bool) -> bool:
    """Tell whether a name is that of a street or a building, whatever it is behind.

    "Molenberg" may be a street, "Van den Berg" is a family; so are "Zaal" and "Vanhalle".
    """
    last, before = words[-1], words[-2:][0]
    if last.endswith(clues().building_ends):
        is_family = family or last in FAMILIES or before in clues().particles
        return not is_family and not last.startswith("van")
    if family and last.endswith(FAMILY_ENDS):
        return False
    is_family = last in clues().street_ends and before in clues().particles
    return last.endswith(clues().street_ends) and not is_family
