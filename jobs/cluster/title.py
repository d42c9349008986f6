"""Units of a signal in, its title and key phrases out: the matter and the place, as people say it.

Nothing that fewer than two authors wrote stands in a title: one person cannot make a headline
(security.md T74). Where people's own words give none, the name of the policy domain does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jobs.cluster.nouns import Noun, nouns
from jobs.cluster.read import Reading
from jobs.cluster.routes import Routes
from jobs.cluster.units import Unit, author
from jobs.language.departments import load_domains
from jobs.language.folding import skeleton
from jobs.language.titles import load_title_words
from jobs.language.words import compound_parts, rarity

LEAST_AUTHORS: Final = 2
"""Authors who must use a word before it may stand in a title."""
LONGEST: Final = 60
"""Letters of a title."""
PHRASES: Final = 6
"""Key phrases kept."""
_RARE: Final = 5.0
"""Words less rare than this say nothing of the matter."""
_LISTED: Final = 1.6
"""A word of our lists is worth this much more than another: it names a matter for certain."""
_COMPOUND: Final = 1.15
"""A compound says more than a simple word."""
CROWD: Final = 8
MANY_AUTHORS: Final = 3
"""With `CROWD` authors, a further word must be used by `MANY_AUTHORS`."""
MATTER_SHARE: Final = 0.2
"""Share of the authors who must use the noun that names the matter."""
_MOST_EXTRAS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a signal is called.

    Attributes:
        line: The title, at most `LONGEST` letters, first letter a capital.
        phrases: Key phrases, heaviest first.
    """

    line: str
    phrases: tuple[str, ...]


def make_title(
    units: Sequence[Unit], place: str | None, topics: dict[str, float], routes: Routes
) -> Title:
    """Return the title of a signal in the language of most of its posts.

    A noun of our lists that enough authors use names the matter; otherwise the policy domain
    does, and what people speak of most comes after it.

    Args:
        units: Its units.
        place: The place it is about; None when none stands out.
        topics: Policy domains it speaks of.
        routes: The lists.
    """
    readings = [reading for unit in units for reading in _spoken(unit)]
    language = _language(readings)
    ranked = _ranked(readings, place, routes)
    phrases = _without_repeats([noun.word for noun, _ in ranked])[:PHRASES]
    domain = _heaviest(topics)
    authors = len({author(reading) for reading in readings})
    named = [noun for noun, _ in ranked if _names_matter(noun, domain, authors, routes)]
    more = [noun.word for noun, _ in ranked if _adds(noun, authors, routes)]
    if named:
        head = _place_after(named[0].word, place, language)
    else:
        head = _head(topics, place, language, routes)
    matter = named[0].word if named else head
    extras = _without_repeats([matter, *more])[1 : _MOST_EXTRAS + 1]
    return Title(line=_assemble(head, extras, language), phrases=tuple(phrases))


def _adds(noun: Noun, authors: int, routes: Routes) -> bool:
    """Whether a noun may stand after the matter: from our lists, or used by many."""
    least = MANY_AUTHORS if authors >= CROWD else LEAST_AUTHORS
    listed = noun.stem in routes.topics.get(noun.language, {})
    return len(noun.authors) >= (least if listed else MANY_AUTHORS)


def _head(topics: dict[str, float], place: str | None, language: str, routes: Routes) -> str:
    """Return matter and place in our own words.

    A venue says by itself what it is about. A name of several words comes after the place:
    "Straatverlichting Molenstraat", but "Dorpsplein: jeugd en verenigingen".
    """
    label = topic_label(topics, language)
    if place is None or not label:
        return place or label
    if skeleton(place) in routes.venue_names:
        return place
    return f"{place}: {label}" if " " in label else _place_after(label, place, language)


def _place_after(matter: str, place: str | None, language: str) -> str:
    if place is None:
        return matter
    return load_title_words(language).elsewhere.format(matter=matter, place=place)


def _names_matter(noun: Noun, domain: str, authors: int, routes: Routes) -> bool:
    """Whether a noun says what most of it is about: listed for the domain, and used by many."""
    listed = routes.topics.get(noun.language, {}).get(noun.stem, {})
    return domain in listed and len(noun.authors) >= max(LEAST_AUTHORS, MATTER_SHARE * authors)


def plain_title(topics: dict[str, float], place: str | None, language: str, routes: Routes) -> str:
    """Return a title of our own words only: the policy domain and the place."""
    return _assemble(_head(topics, place, language, routes), (), language)


def topic_label(topics: dict[str, float], language: str) -> str:
    """Return the name of the policy domain that is spoken of most; empty when of none."""
    best = _heaviest(topics)
    return next((one.label for one in load_domains(language) if one.name == best), "")


def _heaviest(topics: dict[str, float]) -> str:
    heavy = {name: weight for name, weight in topics.items() if weight > 0}
    return min(heavy, key=lambda name: (-heavy[name], name)) if heavy else ""


def _spoken(unit: Unit) -> tuple[Reading, ...]:
    """Return the posts whose words may stand in a title: members, and opening posts."""
    heads = {root.post.id for root in unit.roots}
    return (*unit.roots, *(one for one in unit.members if one.post.id not in heads))


def _language(readings: Sequence[Reading]) -> str:
    languages = [reading.post.language for reading in readings]
    return min(set(languages), key=lambda name: (-languages.count(name), name))


def _ranked(
    readings: Sequence[Reading], place: str | None, routes: Routes
) -> list[tuple[Noun, float]]:
    """Return the nouns that may stand in a title, heaviest first."""
    where = skeleton(place or "")
    found = []
    for noun in nouns(readings):
        words, bare = load_title_words(noun.language), skeleton(noun.word)
        if len(noun.authors) < LEAST_AUTHORS or bare in words.dull or words.never.fullmatch(bare):
            continue
        weight = _weight(noun, routes)
        if weight and bare not in where:
            found.append((noun, weight))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].word))


def _weight(noun: Noun, routes: Routes) -> float:
    """Return how well a noun names the matter; 0 when it does not."""
    rare = rarity(noun.stem, noun.language)
    if rare < _RARE:
        return 0.0
    weight = min(rare, 11.0) * math.pow(len(noun.authors), 0.7)
    if noun.stem in routes.topics.get(noun.language, {}):
        weight *= _LISTED
    if compound_parts(noun.word, noun.language):
        weight *= _COMPOUND
    return weight


def _without_repeats(words: list[str]) -> list[str]:
    """Return *words* without those that are contained in an earlier one, or contain one."""
    kept: list[str] = []
    for word in words:
        bare = skeleton(word)
        if not any(bare in skeleton(other) or skeleton(other) in bare for other in kept):
            kept.append(word)
    return kept


def _assemble(head: str, extras: Sequence[str], language: str) -> str:
    """Return "Head: extra, extra", with what fits in `LONGEST` letters."""
    line = head or load_title_words(language).various
    if len(line) > LONGEST:
        line = line[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    mark = ", " if ": " in line else ": "
    for extra in extras:
        if len(line) + len(mark) + len(extra) > LONGEST:
            break
        line += mark + extra
        mark = ", "
    return line[:1].upper() + line[1:]
