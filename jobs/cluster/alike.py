"""Texts in, groups of near-identical ones out: copies and petitions pasted in several places.

Exact copies are found first, by skeleton (case, diacritics and look-alike letters folded). The
rest are compared by MinHash over runs of five letters, so time grows with the number of texts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from jobs.language.folding import skeleton

SHORTEST: Final = 40
"""Letters; shorter texts (``Eindelijk!``, ``Wie weet meer?``) are alike without being copies."""
SHINGLE: Final = 5
"""Letters in a run."""
SAME: Final = 0.6
"""Share of runs in common from which two texts are one."""
_BANDS: Final = 16
_ROWS: Final = 4
"""16 bands of 4: at a share of .6 a pair is found with probability .89, at .8 with .9998."""
_LONGEST: Final = 2000
"""Letters of a text that are compared; longer ones differ before that or not at all."""
_HASHES: Final = _BANDS * _ROWS
_FACTORS, _TERMS = np.random.default_rng(1).integers(
    0, 1 << 32, size=(2, _HASHES, 1), dtype=np.uint32
)
_FACTORS |= np.uint32(1)
"""A run is hashed as factor × run + term, modulo 2³²; with an odd factor no two runs meet."""
_KEY: Final = _ROWS * _FACTORS.itemsize
"""Bytes of a band."""
_ZEROS: Final = crc32(bytes(SHINGLE))
_LETTERS: Final = np.array(
    [
        [crc32(bytes((letter, *bytes(after)))) ^ crc32(bytes(after + 1)) for letter in range(256)]
        for after in range(SHINGLE)
    ],
    dtype=np.uint32,
)
"""What a letter changes in the crc32 of a run, by the letters that come after it in the run."""

Runs = NDArray[np.uint32]


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
    runs = {place: _runs(bare[place]) for place in firsts}
    for one, other in _candidates(runs):
        if _find(parent, one) != _find(parent, other) and _share(runs[one], runs[other]) >= SAME:
            low, high = sorted((_find(parent, one), _find(parent, other)))
            parent[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        groups[_find(parent, place)].append(place)
    return tuple(tuple(groups[first]) for first in sorted(groups))


def _runs(text: str) -> Runs:
    """Return a number for each run of letters in *text*: its crc32, for all runs at once."""
    letters = np.frombuffer(text[:_LONGEST].encode("utf-8"), dtype=np.uint8)
    found = np.full(len(letters) - SHINGLE + 1, _ZEROS, dtype=np.uint32)
    for after, changes in enumerate(_LETTERS):
        start = SHINGLE - 1 - after
        found ^= changes[letters[start : start + len(found)]]
    return found


def _candidates(runs: dict[int, Runs]) -> Iterator[tuple[int, int]]:
    """Yield pairs that agree in a band; in a crowded band each is paired with its first only."""
    buckets: list[dict[bytes, int]] = [{} for _ in range(_BANDS)]
    for place in sorted(runs):
        least = (_FACTORS * runs[place] + _TERMS).min(axis=1).tobytes()
        for band, bucket in enumerate(buckets):
            first = bucket.setdefault(least[band * _KEY : (band + 1) * _KEY], place)
            if first != place:
                yield first, place


def _share(one: Runs, other: Runs) -> float:
    mine, theirs = set(one.tolist()), set(other.tolist())
    common = len(mine & theirs)
    return common / (len(mine) + len(theirs) - common)


def _find(parent: dict[int, int], place: int) -> int:
    while parent[place] != place:
        place = parent[place]
    return place
