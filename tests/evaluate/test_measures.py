"""Figures worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.evaluate.measures import average_precision, clustering, labels, majority, precision_recall


def test_b_cubed_pairs_and_mutual_information() -> None:
    """Gold A = {1,2,3}, B = {4,5}; predicted x = {1,2}, y = {3,4,5}."""
    got = clustering([("A", "x"), ("A", "x"), ("A", "y"), ("B", "y"), ("B", "y")])

    # (1 + 1 + 1/3 + 2/3 + 2/3) / 5, and (2/3 + 2/3 + 1/3 + 1 + 1) / 5
    assert got["b3_precision"] == pytest.approx(11 / 15)
    assert got["b3_recall"] == pytest.approx(11 / 15)
    assert got["b3_f1"] == pytest.approx(11 / 15)
    assert got["pair_f1"] == pytest.approx(0.5)  # 2 right pairs of 4 predicted and 4 true
    # MI = .4 ln(5/3) + .2 ln(5/9) + .4 ln(5/3) = .291103, H = .673012 twice; by chance, over the
    # tables with margins 3,2 and 2,3: .1 x .673012 + .6 x .013844 + .3 x .291103 = .162938
    assert got["ami"] == pytest.approx((0.291103 - 0.162938) / (0.673012 - 0.162938), abs=1e-5)


def test_mutual_information_is_one_when_equal_and_nothing_by_chance() -> None:
    assert clustering([("A", 1), ("A", 1)])["ami"] == 1.0
    assert clustering([("A", 1), ("A", 1), ("B", 2), ("B", 2)])["ami"] == pytest.approx(1.0)
    assert clustering([("A", 1), ("A", 1), ("B", 1), ("B", 1)])["ami"] == pytest.approx(0.0)


def test_nothing_to_group_gives_no_figures() -> None:
    assert clustering([])["b3_f1"] is None
    assert precision_recall(0, 0, 0) == {"precision": None, "recall": None, "f1": None}
    assert average_precision([]) is None
    assert labels([])["macro_f1"] is None
    assert majority([]) is None


def test_average_precision_takes_ties_together() -> None:
    # hit, miss, hit: (1/1 + 2/3) / 2; one hit and one miss at the same score: 1/2
    assert average_precision([(0.9, True), (0.8, False), (0.7, True)]) == pytest.approx(5 / 6)
    assert average_precision([(0.5, True), (0.5, False)]) == pytest.approx(0.5)


def test_a_label_not_given_is_wrong_but_not_counted_as_given() -> None:
    got = labels([("a", "a"), ("a", "b"), ("b", "b"), ("c", None)])

    assert (got["accuracy"], got["accuracy_where_given"]) == (0.5, 2 / 3)
    assert got["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)


def test_of_equally_frequent_values_the_first_in_the_alphabet_wins() -> None:
    assert majority(["b", "a", "b", "a", "c"]) == "a"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_figures_lie_between_nothing_and_all(pairs: list[tuple[int, int]]) -> None:
    got = clustering(pairs)

    for name in ("b3_precision", "b3_recall", "b3_f1"):
        value = got[name]
        assert isinstance(value, float)
        assert 0 < value <= 1 + 1e-9
