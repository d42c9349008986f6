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

_STOP: Final = re.compile(r"[.!?\n]+")
_WORD: Final = re.compile(r"[\w.]+")
_NOT: Final = ("geen", "niet", "ni", "pas", "aucun", "kein", "keine", "nicht", "no", "not")
_GAP: Final = rf"(?:(?!(?:{'|'.join(_NOT)}) )[^ .]+ ){{0,{GAP}}}?"
_NOTHING: Final = r"(?!)"
"""What a phrase without a single letter becomes: it is never found."""
_NEVER: Final = re.compile(_NOTHING)
_LONGEST_WORD: Final = 99
_HEAD: Final = 4
"""Letters of a word by which ``word*`` is looked up."""
_TEXTS: Final = 16_384
"""Texts whose words are remembered: all lists are looked for in the same posts."""


def plain(text: str) -> str:
    """Return *text* as the phrases are matched: folded words, one blank apart, `` . `` between.

    >>> plain("Da's erg. HEEL erg!")
    ' da s erg . heel erg . '
    """
    words = _WORD.findall(_STOP.sub(" . ", skeleton(text)))
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
class Hint:
    """Words of which at least one stands in every text that holds some phrase.

    Most lists have nothing to say of most posts; two sets tell so ten times as fast as the
    expression does.

    Attributes:
        words: Whole words; of each phrase those of its longest word are enough.
        heads: First `_HEAD` letters of words that may have any ending.
        always: A phrase has no word by which it could be looked up.
    """

    words: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    always: bool = False

    def __or__(self, other: "Hint") -> "Hint":
        return Hint(self.words | other.words, self.heads | other.heads, self.always or other.always)

    def fits(self, words: str) -> bool:
        """Whether a phrase may stand in *words*, a text made by `plain`."""
        whole, heads = _words_of(words)
        return self.always or not (self.words.isdisjoint(whole) and self.heads.isdisjoint(heads))


@lru_cache(maxsize=_TEXTS)
def _words_of(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a text made by `plain`, and the first letters of each."""
    whole = frozenset(words.split())
    return whole, frozenset(word[:_HEAD] for word in whole)


def hint_of(phrases: tuple[str, ...]) -> Hint:
    """Return what must stand in every text in which one of *phrases* does."""
    found = Hint()
    for phrase in phrases:
        slots = [_slot(word) for word in phrase.split() if word != "..."]
        found |= max(slots, key=lambda slot: slot[0])[1] if slots else Hint(always=True)
    return found


def _slot(word: str) -> tuple[int, Hint]:
    """Return how telling one word of a phrase is, and its hint; ``a/b`` is as good as its worst."""
    found, least = Hint(), _LONGEST_WORD
    for choice in word.split("/"):
        bare = plain(choice.removesuffix("*")).strip(" .")
        if not bare:
            continue  # such a choice is never found
        first, _, rest = bare.partition(" ")
        open_end = choice.endswith("*") and not rest
        least = min(least, len(first))
        if open_end and len(first) < _HEAD:
            return -1, Hint(always=True)
        found |= Hint(heads=frozenset({first[:_HEAD]})) if open_end else Hint(frozenset({first}))
    return least, found


@dataclass(frozen=True, slots=True)
class Phrases:
    """Some phrases, ready to be looked for.

    Attributes:
        expression: What they were made into; it matches texts made by `plain`.
        hint: What must stand in such a text.
    """

    expression: re.Pattern[str]
    hint: Hint

    @classmethod
    def of(cls, phrases: tuple[str, ...]) -> "Phrases":
        """Return *phrases*, ready to be looked for; none at all are never found."""
        return _compiled(phrases) if phrases else cls(_NEVER, Hint())

    @classmethod
    def pairs(cls, first: tuple[str, ...], second: tuple[str, ...]) -> "Phrases":
        """Return: one of *first* and, at most `GAP` words and no "not" later, one of *second*."""
        if not first or not second:
            return cls(_NEVER, Hint())
        left = "|".join(pattern(phrase) for phrase in first)
        right = "|".join(pattern(phrase) for phrase in second)
        return cls(_whole(f"(?:{left}) {_GAP}(?:{right})"), hint_of(second))

    def found(self, words: str) -> bool:
        """Whether one of them stands in *words*, a text made by `plain`."""
        return self.hint.fits(words) and self.expression.search(words) is not None

    def count(self, words: str) -> int:
        """Return how many different ones stand in *words*, a text made by `plain`."""
        if not self.hint.fits(words):
            return 0
        return len({match[0] for match in self.expression.finditer(words)})


def _whole(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<= )(?:{expression})(?= )")


@lru_cache(maxsize=512)
def _compiled(phrases: tuple[str, ...]) -> Phrases:
    """Compile once: every week, and every mix of languages, asks for the same lists again."""
    return Phrases(_whole("|".join(pattern(phrase) for phrase in phrases)), hint_of(phrases))


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
