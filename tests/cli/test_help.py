"""``--help`` of every verb, and of none, says what it says without loading what is heavy."""

import ast
import subprocess
import sys

import pytest

from jobs.cli import VERBS
from tests.real.servers.run import ROOT

HEAVY = {"alembic", "apscheduler", "bs4", "httpx", "jinja2", "numpy", "scipy", "sklearn",
         "sqlalchemy", "structlog", "weasyprint"}  # fmt: skip
CODE = """
import sys
from contextlib import suppress
from jobs.cli import main
for verb in sys.argv[1:]:
    with suppress(SystemExit):
        main([*verb.split(), "--help"])
    print(sorted(sys.modules), end="\\0")
"""
NUMPY = """
from contextlib import suppress
from jobs.cli import main
with suppress(SystemExit):
    main(["--help"])
import numpy, threadpoolctl
print(threadpoolctl.threadpool_info())
"""


def said(*words: str) -> str:
    """Return what Python says that runs *words*."""
    return subprocess.run(
        [sys.executable, "-c", *words], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT)},
    ).stdout  # fmt: skip


def test_numpy_works_on_one_thread() -> None:
    """Two only wait for each other; it is asked for before numpy is there."""
    shown = said(NUMPY)

    assert "'internal_api': 'openblas'" in shown
    assert "'num_threads': 1," in shown


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """Return by verb, and at first by none, its help and what is loaded after it and those before.

    All in one process, as what one verb loads is there for all that follow.
    """
    verbs = ("", *(verb.name for verb in VERBS))
    return dict(zip(verbs, said(CODE, *verbs).split("\0"), strict=False))


@pytest.mark.parametrize("verb", ["", *(verb.name for verb in VERBS)])
def test_help_is_shown_without_loading_what_is_heavy(verb: str, shown: dict[str, str]) -> None:
    usage, _, loaded = shown[verb].rpartition("\n")
    modules = set(ast.literal_eval(loaded))

    assert usage.strip().startswith(f"Usage: -c {verb}".strip())
    assert "jobs.cli" in modules
    assert HEAVY & modules == set()
    if not verb:  # Typer itself loads it for a command of its own
        assert "pydantic" not in modules
