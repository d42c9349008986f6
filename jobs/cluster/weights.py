"""weights.toml in, weights out: how much each trait speaks for a kind of post, or an answer."""

import math
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Final

from jobs.model import Kind

KINDS: Final = (
    Kind.REPORT,
    Kind.COMPLAINT,
    Kind.QUESTION,
    Kind.COMPLIMENT,
    Kind.OPINION,
    Kind.CHATTER,
)
"""Kinds that an inhabitant's post can be; news and answers are told by who speaks."""
_FILE: Final = Path(__file__).with_name("weights.toml")


@cache
def load_weights() -> dict[str, dict[str, float]]:
    """Return the weights, by kind and ``needs_answer``, by trait; ``bias`` counts always."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: dict(weights) for name, weights in table.items()}


@cache
def _by_trait() -> dict[str, list[tuple[int, float]]]:
    """Return for each trait for which of `KINDS` it speaks, and how much."""
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, kind in enumerate(KINDS):
        for trait, weight in load_weights()[kind].items():
            found[trait].append((place, weight))
    return dict(found)


def chances(traits: dict[str, float]) -> dict[Kind, float]:
    """Return the probability of each of `KINDS`, as far as *traits* tell; together they are 1."""
    told = _by_trait()
    total = [0.0] * len(KINDS)
    for trait, value in {**traits, "bias": 1.0}.items():
        for place, weight in told.get(trait, ()):
            total[place] += weight * value
    most = max(total)
    odds = [math.exp(one - most) for one in total]
    return {kind: one / sum(odds) for kind, one in zip(KINDS, odds, strict=True)}


def weigh_traits(name: str, traits: dict[str, float]) -> float:
    """Return the log-odds that *traits* give for *name*; unknown traits weigh nothing."""
    weights = load_weights()[name]
    return weights["bias"] + sum(
        [weights.get(trait, 0.0) * value for trait, value in traits.items()]
    )


def chance(log_odds: float) -> float:
    """Return the probability of *log_odds*."""
    return 1.0 / (1.0 + math.exp(-log_odds))
