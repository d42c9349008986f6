from itertools import product

import numpy as np
import pytest

from jobs.cluster import links
from jobs.cluster.compare import compare, compare_pairs
from jobs.cluster.group import group
from jobs.cluster.links import (
    ACROSS_WEEKS,
    LEAST,
    NEIGHBOURS,
    TOWN,
    VILLAGE,
    WITHIN_WEEK,
    Model,
    Pairs,
    _near_few,
    crowded,
    pairs_between,
    pairs_within,
)
from jobs.cluster.profiles import Profiles
from jobs.cluster.units import Unit
from jobs.cluster.vectors import USUAL_WEEK, size_step
from jobs.model import Post
from tests.cluster.town import profiles_of, read_post, units_of
from tests.make import make_post

MATTERS = (
    "Straatverlichting in de Molenstraat is stuk",
    "Restafval niet opgehaald, de vuilniszakken staan er nog",
    "Fietspad langs de Kerkstraat vol glasscherven",
    "Zwembad De Plas is veel te koud",
    "Afspraak voor een identiteitskaart pas over zes weken",
)
AGAIN = (
    "Die straatverlichting is nog altijd niet hersteld",
    "Vuilniszakken al een week op het voetpad, wanneer wordt restafval opgehaald",
    "Lekke band door de glasscherven op het fietspad",
    "Brr, het water van het zwembad is ijskoud",
    "Online geen afspraak te krijgen voor mijn identiteitskaart",
)


WORDS = ["".join(letters) for letters in product("bdgkl", "aeo", "mnprst", "aeiou", "fklmnt")]
"""Words of no language, enough for fifty matters of sixteen words each."""


def week_of(size: int) -> list[Post]:
    """Return *size* threads of five matters, each told in two ways, by voices of their own."""
    texts = [*MATTERS, *AGAIN]
    return [
        make_post(texts[n % 10], number=n, voice=f"v{n}", source=f"s{n % 3}")
        for n in range(1, size + 1)
    ]


def city_of(matters: int, threads: int) -> Profiles:
    """Return a week of *matters* of so many *threads*: each tells half of the words of its own."""
    rng = np.random.default_rng(1)
    posts = [
        make_post(
            " ".join(WORDS[matter * 16 + n] for n in rng.permutation(16)[:8]) + " gemeente",
            number=matter * threads + thread + 1,
            voice=f"v{(matter * threads + thread) % 50}",
            source=f"s{thread % 3}",
        )
        for matter in range(matters)
        for thread in range(threads)
    ]
    return profiles_of(
        [Unit(threads=(post.thread_id,), members=(read_post(post),), roots=()) for post in posts]
    )


def listed(pairs: Pairs) -> dict[tuple[int, int], float]:
    places = zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)
    return dict(zip(places, pairs.score.tolist(), strict=True))


@pytest.mark.parametrize("model", [WITHIN_WEEK, ACROSS_WEEKS])
def test_only_pairs_that_cannot_be_a_link_are_not_weighed(model: Model) -> None:
    profiles = city_of(10, 12)

    found = listed(pairs_within(profiles, model))

    weighed = zip(model.weights, compare(profiles, profiles), strict=True)
    odds = np.sum([weight * feature for weight, feature in weighed], axis=0)
    odds += crowded(model, len(profiles)).bias
    score = np.triu(1 / (1 + np.exp(-odds)), 1)
    every = {(int(a), int(b)): score[a, b] for a, b in np.argwhere(score >= LEAST)}
    assert 0 < len(every) < len(profiles) ** 2 / 4
    assert found == pytest.approx(every)


def test_a_week_in_more_than_one_block_is_linked_as_in_one() -> None:
    profiles = city_of(50, 15)
    assert len(profiles) ** 2 > links._CELLS

    found = listed(pairs_within(profiles))

    assert found == pytest.approx(
        {
            (one, other): score
            for (one, other), score in listed(
                pairs_between(profiles, profiles, WITHIN_WEEK)
            ).items()
            if one < other
        }
    )


def test_a_large_week_weighs_the_nearest_only_and_finds_the_same() -> None:
    """All share a word, so each could have 119 neighbours; only a quarter of them are weighed."""
    profiles = city_of(12, 10)

    weighed = sum(len(first) for first, _, _ in _near_few(profiles, profiles, WITHIN_WEEK))
    every, near = pairs_within(profiles), pairs_within(profiles, exact=1)

    assert weighed <= len(profiles) * (NEIGHBOURS + 1) < len(profiles) ** 2 / 3
    assert listed(near) == pytest.approx(listed(every))
    assert group(len(profiles), near) == group(len(profiles), every)


def test_what_a_large_week_leaves_out_changes_no_score() -> None:
    """A matter of more threads than a thread keeps neighbours; each still keeps its best."""
    profiles = city_of(3, 2 * NEIGHBOURS)

    every, near = listed(pairs_within(profiles)), listed(pairs_within(profiles, exact=1))

    assert len(near) < len(every)
    assert near == pytest.approx({pair: every[pair] for pair in near})


def test_pairs_one_by_one_are_compared_as_in_a_matrix() -> None:
    profiles = profiles_of(units_of(week_of(9)))
    first, second = np.nonzero(np.ones((len(profiles), len(profiles))))

    whole = compare(profiles, profiles)
    listed = [feature() for feature in compare_pairs(profiles, profiles, first, second, {})]

    for matrix, values in zip(whole, listed, strict=True):
        assert values == pytest.approx(matrix[first, second])


def test_every_feature_has_a_weight() -> None:
    profiles = profiles_of(units_of(week_of(3)))

    assert len(compare(profiles, profiles)) == len(links.FEATURES) == len(WITHIN_WEEK.weights)


def test_sizes_go_in_steps_from_the_usual_week_on() -> None:
    assert size_step(0) == size_step(1) == size_step(USUAL_WEEK) == USUAL_WEEK
    assert size_step(USUAL_WEEK + 1) == 2 * USUAL_WEEK
    assert size_step(1000) == size_step(1024) == 1024


def test_twice_the_threads_are_half_the_odds_that_two_are_one_matter() -> None:
    assert crowded(WITHIN_WEEK, TOWN) == WITHIN_WEEK
    assert crowded(WITHIN_WEEK, 1) == crowded(WITHIN_WEEK, VILLAGE)
    assert crowded(WITHIN_WEEK, 4 * TOWN).bias == pytest.approx(WITHIN_WEEK.bias - np.log(4))


def test_the_way_for_large_weeks_finds_the_same_signals() -> None:
    profiles = profiles_of(units_of(week_of(10)))

    every, near = pairs_within(profiles), pairs_within(profiles, exact=1)

    assert group(10, every) == group(10, near)
    assert (near.first < near.second).all()


def test_the_way_for_large_weeks_finds_the_same_continuations() -> None:
    profiles = profiles_of(units_of(week_of(10)))
    old, new = profiles.part(0, 5), profiles.part(5, 10)

    every, near = pairs_between(new, old), pairs_between(new, old, exact=1)

    best = {int(one): int(other) for one, other in zip(every.first, every.second, strict=True)}
    found = set(zip(near.first.tolist(), near.second.tolist(), strict=True))
    assert best
    assert set(best.items()) <= found
