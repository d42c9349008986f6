"""titles.toml of a language in, `TitleWords` out: what a title is made with."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from jobs.language import FOLDER, LANGUAGES
from jobs.language.folding import skeleton


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleWords:
    """What a title is made with, in one language.

    Attributes:
        before_noun: Skeletons of small words that stand before a noun.
        never: Matches the skeleton of a word that is no noun by its form.
        dull: Skeletons of nouns that say nothing of the matter.
        occasions: Skeletons of nouns that are no matter but may be an aspect of one.
        qualifier: Matches the skeleton of a word that may belong to the noun after it.
        gatherings: Those of them that are named by themselves where nothing tells the matter.
        bends: Skeletons of small words after which a qualifier has a form that it lacks alone.
        complement: Matches what may belong to the noun before it; ``word`` is its noun.
        elsewhere: How a matter and a place stand together.
        with_state: How a title says what is wrong.
        again: How a title says that what was solved is back.
        again_state: How it says so of what is wrong with it.
        various: Title of what has neither matter nor place.
        colon: What stands between a matter and what is said of it.
        joined: How two matters stand together.
        of_the_day: Skeletons of words that no headline in a report of the week may hold.
        negations: Words that take back a state beside them.
        states: By key, the same in every language: how a title says what is wrong.
        state_of: By word as people write it, in lower case: its key in `states`.
    """

    before_noun: frozenset[str]
    never: re.Pattern[str]
    dull: frozenset[str]
    occasions: frozenset[str]
    gatherings: frozenset[str]
    qualifier: re.Pattern[str]
    bends: frozenset[str]
    complement: re.Pattern[str]
    elsewhere: str
    with_state: str
    again: str
    again_state: str
    various: str
    colon: str
    joined: str
    of_the_day: frozenset[str]
    negations: frozenset[str]
    states: dict[str, str]
    state_of: dict[str, str]


@cache
def load_title_words(language: str) -> TitleWords:
    """Return the words of *language*; an unknown language reads as the first of `LANGUAGES`."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    table = tomllib.loads((FOLDER / name / "titles.toml").read_text(encoding="utf-8"))
    return TitleWords(
        before_noun=frozenset(skeleton(word) for word in table["before_noun"]),
        never=re.compile("|".join(f"(?:{form})" for form in table["never"])),
        dull=frozenset(skeleton(word) for word in table["dull"]),
        occasions=frozenset(skeleton(word) for word in table["occasions"]),
        gatherings=frozenset(skeleton(word) for word in table["gatherings"]),
        qualifier=re.compile(table["qualifier"]),
        bends=frozenset(skeleton(word) for word in table["bends"]),
        complement=re.compile(table["complement"]),
        elsewhere=table["elsewhere"],
        with_state=table["with_state"],
        again=table["again"],
        again_state=table["again_state"],
        various=table["various"],
        colon=table["colon"],
        joined=table["joined"],
        of_the_day=frozenset(skeleton(word) for word in table["of_the_day"]),
        negations=frozenset(table["negations"]),
        states={key: state["say"] for key, state in table["states"].items()},
        state_of={word: key for key, state in table["states"].items() for word in state["written"]},
    )
