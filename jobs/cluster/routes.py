"""Settings in, `Routes` out: which department each word, phrase and venue points to.

A department's own words come from its description and keywords. The shipped policy domains are
given to the departments whose description speaks of them; what nobody speaks of goes to the
department that has the rest of the family (`jobs.language.departments.FAMILIES`).
"""

from collections import ChainMap, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Final, NamedTuple, TypeVar

from jobs.cluster.read import LONGEST_PHRASE, list_key, list_stem, list_words
from jobs.language import LANGUAGES
from jobs.language.departments import FAMILIES, NEXT_OF_KIN, load_domains
from jobs.language.folding import skeleton
from jobs.language.matters import load_matters
from jobs.language.words import compound_parts, rarity, tokens
from jobs.model import DepartmentId
from jobs.settings.schema import Department, Municipality, Settings, Venue

ABOUT_WEIGHT: Final = 3.0
"""A domain's own name in a description says more than one of the words residents use."""
SHARED: Final = 0.6
"""A second department shares a domain when its description speaks of it at least this much."""
KIN: Final = 0.5
"""What a domain that nobody describes counts for the department of the family next to its own:
departments right of seven towns .687 to .693."""
OWN_WORD: Final = 1.5
"""Weight of a word of the department's own description against a shipped one (1.0)."""
KEYWORD: Final = 2.0
"""Weight of a word of `keywords`: written down on purpose."""
PHRASE_BONUS: Final = 0.5
"""What each further word of a phrase adds: a phrase is seldom there by chance."""
VENUE_WEIGHT: Final = 0.75
"""A venue with a department of its own weighs less than a usual word: it is where something happens
as often as what it is about. Departments right of the one town that has such .787 to .803, level
from .5 to .75."""
_USUAL_RARITY: Final = 12.0
"""Rarity of a word that weighs 1.0; see `jobs.language.words.rarity`."""

