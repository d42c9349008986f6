"""A text in, spans of names of persons out: authors of the thread, and names that clues point to.

Names of office holders and of places stay: what people say about those is what we report.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final

from jobs.collect.identifiers import Span
from jobs.language.folding import Folded, fold, skeleton
from jobs.language.redaction import clues

_TOKEN: Final = re.compile(r"[^\W_]+")
_GAP: Final = 3
"""Characters other than letters and digits that may stand between two parts of one name."""
_SHORTEST: Final = 3
"""Letters of a name that is masked; shorter ones are words of every sentence."""
_MAX_PARTS: Final = 6

_HANDLE: Final = re.compile(r"(?<![\w@/.])@[^\W_][\w.-]{1,60}(?:@[\w.-]{1,100})?")
_ACRONYM: Final = re.compile(r"@[A-Z]{2,6}")
"""A body such as ``@NMBS``, no person."""
_LARGE: Final = r"[A-ZÀ-ÖØ-ÞŁŚŽŠČĆİŞ][\w'’-]{1,30}"
_PARTICLES: Final = (
    r"(?:(?:[Vv]an|[Dd]e[nrls]?|[Dd]u|[Ll]a|[Ll]e|[Vv]on|[Tt]er|[Tt]en|[Oo]p"
    r"|[Ee]l|[Aa]l|[Bb]en|A[iï]t|'t) ){0,3}"
)
_FULL: Final = re.compile(
    rf"(?<![\w@'’-])({_LARGE})(?= ((?:[A-Z]\.? )?{_PARTICLES}{_LARGE})(?!\w))"
)
_TITLED: Final = re.compile(
    rf"(?<![\w'’-])([A-Za-zÀ-ÿ]{{1,12}})(\.?)"
    rf"(?= ({_PARTICLES}{_LARGE}(?: {_PARTICLES}{_LARGE}){{0,2}}))"
)
_GREETED: Final = re.compile(rf"(?<![\w'’-])([A-Za-zÀ-ÿ]{{2,12}})(?= ({_LARGE})(?!\w))")
_AFTER_PHRASE: Final = re.compile(rf"[ :,\n]{{1,3}}({_LARGE}(?: {_PARTICLES}{_LARGE}){{0,2}})")


@dataclass(frozen=True, slots=True)
class Authors:
    """Names of the authors of a thread, ready to be found in its texts.

    Attributes:
        whole: Names in parts, by their first part; found in any case.
        parts: Single parts of names in two words or more; found with a capital only.
    """

    whole: dict[str, tuple[tuple[str, ...], ...]] = field(repr=False)
    parts: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, names: Iterable[str], known: frozenset[str]) -> "Authors":
        """Prepare *names*; *known* ones (places, own accounts) stay, and so do such parts."""
        whole: dict[str, tuple[tuple[str, ...], ...]] = {}
        parts: set[str] = set()
        for name in dict.fromkeys(names):
            pieces = tuple(_TOKEN.findall(skeleton(name)))[:_MAX_PARTS]
            if sum(map(len, pieces)) < _SHORTEST or skeleton(name) in known:
                continue
            for form in {pieces, ("".join(pieces),)}:
                whole[form[0]] = (*whole.get(form[0], ()), form)
            if len(pieces) > 1:
                parts.update(p for p in pieces if len(p) >= _SHORTEST and not p.isdigit())
        return cls(whole, frozenset(parts - known - clues().particles))

    def find(self, text: str, folded: Folded) -> Iterator[Span]:
        """Yield where the names stand in *text*, whose skeleton is *folded*."""
        if not self.whole:
            return
        letters, offsets = folded
        tokens = [(found[0], found.span()) for found in _TOKEN.finditer(letters)]
        for place, (word, (start, end)) in enumerate(tokens):
            lengths = [
                len(form)
                for form in self.whole.get(word, ())
                if _continues(tokens[place : place + len(form)], form)
            ]
            if lengths:
                last = tokens[place + max(lengths) - 1][1][1]
                yield offsets[start], offsets[last - 1] + 1
            elif word in self.parts and text[offsets[start]].isupper():
                yield offsets[start], offsets[end - 1] + 1

    def stand_in(self, url: str, own: str) -> bool:
        """Tell whether a name stands in *url*; the author's *own* name also inside a word."""
        folded = fold(url)
        squeezed = "".join(_TOKEN.findall(folded[0]))
        mine = "".join(_TOKEN.findall(skeleton(own)))
        return (len(mine) >= _SHORTEST and mine in squeezed) or any(self.find(url, folded))


def _continues(tokens: list[tuple[str, Span]], form: tuple[str, ...]) -> bool:
    """Tell whether *tokens* are the parts of *form*, close together."""
    if tuple(word for word, _ in tokens) != form:
        return False
    return all(after[1][0] - before[1][1] <= _GAP for before, after in pairwise(tokens))


def handles(text: str, known: frozenset[str]) -> Iterator[Span]:
    """Yield ``@handles``, those of *known* accounts and places excepted."""
    if "@" not in text:
        return
    for found in _HANDLE.finditer(text):
        name = found[0].rstrip(".-")
        if _ACRONYM.fullmatch(name):
            continue
        if skeleton(name[1:]) not in known and skeleton(name[1:]).replace("_", " ") not in known:
            yield found.start(), found.start() + len(name)


def pointed_names(text: str, folded: Folded, known: frozenset[str]) -> Iterator[Span]:
    """Yield names that a first name, a title or an introduction points to."""
    for found in _FULL.finditer(text):
        if skeleton(found[1]) in clues().first_names:
            yield from _unless_known(found, 2, known, start=found.start())
    for found in _TITLED.finditer(text):
        if _is_title(found[1], found[2]):
            yield from _unless_known(found, 3, known)
    for found in _GREETED.finditer(text):
        if _is_greeted(found[1], found[2]):
            yield from _unless_known(found, 2, known)
    yield from _introduced(text, folded, known)


def _introduced(text: str, folded: Folded, known: frozenset[str]) -> Iterator[Span]:
    """Yield names after words such as *op naam van*."""
    letters, offsets = folded
    for phrase in _introductions().finditer(letters):
        introduced = _AFTER_PHRASE.match(text, offsets[phrase.end() - 1] + 1)
        if introduced is not None:
            yield from _unless_known(introduced, 1, known)


def _is_greeted(greeting: str, name: str) -> bool:
    return skeleton(greeting) in clues().greetings and skeleton(name) in clues().first_names


def _is_title(word: str, dot: str) -> bool:
    """Tell whether *word* is a title; a short one must look like one: ``M.``, ``Dr``."""
    if skeleton(word) not in clues().honorifics:
        return False
    return len(word) > 2 or (word[0].isupper() and (len(word) == 2 or dot == "."))


@cache
def _introductions() -> re.Pattern[str]:
    phrases = "|".join(map(re.escape, clues().introductions))
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")


def _unless_known(
    found: re.Match[str], group: int, known: frozenset[str], *, start: int | None = None
) -> Iterator[Span]:
    """Yield the span of a name unless it is that of an office holder, a place or a street."""
    first, end = found.span(group)
    first = first if start is None else start
    name = skeleton(found.string[first:end])
    words = _TOKEN.findall(name)
    if not known.isdisjoint({*words, name} - clues().particles):
        return
    # "Jan Kunt u dat": the next sentence; "Marc De Wilde": a family name, for all its usual words
    next_sentence = len(words) == 2 and words[-1] in clues().stop
    if not next_sentence and not words[-1].endswith(clues().street_ends):
        yield first, end
