"""How much signals move when a tenth of the posts is missing: no week is ever read whole."""

import numpy as np
import pytest

from tests.bench.conftest import Figures
from tests.bench.thinned import SHARE, Moved, compare, moves, predicted, thinned, weeks_of
from tests.bench.towns import corpus_of, labelled

pytestmark = pytest.mark.bench

DRAWS = {False: 8, True: 20}
"""How often posts are taken away; with ``--long`` the second."""


def test_a_tenth_of_the_posts_is_missing(figures: Figures, *, long: bool) -> None:
    towns = sorted(labelled(), key=lambda town: len(corpus_of(town).ids))
    for town in towns if long else towns[:1]:
        found = moves(town, DRAWS[long])
        rand = [one.rand for one in found]

        assert len(found) == DRAWS[long]
        assert 0.5 < min(rand) <= max(rand) <= 1.0  # by chance alone it is 0
        assert min(rand) < 1.0 or any(one.mentions for one in found)  # something was taken away
        # of a town of 99 posts one draw in twenty changes a tenth
        assert all(0.0 <= one.mentions < 2 * SHARE for one in found)
        name = f"{town.name} less a tenth, {DRAWS[long]} draws"
        figures.note(f"{name}: adjusted Rand, mean", float(np.mean(rand)), "")
        figures.note(f"{name}: adjusted Rand, 5 % quantile", float(np.quantile(rand, 0.05)), "")
        changed = float(np.mean([one.mentions for one in found]))
        figures.note(f"{name}: judged otherwise", changed * 100, "% of posts")


def test_the_same_posts_are_missing_twice() -> None:
    corpus = min(map(corpus_of, labelled()), key=lambda one: len(one.ids))
    one, other = thinned(corpus, 1), thinned(corpus, 2)
    said = predicted(one)

    assert set(one.ids) != set(other.ids)
    assert set(one.ids) | set(other.ids) <= set(corpus.ids)
    assert len(one.ids) == len(other.ids) == len(corpus.ids) - round(SHARE * len(corpus.ids))
    assert predicted(thinned(corpus, 1)) == said
    assert compare(said, said, weeks_of(corpus)) == Moved(rand=1.0, mentions=0.0)
