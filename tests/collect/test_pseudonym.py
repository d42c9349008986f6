"""Keyed hashes of authors and posts, and the key they are made with."""

import stat
from pathlib import Path

import pytest

from jobs.collect.pseudonym import (
    KEY_BYTES,
    _write_key,
    fingerprint,
    load_key,
    post_id,
    thread_id,
    voice_key,
)
from jobs.errors import StoreError
from jobs.model import SourceId

KEY, OTHER = b"k" * 32, b"o" * 32
GROUP, PAGE = SourceId("groep"), SourceId("pagina")


def test_one_author_in_one_source_has_one_key_however_it_is_written() -> None:
    key = voice_key(KEY, GROUP, "Ren\u00e9 Peeters")
    assert key == voice_key(KEY, GROUP, " ren\u0065\u0301 PEETERS ")
    assert len(key) == 32
    assert int(key, 16) >= 0


def test_nobody_can_be_followed_over_sources_or_keys() -> None:
    keys = {
        voice_key(KEY, GROUP, "jan"),
        voice_key(KEY, PAGE, "jan"),
        voice_key(OTHER, GROUP, "jan"),
        voice_key(KEY, GROUP, "jane"),
        post_id(KEY, GROUP, "jan"),
    }
    assert len(keys) == 5


def test_the_parts_of_a_name_cannot_be_shifted() -> None:
    assert voice_key(KEY, SourceId("a"), "b") != voice_key(KEY, SourceId("ab"), "")


def test_a_thread_is_named_after_its_opening_post() -> None:
    assert str(thread_id(KEY, GROUP, "7")) == str(post_id(KEY, GROUP, "7"))


@pytest.mark.parametrize("native", ["x" * 10_000, str(2**63), "1.0", "null", "\ud800", "é"])
def test_any_text_is_an_id(native: str) -> None:
    assert len(post_id(KEY, GROUP, native)) == 32
    assert post_id(KEY, GROUP, native) == post_id(KEY, GROUP, native)


def test_the_fingerprint_recognises_a_key() -> None:
    assert fingerprint(KEY) == fingerprint(b"k" * 32) != fingerprint(OTHER)
    assert len(fingerprint(KEY)) == 16


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "heidebeek.key"
    key = load_key(path, create=True)
    assert len(key) == KEY_BYTES
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path, create=True) == load_key(path, create=False) == key
    assert [child.name for child in path.parent.iterdir()] == [path.name]


def test_a_missing_key_is_not_made_in_silence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be read .*restore"):
        load_key(tmp_path / "key", create=False)
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_size_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"x" * size)
    path.chmod(0o600)
    with pytest.raises(StoreError, match="damaged"):
        load_key(path, create=True)


@pytest.mark.parametrize("mode", [0o604, 0o660, 0o666])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    path.write_bytes(KEY)
    path.chmod(mode)
    with pytest.raises(StoreError, match="chmod 600"):
        load_key(path, create=False)


def test_the_first_process_to_make_a_key_wins(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = load_key(path, create=True)
    _write_key(path)
    assert load_key(path, create=True) == first
    assert [child.name for child in tmp_path.iterdir()] == [path.name]
