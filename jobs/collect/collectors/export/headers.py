"""The name of a column in, what it may hold by that name out: in four languages, and Meltwater's.

The names that Meltwater gives its columns were seen in files of two public projects. Those of
Coosto and OBI4wan are not known to us, so nothing is made up for them: the names and values of
their columns are looked at as those of any file.
"""

import re
import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final

from jobs.language.folding import skeleton

FIELDS: Final = (
    "text",
    "posted_at",
    "id",
    "thread",
    "parent",
    "author",
    "title",
    "url",
    "reactions",
    "language",
)
"""What a column may hold, as ``[source.columns]`` calls it, in the order of docs/sources.md."""
TIME: Final = "time"
"""A time of day in a column of its own, which goes with a day."""
MELTWATER: Final[dict[str, tuple[str, ...]]] = {
    "text": ("Opening Text",),
    "posted_at": ("Date", "Time"),
    "id": ("Document ID",),
    "author": ("Influencer",),
    "title": ("Headline",),
    "url": ("URL",),
    "reactions": ("Engagement",),
}
"""Which column of an export of Meltwater holds what. Its column of languages holds names of them,
and its sentiment is its own judgement: we use neither."""
_ONLY_MELTWATER: Final = frozenset({"Document ID", "Hit Sentence", "Opening Text", "Input Name"})
"""Columns that together no other tool is known to have."""
_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PART: Final = 1.0
_LEAST: Final = 4
"""Letters of a name that counts when it is only a part of a longer one."""


def is_meltwater(names: Collection[str]) -> bool:
    """Tell whether columns called *names* are those of an export of Meltwater."""
    return set(names) >= _ONLY_MELTWATER


def plain(name: str) -> str:
    """Return *name* as the lists have it: ``createdTime`` is ``created time``."""
    return _SIGNS.sub(" ", skeleton(_HUMP.sub(" ", name))).strip()


def rank(name: str, field: str) -> float:
    """Return how well a column called *name* fits *field*, 0 when it does not.

    Above 1 when it is a name of that field, higher for a better one; up to 1 when it holds one.
    """
    said = plain(name)
    found = 0.0
    for names in _synonyms(field):
        for place, one in enumerate(names):
            better = (len(names) - place) / (len(names) + 1)
            if said == one:
                found = max(found, _PART + better)
            elif len(one) >= _LEAST and f" {one} " in f" {said} ":
                found = max(found, better)
    return found


@cache
def _synonyms(field: str) -> tuple[tuple[str, ...], ...]:
    """Return the names of *field*, a list a language."""
    table = tomllib.loads((Path(__file__).parent / "headers.toml").read_text("utf-8"))
    return tuple(tuple(names.get(field, ())) for names in table.values())
