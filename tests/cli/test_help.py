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
