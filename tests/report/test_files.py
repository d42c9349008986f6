"""Files: whole or not there, and private."""

from pathlib import Path

import pytest

from jobs.report.files import write_whole


def test_a_file_is_whole_private_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "town" / "2026-W46" / "groen.pdf"

    write_whole(path, b"one")
    write_whole(path, b"two")

    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "groen.pdf"
    path.mkdir()
    (path / "something").touch()

    with pytest.raises(OSError, match="directory"):
        write_whole(path, b"new")

    assert list(tmp_path.iterdir()) == [path]
