"""Fixtures of the tests of the schedule."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.schedule.toy import Make, Toy


@pytest.fixture
def make_toy(tmp_path: Path) -> Iterator[Make]:
    """Make one more process, as it were, on the same store."""
    with ExitStack() as stack:

        def make() -> Toy:
            toy = Toy(tmp_path / "store.db")
            stack.callback(toy.store.close)
            return toy

        yield make


@pytest.fixture
def toy(make_toy: Make) -> Toy:
    """Return a toy chain on a new store."""
    return make_toy()
