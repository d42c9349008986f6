"""A country in, its municipalities out: the 565 of Belgium and the 342 of the Netherlands.

``belgium.csv`` is made by ``scripts/build_gazetteer.py``; the rest was written and reviewed by
hand (see the head of ``reviewed.toml``).
"""

import csv
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Final, Literal

Country = Literal["BE", "NL"]

_TABLES: Final = {"BE": "belgium.csv", "NL": "netherlands.csv"}
_CODE: Final = re.compile(r"(?:^|\D)(\d{4,5})$")
_GLOSS: Final = re.compile(r" \(.*\)$")


class Sense(IntEnum):
    """How far a name by itself says that the municipality is meant."""

    CLEAR = 0
    """Hardly ever anything else."""
    COMMON = 1
    """An ordinary word or another name as well: the words around it must decide."""
    QUIET = 2
    """So often something else that even these cannot tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One municipality.

    Attributes:
        code: NIS code of five digits, or CBS code as ``GM0363``.
        names: Its official names, Dutch first, then French and German where these differ.
        also: How people call it, or the towns that it was made of, besides.
        postcodes: Belgian postcodes that lie in it, perhaps with a neighbour; none for Dutch ones.
    """

    code: str
    names: tuple[str, ...]
    also: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Official and everyday names, each without a remark such as ``(NH.)``."""
        bare = (_GLOSS.sub("", name) for name in (*self.names, *self.also))
        return tuple(dict.fromkeys(bare))


def plain(name: str) -> str:
    """Return *name* to compare it with: small letters and digits, single blanks, no accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", "".join(kept)).split())


def code_digits(code: str) -> str:
    """Return the digits of a NIS or CBS code, also of one at the end of an address; else ""."""
    found = _CODE.search(code.strip())
    return found[1] if found else ""


@cache
def municipalities(country: Country) -> tuple[Entry, ...]:
    """Return every municipality of *country*, by code."""
    reviewed = _reviewed()
    found = []
    text = files(__package__).joinpath(_TABLES[country]).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        code = row["code"]
        named = (row["nl"], row.get("fr"), *reviewed["german"].get(code, ()))
        found.append(
            Entry(
                code=code,
                names=tuple(dict.fromkeys(name for name in named if name)),
                also=tuple(reviewed["also"].get(code, ())),
                postcodes=tuple((row.get("postcodes") or "").split()),
            )
        )
    return tuple(found)


def find(country: Country, name: str, key: str = "") -> Entry | None:
    """Return the municipality whose code is *key*, else the one called *name*; None when unknown.

    Two Dutch municipalities are called Bergen: without a key, or the remark, neither is found.
    """
    by_code, official, everyday = _index(country)
    if digits := code_digits(key):
        return by_code.get(digits) or find(country, name)
    called = official.get(plain(name)) or everyday.get(plain(name), [])
    return called[0] if len(called) == 1 else None


def is_known(country: Country, name: str) -> bool:
    """Say whether *name* is an official or everyday name of a municipality of *country*."""
    return plain(name) in _index(country)[2]


_Called = dict[str, list[Entry]]


@cache
def _index(country: Country) -> tuple[dict[str, Entry], _Called, _Called]:
    """Return the municipalities by the digits of their code, official name, and everyday name."""
    by_code: dict[str, Entry] = {}
    official: _Called = {}
    everyday: _Called = {}
    for entry in municipalities(country):
        by_code[code_digits(entry.code)] = entry
        for index, names in ((official, entry.names), (everyday, entry.all_names)):
            for name in dict.fromkeys(map(plain, names)):
                index.setdefault(name, []).append(entry)
    return by_code, official, everyday


def sense(name: str) -> Sense:
    """Return how far *name*, of some municipality, says by itself that this is meant."""
    return _senses().get(plain(name), Sense.CLEAR)


@cache
def _senses() -> dict[str, Sense]:
    tables = _reviewed()
    found: dict[str, Sense] = {}
    for title, meaning in (("common", Sense.COMMON), ("quiet", Sense.QUIET)):
        for names in tables[title].values():
            found.update((plain(name), meaning) for name in names)
    return found


@cache
def _reviewed() -> dict[str, dict[str, list[str]]]:
    text = files(__package__).joinpath("reviewed.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
