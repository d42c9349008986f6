"""``--help`` of every verb, and of none, says what it says without loading what is heavy."""

import subprocess
import sys

import pytest

from jobs.cli import VERBS
from tests.real.servers.run import ROOT

HEAVY = {"alembic", "apscheduler", "bs4", "httpx", "jinja2", "numpy", "scipy", "sklearn",
         "sqlalchemy", "structlog", "weasyprint"}  # fmt: skip
CODE = """
import sys
from jobs.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sorted(sys.modules), file=sys.stderr)
"""


def test_numpy_works_on_one_thread() -> None:
    """Two only wait for each other; it is asked for before numpy is there."""
    code = (
        f"{CODE.strip()}\n    import numpy, threadpoolctl; print(threadpoolctl.threadpool_info())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"], capture_output=True, text=True,
        check=True, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert "'internal_api': 'openblas'" in done.stdout
    assert "'num_threads': 1," in done.stdout


@pytest.mark.parametrize("words", [(), *((verb.name,) for verb in VERBS)], ids=" ".join)
def test_help_is_shown_without_loading_what_is_heavy(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, *words, "--help"], capture_output=True, text=True,
        check=True, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert "Usage:" in done.stdout
    assert HEAVY & set(done.stderr.split()) == set()
    if not words:  # Typer itself loads it for a command of its own
        assert "pydantic" not in done.stderr.split()
