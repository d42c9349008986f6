from collections.abc import Sequence

import numpy as np
import pytest

from jobs.cluster import group as grouping
from jobs.cluster import links
from jobs.cluster.compare import compare
from jobs.cluster.group import group
from jobs.cluster.links import Pairs, pairs_between, pairs_within
from tests.cluster.town import profiles_of, routes_of, units_of
from tests.make import make_post


def pairs(*listed: tuple[int, int, float]) -> Pairs:
    first, second, score = zip(*listed, strict=True) if listed else ((), (), ())
    return Pairs(
        first=np.array(first, dtype=np.int64),
        second=np.array(second, dtype=np.int64),
        score=np.array(score, dtype=np.float64),
    )


def test_without_pairs_each_stands_alone() -> None:
    assert group(3, pairs()) == ((0,), (1,), (2,))
    assert group(0, pairs()) == ()


def test_a_strong_pair_joins_and_a_weak_one_does_not() -> None:
    assert group(4, pairs((0, 2, 0.9), (1, 3, 0.1))) == ((0, 2), (1,), (3,))


def test_a_chain_does_not_join_what_has_nothing_in_common() -> None:
    chain = pairs((0, 1, 0.5), (1, 2, 0.3))

    assert group(3, chain, cut=0.2) == ((0, 1), (2,))


def test_three_that_are_all_alike_are_one() -> None:
    assert group(3, pairs((0, 1, 0.5), (1, 2, 0.4), (0, 2, 0.4)), cut=0.3) == ((0, 1, 2),)


