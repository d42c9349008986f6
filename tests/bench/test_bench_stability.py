"""How much signals move when a tenth of the posts is missing: no week is ever read whole."""

import numpy as np
import pytest

from tests.bench.conftest import Figures
from tests.bench.thinned import moves, predicted, thinned
from tests.bench.towns import corpus_of, labelled

pytestmark = pytest.mark.bench

DRAWS = 20


def test_a_tenth_of_the_posts_is_missing(figures: Figures, *, long: bool) -> None:
    towns = sorted(labelled(), key=lambda town: len(corpus_of(town).ids))
    for town in towns if long else towns[:1]:
        found = moves(town, DRAWS)
        rand = [one.rand for one in found]

        assert all(-1.0 <= one <= 1.0 for one in rand)
        name = f"{town.name} less a tenth, {DRAWS} draws"
        figures.note(f"{name}: adjusted Rand, mean", float(np.mean(rand)), "")
        figures.note(f"{name}: adjusted Rand, 5 % quantile", float(np.quantile(rand, 0.05)), "")
        changed = float(np.mean([one.mentions for one in found]))
        figures.note(f"{name}: judged otherwise", changed * 100, "% of posts")


def test_the_same_posts_are_missing_twice() -> None:
    corpus = min(map(corpus_of, labelled()), key=lambda one: len(one.ids))
    one, other = thinned(corpus, 1), thinned(corpus, 2)

    assert set(one.ids) != set(other.ids)
    assert predicted(one) == predicted(thinned(corpus, 1))
