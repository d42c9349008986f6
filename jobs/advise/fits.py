"""A post and the opening post above it in, the approved answer that fits it out, or none."""

from typing import Final

from jobs.advise.faq import Fit, best_fit
from jobs.advise.ground import Ground
from jobs.advise.talk import Said, once
from jobs.model import Kind

_ANSWERABLE: Final = frozenset({Kind.QUESTION, Kind.REPORT})
"""Kinds that an approved answer can answer. Any other post must ask something in so many words: a
complaint that only names the pool is not answered by when it opens."""


@once
def fit_of(said: Said, opening: Said | None, ground: Ground) -> Fit | None:
    """Return the approved answer that fits *said*, asked under *opening*; None when none does."""
    if said.kind not in _ANSWERABLE and "?" not in said.post.words:
        return None
    department = said.label.department if said.label else None
    return best_fit(ground.faq, said.post.words, context_of(said, opening), department)


def context_of(said: Said, opening: Said | None) -> str:
    """Return the words that *said* is asked under: of the opening post; empty when it is that."""
    return opening.post.words if opening is not None and opening is not said else ""
