"""Texts in, vectors of what they mean out: the seam for a sentence encoder; by default, none.

Meaning is one more thing that threads are compared by (`jobs.cluster.profiles`), never the only
one. Another encoder is one more module with an `Embedder`, and one line in `load_embedder`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from jobs.cluster.units import Unit, by_author

Vector = NDArray[np.float32]
NONE: Final = "none"
"""What ``[analysis] embedder`` says when texts are compared by their words alone."""
_AT_ONCE: Final = 1_000
"""Texts that are encoded at a time."""


class Embedder(Protocol):
    """What turns texts into vectors."""

    @property
    def name(self) -> str:
        """What it is and which version, as a person is told."""

    def encode(self, texts: Sequence[str]) -> Vector:
        """Return one row a text, all of one width; near each other when they mean the same.

        The same texts in the same order give the same rows, whatever their language.
        """


@cache
def load_embedder(choice: str) -> Embedder | None:
    """Return the embedder that ``[analysis] embedder`` names, None for `NONE`; it stays loaded.

    Settings that passed `jobs.settings.load` name none that is not installed.
    """
    if choice == NONE:
        return None
    from jobs.cluster.embed_semantic import Semantic  # noqa: PLC0415 - an extra, not always there

    return Semantic()


class Meaning:
    """What groups of posts mean; each text is encoded once."""

    def __init__(self, embedder: Embedder) -> None:
        """Begin without any text."""
        self._embedder = embedder
        self._known: dict[str, Vector] = {}

    def of(self, groups: Sequence[Sequence[Unit]]) -> Vector:
        """Return one row a group: the mean of its posts, of length 1; 0 when it has no text.

        Each author of a thread counts once and its opening post once more, as for places.
        """
        said = [list(_said(group)) for group in groups]
        self._encode({text for texts in said for text, _ in texts})
        width = len(next(iter(self._known.values()), (0.0,)))
        rows = np.zeros((len(groups), width), dtype=np.float32)
        for place, texts in enumerate(said):
            for text, weight in texts:
                rows[place] += np.float32(weight) * self._known[text]
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        length[length == 0] = 1.0
        rows /= length
        return rows

    def _encode(self, texts: set[str]) -> None:
        """Encode those of *texts* that are not known, in an order that is always the same."""
        new = sorted(texts - self._known.keys())
        for start in range(0, len(new), _AT_ONCE):
            block = new[start : start + _AT_ONCE]
            self._known.update(zip(block, self._embedder.encode(block), strict=True))


def meaning_of(choice: str) -> Meaning | None:
    """Return where meaning begins, with the embedder that *choice* names; None without one."""
    embedder = load_embedder(choice)
    return None if embedder is None else Meaning(embedder)


def _said(group: Sequence[Unit]) -> Iterator[tuple[str, float]]:
    """Yield the texts of *group* with what each weighs; what was erased says nothing."""
    for unit in group:
        for one, weight in chain(by_author(unit.members), ((root, 1.0) for root in unit.roots)):
            if one.post.words:
                yield one.post.words, weight
