"""Units of a signal in, its title and key phrases out: the matter and the place, as people say it.

Nothing that fewer than two inhabitants wrote stands in a title: one person cannot make a headline.
The municipality and the press may, and so may an opening post with a word of our own lists. Where
no word will do, the name of the policy domain does.
"""

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from jobs.cluster.headline import LONGEST, headline
from jobs.cluster.matter import HALF, LEAST_AUTHORS, ROOT, Subject, further, rank, repeats
from jobs.cluster.nouns import Noun, is_official
from jobs.cluster.read import Reading
from jobs.cluster.routes import Routes, topic_words
from jobs.cluster.states import state_of
from jobs.cluster.units import Unit, author
from jobs.language.departments import load_domains
from jobs.language.folding import skeleton
from jobs.language.titles import load_title_words
from jobs.language.words import compound_parts, stem, tokens
from jobs.model import Role

PHRASES: Final = 6
"""Key phrases kept."""
_LOOKED_AT: Final = 8
"""Nouns looked at for those: some say again what is said."""
LEAST_BACKING: Final = 2
"""Authors who speak of a domain, or words that do, before its name stands after a venue's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a signal is called.

    Attributes:
        line: The title, at most `LONGEST` letters, first letter a capital.
        phrases: Key phrases, heaviest first.
        state: Key of what is wrong with the venue or the policy domain itself, so that
            `plain_title` can say so in another language; None when nothing is.
        edited: The municipality or the press wrote the line; it is left as it is.
    """

    line: str
    phrases: tuple[str, ...]
    state: str | None = None
    edited: bool = False


def make_title(
    units: Sequence[Unit], place: str | None, topics: dict[str, float], routes: Routes
) -> Title:
    """Return the title of a signal in the language of most of its posts.

    A headline of the municipality or the press over most of it does; else the most telling noun
    that may name the matter; else the policy domain, and what people speak of most comes after it.
    What is wrong comes first of what is said of it.

    Args:
        units: Its units.
        place: The place it is about; None when none stands out.
        topics: Policy domains it speaks of.
        routes: The lists.
    """
    readings = [reading for unit in units for reading in _spoken(unit)]
    language = _language(readings)
    where = place if _is_where(place, readings) else None
    authors = len({author(reading) for reading in readings})
    backing, sure = _backing(_heaviest(topics), readings)
    subject = Subject(
        place=place,
        topics=topics if sure else {},
        authors=authors,
        backing=backing,
        routes=routes,
    )
    ranked = rank(readings, subject)
    edited = headline(units, ranked, subject)
    named = list(islice((noun for noun in ranked if subject.names(noun)), 1))
    told = named if where or _says_all(named, subject, language) else []
    vague = not (told and where)
    adding = (noun for noun in ranked if noun in named or subject.adds(noun, vague=vague))
    more = [subject.written(noun) for noun in islice(adding, _LOOKED_AT)]
    state = _wrong(units, told, where, subject, language)
    extras = [*([] if state is None else [load_title_words(language).states[state]]), *more]
    near = None if told or (place is not None and _is_venue(place, routes)) else place
    line = edited or _line(told, where or near, extras, subject, language)
    whole = not told or (where is not None and _is_venue(where, routes))
    return Title(
        line=line,
        phrases=_key_phrases(ranked),
        state=state if whole else None,
        edited=edited is not None,
    )


def _line(
    told: Sequence[Noun],
    place: str | None,
    extras: Sequence[str],
    subject: Subject,
    language: str,
) -> str:
    """Return the title of what was found: a venue first, another place after the matter.

    The name of a domain goes when the first word after it says the same and more.
    """
    label = topic_label(subject.topics, language)
    if place is not None and _is_venue(place, subject.routes):
        if extras:
            return _assemble(place, further("", extras, language), language)
        bare = subject.backing < LEAST_BACKING
        head = place if bare else _head(subject.topics, place, language, subject.routes)
        return _assemble(head, (), language)
    if told:
        matter = subject.written(told[0])
        head = _place_after(matter, place, language)
        return _assemble(head, further(matter, extras, language), language)
    if place is None and extras and repeats(label, extras[0], language):
        both = [extras[0], *further(f"{label} {extras[0]}", extras[1:], language)][:2]
        joined = load_title_words(language).joined
        line = joined.format(one=both[0], two=both[1]) if len(both) > 1 else both[0]
        return _assemble(line, (), language)
    head = _head(subject.topics, place, language, subject.routes)
    return _assemble(head, further(label, extras, language), language)


def _wrong(
    units: Sequence[Unit],
    told: Sequence[Noun],
    where: str | None,
    subject: Subject,
    language: str,
) -> str | None:
    """Return the key of what is wrong this week with what the title names, if anything."""
    members = [reading for unit in units for reading in unit.members]
    venue = where is not None and _is_venue(where, subject.routes)
    about: Container[str]
    if venue and where is not None:
        about = {stem(word, language) for word in tokens(where, language) if len(word) >= ROOT}
    else:
        about = {n.stem for n in told} or _words_of(_heaviest(subject.topics), language)
    label = topic_label(subject.topics, language)
    thing = any(not repeats(label, noun.word, language) for noun in told)
    return state_of(members, about, subject.authors, loosely=not (thing or venue))


