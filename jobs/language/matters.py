"""matters.toml of a language in, `Matter`s out: what people usually speak of within a domain.

A policy domain is a department's word ("traffic"); a resident and an editor say what it is about
("through traffic"). The list is the same in every language, so a title can be told in another.
"""

import tomllib
from dataclasses import dataclass
from functools import cache

from jobs.language import FOLDER, LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One usual matter in one language.

    Attributes:
        key: Key, the same in every language.
        domain: Policy domain it belongs to.
        label: How a title says it.
        written: Words and phrases of people who mean it.
    """

    key: str
    domain: str
    label: str
    written: tuple[str, ...]


@cache
def load_matters(language: str) -> tuple[Matter, ...]:
    """Return the matters in *language*; an unknown language reads as the first of `LANGUAGES`."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    table = tomllib.loads((FOLDER / name / "matters.toml").read_text(encoding="utf-8"))
    return tuple(
        Matter(key=key, domain=domain, label=one["say"], written=tuple(one["written"]))
        for domain, held in table.items()
        for key, one in held.items()
    )
