"""Fixtures of the contract suites: each store engine there is, opened as often as wanted."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from jobs.store import Store
from tests.contract.engines import ENGINES


@pytest.fixture(params=ENGINES)
def another(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Open the same store once more, as another process would."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(ENGINES[request.param](tmp_path))


@pytest.fixture
def store(another: Callable[[], Store]) -> Store:
    """Return the store under test, new."""
    return another()
