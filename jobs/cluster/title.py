"""Units of a signal in, its title and key phrases out: the matter and the place, as people say it.

Nothing that fewer than two inhabitants wrote stands in a title: one person cannot make a headline
(security.md T74). The municipality and the press may, and so may an opening post with a word of
our own lists. Where no word will do, the name of the policy domain does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jobs.cluster.nouns import OFFICIAL, Noun, nouns
from jobs.cluster.read import Reading
from jobs.cluster.routes import Routes
from jobs.cluster.units import Unit, author
from jobs.language.departments import load_domains
from jobs.language.folding import skeleton
from jobs.language.titles import load_title_words
from jobs.language.words import compound_parts, rarity
from jobs.model import Role

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
_OF_DOMAIN: Final = 1.3
"""And one that speaks of what most of the signal speaks of, this much more again."""
_COMPOUND: Final = 1.25
"""A compound says more than a simple word."""
_OPENING: Final = 1.0
"""An opening post says what a talk is about: its words count as one author more."""
CROWD: Final = 8
MANY_AUTHORS: Final = 3
"""With `CROWD` authors, a further word must be used by `MANY_AUTHORS`."""
MATTER_SHARE: Final = 0.2
"""Share of the authors who must use a word of our lists before it names the matter."""
OTHER_SHARE: Final = 0.3
"""And a word that is in no list, or that speaks of something else than most of it does."""
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

    The heaviest noun that may name the matter does; otherwise the policy domain does, and what
    people speak of most comes after it.

    Args:
        units: Its units.
        place: The place it is about; None when none stands out.
        topics: Policy domains it speaks of.
        routes: The lists.
    """
    readings = [reading for unit in units for reading in _spoken(unit)]
    language = _language(readings)
    domain = _heaviest(topics)
    where = place if _is_where(place, readings) else None
    ranked = _ranked(readings, place, domain, routes)
    authors = len({author(reading) for reading in readings})
    named = [noun for noun in ranked if _names_matter(noun, domain, authors, routes)]
    told = named[:1] if where or _says_all(named, topics, language) else []
    if told:
        head, said = _place_after(_phrase(told[0]), where, language), told[0].word
    else:
        head = said = _head(topics, where or place, language, routes)
    vague = not (told and where)
    more = [
        noun.word
        for noun in ranked
        if noun in named[:1] or _adds(noun, domain, authors, routes, vague=vague)
    ]
    extras = _without_repeats([said, *more])[1 : _MOST_EXTRAS + 1]
    phrases = _without_repeats([noun.word for noun in ranked])[:PHRASES]
    return Title(line=_assemble(head, extras, language), phrases=tuple(phrases))


def _says_all(named: Sequence[Noun], topics: dict[str, float], language: str) -> bool:
    """Whether the first of *named* tells the matter without a place or the name of its domain.

    A compound does, as does a word that the domain is called by; "hedge" alone does not.
    """
    if not named:
        return False
    label, word = topic_label(topics, language), named[0].word
    return bool(compound_parts(word, language)) or not label or skeleton(word) in skeleton(label)


def back_again(line: str, language: str) -> str:
    """Return *line* saying that what was solved is back; as it is when that does not fit."""
    told = load_title_words(language).again.format(line=line)
    return told if ": " not in line and len(told) <= LONGEST else line


def _is_where(place: str | None, readings: Sequence[Reading]) -> bool:
    """Whether more than one passing remark names *place*: an opening post, or two authors."""
    naming = [reading for reading in readings if place in reading.places]
    opening = any(reading.post.role is Role.OPENING for reading in naming)
    return opening or len({author(reading) for reading in naming}) >= LEAST_AUTHORS


def _phrase(noun: Noun) -> str:
    """Return *noun* with the word that belongs to it, when enough authors write it so."""
    usual = [pair for pair in noun.phrases if len(pair[1]) >= LEAST_AUTHORS or OFFICIAL in pair[1]]
    best = min(usual, key=lambda pair: (-len(pair[1]), pair[0]), default=None)
    return best[0] if best is not None else noun.word


def _listed(noun: Noun, routes: Routes) -> bool:
    return noun.stem in routes.topics.get(noun.language, {})


def _adds(noun: Noun, domain: str, authors: int, routes: Routes, *, vague: bool) -> bool:
    """Whether a noun may stand after the matter: from our lists, or used by many.

    What is *vague* so far, the name of a domain or a matter without a place, takes more: words
    that the municipality or the press uses, and listed ones from the start of an opening post.
    """
    listed = routes.topics.get(noun.language, {}).get(noun.stem, {})
    fits = domain in listed or (bool(listed) and bool(compound_parts(noun.word, noun.language)))
    if vague and fits and (noun.official or noun.early):
        return True
    least = MANY_AUTHORS if authors >= CROWD else LEAST_AUTHORS
    return len(noun.authors) >= (least if fits else MANY_AUTHORS)


def _names_matter(noun: Noun, domain: str, authors: int, routes: Routes) -> bool:
    """Whether a noun says what most of it is about: listed, official, or used by many."""
    using = len(noun.authors)
    if domain in routes.topics.get(noun.language, {}).get(noun.stem, {}):
        return using >= MATTER_SHARE * authors
    if noun.official and noun.early and compound_parts(noun.word, noun.language):
        return using >= MATTER_SHARE * authors
    least = LEAST_AUTHORS if noun.official or _listed(noun, routes) else MANY_AUTHORS
    return using >= max(least, OTHER_SHARE * authors)


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
    readings: Sequence[Reading], place: str | None, domain: str, routes: Routes
) -> list[Noun]:
    """Return the nouns that may stand in a title, heaviest first."""
    where = skeleton(place or "")
    found = []
    for noun in nouns(readings, routes.topics):
        words, bare = load_title_words(noun.language), skeleton(noun.word)
        if bare in words.dull or words.never.fullmatch(bare) or bare in where:
            continue
        weight = _weight(noun, domain, routes) if _may_stand(noun, routes) else 0.0
        if weight:
            found.append((noun, weight))
    return [noun for noun, _ in sorted(found, key=lambda pair: (-pair[1], pair[0].word))]


def _may_stand(noun: Noun, routes: Routes) -> bool:
    """Whether no one inhabitant alone puts a word of their own in the title."""
    own = noun.early and _listed(noun, routes)
    return len(noun.authors) >= LEAST_AUTHORS or noun.official or own


def _weight(noun: Noun, domain: str, routes: Routes) -> float:
    """Return how well a noun names the matter; 0 when it does not."""
    rare = rarity(noun.stem, noun.language)
    if rare < _RARE:
        return 0.0
    using = len(noun.authors)
    support = using + (_OPENING if noun.opening and using >= LEAST_AUTHORS else 0.0)
    weight = min(rare, 11.0) * support
    listed = routes.topics.get(noun.language, {}).get(noun.stem)
    if listed is not None:
        weight *= _LISTED * (_OF_DOMAIN if domain in listed else 1.0)
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
