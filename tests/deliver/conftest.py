"""The demo town with four mails queued."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.collect.collectors.registry import KINDS
from jobs.settings import load
from tests.deliver.office import READERS, Town, queue
from tests.real.servers.run import ROOT
from tests.stores import open_store


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Return the demo town with four mails queued."""
    path = tmp_path / "heidebeek.sqlite"
    store = open_store(path)
    settings = load(ROOT / "sources.toml", KINDS)
    town = Town(path=path, folder=tmp_path / "reports", settings=settings, store=store)
    queue(store, town.folder, *READERS)
    yield town
    town.store.close()
