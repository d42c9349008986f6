"""conduct.toml of one or more languages in, `Conduct` out: how talk shows that it needs care.

The lists hold phrases, not single words, wherever a single word would catch innocent talk: a wrong
"house rule broken" hurts more than a missed one. A phrase is matched on whole words; in it,
``a/b`` means either word, ``word*`` any ending, and ``...`` up to four words of the same sentence,
none of them "not".
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jobs.language import FOLDER
from jobs.language.folding import skeleton

GAP: Final = 4
"""Words that ``...`` may stand for; with more, the two halves rarely belong together."""

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

_STOP = re.compile(r"[.!?\n]+")
_BREAK = re.compile(r"[^\w.]+")
_NOT: Final = ("geen", "niet", "ni", "pas", "aucun", "kein", "keine", "nicht", "no", "not")
_GAP: Final = rf"(?:(?!(?:{'|'.join(_NOT)}) )[^ .]+ ){{0,{GAP}}}?"
_NOTHING: Final = r"(?!)"
"""What a phrase without a single letter becomes: it is never found."""
_NEVER: Final = re.compile(_NOTHING)


def plain(text: str) -> str:
    """Return *text* as the phrases are matched: folded words, one blank apart, `` . `` between.

    >>> plain("Da's erg. HEEL erg!")
    ' da s erg . heel erg . '
    """
    words = _BREAK.sub(" ", _STOP.sub(" . ", skeleton(text))).split()
    return f" {' '.join(words)} "


@lru_cache(maxsize=4096)  # the lists of a language repeat their words
def _word(word: str) -> str:
    choices = []
    for choice in word.split("/"):
        bare = plain(choice.removesuffix("*")).strip(" .")
        if bare:
            choices.append(re.escape(bare) + (r"[^ ]*" if choice.endswith("*") else ""))
    if len(choices) == 1:  # the group is only needed around a choice, and costs compiling time
        return choices[0]
    return f"(?:{'|'.join(choices)})" if choices else _NOTHING


def pattern(phrase: str) -> str:
    """Return the regular expression of one *phrase*, without the word boundaries around it."""
    parts = [_GAP if word == "..." else f"{_word(word)} " for word in phrase.split()]
    return "".join(parts).removesuffix(" ") or _NOTHING


@dataclass(frozen=True, slots=True)
class Phrases:
    """Some phrases, ready to be looked for.

    Attributes:
        expression: What they were made into; it matches texts made by `plain`.
    """

    expression: re.Pattern[str]

    @classmethod
    def of(cls, phrases: tuple[str, ...]) -> "Phrases":
        """Return *phrases*, ready to be looked for; none at all are never found."""
        return _compiled(phrases) if phrases else cls(_NEVER)

    @classmethod
    def pairs(cls, first: tuple[str, ...], second: tuple[str, ...]) -> "Phrases":
        """Return: one of *first* and, at most `GAP` words and no "not" later, one of *second*."""
        if not first or not second:
            return cls(_NEVER)
        left = "|".join(pattern(phrase) for phrase in first)
        right = "|".join(pattern(phrase) for phrase in second)
        return cls(_whole(f"(?:{left}) {_GAP}(?:{right})"))

    def found(self, words: str) -> bool:
        """Whether one of them stands in *words*, a text made by `plain`."""
        return self.expression.search(words) is not None

    def count(self, words: str) -> int:
        """Return how many different ones stand in *words*, a text made by `plain`."""
        return len({match[0] for match in self.expression.finditer(words)})


def _whole(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<= )(?:{expression})(?= )")


@lru_cache(maxsize=512)
def _compiled(phrases: tuple[str, ...]) -> Phrases:
    """Compile once: every week, and every mix of languages, asks for the same lists again."""
    return Phrases(_whole("|".join(pattern(phrase) for phrase in phrases)))


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

    def says(self, name: str, words: str) -> bool:
        """Whether a phrase of list *name* stands in *words*, a text made by `plain`."""
        return any(_listed((language,), name).found(words) for language in self.languages)

    def count(self, name: str, words: str) -> int:
        """Return how many phrases of list *name* stand in *words*, a text made by `plain`."""
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
