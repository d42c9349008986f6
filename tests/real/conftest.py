"""What the tests against real programs share: a town with four mails queued, and every edition."""

from collections.abc import Iterator

import pytest

from tests.deliver.conftest import town
from tests.report.every import Printery

__all__ = ["printery", "town"]


@pytest.fixture(scope="session")
def printery() -> Iterator[Printery]:
    """Return what makes every kind of edition, each once for all tests."""
    with Printery() as opened:
        yield opened
