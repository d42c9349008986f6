"""A trail that someone changed afterwards says where."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jobs.store import Store
from tests.make import MONDAY

CHANGES = {
    "UPDATE audit SET detail = 'posts=0' WHERE id = 2": 2,
    "DELETE FROM audit WHERE id = 2": 3,
    "UPDATE audit SET at = '2020-01-01T00:00:00.000000Z' WHERE id = 1": 1,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_trail_breaks_at_the_change(tmp_path: Path, change: str) -> None:
    path = tmp_path / "store.db"
    with Store.open(path, "heidebeek", create=True) as store:
        for number in range(4):
            store.audit.add(MONDAY, "retain", "erase", "2026-W46", f"posts={number}")
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(change)

        assert store.audit.broken_at() == CHANGES[change]
