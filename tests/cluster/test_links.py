import numpy as np
import pytest

from jobs.cluster import links
from jobs.cluster.group import group
from jobs.cluster.links import TOWN, VILLAGE, WITHIN_WEEK, crowded, pairs_between, pairs_within
from jobs.cluster.profiles import compare, compare_pairs
from jobs.cluster.vectors import USUAL_WEEK, size_step
from jobs.model import Post
from tests.cluster.town import profiles_of, units_of
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


def week_of(size: int) -> list[Post]:
    """Return *size* threads of five matters, each told in two ways, by voices of their own."""
    texts = [*MATTERS, *AGAIN]
    return [
        make_post(texts[n % 10], number=n, voice=f"v{n}", source=f"s{n % 3}")
        for n in range(1, size + 1)
    ]


def test_pairs_one_by_one_are_compared_as_in_a_matrix() -> None:
    profiles = profiles_of(units_of(week_of(9)))
    first, second = np.nonzero(np.ones((len(profiles), len(profiles))))

    whole = compare(profiles, profiles)
    listed = compare_pairs(profiles, profiles, first, second)

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
