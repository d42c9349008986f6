"""A store is opened only when it is whole, ours and known; never is a new one begun in silence."""

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from jobs.errors import StoreError
from jobs.store import Store, files, tables
from tests.make import MONDAY, make_post
from tests.store.subject import STATUS

TOWN = "heidebeek"


def make(path: Path) -> Path:
    """Make a store with one post in it, and close it."""
    with Store.open(path, TOWN, create=True) as store:
        store.posts.save([make_post()], [], STATUS, {})
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "data" / "store.db")


def test_what_was_stored_is_there_after_opening_again(path: Path) -> None:
    with Store.open(path, TOWN) as store:
        assert store.path == path
        assert store.posts.first_at() is not None


def test_files_and_folders_are_private(path: Path) -> None:
    with Store.open(path, TOWN) as store:
        store.meta.put("a", "1")
        beside = sorted(path.parent.iterdir())

        assert [one.name for one in beside] == [
            "store.db",
            "store.db-shm",
            "store.db-wal",
            "store.db.id",
        ]
        assert {stat.S_IMODE(one.stat().st_mode) for one in beside} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_store_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere\.db: there is no database yet"):
        Store.open(tmp_path / "nowhere.db", TOWN)
    with pytest.raises(StoreError, match=r"folder\.db: .* yet: run `buurtsignaal week` first"):
        Store.open(tmp_path / "no" / "folder.db", TOWN)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    for create in (True, False):
        with pytest.raises(StoreError, match=r"file: .* make this folder"):
            Store.open(tmp_path / "file" / "store.db", TOWN, create=create)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble_header(path: Path) -> None:
    path.write_bytes(b"garbage " * 512)


def garble_pages(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))


def garble_first_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + b"\xa5" * 8000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def miscount_free_pages(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(36)
        file.write(b"\x00\x00\x00\x07")


def other_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photo (id)")


def no_revision(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM alembic_version")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def without_sentinel(path: Path) -> None:
    files.sentinel_of(path).unlink()


def swapped(path: Path) -> None:
    stranger = make(path.parent / "stranger.db")
    stranger.replace(path)


def lost(path: Path) -> None:
    path.unlink()


DAMAGES: dict[Callable[[Path], None], str] = {
    empty: "0 bytes",
    garble_header: "not a database",
    garble_pages: "damaged",
    garble_first_page: "damaged",
    cut: "damaged",
    miscount_free_pages: "damaged",
    other_program: "not made by buurtsignaal",
    no_revision: "not made by buurtsignaal",
    newer: "schema 9999, this version knows up to",
    without_sentinel: "store.db.id is missing",
    swapped: "another database stood here",
    lost: "the database is gone",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_store_that_is_not_what_it_was_is_refused_and_left_alone(
    path: Path, damage: Callable[[Path], None]
) -> None:
    damage(path)
    before = {one.name: one.read_bytes() for one in path.parent.glob("store.db*")}

    with pytest.raises(StoreError, match=DAMAGES[damage]) as refused:
        Store.open(path, TOWN, create=True)

    assert str(refused.value).startswith(f"{path}: ")
    assert {one.name: one.read_bytes() for one in path.parent.glob("store.db*")} == before


def test_a_damaged_store_names_the_newest_backup(path: Path) -> None:
    files.backup_of(path, "0001").write_bytes(b"")
    files.backup_of(path, "0002").write_bytes(b"")
    empty(path)

    with pytest.raises(StoreError, match=r"put back .*store\.db\.backup-0002"):
        Store.open(path, TOWN)


def test_a_backup_can_be_put_back_over_a_damaged_store(path: Path, tmp_path: Path) -> None:
    with Store.open(path, TOWN) as store:
        store.back_up(tmp_path / "backup.db")
    empty(path)

    shutil.copy(tmp_path / "backup.db", path)

    with Store.open(path, TOWN) as store:
        assert store.posts.first_at() is not None


def test_a_backup_that_cannot_be_made_says_so(path: Path, tmp_path: Path) -> None:
    with (
        Store.open(path, TOWN) as store,
        pytest.raises(StoreError, match="backup could not be made"),
    ):
        store.back_up(tmp_path / "no" / "folder.db")


def test_a_store_of_another_municipality_is_refused(path: Path) -> None:
    with pytest.raises(StoreError, match="of municipality 'heidebeek', not of 'elders'"):
        Store.open(path, "elders")


def test_a_file_we_may_not_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "store.db").mkdir()

    with pytest.raises(StoreError, match=r"store\.db: Is a directory"):
        Store.open(tmp_path / "store.db", TOWN)


def test_a_log_we_may_not_write_is_reported(path: Path) -> None:
    path.with_name("store.db-wal").mkdir()

    with pytest.raises(StoreError, match="give this user write access"):
        Store.open(path, TOWN)


def test_a_first_start_killed_before_the_database_was_whole_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    files.write_sentinel(path, "")
    files.unfinished_of(path).write_bytes(b"half a database")
    files.unfinished_of(path).with_name("store.db.new-wal").write_bytes(b"and its log")

    make(path)

    assert files.read_sentinel(path)
    assert not files.unfinished_of(path).exists()


def test_a_first_start_killed_before_the_sentinel_was_written_is_finished(path: Path) -> None:
    install_id = files.read_sentinel(path)
    files.write_sentinel(path, "")

    with Store.open(path, TOWN):
        assert files.read_sentinel(path) == install_id


def test_a_database_held_by_another_writer_is_reported_not_awaited_for_ever(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, Store.open(path, TOWN) as store:
        with store.transaction():
            store.meta.put("a", "1")
        other.execute("BEGIN IMMEDIATE")
        with store._desk.connections.engine.connect() as quick:
            quick.exec_driver_sql("PRAGMA busy_timeout=1")
        with pytest.raises(StoreError, match="another process is writing"):
            store.meta.put("a", "2")
        other.rollback()


def test_a_full_disk_leaves_the_store_as_it_was(path: Path) -> None:
    with Store.open(path, TOWN) as store:
        with store._desk.connections.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1")
        posts = [make_post("woord " * 300, number=number) for number in range(2, 60)]
        with pytest.raises(StoreError, match="free space"):
            store.posts.save(posts, [], STATUS, {})

        assert len(store.posts.between(MONDAY, MONDAY.replace(hour=23))) == 1


def test_an_error_of_the_database_shows_no_text_of_a_post(path: Path) -> None:
    post = make_post("zeer-geheime-woorden")
    twice = [{"municipality_id": 1, "id": post.id, "text": post.text}] * 2
    with (
        Store.open(path, TOWN) as store,
        pytest.raises(StoreError) as refused,
        store._desk.writing() as connection,
    ):
        connection.execute(tables.post.insert(), twice)

    cause = refused.value.__cause__
    assert "geheime" not in f"{refused.value!r} {cause!r} {cause}"
