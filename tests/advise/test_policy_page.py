"""docs/policy.md names what there is, in the order it has, and its example is a policy."""

import re
import tomllib
from pathlib import Path

import pytest

from jobs.advise.policy import load_policy
from jobs.advise.vocabulary import BOTH, FACTS
from jobs.model import Action, Subject, Where, Who
from tests.advise.town import make_settings, shipped_policy

PAGE = Path("docs/policy.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([\w-]+)` \| (.+) \|$", re.MULTILINE)


def rows(heading: str) -> list[tuple[str, list[str]]]:
    """Return the rows of the tables under *heading*: first cell, and the cells after it."""
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [(name, cells.split(" | ")) for name, cells in ROW.findall(part)]


def example() -> str:
    return str(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0])


def test_every_fact_is_explained_with_its_values() -> None:
    told = rows("Facts")

    assert [name for name, _ in told] == list(FACTS)
    for name, (of, values, _) in told:
        kind = FACTS[name]
        assert of == ("both" if kind.of == BOTH else next(iter(kind.of)).value)
        if kind.words:
            assert set(re.findall(r"`([\w-]+)`", values)) == set(kind.words)
        elif isinstance(kind.default, bool):
            assert values == "true, false"
        else:
            assert values == ("number" if kind.whole else "0 to 1")


@pytest.mark.parametrize(
    ("heading", "names"), [("Actions", list(Action)), ("Who", list(Who)), ("Where", list(Where))]
)
def test_every_outcome_is_explained(heading: str, names: list[str]) -> None:
    assert [name for name, _ in rows(heading)] == [str(name) for name in names]


def test_every_shipped_rule_is_explained_in_its_order() -> None:
    policy = shipped_policy()
    told = [(name, cells[-1]) for name, cells in rows("The shipped rules")]

    assert told == [(r.name, r.action) for s in Subject for r in policy.of(s)]


def test_the_example_is_a_policy(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(example(), encoding="utf-8")
    policy = load_policy(make_settings(folder=tmp_path, policy={"file": "policy.toml"}))
    names = [rule.name for rule in policy.rules]

    assert policy.version == tomllib.loads(example())["version"]
    assert names.index("many-voices") == names.index("complaint") - 1
    assert "growing" not in names
