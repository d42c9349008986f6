"""conduct.toml of one or more languages in, `Conduct` out: how talk shows that it needs care.

The lists hold phrases (`jobs.language.phrases`), not single words, wherever a single word would
catch innocent talk: a wrong "house rule broken" hurts more than a missed one.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, permutations
from typing import Final

from jobs.language import FOLDER
from jobs.language.phrases import Lists, Pairs, Phrases

LISTS: Final = (
    "threat",
    "hazard",
    "self_harm",
    "missing",
    "over",
    "lasts",
    "staged",
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
    "petition",
    "office",
    "blame",
    "rumour",
    "tale",
    "disbelief",
    "denial",
    "no",
    "file",
    "vulnerable",
    "thanks",
    "with_us",
    "confirms",
    "again",
)
"""Names of the lists of conduct.toml; docs/policy.md says which fact rests on which."""


_APART: Final = " ... ... "
"""Between the parts of ``a & b``: a street and what happened there may stand between them."""
_PARTS: Final = ("body", "matter", "owner")
"""Tables of lists by other body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """The lists of some languages together.

    Attributes:
        languages: The languages, each once.
        bodies: Words that point to another body, by its id (``police``, ``railway`` …); ``{place}``
            in them stands for a neighbouring municipality.
        matters: What is the matter of that body alone, by the same ids.
        owners: How people say that it is the matter of that body, by the same ids.
        lists: The phrases of `LISTS`.
    """

    languages: tuple[str, ...]
    bodies: dict[str, tuple[str, ...]]
    matters: dict[str, tuple[str, ...]]
    owners: dict[str, tuple[str, ...]]
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
    lists = Lists.of({name: _phrases(once, name) for name in LISTS})
    return Conduct(
        languages=once,
        bodies=_together(once, "body"),
        matters=_together(once, "matter"),
        owners=_together(once, "owner"),
        lists=lists,
    )


def _together(languages: tuple[str, ...], table: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language in languages:
        for body, words in _table(language)[table].items():
            found[body] = (*found.get(body, ()), *words)
    return found


def _phrases(languages: tuple[str, ...], name: str) -> tuple[str, ...]:
    listed = (_table(language)["lists"][name] for language in languages)
    written = (phrase for phrases in listed for phrase in phrases)
    return tuple(dict.fromkeys(chain.from_iterable(map(_orders, written))))


def _orders(phrase: str) -> Iterator[str]:
    """Yield the phrases that ``a & b`` stands for: both in one sentence, in whatever order."""
    return (_APART.join(some) for some in permutations(phrase.split(" & ")))


@lru_cache(maxsize=8)
def _table(language: str) -> dict[str, dict[str, tuple[str, ...]]]:
    text = (FOLDER / language / "conduct.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {
        "lists": {name: tuple(table[name]) for name in LISTS},
        **{part: {body: tuple(words) for body, words in table[part].items()} for part in _PARTS},
    }
