"""kinds.toml of a language in, `Cues` out: turns of phrase that show what a post does."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Final

from jobs.language import FOLDER, LANGUAGES
from jobs.language.phrases import Phrases

CUES: Final = (
    "question_opening",
    "question",
    "report",
    "complaint",
    "compliment",
    "opinion",
    "chatter",
    "peer_answer",
    "self",
    "they",
    "you",
    "negation",
    "span",
    "solved",
)
"""Names of the lists of kinds.toml."""
_OPENING: Final = CUES[0]
"""Looked for in the first words of sentences, all other lists in whole texts."""
_WHOLE: Final = CUES[1]
"""One of those others: they are looked for together."""


def cues_in(words: str, language: str) -> Mapping[str, int]:
    """Return how many phrases of each list but ``question_opening`` stand in *words*.

    Args:
        words: A text made by `jobs.language.phrases.plain`.
        language: Its language.
    """
    return load_cues(language)[_WHOLE].lists.counts(words)


@cache
def load_cues(language: str) -> dict[str, Phrases]:
    """Return the lists of *language* by name; an unknown language reads as the first one."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    table = tomllib.loads((FOLDER / name / "kinds.toml").read_text(encoding="utf-8"))
    listed = {cue: tuple(table[cue]) for cue in CUES}
    opening = Phrases.of(listed.pop(_OPENING))
    return {_OPENING: opening, **Phrases.together(listed)}
