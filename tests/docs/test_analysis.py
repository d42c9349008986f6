"""The page on the analysis states the constants that the code holds."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from jobs.cluster.links import ACROSS_WEEKS, FEATURES, WITHIN_WEEK

PAGE = (Path(__file__).parents[2] / "docs" / "analysis.md").read_text(encoding="utf-8")
CONSTANTS = re.findall(
    r"^\| `([A-Z_]+)` +\| `(jobs/[\w/]+)\.py` +\| ([-\d.]+) +\|", PAGE, re.MULTILINE
)
LINKS = re.findall(r"^\| `([a-z]+)` +\| ([-\d.]+) +\| ([-\d.]+) +\|", PAGE, re.MULTILINE)


def test_there_are_constants_to_check() -> None:
    assert len(CONSTANTS) > 20


@pytest.mark.parametrize(("name", "module", "stated"), CONSTANTS)
def test_every_constant_stated_is_that_of_the_code(name: str, module: str, stated: str) -> None:
    assert getattr(import_module(module.replace("/", ".")), name) == ast.literal_eval(stated)


def test_the_weights_of_links_stated_are_those_of_the_code() -> None:
    weights = zip(FEATURES, WITHIN_WEEK.weights, ACROSS_WEEKS.weights, strict=True)
    wanted = [*weights, ("bias", WITHIN_WEEK.bias, ACROSS_WEEKS.bias)]

    assert [(name, float(one), float(other)) for name, one, other in LINKS] == wanted
