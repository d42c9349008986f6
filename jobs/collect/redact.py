"""A text in, the same text with labels in the place of what identifies a person out.

It is done before the first write, and again nowhere: what is not masked here is stored.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from jobs.collect import identifiers
from jobs.collect.houses import house_numbers
from jobs.collect.identifiers import Span
from jobs.collect.names import Authors, handles, pointed_names
from jobs.collect.plates import plates
from jobs.language.folding import Folded, fold, skeleton
from jobs.language.redaction import KINDS, clues, labels
from jobs.settings.schema import Settings

_BRACKETS: Final = re.compile(r"\([^)]{0,200}\)")
_WORDS: Final = re.compile(r"[^\W_]+")
_DIGIT: Final = re.compile(r"\d")


class Redacted(NamedTuple):
    """A text without identifiers, and which kinds were masked in it, sorted."""

    text: str
    kinds: tuple[str, ...]


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
        known: Skeletons of words and names that stay: office holders, places, own accounts.
    """

    labels: dict[str, str]
    streets: frozenset[str]
    known: frozenset[str]

    @classmethod
    def of(cls, settings: Settings, language: str) -> "Redactor":
        """Prepare for *settings*; labels in *language*, that of the source."""
        town = settings.municipality
        places = (
            town.name, *town.aliases, *town.sub_municipalities, *town.streets, *town.venues,
            *town.neighbours, *town.not_us, *town.council.majority, *town.council.opposition,
            *(venue.name for venue in settings.venues),
        )  # fmt: skip
        whole = (*places, *(account.author for account in settings.accounts))
        holders = (_BRACKETS.sub("", name) for name in town.office_holders)
        words = {
            word
            for name in (*holders, town.name, *town.sub_municipalities, *town.neighbours)
            for word in _WORDS.findall(skeleton(name))
            if len(word) >= 3
        } - clues().first_names
        return cls(
            labels=labels(language),
            streets=frozenset(map(skeleton, town.streets)),
            known=frozenset(map(skeleton, whole)) | words,
        )

    def authors(self, names: Iterable[str]) -> Authors:
        """Prepare the *names* of authors whose own texts are to be redacted."""
        return Authors.of(names, self.known)

    def redact(self, text: str, authors: Authors) -> Redacted:
        """Return *text* with a label for every identifier that is found in it."""
        folded = fold(text)
        claims = _merged(self._found(text, folded, authors))
        for start, end, kind in reversed(claims):
            text = text[:start] + self.labels[kind] + text[end:]
        return Redacted(text, tuple(sorted({claim.kind for claim in claims})))

    def _found(self, text: str, folded: Folded, authors: Authors) -> Iterator[_Claim]:
        links = [_back(span, folded) for span in identifiers.urls(folded[0])]
        found = [*self._shaped(text, folded), *self._named(text, folded)]
        found.extend(_Claim(*span, "name") for span in authors.find(text, folded))
        for link in links:
            inside = [claim for claim in found if link[0] <= claim.start < link[1]]
            found = [claim for claim in found if claim not in inside]
            # numbers in an address are ids of pages; what points to a person hides it whole
            if identifiers.names_person(text[slice(*link)].lower()) or any(
                claim.kind in _TELLING for claim in inside
            ):
                yield _Claim(*link, "profile")
        yield from found

    def _named(self, text: str, folded: Folded) -> Iterator[_Claim]:
        yield from (_Claim(*span, "name") for span in handles(text, self.known))
        yield from (_Claim(*span, "name") for span in pointed_names(text, folded, self.known))

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
