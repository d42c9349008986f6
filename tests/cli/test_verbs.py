"""The list of verbs: each leads to a function, and help is written without importing one."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jobs.cli import VERBS, Verb, app

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_leads_to_a_function_that_explains_itself(verb: Verb) -> None:
    module, _, name = verb.function.partition(":")

    assert getattr(import_module(module), name).__doc__
    assert len(verb.line) <= 60
    assert verb.line.endswith(".")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_help_of_its_own(verb: Verb) -> None:
    result = CliRunner().invoke(app, [verb.name, "--help"])

    assert result.exit_code == 0
    assert f" {verb.name} [OPTIONS]" in result.stdout


def test_help_lists_every_verb() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout

    assert all(f"  {verb.name} " in shown and verb.line in shown for verb in VERBS)


def test_help_imports_no_verb_and_nothing_slow() -> None:
    slow = {"sqlalchemy", "weasyprint", "sklearn", "structlog", "pydantic", "httpx", "alembic",
            "apscheduler", "numpy", "rich", "bs4", "jinja2", "jobs.model", "asyncio"}  # fmt: skip
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules))\n"
        "sys.argv = ['buurtsignaal', '--help']\n"
        "import jobs.cli; jobs.cli.main()"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True,
                            text=True, env={"PYTHONPATH": str(ROOT)})  # fmt: skip

    assert not slow & set(result.stdout.split())


def test_the_version_is_shown() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout.startswith("buurtsignaal")


def test_a_slip_of_the_pen_gets_a_proposal_and_exit_code_2() -> None:
    result = CliRunner().invoke(app, ["demoo"])

    assert result.exit_code == 2
    assert "Did you mean 'demo'?" in result.stderr


def test_no_words_at_all_show_the_help() -> None:
    assert "Commands:" in CliRunner().invoke(app, []).output
