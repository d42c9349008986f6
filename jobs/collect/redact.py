"""A text in, the same text with labels in the place of what identifies a person out.

It is done before the first write, and again nowhere: what is not masked here is stored.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from jobs.collect import identifiers
from jobs.collect.crowd import NOBODY, Crowd, Wrote, nobody
from jobs.collect.holders import Holders
from jobs.collect.houses import house_numbers
from jobs.collect.identifiers import Span
from jobs.collect.names import Authors, Known, handles, pointed_names
from jobs.collect.plates import plates
from jobs.language.folding import Folded, fold, skeleton
from jobs.language.redaction import KINDS, clues, labels
from jobs.settings.schema import Settings

_WORDS: Final = re.compile(r"[^\W_]+")
_DIGIT: Final = re.compile(r"\d")


class Redacted(NamedTuple):
    """A text without identifiers, and which kinds were masked in it, sorted.

    ``pieces`` is what was masked, as skeletons without blanks: names word by word. It serves to
    find the same in the address of a post, and is never kept.
    """

    text: str
    kinds: tuple[str, ...]
    pieces: frozenset[str] = frozenset()


class _Claim(NamedTuple):
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redactor:
    """What is known of one municipality that decides what is masked, and how that reads.

    Attributes:
        labels: Label by kind, in the language of the source.
        streets: Skeletons of the street names.
        known: Names that stay: office holders, places, own accounts.
    """

    labels: dict[str, str]
    streets: frozenset[str]
    known: Known

    @classmethod
    def of(cls, settings: Settings, language: str) -> "Redactor":
        """Prepare for *settings*; labels in *language*, that of the source."""
        town = settings.municipality
        places = (
            town.name, *town.aliases, *town.sub_municipalities, *town.streets, *town.venues,
            *town.neighbours, *town.not_us, *town.council.majority, *town.council.opposition,
            *(venue.name for venue in settings.venues), *map(_own_name, town.not_us),
        )  # fmt: skip
        whole = (*places, *(account.author for account in settings.accounts))
        words = {
            word
            for name in (town.name, *town.sub_municipalities, *town.neighbours)
            for word in _WORDS.findall(skeleton(name))
            if len(word) >= 3
        } - clues().first_names
        return cls(
            labels=labels(language),
            streets=frozenset(map(skeleton, town.streets)),
            known=Known(frozenset(map(skeleton, whole)) | words, Holders.of(town.office_holders)),
        )

    def authors(self, names: Iterable[str], crowd: Crowd = NOBODY) -> Authors:
        """Prepare the *names* of the authors of a thread; *crowd* wrote elsewhere in the source."""
        return Authors.of(names, self.known.names, crowd)

    def crowd(self, names: Iterable[str], wrote: Wrote = nobody) -> Crowd:
        """Prepare the *names* of all who wrote in a source; *wrote* knows those of before."""
        return Crowd.of(names, self.known.names, wrote)

    def redact(self, text: str, authors: Authors) -> Redacted:
        """Return *text* with a label for every identifier that is found in it."""
        folded = fold(text)
        claims = _merged(self._found(text, folded, authors))
        pieces = frozenset(piece for claim in claims for piece in _pieces(claim, text))
        for start, end, kind in reversed(claims):
            text = text[:start] + self.labels[kind] + text[end:]
        return Redacted(text, tuple(sorted({claim.kind for claim in claims})), pieces)

    def _found(self, text: str, folded: Folded, authors: Authors) -> Iterator[_Claim]:
        links = [_back(span, folded) for span in identifiers.urls(folded[0])]
        found = [*self._shaped(text, folded), *self._named(text, folded, authors)]
        for link in links:
            inside = [claim for claim in found if link[0] <= claim.start < link[1]]
            found = [claim for claim in found if claim not in inside]
            # numbers in an address are ids of pages; what points to a person hides it whole
            if identifiers.names_person(text[slice(*link)].lower()) or any(
                claim.kind in _TELLING for claim in inside
            ):
                yield _Claim(*link, "profile")
        yield from found

    def _named(self, text: str, folded: Folded, authors: Authors) -> Iterator[_Claim]:
        """Yield names; what means an office holder is given up to the name of an author only."""
        official = tuple(self.known.holders.find(folded))
        spans = (
            *handles(text, self.known.names),
            *pointed_names(text, folded, self.known),
            *authors.find_parts(text, folded),
        )
        for start, end in spans:
            if not any(first <= start and end <= last for first, last in official):
                yield _Claim(start, end, "name")
        yield from (_Claim(*span, "name") for span in authors.find(folded))

    def _shaped(self, text: str, folded: Folded) -> Iterator[_Claim]:
        """Yield identifiers that have a form of their own."""
        finders = _SHAPES if _DIGIT.search(folded[0]) else _SHAPES_WITHOUT_DIGITS
        for kind, find in finders:
            yield from (_Claim(*_back(span, folded), kind) for span in find(folded[0]))
        if finders is _SHAPES:
            yield from (_Claim(*span, "plate") for span in plates(text))
            numbers = house_numbers(text, self.streets)
            yield from (_Claim(*span, "house_number") for span in numbers)


_SHAPES: Final = (
    ("email", identifiers.emails),
    ("iban", identifiers.accounts),
    ("national_id", identifiers.national_ids),
    ("phone", identifiers.phones),
)
_SHAPES_WITHOUT_DIGITS: Final = (
    ("email", identifiers.emails),
    ("phone", identifiers.spoken_phones),
)
_TELLING: Final = frozenset({"email", "iban", "phone", "name"})
"""Kinds that make a web address one of a person."""


_SHORTEST_PIECE: Final = 5
"""Letters and digits of a masked number that prove something in an address."""


def _own_name(line: str) -> str:
    """Return the name in *line* of what is not us, such as ``schrijver Renske Voort``."""
    words = line.partition("(")[0].split()
    while words and not words[0][0].isupper() and skeleton(words[0]) not in clues().honorifics:
        words = words[1:]
    return " ".join(words)


def _pieces(claim: _Claim, text: str) -> Iterator[str]:
    words = _WORDS.findall(skeleton(text[claim.start : claim.end]))
    if claim.kind == "name":
        yield from (word for word in words if len(word) >= 3 and word not in clues().particles)
    elif claim.kind != "profile" and sum(map(len, words)) >= _SHORTEST_PIECE:
        yield "".join(words)


def _back(span: Span, folded: Folded) -> Span:
    """Return the span in the text as written."""
    return folded[1][span[0]], folded[1][span[1] - 1] + 1


def _merged(claims: Iterable[_Claim]) -> list[_Claim]:
    """Return the claims in order, those that overlap as one, of the surest of their kinds."""
    merged: list[_Claim] = []
    for claim in sorted(claims):
        if merged and claim.start < merged[-1].end:
            last = merged.pop()
            kind = min(last.kind, claim.kind, key=KINDS.index)
            merged.append(_Claim(last.start, max(last.end, claim.end), kind))
        else:
            merged.append(claim)
    return merged
