"""Readings and their matter in, what is wrong with it out: "closed", "broken", "overflowing".

A state is a claim, so it needs what no single remark gives: two authors, the municipality or the
press, or the first words of an opening post; and it must be said of the matter or of its place.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from functools import cache
from typing import Final

from jobs.cluster.nouns import EARLY, is_official
from jobs.cluster.read import Reading, list_stem
from jobs.cluster.units import author
from jobs.language.titles import load_title_words
from jobs.language.words import stem, tokens
from jobs.model import Role

LEAST_AUTHORS: Final = 2
"""Authors who must say so, unless the municipality, the press or an opening post does."""
STATE_SHARE: Final = 0.2
"""Share of the authors who must say so, when it is only said in replies."""
_SENTENCES: Final = re.compile(r"[.!?…]+\s|\n")
"""Between sentences: no word of one takes back what stands in the next."""
DARK: Final = "dark"
LIGHTS: Final = "lighting"
"""The policy domain of which "dark" says that something is wrong; of others it tells the hour."""
_REACH: Final = 5
"""Words between a state and what it is said of."""
_NEAR: Final = 2
"""Words before a state, and one after it, in which a negation takes it back."""


CONDITIONS: Final = frozenset({"broken", "late", "full", "blocked", "damaged", "dark"})
"""States that fit whatever is spoken of; the others need a thing or a venue by its name: a street
is closed for the works, not the works."""


def state_of(
    readings: Iterable[Reading], about: Container[str], authors: int, *, loosely: bool
) -> str | None:
    """Return the key of what most say is wrong; None when nobody may be believed.

    Args:
        readings: The posts.
        about: Stems of what it must be said of, within `_REACH` words.
        authors: Distinct authors of all posts.
        loosely: What it is said of is a whole policy domain, which only has `CONDITIONS`.
    """
    said: dict[str, set[str]] = defaultdict(set)
    strong: set[str] = set()
    for reading in readings:
        language = reading.post.language
        if not _stems(language).isdisjoint(reading.phrases):
            for key, place in _states_of(reading.post.words, language, about):
                said[key].add(author(reading))
                early = reading.post.role is Role.OPENING and place < EARLY
                if early or is_official(reading):
                    strong.add(key)
    if loosely:
        said = {key: who for key, who in said.items() if key in CONDITIONS}
    least = max(LEAST_AUTHORS, STATE_SHARE * authors)
    sure = [key for key, who in said.items() if key in strong or len(who) >= least]
    return min(sure, key=lambda key: (key not in strong, -len(said[key]), key), default=None)


@cache
def _stems(language: str) -> frozenset[str]:
    """Return the stems of all words for a state: most posts have none, which is quick to see."""
    return frozenset(list_stem(word, language) for word in load_title_words(language).state_of)


def _states_of(text: str, language: str, about: Container[str]) -> Iterable[tuple[str, int]]:
    """Yield what the sentences of *text* say of *about*, with the place of each state in it."""
    start = 0
    for sentence in _SENTENCES.split(text):
        words = tokens(sentence, language)
        for key, place in _states(words, language, about):
            yield key, start + place
        start += len(words)


def _states(
    words: Sequence[str], language: str, about: Container[str]
) -> Iterable[tuple[str, int]]:
    """Yield the states that *words* say of *about* and do not take back, with their places."""
    known = load_title_words(language)
    for place, word in enumerate(words):
        key = known.state_of.get(word)
        if key is None or not known.negations.isdisjoint(words[max(0, place - _NEAR) : place + 2]):
            continue
        around = words[max(0, place - _REACH) : place + _REACH + 1]
        if any(stem(one, language) in about or list_stem(one, language) in about for one in around):
            yield key, place
