"""Units in, TF-IDF vectors out: unit length, one row a unit, columns are stems and compound parts.

How rare a word is comes half from this municipality's posts, half from the shipped table of the
language: fifty posts cannot tell by themselves (B-cubed F1 .59 → .63).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from jobs.cluster.read import Reading
from jobs.cluster.units import Unit, author
from jobs.language.words import rarity, stem, tokens

ROOT_TIMES: Final = 2
"""The opening post counts twice (B-cubed F1 .865 → .879)."""
LOCAL_SHARE: Final = 0.5
"""Share of the local count in how rare a word is; .877 local only, .832 table only, .879 half."""
USUAL_WEEK: Final = 64
"""Threads in the week of a town; fewer count as so many."""
_SHOWN: Final = 5
"""Words kept to explain a link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """TF-IDF vectors of some units.

    Attributes:
        whole: One row a unit: all its members and opening posts.
        words: The stem of each column.
    """

    whole: sparse.csr_matrix
    words: tuple[str, ...]


def size_step(size: int, least: int = USUAL_WEEK) -> int:
    """Return *size* rounded up to a power of two, at least *least*.

    What a word or place tells depends on how many units there are. In steps, a unit more on a
    matter of its own changes nothing for the others, unless a step is taken.
    """
    return max(least, 1 << (size - 1).bit_length()) if size else least


def shared_words(
    rows: sparse.csr_matrix, words: Sequence[str], one: int, other: int
) -> tuple[str, ...]:
    """Return the stems that two rows share, those that tie them most first."""
    mine, theirs = _row(rows, one), _row(rows, other)
    order = sorted(
        (-weight * theirs[word], word) for word, weight in mine.items() if word in theirs
    )
    return tuple(words[column] for _, column in order[:_SHOWN])


def surface_forms(readings: Iterable[Reading], wanted: Container[str]) -> dict[str, str]:
    """Return for each *wanted* stem the word that most readings write it as."""
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        language = reading.post.language
        heard[language].update(set(tokens(reading.post.words, language)))
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for language, times in heard.items():
        for word, count in times.items():
            key = stem(word, language)
            if key in wanted:
                written[key][word] += count
    return {
        key: min(words, key=lambda word: (-words[word], word)) for key, words in written.items()
    }


def _row(rows: sparse.csr_matrix, place: int) -> dict[int, float]:
    held = slice(rows.indptr[place], rows.indptr[place + 1])
    return dict(zip(rows.indices[held].tolist(), rows.data[held].tolist(), strict=True))


def make_vectors(units: Sequence[Unit]) -> Vectors:
    """Return the vectors of *units*, rare as counted over these units."""
    whole = [_counts(unit) for unit in units]
    languages = _languages(units)
    words = tuple(sorted(languages))
    held = Counter(chain.from_iterable(whole))
    size = size_step(len(units))
    rare = np.array(
        [
            LOCAL_SHARE * math.log((1 + size) / (1 + held[word]))
            + (1 - LOCAL_SHARE) * rarity(word, languages[word])
            for word in words
        ],
        dtype=np.float64,
    )
    columns = {word: column for column, word in enumerate(words)}
    return Vectors(whole=_rows(whole, columns, rare), words=words)


def _counts(unit: Unit) -> Counter[str]:
    """Return by how many authors each word is used; an opening post counts `ROOT_TIMES`.

    One author counts once a word, one post once a word: neither 500 posts nor 80 hashtags of one
    person weigh more than a sentence.
    """
    heads = {reading.post.id for reading in unit.roots}
    words_of: dict[str, set[str]] = defaultdict(set)
    for reading in unit.members:
        if reading.post.id not in heads:
            words_of[author(reading)].update(reading.terms)
    counts: Counter[str] = Counter()
    for used in words_of.values():
        counts.update(used)
    for opening in _distinct(unit.roots):
        for word in opening:
            counts[word] += ROOT_TIMES
    return counts


def _distinct(readings: Iterable[Reading]) -> tuple[tuple[str, ...], ...]:
    """Return the words of *readings*, copies once."""
    return tuple(dict.fromkeys(reading.terms for reading in readings))


def _languages(units: Sequence[Unit]) -> dict[str, str]:
    """Return for each word the language it was first read in."""
    readings = [reading for unit in units for reading in (*unit.roots, *unit.members)]
    found: dict[str, str] = {}
    for reading in reversed(readings):  # the first is the last word
        found.update(dict.fromkeys(reading.terms, reading.post.language))
    return found


def _rows(
    counts: list[Counter[str]], columns: dict[str, int], rare: NDArray[np.float64]
) -> sparse.csr_matrix:
    """Return one row of unit length for each of *counts*."""
    places: list[int] = []
    often: list[float] = []
    starts = [0]
    for row in counts:
        held = sorted([(columns[word], count) for word, count in row.items()])
        places.extend([column for column, _ in held])
        often.extend([1 + math.log(count) for _, count in held])
        starts.append(len(places))
    values = np.array(often) * rare[places]
    for start, end in pairwise(starts):
        row_values = values[start:end]
        row_values /= float(np.sqrt((row_values**2).sum())) or 1.0
    shape = (len(counts), len(columns))
    return sparse.csr_matrix((values, places, starts), shape=shape, dtype=np.float64)
