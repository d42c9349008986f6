"""conduct.toml of one or more languages in, `Conduct` out: how talk shows that it needs care.

The lists hold phrases (`jobs.language.phrases`), not single words, wherever a single word would
catch innocent talk: a wrong "house rule broken" hurts more than a missed one.
"""

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from jobs.language import FOLDER
from jobs.language.phrases import Lists, Pairs, Phrases

LISTS: Final = (
    "threat",
    "hazard",
    "self_harm",
    "missing",
    "at_person",
    "insult",
    "insult_alone",
    "slur",
    "pillory",
    "of_other",
    "of_self",
    "spam",
    "political",
    "political_hint",
    "office",
    "blame",
    "rumour",
    "denial",
    "no",
    "file",
    "vulnerable",
)
"""Names of the lists of conduct.toml; docs/policy.md says which fact rests on which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """The lists of some languages together.

    Attributes:
        languages: The languages, each once.
        bodies: Words that point to another body, by its id (``police``, ``railway`` …).
        lists: The phrases of `LISTS`.
    """

    languages: tuple[str, ...]
    bodies: dict[str, tuple[str, ...]]
    lists: Lists = field(repr=False)

    @property
    def insult_at_person(self) -> Pairs:
        """Somebody addressed, and then an insult, in whichever of the languages."""
        return Pairs(Phrases(self.lists, "at_person"), Phrases(self.lists, "insult"))

    def says(self, name: str, words: str) -> bool:
        """Whether a phrase of list *name* stands in *words*, a text made by `plain`."""
        return name in self.lists.counts(words)

    def count(self, name: str, words: str) -> int:
        """Return how many phrases of list *name* stand in *words*, a text made by `plain`."""
        return self.lists.counts(words).get(name, 0)


@lru_cache(maxsize=16)
def load_conduct(languages: tuple[str, ...]) -> Conduct:
    """Return the lists of *languages* together; the order does not matter for what is found."""
    once = tuple(dict.fromkeys(languages))
    bodies: dict[str, tuple[str, ...]] = {}
    for language in once:
        for body, words in _table(language)["bodies"].items():
            bodies[body] = (*bodies.get(body, ()), *words)
    lists = Lists.of({name: _phrases(once, name) for name in LISTS})
    return Conduct(languages=once, bodies=bodies, lists=lists)


def _phrases(languages: tuple[str, ...], name: str) -> tuple[str, ...]:
    listed = (_table(language)["lists"][name] for language in languages)
    return tuple(dict.fromkeys(phrase for phrases in listed for phrase in phrases))


@lru_cache(maxsize=8)
def _table(language: str) -> dict[str, dict[str, tuple[str, ...]]]:
    text = (FOLDER / language / "conduct.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {
        "lists": {name: tuple(table[name]) for name in LISTS},
        "bodies": {body: tuple(words) for body, words in table["body"].items()},
    }
