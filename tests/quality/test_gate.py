"""No figure of the analysis may fall below what it once reached; see gate.py."""

import pytest

from tests.quality.gate import (
    TOWNS,
    Town,
    constants_hash,
    constants_of,
    corpus_hash,
    floors_of,
    is_worse,
    measure,
    raised,
    read_file,
    read_floors,
    rounded,
)

NAMED = [pytest.param(town, id=town.name) for town in TOWNS]


@pytest.mark.quality
@pytest.mark.parametrize("town", NAMED)
def test_no_figure_falls(town: Town) -> None:
    now, limits = measure(town), floors_of(town)
    fallen = {
        name: (round(now.get(name, 0.0), 4), limit)
        for name, limit in limits.items()
        if is_worse(name, now.get(name, 0.0), limit)
    }

    assert fallen == {}


@pytest.mark.parametrize("town", NAMED)
def test_a_corpus_does_not_change_unnoticed(town: Town) -> None:
    assert read_floors()[town.name]["corpus"] == corpus_hash(town)


def test_constants_and_lists_do_not_change_without_the_floors() -> None:
    assert read_file()["constants"] == constants_hash(), (
        "run: python -m tests.quality.gate --update"
    )


def test_of_a_module_its_constants_count_however_it_is_written() -> None:
    one = '''"""A stage."""
from typing import Final
_CUT: Final = 0.1
"""Where it ends."""
WORDS = ("a", "b")  # both
Groups = list[int]
def cut(): return _CUT
'''
    other = """_CUT: float = 0.10
WORDS = (
    "a",
    "b",
)
"""

    assert constants_of(one) == constants_of(other) == "_CUT = 0.1\nWORDS = ('a', 'b')"
    assert constants_of(one) != constants_of(one.replace("0.1", "0.2"))


def test_floors_are_rounded_to_the_side_that_is_reached() -> None:
    ceiling = "clustering.of_which_not_about_municipality"

    assert rounded("mention.f1", 0.87199) == 0.871
    assert rounded(ceiling, 0.1701) == 0.171
    assert is_worse(ceiling, 0.18, 0.17)
    assert not is_worse("mention.f1", 0.18, 0.17)


def test_an_update_refuses_to_lower_a_floor() -> None:
    town = TOWNS[0]
    worse = dict.fromkeys(floors_of(town), 0.0)

    with pytest.raises(SystemExit, match=r"fell: mention\.f1"):
        raised(town, worse, regress=False)
    assert raised(town, worse, regress=True)["mention.f1"] == 0.0
