"""The schema: known revisions only, a backup before each step, and tables as the code thinks."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import IntegrityError

from jobs.errors import StoreError
from jobs.model import Fact
from jobs.store import Store, files, migrate
from jobs.store.tables import METADATA
from tests.contract.test_store_judged import make_advice
from tests.make import make_correction, make_post, make_signal
from tests.store.subject import STATUS

TOWN = "heidebeek"

NEXT = '''"""A later schema."""

from alembic import op
import sqlalchemy as sa

revision = "{revision}"
down_revision = "{before}"


def upgrade():
    op.add_column("meta", sa.Column("later", sa.Text()))
    {more}
'''


def later(tmp_path: Path, more: str = "") -> Path:
    """Return the revisions of a later version of the program."""
    scripts = tmp_path / "later"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    newest = migrate.revisions()[-1]
    text = NEXT.format(revision="9000", before=newest, more=more)
    (scripts / "versions" / "9000_later.py").write_text(text)
    return scripts


def columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(meta)")]


def test_the_file_names_tell_the_revisions_in_order() -> None:
    known = ScriptDirectory(str(migrate.SCRIPTS)).walk_revisions()

    assert migrate.revisions() == tuple(reversed([one.revision for one in known]))


@pytest.fixture
def migrated() -> Iterator[Connection]:
    """Return a database that the revisions made one by one."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate.upgrade(connection)
        yield connection
    engine.dispose()


def test_the_revisions_make_the_tables_that_the_code_knows(migrated: Connection) -> None:
    assert compare_metadata(MigrationContext.configure(migrated), METADATA) == []


def test_a_new_store_is_as_the_revisions_make_it(tmp_path: Path, migrated: Connection) -> None:
    with (
        Store.open(tmp_path / "store.db", TOWN, create=True) as store,
        store._desk.connections.reading() as made,
    ):
        for name in ("alembic_version", *METADATA.tables):
            assert shape(made, name) == shape(migrated, name)
            assert name == "alembic_version" or shape(made, name)["strict"] == {(1,)}
        version = "SELECT version_num FROM alembic_version"
        assert made.exec_driver_sql(version).all() == migrated.exec_driver_sql(version).all()


def shape(connection: Connection, name: str) -> dict[str, set[tuple[object, ...]]]:
    """Return what SQLite knows of the table *name*, whatever order it was told in."""
    asked = {
        "columns": "SELECT * FROM pragma_table_xinfo(?)",
        "keys": "SELECT [table], [from], [to], on_update, on_delete"
        " FROM pragma_foreign_key_list(?)",
        "indexes": "SELECT one.name, one.[unique], origin, partial, seqno, part.name, [desc], coll"
        " FROM pragma_index_list(?) AS one, pragma_index_xinfo(one.name) AS part",
        "strict": "SELECT strict FROM pragma_table_list WHERE name = ?",
        "counts up": "SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_master WHERE name = ?",
    }
    return {
        what: {tuple(row) for row in connection.exec_driver_sql(question, (name,))}
        for what, question in asked.items()
    }


def test_a_store_is_upgraded_after_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store.open(path, TOWN, create=True) as store:
        store.posts.save([make_post()], [], STATUS, {})

    with Store.open(path, TOWN, scripts=later(tmp_path)) as store:
        assert store.posts.first_at() is not None

    backup = files.backup_of(path, migrate.revisions()[-1])
    assert columns(path) == ["municipality_id", "key", "value", "later"]
    assert columns(backup) == ["municipality_id", "key", "value"]
    assert backup.stat().st_mode & 0o777 == 0o600


def test_an_upgrade_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    Store.open(path, TOWN, create=True).close()
    scripts = later(tmp_path, more='op.execute("SELECT * FROM absent")')

    with pytest.raises(StoreError, match="no such table"):
        Store.open(path, TOWN, scripts=scripts)

    assert columns(path) == ["municipality_id", "key", "value"]
    Store.open(path, TOWN).close()


def test_an_older_program_refuses_a_newer_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    Store.open(path, TOWN, create=True, scripts=later(tmp_path)).close()

    with pytest.raises(StoreError, match="install that version again"):
        Store.open(path, TOWN)


def test_a_folder_name_with_a_percent_sign_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "100%(x)s"
    folder.mkdir()

    Store.open(tmp_path / "store.db", TOWN, create=True, scripts=later(folder)).close()


def test_facts_stored_before_it_was_known_how_sure_they_are_can_be_read(tmp_path: Path) -> None:
    signal = make_signal((make_post(),))
    with Store.open(tmp_path / "store.db", TOWN, create=True) as store:
        store.posts.save([make_post()], [], STATUS, {})
        store.signals.put(signal.week, [signal], [])
        store.advices.put(signal.week, [make_advice(signal)])
    with closing(sqlite3.connect(tmp_path / "store.db")) as connection, connection:
        connection.execute("""UPDATE advice SET facts = '[["voices",3.0,[]]]'""")

    with Store.open(tmp_path / "store.db", TOWN) as store:
        (kept,) = store.advices.of_week(signal.week)
        assert kept.facts == (Fact(name="voices", value=3.0),)


def test_alarms_of_before_stay_and_their_threads_may_have_one_of_another_danger(
    tmp_path: Path,
) -> None:
    scripts = tmp_path / "before"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("0013*", "__pycache__"))
    named = "INSERT INTO alarm VALUES (1, {}, '{}', 't', 's', '2026-W46', '{}', 'r', 'm', NULL)"
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate.upgrade(connection, scripts)
        connection.exec_driver_sql("INSERT INTO municipality (id, key) VALUES (1, 'heidebeek')")
        connection.exec_driver_sql(named.format(7, "p", "hazard"))
        before = connection.exec_driver_sql("SELECT * FROM alarm").all()
        migrate.upgrade(connection)

        assert connection.exec_driver_sql("SELECT * FROM alarm").all() == before
        connection.exec_driver_sql(named.format("NULL", "q", "threat"))
        with pytest.raises(IntegrityError):
            connection.exec_driver_sql(named.format("NULL", "q", "hazard"))
        assert connection.exec_driver_sql("SELECT max(id) FROM alarm").scalar() == 8
    engine.dispose()


def test_a_store_of_the_first_schema_takes_corrections_after_its_upgrade(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db", TOWN, create=True) as store:
        store.posts.save([make_post()], [], STATUS, {})
    with closing(sqlite3.connect(tmp_path / "store.db")) as connection:
        connection.executescript(
            "DROP TABLE conduct; DROP TABLE landing; DROP TABLE told; DROP TABLE alarm;"
            "DROP TABLE moderation; DROP TABLE policy;"
            "DROP TABLE draft; DROP TABLE outlook;"
            "ALTER TABLE erasure DROP COLUMN cause;"
            "DROP TABLE readings; DROP TABLE correction; DROP INDEX story_link_by_signal;"
            "DROP TABLE feedback; DROP INDEX post_by_change;"
            "ALTER TABLE post DROP COLUMN changed_at;"
            "UPDATE alembic_version SET version_num = '0001'"
        )

    with Store.open(tmp_path / "store.db", TOWN) as store:
        store.corrections.add(make_correction())
        assert len(store.corrections.all().made) == 1
        assert store.posts.first_at() is not None
