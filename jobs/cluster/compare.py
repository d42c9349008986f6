"""Two `Profiles` in, what pairs of a row of each have in common out, as `links.FEATURES` lists."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobs.cluster.profiles import Floats, Ints, Profiles

Column = NDArray[Any]
"""One value a group."""

Feature = Callable[[], Floats]
"""The way to one thing that is compared, for each pair."""


WEEK_HOURS: Final = 168.0
"""Further apart than a week counts as a week."""
SAME_TEXT: Final = 0.3
"""Likeness from which texts are as good as the same; two full threads hardly ever reach it, two
short posts of one pattern about two streets do, and the streets must then decide."""
OTHER_PLACE: Final = 0.1
"""And likeness that counts when both name places and none in common: two lamps that are out in two
streets are told in the same words."""
_HOURS_SCALE: Final = 5.0
_PAIRS: Final = 4_096
"""Pairs whose vectors are laid side by side at a time."""


def compare(one: Profiles, other: Profiles) -> tuple[Floats, ...]:
    """Return what pairs of a row of *one* and a row of *other* have in common, as matrices.

    They are, in order: likeness of text, of topics, of places (0 to 1); both name places and none
    in common; same source; time apart (0 to about 1); share of the voices of the smaller one that
    speak in both, 0 where places conflict; log of the size of the smaller one; with an embedder,
    likeness of meaning (-1 to 1). The order is that of `links.FEATURES`.
    """
    known = {name: products(one, other, name) for name in ("text", "topics", "places", "voices")}
    if one.meaning is not None:
        known["meaning"] = products(one, other, "meaning")
    found = features(
        one, other, known.__getitem__, lambda mine, theirs: (mine[:, None], theirs[None, :])
    )
    return tuple(feature() for feature in found)


def products(one: Profiles, other: Profiles, name: str) -> Floats:
    """Return the product of each row of *one* with each of *other* in the matrix called *name*.

    Two threads of numpy only wait for each other: `pairs_within` takes 28 ms of CPU for 1,045
    threads of a town on one, and 55 on two, so that `jobs.cli.main` asks for one.
    """
    both = getattr(one, name) @ getattr(other, name).T
    return np.asarray(both.toarray() if sparse.issparse(both) else both)


def compare_pairs(
    one: Profiles, other: Profiles, first: Ints, second: Ints, known: Mapping[str, Floats]
) -> tuple[Feature, ...]:
    """Return ways to the same as `compare` for the pairs of rows *first* and *second*.

    Args:
        one: Profiles.
        other: Others, or the same.
        first: Rows of *one*.
        second: As many rows of *other*.
        known: What `products` of them are known, by name.
    """

    def product(name: str) -> Floats:
        if name in known:
            return known[name][first, second]
        mine, theirs = getattr(one, name), getattr(other, name)
        if sparse.issparse(mine):
            return np.asarray(mine[first].multiply(theirs[second]).sum(axis=1)).ravel()
        parts = [
            (mine[first[start : start + _PAIRS]] * theirs[second[start : start + _PAIRS]]).sum(
                axis=1
            )
            for start in range(0, max(len(first), 1), _PAIRS)
        ]
        return np.concatenate(parts)

    return features(one, other, product, lambda mine, theirs: (mine[first], theirs[second]))


def features(
    one: Profiles,
    other: Profiles,
    product: Callable[[str], Floats],
    sides: Callable[[Column, Column], tuple[Column, Column]],
) -> tuple[Feature, ...]:
    """Return a way to each feature, so that what weighs nothing is not worked out."""
    places = product("places")
    named, named_too = sides(one.named, other.named)
    conflict = named & named_too & (places == 0)

    def text() -> Floats:
        limit = np.where(conflict, OTHER_PLACE, SAME_TEXT)
        return np.asarray(np.minimum(product("text"), limit))

    def source() -> Floats:
        mine, theirs = sides(one.source, other.source)
        return np.asarray(mine == theirs, dtype=np.float64)

    def hours() -> Floats:
        mine, theirs = sides(one.hours, other.hours)
        return np.asarray(np.log1p(np.minimum(np.abs(mine - theirs), WEEK_HOURS)) / _HOURS_SCALE)

    def smaller() -> Floats:
        return np.asarray(np.minimum(*sides(one.size, other.size)))

    return (
        text,
        lambda: product("topics"),
        lambda: places,
        lambda: conflict.astype(np.float64),
        source,
        hours,
        lambda: product("voices") / np.maximum(smaller(), 1.0) * ~conflict,
        lambda: np.asarray(np.log1p(smaller())),
        *(() if one.meaning is None else (lambda: product("meaning"),)),
    )