def random_pairs(size: int, seed: int) -> Pairs:
    rng = np.random.default_rng(seed)
    one, other = np.triu_indices(size, 1)
    kept = rng.random(len(one)) < 0.3
    return Pairs(
        first=one[kept].astype(np.int64),
        second=other[kept].astype(np.int64),
        score=rng.random(int(kept.sum())),
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_way_for_large_weeks_gives_the_same_groups(seed: int) -> None:
    found = random_pairs(40, seed)

    exact = grouping._exact(40, found, 0.25)
    sparse = grouping._sparse(40, found, 0.25)

    assert partition(exact.tolist()) == partition(sparse.tolist())


@pytest.mark.parametrize("seed", range(8))
def test_a_crowd_beside_small_parts_is_grouped_as_if_each_were_alone(seed: int) -> None:
    crowd, few = random_pairs(60, seed), random_pairs(6, seed + 50)
    assert len(crowd.score) > grouping.CROWD > len(few.score)
    both = Pairs(
        first=np.concatenate([crowd.first, few.first + 60]),
        second=np.concatenate([crowd.second, few.second + 60]),
        score=np.concatenate([crowd.score, few.score]),
    )

    found = group(66, both, 0.25)

    assert set(map(frozenset, found)) == partition(grouping._sparse(66, both, 0.25).tolist())
    assert [members for members in found if members[0] >= 60] == [
        tuple(place + 60 for place in members) for members in group(6, few, 0.25)
    ]


def partition(labels: Sequence[int]) -> set[frozenset[int]]:
    return {
        frozenset(place for place, other in enumerate(labels) if other == label) for label in labels
    }


LAMPS = (
    "De straatlampen in de Molenstraat zijn weer uit, heel de straat donker",
    "Straatverlichting Molenstraat al een week stuk, het is er pikdonker",
)
WASTE = "Restafval in de Kerkstraat alweer niet opgehaald, de zakken staan er nog"


def test_two_threads_of_one_matter_are_linked_and_a_third_is_not() -> None:
    texts = (*LAMPS, WASTE)
    units = units_of(
        [
            make_post(text, number=n, voice=f"v{n}", source=f"s{n}")
            for n, text in enumerate(texts, 1)
        ]
    )

    found = pairs_within(profiles_of(units))

    assert group(len(units), found) == ((0, 1), (2,))


def test_another_street_is_another_matter() -> None:
    here, there = (
        f"De straatlampen in de {street} zijn uit, heel de straat is donker"
        for street in ("Molenstraat", "Kerkstraat")
    )
    units = units_of([make_post(here, number=1), make_post(there, number=2, source="forum")])

    profiles = profiles_of(units)
    conflict = compare(profiles, profiles)[links.FEATURES.index("conflict")]

    assert len(units) == 2
    assert conflict.tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_above_the_limit_each_keeps_its_nearest_only() -> None:
    first = np.repeat(np.arange(3), 50)
    second = np.tile(np.arange(50), 3)
    score = np.tile(np.linspace(0.1, 0.9, 50), 3)

    near = links._nearest(first, second, score)

    assert len(near) == 3 * (links.NEIGHBOURS + 1)
    assert set(second[near]) == set(range(50 - links.NEIGHBOURS - 1, 50))


def test_pairs_between_two_weeks_have_a_row_of_each() -> None:
    routes = routes_of()
    units = units_of([make_post(text, number=n) for n, text in enumerate(LAMPS, 1)])
    profiles = profiles_of(units, routes)

    found = pairs_between(profiles.part(0, 1), profiles.part(1, 2))

    assert found.first.tolist() == [0]
    assert found.second.tolist() == [0]
    assert found.score[0] > 0.5


def test_a_large_week_is_linked_as_a_small_one_where_neighbours_suffice() -> None:
    texts = (*LAMPS, WASTE, f"Weer: {WASTE.lower()}, schandalig")
    units = units_of([make_post(t, number=n, source=f"s{n}") for n, t in enumerate(texts, 1)])
    profiles = profiles_of(units)

    all_pairs, nearest = pairs_within(profiles), pairs_within(profiles, exact=1)

    assert group(len(units), nearest) == group(len(units), all_pairs)
    assert (nearest.first < nearest.second).all()


def test_no_units_have_no_pairs() -> None:
    profiles = profiles_of(units_of([make_post()]))

    assert len(pairs_within(profiles.part(0, 0)).score) == 0
    assert len(pairs_within(profiles).score) == 0


def test_what_people_keep_apart_never_comes_together_however_alike() -> None:
    alike = pairs((0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.8))

    assert group(3, alike) == ((0, 1, 2),)
    assert group(3, alike, apart=frozenset({(0, 1)})) == ((0, 2), (1,))
    assert group(3, alike, apart=frozenset({(0, 1), (0, 2)})) == ((0,), (1, 2))


@pytest.mark.parametrize("seed", range(4))
def test_a_word_about_one_part_of_town_changes_nothing_elsewhere(seed: int) -> None:
    here, there = random_pairs(20, seed), random_pairs(20, seed + 100)
    both = Pairs(
        first=np.concatenate([here.first, there.first + 20]),
        second=np.concatenate([here.second, there.second + 20]),
        score=np.concatenate([here.score, there.score]),
    )
    joined = next(members for members in group(40, both, 0.25) if len(members) > 1)
    apart = frozenset({(joined[0], joined[1])})

    before, after = group(40, both, 0.25), group(40, both, 0.25, apart=apart)

    elsewhere = range(20, 40) if joined[0] < 20 else range(20)
    assert [m for m in before if m[0] in elsewhere] == [m for m in after if m[0] in elsewhere]
    assert not any(set(joined[:2]) <= set(members) for members in after)


@pytest.mark.parametrize("seed", range(8))
def test_a_word_about_one_group_of_a_crowd_leaves_its_other_groups_alone(seed: int) -> None:
    crowd = random_pairs(60, seed)
    assert len(crowd.score) > grouping.CROWD
    before = group(60, crowd)
    largest = max(before, key=len)

    after = group(60, crowd, apart=frozenset({(largest[0], largest[1])}))

    assert set(before) - {largest} <= set(after)
    assert not any(set(largest[:2]) <= set(members) for members in after)


def test_two_that_people_keep_apart_cost_nothing_elsewhere_in_a_crowd() -> None:
    """One word of a person splits one group; a crowd of 600 alike is still grouped at once."""
    size = 600
    first, second = np.triu_indices(size, 1)
    alike = np.where(first % 2 == second % 2, 0.9, 0.02)
    crowd = Pairs(first=first, second=second, score=alike)

    free = group(size, crowd)
    split = group(size, crowd, apart=frozenset({(0, 2)}))

    assert len(free) == 2
    assert tuple(range(1, size, 2)) in split
    assert not any({0, 2} <= set(members) for members in split)
    assert sorted(place for members in split for place in members) == list(range(size))
