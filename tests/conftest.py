"""One run of the demo, for every test that looks at what it left behind."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipeline.town import command, known_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Where the demo ran and what it said; not to be changed."""

    folder: Path
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run ``buurtsignaal demo`` once, in a process of its own and with a known key."""
    place = tmp_path_factory.mktemp("demo-run")
    known_key(place / "demo")
    done = command("demo", folder=place)
    assert done.returncode == 0, done.stdout + done.stderr
    return Demo(folder=place / "demo", stdout=done.stdout, stderr=done.stderr)
