"""Texts in, groups of near-identical ones out: copies and petitions pasted in several places.

Exact copies are found first, by skeleton (case, diacritics and look-alike letters folded). The
rest are compared by MinHash over runs of five letters, so time grows with the number of texts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final
from zlib import crc32

import numpy as np

from jobs.language.folding import skeleton

SHORTEST: Final = 40
"""Letters; shorter texts (``Eindelijk!``, ``Wie weet meer?``) are alike without being copies."""
SHINGLE: Final = 5
"""Letters in a run, as measured in analysis.md §3.4."""
SAME: Final = 0.6
"""Share of runs in common from which two texts are one (security.md T71)."""
_BANDS: Final = 16
_ROWS: Final = 4
"""16 bands of 4: at a share of .6 a pair is found with probability .89, at .8 with .9998."""
_LONGEST: Final = 2000
"""Letters of a text that are compared; longer ones differ before that or not at all."""
_PRIME: Final = (1 << 31) - 1
_SEEDS: Final = np.random.default_rng(1).integers(
    1, _PRIME, size=(2, _BANDS * _ROWS), dtype=np.int64
)


def alike(texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return the groups of places in *texts* with near-identical text; every place once.

    Groups are in order of their first place. The same texts give the same groups in any order.
    """
    bare = [skeleton(text) for text in texts]
    exact: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(bare):
        exact[text if len(text) >= SHORTEST else f"{place} {text}"].append(place)
    firsts = [places[0] for places in exact.values() if len(bare[places[0]]) >= SHORTEST]
    parent = {place: places[0] for places in exact.values() for place in places}
    shingles = {place: _shingles(bare[place]) for place in firsts}
    for one, other in _candidates(shingles):
        if _find(parent, one) != _find(parent, other) and _share(shingles, one, other) >= SAME:
            low, high = sorted((_find(parent, one), _find(parent, other)))
            parent[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        groups[_find(parent, place)].append(place)
    return tuple(tuple(groups[first]) for first in sorted(groups))


def _shingles(text: str) -> frozenset[int]:
    letters = text[:_LONGEST].encode("utf-8")
    runs = {letters[at : at + SHINGLE] for at in range(max(1, len(letters) - SHINGLE + 1))}
    return frozenset(crc32(run) & _PRIME for run in runs)


def _candidates(shingles: dict[int, frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Yield pairs that agree in a band; in a crowded band each is paired with its first only."""
    buckets: list[dict[bytes, int]] = [{} for _ in range(_BANDS)]
    for place in sorted(shingles):
        runs = np.fromiter(shingles[place], dtype=np.int64)
        hashes = ((runs[:, None] * _SEEDS[0] + _SEEDS[1]) % _PRIME).min(axis=0)
        for band in range(_BANDS):
            key = hashes[band * _ROWS : (band + 1) * _ROWS].tobytes()
            first = buckets[band].setdefault(key, place)
            if first != place:
                yield first, place


def _share(shingles: dict[int, frozenset[int]], one: int, other: int) -> float:
    common = len(shingles[one] & shingles[other])
    return common / (len(shingles[one]) + len(shingles[other]) - common)


def _find(parent: dict[int, int], place: int) -> int:
    while parent[place] != place:
        place = parent[place]
    return place
