"""A text in, whether tact asks for something out: to keep it back, or to pass it on.

The lists stand in ``<language>/tact.toml``, those of all languages are looked for together: who
writes in two of them is not told more of.
"""

import re
import tomllib
from functools import cache
from typing import Final

from jobs.language import FOLDER, LANGUAGES
from jobs.language.conduct import load_conduct
from jobs.language.patterns import plain
from jobs.language.phrases import Phrases

TACT: Final = ("exposed", "recognised", "near", "thanks", "mocks")
"""Names of the lists of tact.toml."""
HEARTS: Final = frozenset("❤🥰😍💚💙💐")
"""Emoji that are rarely meant otherwise; applause often is."""
BARE: Final = 3
"""Words of thanks that tell nobody for what: they are for the neighbour who answered."""

_NAMED: Final = re.compile(r"\[(?:naam|nom|name)\]", re.IGNORECASE)
"""A masked name: who thanks or wishes well by name speaks to a neighbour as often as of a crew."""
_YEARS: Final = r"\d{1,3} (?:jaar|ans|jahre|jahren|years)"
_ME: Final = (
    "(?:ik|ben|woon|wonen|j ai|habite|habitons|vis|bin|wohne|wohnen|lebe|i m|i am|live|lived)"
)
_AGE: Final = re.compile(
    rf" {_ME} (?:[^ .]+ ){{0,4}}{_YEARS} | {_YEARS} (?:hier|ici|here|oud|alt|old) "
    r"|(?:^| \.) (?:dochter|zoon|fille|fils|tochter|sohn|daughter|son) "
)
"""How long somebody has lived here or how old who writes is, or a child that a sentence begins
with, which is the writer's."""
_MEANT: Final = re.compile(
    r"\[(?:naam|nom|name)\]"
    r"|\b(?:(?:ik ben|ich bin|i am|i['’]m)(?: er)?|(?:hij|zij|ze|he|she) is|(?:er|sie) ist)"
    r" \d\d(?=[,.;!]|$| (?:en|und|and)\b)",
    re.IGNORECASE,
)
"""A masked name, or an age, which ends the sentence or part of it."""


def exposes_somebody(text: str) -> bool:
    """Return whether *text* tells of somebody's illness, want, loss or shame, or says who writes.

    Neighbours know who that is, whether a name stands there or not: it is counted, not quoted.
    """
    words = plain(text)
    return _lists()["exposed"].found(words) or load_conduct(LANGUAGES).says("vulnerable", words)


def shows_who(text: str) -> bool:
    """Return whether neighbours know by *text* who writes or who is meant.

    By a shop, an age, years here, a child or parent, a masked name, how somebody is. A sentence of
    it that has nothing of that may be quoted.
    """
    words, lists = plain(text), _lists()
    listed = lists["recognised"].found(words) or lists["near"].found(words)
    return listed or _AGE.search(words) is not None or _MEANT.search(text) is not None


def gives_thanks(text: str) -> bool:
    """Return whether *text* thanks or praises in so many words, or with a heart."""
    return not HEARTS.isdisjoint(text) or _lists()["thanks"].found(plain(text))


def praises(text: str) -> bool:
    """Return whether *text* is thanks that a crew may be told of: for something, and meant.

    When in doubt it is not: mockery that is passed on as praise hurts more than praise not passed
    on.
    """
    words = plain(text)
    bare = len(words.replace(" . ", " ").split()) <= BARE
    if bare or _NAMED.search(text) or not gives_thanks(text):
        return False
    return not _lists()["mocks"].found(words) and not load_conduct(LANGUAGES).says(
        "political", words
    )


@cache
def _lists() -> dict[str, Phrases]:
    tables = [
        tomllib.loads((FOLDER / language / "tact.toml").read_text(encoding="utf-8"))
        for language in LANGUAGES
    ]
    return Phrases.together(
        {
            name: tuple(dict.fromkeys(phrase for table in tables for phrase in table[name]))
            for name in TACT
        }
    )
