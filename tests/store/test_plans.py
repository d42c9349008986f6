"""Questions whose answer comes from an index, however many posts there are."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from jobs.store import Store
from tests.stores import open_store


def test_how_an_id_begins_is_looked_up_in_the_index(tmp_path: Path) -> None:
    asked: list[tuple[str, Any]] = []
    with open_store(tmp_path / "store.db") as store:
        event.listen(
            store._desk.connections.engine,
            "before_cursor_execute",
            lambda *parts: asked.append(parts[2:4]),
        )
        store.posts.beginning("ab", 3)

        assert "id>? AND id<?" in plan(store, *asked[-1])


def plan(store: Store, statement: str, values: Any) -> str:  # noqa: ANN401 - as the driver takes it
    """Return how SQLite goes about *statement*."""
    with store._desk.connections.reading() as connection:
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return "\n".join(row.detail for row in found)