Weights = dict[DepartmentId, float]
Owner = TypeVar("Owner", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Which department each word points to.

    Attributes:
        words: By language, by word or phrase (form of `list_words`): weight a department.
        topics: By language, by word or phrase: weight a policy domain; the same for every town.
        owners: Departments of each policy domain, with shares that add up to 1.
        venues: By skeleton of a venue's name: its department.
        venue_names: Skeletons of all known venues, whoever runs them.
        shown: By word or phrase: how it is written in the list it came from.
        heads: First words of all phrases of several words, and those that come next.
    """

    words: dict[str, dict[str, Weights]]
    topics: dict[str, dict[str, dict[str, float]]]
    owners: dict[str, Weights]
    venues: dict[str, DepartmentId]
    venue_names: frozenset[str]
    shown: dict[str, str]
    heads: dict[str, set[str]]


class Town(NamedTuple):
    """What of `Settings` the lists are made from."""

    departments: tuple[Department, ...]
    municipality: Municipality
    venues: tuple[Venue, ...]


def make_routes(settings: Settings, languages: Iterable[str] = LANGUAGES) -> Routes:
    """Return which department of *settings* each known word, phrase and venue points to.

    Args:
        settings: The municipality.
        languages: The languages that posts are written in.
    """
    town = Town(settings.departments, settings.municipality, settings.venues)
    return _made(town, tuple(sorted(languages)))


@lru_cache(maxsize=8)
def _made(settings: Town, spoken: tuple[str, ...]) -> Routes:
    """Make them once: every week asks for the same, and there are thousands of words."""
    owners = domain_owners(settings)
    shown: dict[str, str] = {}
    words: dict[str, dict[str, Weights]] = {}
    for language in spoken:
        raw: dict[str, Weights] = defaultdict(dict)
        for key, term, domain in _listed(language):
            if owned := owners.get(domain):
                shown.setdefault(key, term)
                _raise(raw[key], owned)
        for department in settings.departments:
            if (department.language or settings.municipality.language) == language:
                _add_own(raw, shown, department, language)
        words[language] = {key: weigh(key, language, raw[key]) for key in raw}
    venues = {
        skeleton(name): DepartmentId(venue.department)
        for venue in settings.venues
        if venue.department is not None
        for name in (venue.name, *venue.also)
    }
    topics = {language: topic_words(language) for language in spoken}
    matters = (
        list_key(term, language)
        for language in spoken
        for one in load_matters(language)
        for term in one.written
    )
    return Routes(
        words=words,
        topics=topics,
        owners=owners,
        venues=venues,
        venue_names=_venue_names(settings),
        shown=shown,
        heads=_heads(chain(*words.values(), *topics.values(), matters)),
    )


def _heads(listed: Iterable[str]) -> dict[str, set[str]]:
    """Return the first words of the phrases among *listed*, and the second ones of each."""
    heads: dict[str, set[str]] = defaultdict(set)
    for first, second, *_ in [key.split(" ") for key in listed if " " in key]:
        heads[first].add(second)
    return dict(heads)


def _venue_names(settings: Town) -> frozenset[str]:
    configured = (name for venue in settings.venues for name in (venue.name, *venue.also))
    return frozenset(skeleton(name) for name in (*configured, *settings.municipality.venues))


@cache
def topic_words(language: str) -> dict[str, dict[str, float]]:
    """Return for each known word or phrase of *language* how much it speaks of each domain."""
    raw: dict[str, dict[str, float]] = defaultdict(dict)
    for key, _, domain in _listed(language):
        raw[key][domain] = 1.0
    return {key: weigh(key, language, raw[key]) for key in raw}


@cache
def _listed(language: str) -> tuple[tuple[str, str, str], ...]:
    """Return the key, the word or phrase itself and the domain of all that our lists hold."""
    listed = (
        (list_key(term, language), term, domain.name)
        for domain in load_domains(language)
        for term in (*domain.terms, *domain.about)
    )
    return tuple(one for one in listed if _is_key(one[0]))


def _is_key(key: str) -> bool:
    return bool(key) and key.count(" ") < LONGEST_PHRASE


def domain_owners(settings: Settings | Town) -> dict[str, Weights]:
    """Return the departments of each policy domain, with shares that add up to 1.

    To `KIN` where it was only given to the next of kin; none where nobody is near.
    """
    claims: dict[str, Weights] = defaultdict(dict)
    for department in settings.departments:
        language = department.language or settings.municipality.language
        for name, claim in claims_of(department, language).items():
            claims[name][DepartmentId(department.id)] = claim
    owners = {name: _shares(claim) for name, claim in claims.items() if claim}
    families = {family: _family_owner(owners, family) for family in FAMILIES}
    for family, domains in FAMILIES.items():
        for domain in domains:
            if domain not in owners:
                owners[domain] = families[family] or _next_of_kin(families, family)
    return owners


def _next_of_kin(families: dict[str, Weights], family: str) -> Weights:
    """Return the department of the next family that has one, by half: it is only a guess."""
    near = next((families[near] for near in NEXT_OF_KIN[family] if families[near]), {})
    return {name: KIN * share for name, share in near.items()}


def claims_of(department: Department, language: str) -> dict[str, float]:
    """Return how much the description of *department* speaks of each domain; 0 left out."""
    about, everyday = (_spread(language, kind) for kind in ("about", "terms"))
    claims: dict[str, float] = defaultdict(float)
    said: dict[str, float] = {}
    wholes: dict[str, set[str]] = defaultdict(set)
    for text in (f"{department.name} . {department.about}", *department.keywords):
        words = _without_words_of_phrases(text, language, ChainMap(about, everyday))
        for key, heard in words.items():
            said[key] = max(said.get(key, 0.0), heard)
        for part, found in _wholes(text, language).items():
            wholes[part] |= found
    for key, heard in said.items():
        only = {name for whole in wholes.get(key, ()) for name in _domains(whole, language)}
        for table, weight in ((about, ABOUT_WEIGHT), (everyday, 1.0)):
            for name in table.get(key, ()):
                if heard == 1.0 or not only or name in only:
                    claims[name] += weight * heard / len(table[key])
    return dict(claims)


def _wholes(text: str, language: str) -> dict[str, set[str]]:
    """Return by part of a compound the compounds of *text* it stands in, both as list stems."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in tokens(text, language):
        for part in compound_parts(word, language):
            found[list_stem(part, language)].add(list_stem(word, language))
    return found


def _domains(key: str, language: str) -> list[str]:
    """Return the domains that a word is listed for."""
    return [name for kind in ("about", "terms") for name in _spread(language, kind).get(key, ())]


def _without_words_of_phrases(text: str, language: str, known: Container[str]) -> dict[str, float]:
    """Return `list_words` of a description; what is a phrase of ours does not count by its words.

    *Werk en inkomen* is no *werk*.
    """
    said = list_words(text, language)
    for phrase in (key for key in tuple(said) if " " in key and key in known):
        for word in phrase.split(" "):
            said.pop(word, None)
    return said


@cache
def _spread(language: str, kind: str) -> dict[str, list[str]]:
    """Return the domains that each word of one *kind* of list belongs to."""
    table: dict[str, list[str]] = defaultdict(list)
    for domain in load_domains(language):
        listed = domain.about if kind == "about" else domain.terms
        for key in dict.fromkeys(list_key(term, language) for term in listed):
            table[key].append(domain.name)
    return table


def _shares(claims: Weights) -> Weights:
    best = max(claims.values())
    strong = {name: claim for name, claim in claims.items() if claim >= SHARED * best}
    return {name: claim / sum(strong.values()) for name, claim in strong.items()}


def _family_owner(owners: dict[str, Weights], family: str) -> Weights:
    """Return the department with most of a family; none when nobody has any of it."""
    held: dict[DepartmentId, float] = defaultdict(float)
    for domain in FAMILIES[family]:
        for department, share in owners.get(domain, {}).items():
            held[department] += share
    return {min(held, key=lambda name: (-held[name], name)): 1.0} if held else {}


def _raise(weights: Weights, owned: Weights) -> None:
    for department, share in owned.items():
        weights[department] = max(weights.get(department, 0.0), share)


def _add_own(
    raw: dict[str, Weights], shown: dict[str, str], department: Department, language: str
) -> None:
    """Add the words of a department's own description and keywords."""
    name = DepartmentId(department.id)
    phrases = department.about.replace(";", ",").replace(" en ", ",").split(",")
    for listed, weight in ((phrases, OWN_WORD), (department.keywords, KEYWORD)):
        for term in listed:
            key = list_key(term, language)
            if _is_key(key):
                shown.setdefault(key, term.strip())
                raw[key][name] = weight


def weigh(key: str, language: str, owners: dict[Owner, float]) -> dict[Owner, float]:
    """Return final weights: rarer words more, words of several owners less, phrases more."""
    worth = _worth(key, language)
    if len(owners) == 1:  # nearly always
        return {name: worth * share for name, share in owners.items()}
    total = sum(owners.values())
    top = max(owners.values())
    return {name: worth * top * share / total for name, share in owners.items()}


@lru_cache(maxsize=32_768)
def _worth(key: str, language: str) -> float:
    parts = key.split(" ")
    rare = min(max([rarity(part, language) for part in parts]) / _USUAL_RARITY, 1.0)
    return rare * (1.0 + PHRASE_BONUS * (len(parts) - 1))
