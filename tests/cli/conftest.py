"""One run of the demo, for every test that looks at what it left behind."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs.cli import main
from tests.pipeline.town import command


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Where the demo ran and what it said; not to be changed: `demo_copy` is."""

    folder: Path
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run ``buurtsignaal demo`` once, in a process of its own."""
    place = tmp_path_factory.mktemp("demo-run")
    done = command("demo", folder=place)
    assert done.returncode == 0, done.stdout + done.stderr
    return Demo(folder=place / "demo", stdout=done.stdout, stderr=done.stderr)


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
