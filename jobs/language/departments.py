"""departments.toml of a language in, `Domain`s out: what residents say, by policy domain.

Municipalities cut their departments in ways of their own; the domains are the small pieces that
any of those cuts is made of. Which department owns which domain is found from the words of the
department's own description (`jobs.cluster.routes`), so an unknown town needs no lists.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from jobs.language import FOLDER, LANGUAGES

FAMILIES: Final = {
    "public-space": ("roads", "works", "lighting", "sewers", "utilities"),
    "mobility": ("traffic", "parking", "cycling", "transit", "school-traffic"),
    "environment": ("waste", "recycling", "litter", "noise", "air", "water", "pests", "nature"),
    "green": ("green", "playgrounds", "cemetery"),
    "citizens": ("registry",),
    "leisure": ("sport", "culture", "events", "youth"),
    "education": ("school", "childcare"),
    "welfare": ("welfare", "seniors", "migration"),
    "planning": ("planning",),
    "safety": ("nuisance", "crime", "emergency"),
    "finance": ("tax",),
    "communication": ("communication",),
    "economy": ("economy",),
    "council": ("council",),
}
"""Domains that usually sit in one department, by family: a domain that no description speaks of
goes to the department that has its family."""

NEXT_OF_KIN: Final = {
    "public-space": ("mobility", "green", "planning"),
    "mobility": ("public-space", "safety"),
    "environment": ("green", "public-space", "planning"),
    "green": ("environment", "public-space"),
    "citizens": ("council", "communication"),
    "leisure": ("education", "communication"),
    "education": ("leisure", "welfare"),
    "welfare": ("education", "citizens"),
    "planning": ("public-space", "environment"),
    "safety": ("council",),
    "finance": ("council",),
    "communication": ("council", "citizens"),
    "economy": ("leisure", "planning", "communication"),
    "council": ("communication", "citizens"),
}
"""Families to try, in order, when no department has the family itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One policy domain in one language.

    Attributes:
        name: Key, the same in every language.
        label: What stands in a title when residents' own words give none.
        family: Key of `FAMILIES`.
        about: Words a department's description uses when the domain is its own.
        terms: Words and phrases residents use.
    """

    name: str
    label: str
    family: str
    about: tuple[str, ...]
    terms: tuple[str, ...]


@cache
def load_domains(language: str) -> tuple[Domain, ...]:
    """Return the domains in *language*; an unknown language reads as the first of `LANGUAGES`."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    table = tomllib.loads((FOLDER / name / "departments.toml").read_text(encoding="utf-8"))
    return tuple(
        Domain(
            name=domain,
            label=table[domain]["name"],
            family=family,
            about=tuple(table[domain]["about"]),
            terms=tuple(table[domain]["terms"]),
        )
        for family, domains in FAMILIES.items()
        for domain in domains
    )
