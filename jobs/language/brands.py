"""A name in, whether it is that of a product, a shop or a campaign out: it names no person."""

from functools import cache

from jobs.language import FOLDER
from jobs.language.folding import skeleton


def is_brand(name: str) -> bool:
    """Return whether *name* looks like a person's and is on the list of those that are not."""
    return skeleton(name) in _brands()


@cache
def _brands() -> frozenset[str]:
    lines = (FOLDER / "brands.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(skeleton(line) for line in lines if line and not line.startswith("#"))
