"""Language in, names of months and days out, on the skeleton of `folding`."""

import tomllib
from functools import cache

from jobs.language import FOLDER, LANGUAGES
from jobs.language.folding import skeleton


@cache
def months() -> dict[str, int]:
    """Return the number of each month, 1 to 12, by its names and short forms in every language."""
    return {
        skeleton(name): number
        for language in LANGUAGES
        for number, names in enumerate(_table(language)["months"], start=1)
        for name in names
    }


@cache
def days_ago() -> dict[str, int]:
    """Return how many days ago each named day (``gisteren``, ``hier``) is, in every language."""
    return {
        skeleton(name): days
        for language in LANGUAGES
        for name, days in _table(language)["days_ago"].items()
    }


def _table(language: str) -> dict[str, dict[str, int]]:
    path = FOLDER / language / "dates.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
