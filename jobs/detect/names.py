"""Settings in, `Names` out: every name of the municipality in one compiled matcher.

Names, aliases and parts of the municipality, its streets, venues, office holders and parties;
its neighbours; and the things that carry its name and are something else.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from jobs.detect.variants import inflections, quoted, spellings, without_article, without_gloss
from jobs.language.folding import skeleton
from jobs.language.lexicon import Lexicon, lexicon
from jobs.language.words import known
from jobs.model import EvidenceKind
from jobs.settings import gazetteer
from jobs.settings.gazetteer import Sense
from jobs.settings.schema import Municipality, Settings, Venue

_ORDINARY_ZIPF: Final = 3.5
"""Names at least as usual as this in running text are ordinary words too (Boom, Mol, Peer)."""
_FAMILIAR_ZIPF: Final = 3.0
"""A derived form that is in the table at all is a word of its own (``Halen`` gives ``hals``)."""
_SURNAME_LENGTH: Final = 5
_WORD: Final = re.compile(r"\w+")


class Name(NamedTuple):
    """One thing that has a name.

    Attributes:
        kind: What a hit of it is evidence of.
        term: The name as written in sources.toml; shown to readers.
        ordinary: The skeleton is an ordinary word as well; its surroundings must decide.
    """

    kind: EvidenceKind
    term: str
    ordinary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The compiled names of one municipality.

    Attributes:
        names: What each pattern stands for.
        automaton: Finds the patterns, overlapping ones too.
        homonym_words: Words that, near the name, say that something else is meant (``club``).
        lexicon: Lexicon of the municipality's first language.
    """

    names: tuple[Name, ...]
    automaton: AhoCorasick
    homonym_words: frozenset[str]
    lexicon: Lexicon


_RANK: Final = (
    EvidenceKind.HOMONYM,
    EvidenceKind.NAME,
    EvidenceKind.VENUE,
    EvidenceKind.PLACE,
    EvidenceKind.OFFICE,
    EvidenceKind.INSTITUTION,
    EvidenceKind.OTHER_MUNICIPALITY,
)
"""When one skeleton stands for several things, the first of these it is."""


def compile_names(settings: Settings) -> Names:
    """Compile the names in *settings*, which hold the places of its CSV as well."""
    return _compiled(settings.municipality, settings.venues)


@lru_cache(maxsize=8)
def _compiled(town: Municipality, venues: tuple[Venue, ...]) -> Names:
    """Compile once: a city has 5,000 names, and every week asks for them again."""
    found: dict[str, Name] = {}
    for pattern, name in sorted(_all_names(town, venues), key=lambda one: _RANK.index(one[1].kind)):
        if len(pattern) > 1:
            found.setdefault(pattern, name)
    return Names(
        names=tuple(found.values()),
        automaton=AhoCorasick(list(found)),
        homonym_words=_homonym_words(town),
        lexicon=lexicon(town.language),
    )


def _all_names(town: Municipality, venues: tuple[Venue, ...]) -> Iterator[tuple[str, Name]]:
    yield from _homonyms(town)
    yield from _own_names(town)
    yield from _venues(town, venues)
    yield from _places(town.streets, town)
    yield from _office_holders(town)
    for party in (*town.council.majority, *town.council.opposition):
        yield skeleton(party), Name(EvidenceKind.INSTITUTION, party, _is_ordinary(party, town))
    yield from _other_towns(town)


def _other_towns(town: Municipality) -> Iterator[tuple[str, Name]]:
    """Yield the neighbours, far places, and every other municipality of the country."""
    ours = {skeleton(name) for name in (*_our_names(town), *town.aliases)}
    far = (name for name in lexicon(town.language).elsewhere if skeleton(name) not in ours)
    for name in (*town.neighbours, *far):
        yield from _town(name, EvidenceKind.OTHER_MUNICIPALITY, town)
    for spelling, other in _of_country(town.country):
        if skeleton(other.term) not in ours:
            yield spelling, other


def _our_names(town: Municipality) -> tuple[str, ...]:
    """Return the name of *town* and its parts, and its name in the other languages."""
    known_as = gazetteer.find(town.country, town.name, town.key)
    official = known_as.all_names if known_as else ()
    return tuple(dict.fromkeys((town.name, *town.sub_municipalities, *official)))


def _is_ordinary(name: str, town: Municipality) -> bool:
    """Say whether *name*, a proper name, is an ordinary word of the language as well.

    Of a municipality that we know, the reviewed list says it; of another name, how usual it is.
    """
    if name == town.name and town.common_word is not None:
        return town.common_word
    if gazetteer.sense(name) is not Sense.CLEAR:
        return True
    if gazetteer.is_known(town.country, name):
        return False
    return name[:1].isupper() and _is_usual(name.lower(), town)


@cache
def _of_country(country: gazetteer.Country) -> tuple[tuple[str, Name], ...]:
    """Return the spellings of every municipality there is, but those that say too little.

    They have no inflections: 30 rules on 1,200 names would make words that are none of them.
    """
    return tuple(
        (spelling, Name(EvidenceKind.OTHER_MUNICIPALITY, name, meant is Sense.COMMON))
        for place in gazetteer.municipalities(country)
        for name in place.all_names
        if (meant := gazetteer.sense(name)) is not Sense.QUIET
        for spelling in sorted(spellings(name))
    )


