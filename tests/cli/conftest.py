"""A copy of what the demo left behind, and verbs typed in this process."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs.cli import main
from tests.conftest import Demo


@pytest.fixture
def demo_copy(demo: Demo, tmp_path: Path) -> Path:
    """Return a copy of the demo's folder that a test may change."""
    return shutil.copytree(demo.folder, tmp_path / "demo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a verb ended: exit code, standard output, standard error."""

    code: int
    out: bytes
    err: str


Type = Callable[..., Said]
"""Types words after ``buurtsignaal`` and returns how it ended."""


@pytest.fixture
def typed(capsysbinary: pytest.CaptureFixture[bytes]) -> Type:
    """Return what runs a verb in this process, as the command does."""

    def run(*words: str | Path) -> Said:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        shown = capsysbinary.readouterr()
        assert isinstance(ended.value.code, int)
        return Said(code=ended.value.code, out=shown.out, err=shown.err.decode())

    return run
