import re
import tomllib
from pathlib import Path

import pytest

from jobs import cli
from jobs.log import FIELDS
from jobs.wiring import VERSION

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path
    for path in ROOT.glob("jobs/**/*.py")
    if "versions" not in path.parts  # a migration is a list of tables, written once
)
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_longer_than_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_median_module_is_short() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)

    assert lengths[len(lengths) // 2] <= 160


def test_the_version_is_the_same_everywhere() -> None:
    publiccode = (ROOT / "publiccode.yml").read_text(encoding="utf-8")

    assert PYPROJECT["project"]["version"] == VERSION
    assert f'softwareVersion: "{VERSION}"' in publiccode


def test_every_verb_is_documented() -> None:
    text = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")

    assert [verb.name for verb in cli.VERBS if f"`buurtsignaal {verb.name}`" not in text] == []


def test_every_log_field_is_documented() -> None:
    text = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")

    assert [name for name in sorted(FIELDS) if f"`{name}`" not in text] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "reports" / "README.md"]
    link = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in link.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_nothing_names_a_path_outside_the_project() -> None:
    texts = [*ROOT.glob("jobs/**/*.py"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("scripts/*")]
    own = re.compile(r"(?<![\w.])(/work/|/root/|\.\./shared)")
    read = [path for path in texts if path.is_file()]

    assert [str(path) for path in read if own.search(path.read_text("utf-8"))] == []


def test_no_test_swaps_a_part_of_the_program_for_another() -> None:
    swaps = re.compile(r"monkeypatch\.setattr|unittest\.mock|mock\.patch")
    tests = [path for path in ROOT.glob("tests/**/*.py") if path != Path(__file__)]

    assert [str(path) for path in tests if swaps.search(path.read_text("utf-8"))] == []