def _says_all(named: Sequence[Noun], subject: Subject, language: str) -> bool:
    """Whether the first of *named* tells the matter without a place or the name of its domain.

    A compound from the start of an opening post does, as does a word that the domain is called
    by; "hedge" alone does not.
    """
    if not named:
        return False
    label, noun = topic_label(subject.topics, language), named[0]
    if skeleton(noun.word) in skeleton(label):
        return len(noun.authors) >= HALF * subject.authors
    return not label or (noun.early and bool(compound_parts(noun.word, language)))


def back_again(line: str, language: str) -> str:
    """Return *line* saying that what was solved is back; as it is when that does not fit."""
    words = load_title_words(language)
    told = words.again.format(line=line)
    return told if words.colon not in line and len(told) <= LONGEST else line


def _is_where(place: str | None, readings: Sequence[Reading]) -> bool:
    """Whether more than one passing remark names *place*: an opening post, or two authors."""
    naming = [reading for reading in readings if place in reading.places]
    opening = any(reading.post.role is Role.OPENING for reading in naming)
    return opening or len({author(reading) for reading in naming}) >= LEAST_AUTHORS


def _backing(domain: str, readings: Sequence[Reading]) -> tuple[int, bool]:
    """Return how well *domain* is backed, and whether that is more than a passing remark.

    It is backed by the authors who speak of it, or by the different words that do; and no passing
    remark with two authors, or in an opening post or an official one.
    """
    found = [(r, _words_of(domain, r.post.language).intersection(r.phrases)) for r in readings]
    naming = [reading for reading, words in found if words]
    strong = any(one.post.role is Role.OPENING or is_official(one) for one in naming)
    authors = {author(reading) for reading in naming}
    words = frozenset().union(*(words for _, words in found))
    return max(len(authors), len(words)), strong or len(authors) >= LEAST_AUTHORS


def _words_of(domain: str, language: str) -> frozenset[str]:
    """Return the words and phrases of our lists that speak of *domain*."""
    return _words_by_domain(language).get(domain, frozenset())


@cache
def _words_by_domain(language: str) -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word, domains in topic_words(language).items():
        for domain in domains:
            found[domain].append(word)
    return {domain: frozenset(words) for domain, words in found.items()}


def _is_venue(place: str, routes: Routes) -> bool:
    return skeleton(place) in routes.venue_names


def _head(topics: dict[str, float], place: str | None, language: str, routes: Routes) -> str:
    """Return matter and place in our own words.

    A venue comes first, and alone when its name says what it is about. So does a place before a
    name of several words where the language sets the two side by side: "Straatverlichting
    Molenstraat", but "Dorpsplein: jeugd en verenigingen".
    """
    label, words = topic_label(topics, language), load_title_words(language)
    if place is None or not label:
        return place or label
    if _is_venue(place, routes):
        return place if repeats(label, place, language) else f"{place}{words.colon}{label}"
    close = words.elsewhere == "{matter} {place}"
    if close and " " in label:
        return f"{place}{words.colon}{label}"
    return _place_after(label, place, language)


def _place_after(matter: str, place: str | None, language: str) -> str:
    if place is None:
        return matter
    return load_title_words(language).elsewhere.format(matter=matter, place=place)


def plain_title(
    topics: dict[str, float],
    place: str | None,
    language: str,
    routes: Routes,
    state: str | None = None,
) -> str:
    """Return a title of our own words only: the policy domain, the place and what is wrong."""
    wrong = () if state is None else (load_title_words(language).states[state],)
    return _assemble(_head(topics, place, language, routes), wrong, language)


def topic_label(topics: dict[str, float], language: str) -> str:
    """Return the name of the policy domain that is spoken of most; empty when of none."""
    return _labels(language).get(_heaviest(topics), "")


@cache
def _labels(language: str) -> dict[str, str]:
    return {one.name: one.label for one in load_domains(language)}


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


def _key_phrases(ranked: Sequence[Noun]) -> tuple[str, ...]:
    """Return the words of *ranked* without those that hold an earlier one, or stand in one."""
    kept: dict[str, str] = {}
    for noun in ranked:
        if len(kept) == PHRASES:
            break
        bare = skeleton(noun.word)
        if not any(bare in other or other in bare for other in kept):
            kept[bare] = noun.word
    return tuple(kept.values())


def _assemble(head: str, extras: Sequence[str], language: str) -> str:
    """Return "Head: extra, extra", with what fits in `LONGEST` letters."""
    words = load_title_words(language)
    line = head or words.various
    if len(line) > LONGEST:
        line = line[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    mark = ", " if words.colon in line else words.colon
    for extra in extras:
        if len(line) + len(mark) + len(extra) > LONGEST:
            break
        line += mark + extra
        mark = ", "
    return line[:1].upper() + line[1:]
