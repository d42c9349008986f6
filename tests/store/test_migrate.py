"""The schema: known revisions only, a backup before each step, and tables as the code thinks."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from jobs.errors import StoreError
from jobs.store import Store, files, migrate
from jobs.store.tables import METADATA
from tests.make import make_correction, make_post
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


def test_the_revisions_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    Store.open(tmp_path / "store.db", TOWN, create=True).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'store.db'}")

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_every_table_is_strict_and_every_key_to_another_table_is_the_same(tmp_path: Path) -> None:
    Store.open(tmp_path / "store.db", TOWN, create=True).close()
    engine = create_engine("sqlite://")
    with engine.connect() as fresh, closing(sqlite3.connect(tmp_path / "store.db")) as migrated:
        METADATA.create_all(fresh)
        for name in METADATA.tables:
            listed = migrated.execute(
                "SELECT strict FROM pragma_table_list WHERE name = ?", (name,)
            )
            assert listed.fetchone() == (1,)
            keys = f"PRAGMA foreign_key_list({name})"
            there = {row[2:7] for row in migrated.execute(keys)}
            assert there == {tuple(row[2:7]) for row in fresh.exec_driver_sql(keys)}
    engine.dispose()


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


def test_a_store_of_the_first_schema_takes_corrections_after_its_upgrade(tmp_path: Path) -> None:
    first = tmp_path / "first"
    shutil.copytree(migrate.SCRIPTS, first, ignore=shutil.ignore_patterns("__pycache__"))
    for later_one in sorted((first / "versions").glob("0*.py"))[1:]:
        later_one.unlink()
    with Store.open(tmp_path / "store.db", TOWN, create=True, scripts=first) as store:
        store.posts.save([make_post()], [], STATUS, {})

    with Store.open(tmp_path / "store.db", TOWN) as store:
        store.corrections.add(make_correction())
        assert len(store.corrections.all().made) == 1
        assert store.posts.first_at() is not None
