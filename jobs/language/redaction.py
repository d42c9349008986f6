"""Words that point to an identifier, of all languages together, and the labels that replace one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from jobs.language import FOLDER, LANGUAGES
from jobs.language.folding import skeleton

KINDS: Final = (
    "profile",
    "email",
    "iban",
    "national_id",
    "phone",
    "plate",
    "house_number",
    "name",
)
"""What is masked; each has a label in every language. The first to claim a span keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """Words around identifiers, as skeletons and of all languages: towns speak more than one.

    Attributes:
        phone: Before a telephone number.
        national_id: Before a national number.
        plate: Before a number plate.
        between: Between a street and a house number.
        house_number: Before a house number without a street.
        not_house: Before those, when they number something else (``bus nr. 14``).
        living: Words for living somewhere, and for those who live next to it.
        street_ends: Ends of street names, longest first.
        building_ends: Ends of the names of schools and halls.
        street_starts: First words of street names.
        units: After a number that counts or measures.
        greetings: Before a first name, thanks included.
        calls: Before a first name, and much else (``och``, ``ja``).
        before_places: Before a place or a thing that is called like a person (``in``, ``sint``).
        honorifics: Before a name.
        street_titles: Those of them that streets are named after.
        trades: Before the surname of who does that work.
        bodies: Initials of companies and clubs, without points.
        private: Honorifics of private persons only.
        functions: Before the name of an office holder.
        introductions: Before a name, in several words.
        namings: Verbs that name persons and things (``heet``).
        someone: Words for somebody whom the reader does not know, before a name.
        selves: Words before a name and much else (``ik ben``, ``onze``, ``bel``).
        closings: Words that end a letter, before a name.
        relations: Who somebody is to the writer, before a name.
        persons: Other words for a person that is then named.
        things: Words for what is named and no person: clubs, animals, storms.
        not_names: What begins like a name and is none (``Lieve Vrouw``).
        particles: Small words inside a family name.
        digits: Digits as words.
        first_names: First names; their own capital is asked for in the text.
        doubtful: Those of them that often mean something else (``Frans``).
        last: Frequent family names; their capital is asked for too.
        stop: Words that begin the next sentence rather than end a name.
    """

    phone: frozenset[str]
    national_id: frozenset[str]
    plate: frozenset[str]
    between: frozenset[str]
    house_number: frozenset[str]
    not_house: frozenset[str]
    living: frozenset[str]
    street_ends: tuple[str, ...]
    building_ends: tuple[str, ...]
    street_starts: frozenset[str]
    units: frozenset[str]
    greetings: frozenset[str]
    calls: frozenset[str]
    before_places: frozenset[str]
    honorifics: frozenset[str]
    street_titles: frozenset[str]
    trades: frozenset[str]
    bodies: frozenset[str]
    private: frozenset[str]
    functions: frozenset[str]
    introductions: tuple[str, ...]
    namings: tuple[str, ...]
    someone: tuple[str, ...]
    selves: tuple[str, ...]
    closings: tuple[str, ...]
    relations: frozenset[str]
    persons: frozenset[str]
    things: frozenset[str]
    not_names: tuple[str, ...]
    particles: frozenset[str]
    digits: frozenset[str]
    first_names: frozenset[str]
    doubtful: frozenset[str]
    last: frozenset[str]
    stop: frozenset[str]


@cache
def labels(language: str) -> dict[str, str]:
    """Return the label of each of `KINDS` in *language*."""
    found: dict[str, str] = _table(language)["labels"]
    return found


@cache
def clues() -> Clues:
    """Return the clues of all languages."""

    def words(key: str) -> frozenset[str]:
        lists = (_table(language)["words"].get(key, "") for language in LANGUAGES)
        return frozenset(skeleton(word) for listed in lists for word in listed.split())

    def phrases(key: str) -> tuple[str, ...]:
        lists = (_table(language)["words"].get(key, ()) for language in LANGUAGES)
        return tuple(dict.fromkeys(skeleton(phrase) for listed in lists for phrase in listed))

    def names(key: str) -> frozenset[str]:
        lists = (_table(language)["names"][key] for language in LANGUAGES)
        return frozenset(skeleton(name) for listed in lists for name in listed.split())

    return Clues(
        phone=words("phone"),
        national_id=words("national_id"),
        plate=words("plate"),
        between=words("between"),
        house_number=words("house_number"),
        not_house=words("not_house"),
        living=words("living"),
        street_ends=tuple(sorted(words("street_ends"), key=len, reverse=True)),
        building_ends=tuple(words("building_ends")),
        street_starts=words("street_starts"),
        units=words("units"),
        greetings=words("greetings"),
        calls=words("calls"),
        before_places=words("before_places"),
        honorifics=words("honorifics"),
        street_titles=words("street_titles"),
        trades=words("trades"),
        bodies=words("bodies"),
        private=words("private"),
        functions=words("functions"),
        introductions=phrases("introductions"),
        namings=phrases("namings"),
        someone=phrases("someone"),
        selves=phrases("selves"),
        closings=phrases("closings"),
        relations=words("relations"),
        persons=words("persons"),
        things=words("things"),
        not_names=phrases("not_names"),
        particles=words("particles"),
        digits=words("digits"),
        first_names=names("first"),
        doubtful=names("doubtful"),
        last=names("last"),
        stop=frozenset(skeleton(word) for language in LANGUAGES for word in _stop(language)),
    )


def _stop(language: str) -> list[str]:
    rows = (FOLDER / language / "stopwords.txt").read_text(encoding="utf-8").splitlines()
    return [word for row in rows if not row.startswith("#") for word in row.split()]


@cache
def _table(language: str) -> dict[str, dict[str, str]]:
    path = FOLDER / language / "redact.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
