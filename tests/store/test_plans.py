"""Questions whose answer comes from an index, however many posts there are."""

from pathlib import Path
from typing import Any

from sqlalchemy import event, literal_column, select

from jobs.model import PostId, ThreadId
from jobs.store import Store
from jobs.store.tables import METADATA
from tests.make import MONDAY, WEEK
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


def test_what_is_asked_of_a_week_is_found_by_an_index_however_many_weeks_there_are(
    tmp_path: Path,
) -> None:
    asked: list[tuple[str, Any]] = []
    with open_store(tmp_path / "store.db") as store:
        event.listen(
            store._desk.connections.engine,
            "before_cursor_execute",
            lambda *parts: asked.append(parts[2:4]),
        )
        name, thread = PostId("a"), ThreadId("a")
        store.posts.between(MONDAY, MONDAY)
        store.posts.of_threads([thread], MONDAY)
        store.posts.threads_of([name])
        store.posts.by_id([name])
        store.posts.fresh_since(MONDAY, MONDAY)
        store.posts.collected_before(MONDAY)
        store.judgements.of_posts([name])
        for ask in (
            store.judgements.kept,
            store.judgements.mentions,
            store.judgements.labels,
            store.signals.of_week,
            store.signals.links,
            store.advices.of_week,
        ):
            ask(WEEK)
        store.signals.before(WEEK, 8)
        told = {statement: plan(store, statement, values) for statement, values in [*asked]}

    assert len(told) > 10
    for statement, lines in told.items():
        for line in lines.splitlines():
            assert "SCAN" not in line or "VIRTUAL TABLE" in line, statement  # the ids themselves
            assert not line.endswith("(municipality_id=?)"), statement
    (threads,) = (lines for lines in told.values() if "thread_id=?" in lines)
    assert "posted_at" not in threads  # nearly all posts are older than this week


def plan(store: Store, statement: str, values: Any) -> str:  # noqa: ANN401 - as the driver takes it
    """Return how SQLite goes about *statement*."""
    with store._desk.connections.reading() as connection:
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return "\n".join(row.detail for row in found)
