"""Questions whose answer comes from an index, however many posts there are."""

from pathlib import Path
from typing import Any

from sqlalchemy import event, literal_column, select

from jobs.store import Store
from jobs.store.tables import METADATA
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


def test_whatever_goes_with_another_row_is_found_by_an_index(tmp_path: Path) -> None:
    """Else each row that goes makes SQLite look through all rows that could go with it."""
    with open_store(tmp_path / "store.db") as store:
        for table in METADATA.tables.values():
            for key in table.foreign_key_constraints:
                if key.ondelete == "CASCADE":
                    asked = select(table).where(
                        *(column == literal_column("1") for column in key.columns)
                    )
                    told = plan(store, str(asked.compile(store._desk.connections.engine)), ())
                    assert all(f"{name}=?" in told for name in key.column_keys), table.name


def plan(store: Store, statement: str, values: Any) -> str:  # noqa: ANN401 - as the driver takes it
    """Return how SQLite goes about *statement*."""
    with store._desk.connections.reading() as connection:
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return "\n".join(row.detail for row in found)
