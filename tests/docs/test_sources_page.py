"""The table of kinds in docs/sources.md is the one that the registry gives now."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from jobs.collect.collectors.registry import SHIPPED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Load the script that makes the table."""
    place = ROOT / "scripts" / "make_sources_page.py"
    found = importlib.util.spec_from_file_location("make_sources_page", place)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_table_of_kinds_is_up_to_date(script: ModuleType) -> None:
    assert script.made(PAGE) == PAGE, "run scripts/make_sources_page.py"


def test_every_kind_says_what_it_was_verified_against(script: ModuleType) -> None:
    rows = {row.split("`")[1]: row for row in script.table().splitlines()[2:]}

    assert set(rows) == set(SHIPPED)
    assert all(
        row.endswith(f"| {SHIPPED[kind].VERIFIED} |") and row.count(" | ") == 2
        for kind, row in rows.items()
    )


def test_a_page_without_the_markers_is_left_alone(script: ModuleType) -> None:
    with pytest.raises(SystemExit, match="put them back"):
        script.made("# sources.toml")
