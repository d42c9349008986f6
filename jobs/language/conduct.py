"""conduct.toml of one or more languages in, `Conduct` out: how talk shows that it needs care.

The lists hold phrases (`jobs.language.phrases`), not single words, wherever a single word would
catch innocent talk: a wrong "house rule broken" hurts more than a missed one.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jobs.language import FOLDER
from jobs.language.phrases import Hint, Phrases, hint_of

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
    """The lists of some languages together; each is compiled when it is first asked for.

    Attributes:
        languages: The languages, each once.
        bodies: Words that point to another body, by its id (``police``, ``railway`` …).
    """

    languages: tuple[str, ...]
    bodies: dict[str, tuple[str, ...]]

    @property
    def insult_at_person(self) -> Phrases:
        """Somebody addressed, and then an insult, in whichever of the languages."""
        return _insult_at_person(self.languages)

    def hints(self, names: tuple[str, ...], words: str) -> bool:
        """Whether a phrase of any of the lists *names* may stand in *words*: a quick no."""
        return _hint(self.languages, names).fits(words)

    def says(self, name: str, words: str) -> bool:
        """Whether a phrase of list *name* stands in *words*, a text made by `plain`."""
        return self.hints((name,), words) and any(
            _listed((language,), name).found(words) for language in self.languages
        )

    def count(self, name: str, words: str) -> int:
        """Return how many phrases of list *name* stand in *words*, a text made by `plain`."""
        if not self.hints((name,), words):
            return 0  # nothing need be compiled
        return _listed(self.languages, name).count(words)


@lru_cache(maxsize=16)
def load_conduct(languages: tuple[str, ...]) -> Conduct:
    """Return the lists of *languages* together; the order does not matter for what is found."""
    once = tuple(dict.fromkeys(languages))
    bodies: dict[str, tuple[str, ...]] = {}
    for language in once:
        for body, words in _table(language)["bodies"].items():
            bodies[body] = (*bodies.get(body, ()), *words)
    return Conduct(languages=once, bodies=bodies)


@lru_cache(maxsize=256)
def _listed(languages: tuple[str, ...], name: str) -> Phrases:
    return Phrases.of(_phrases(languages, name))


@lru_cache(maxsize=256)
def _hint(languages: tuple[str, ...], names: tuple[str, ...]) -> Hint:
    return hint_of(tuple(phrase for name in names for phrase in _phrases(languages, name)))


@lru_cache(maxsize=16)
def _insult_at_person(languages: tuple[str, ...]) -> Phrases:
    return Phrases.pairs(_phrases(languages, "at_person"), _phrases(languages, "insult"))


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