def _is_usual(word: str, town: Municipality) -> bool:
    return known(word, town.language) >= _ORDINARY_ZIPF


def _own_names(town: Municipality) -> Iterator[tuple[str, Name]]:
    for name in _our_names(town):
        yield from _town(name, EvidenceKind.NAME, town)
    for alias in town.aliases:
        # "de gemeente", "ons stadhuis": common nouns that any town may be called by
        if alias[:1].islower():
            yield skeleton(alias), Name(EvidenceKind.INSTITUTION, alias, ordinary=False)
        else:
            yield from _town(alias.removeprefix("#"), EvidenceKind.NAME, town)
    for postcode in town.postcodes:
        yield skeleton(postcode), Name(EvidenceKind.NAME, postcode, ordinary=False)


def _town(name: str, kind: EvidenceKind, town: Municipality) -> Iterator[tuple[str, Name]]:
    """Yield the spellings of a town, and what is derived from its name."""
    ordinary = _is_ordinary(name, town)
    for spelling in spellings(name):
        yield spelling, Name(kind, name, ordinary)
    for derived in inflections(name, town.language):
        if known(derived, town.language) < _FAMILIAR_ZIPF - 1:
            yield derived, Name(kind, name, ordinary=False)


def _venues(town: Municipality, venues: tuple[Venue, ...]) -> Iterator[tuple[str, Name]]:
    listed: list[tuple[str, tuple[str, ...]]] = [(venue, (venue,)) for venue in town.venues]
    listed += [(venue.name, (venue.name, *venue.also)) for venue in venues]
    for term, names in listed:
        for name in names:
            for spelling in _venue_names(name, town):
                ordinary = name[:1].isupper() and _is_usual(spelling, town)
                yield spelling, Name(EvidenceKind.VENUE, term, ordinary)


def _venue_names(name: str, town: Municipality) -> Iterator[str]:
    """Yield what people call a building: whole, without its remark, its town or its article."""
    plain, glosses = without_gloss(name)
    yield from spellings(plain)
    bare = without_article(plain)
    yield from spellings(bare)
    for gloss in glosses:
        if gloss[:1].isupper():
            yield from spellings(gloss)
    short = re.sub(rf"[ -](?:(?:van|in|de|d'|te|von) ?)?{re.escape(town.name)}$", "", bare)
    if short != bare:
        yield from spellings(short)
    words = bare.split(" ")
    if len(words) > 1 and bare[:1].islower():
        proper = " ".join(words[next((i for i, w in enumerate(words) if w[:1].isupper()), 0) :])
        if len(proper) > 3:
            yield from spellings(proper)


def _places(streets: Iterable[str], town: Municipality) -> Iterator[tuple[str, Name]]:
    for street in streets:
        plain, _ = without_gloss(street)
        for spelling in spellings(plain):
            ordinary = plain[:1].isupper() and _is_usual(spelling, town)
            yield spelling, Name(EvidenceKind.PLACE, plain, ordinary)


def _office_holders(town: Municipality) -> Iterator[tuple[str, Name]]:
    """Yield full names and rare surnames: ``schepen Jan De Smet (groen)`` gives ``jan de smet``."""
    for holder in town.office_holders:
        plain, _ = without_gloss(holder)
        words = plain.split()
        first = next((i for i, word in enumerate(words) if word[:1].isupper()), 0)
        person = " ".join(words[first:])
        yield skeleton(person), Name(EvidenceKind.OFFICE, plain, ordinary=False)
        surname = " ".join(words[first + 1 :])
        if len(surname) >= _SURNAME_LENGTH and not known(surname.lower(), town.language):
            yield skeleton(surname), Name(EvidenceKind.OFFICE, plain, ordinary=False)


def _homonyms(town: Municipality) -> Iterator[tuple[str, Name]]:
    """Yield the phrases that hold the name and mean something else."""
    for entry in town.not_us:
        plain, _ = without_gloss(entry)
        own = skeleton(town.name)
        phrases = {skeleton(phrase) for phrase in (plain, *quoted(plain))}
        # "de beek de Boom" says that with an article it is the brook
        for article in lexicon(town.language).grammar.articles:
            if f" {article} {own} " in f" {skeleton(plain)} ":
                phrases.add(f"{article} {own}")
        for phrase in phrases - {own}:
            yield phrase, Name(EvidenceKind.HOMONYM, entry, ordinary=False)


def _homonym_words(town: Municipality) -> frozenset[str]:
    """Return the telling words of the homonyms: ``KVV Boom (football)`` gives kvv and football."""
    small = lexicon(town.language).grammar
    ours = set(_WORD.findall(skeleton(town.name)))
    words = {word for entry in town.not_us for word in _WORD.findall(skeleton(entry))}
    return frozenset(
        word
        for word in words - ours - small.articles - small.locatives
        if len(word) > 2 and known(word, town.language) < 5.5
    )
