"""docs/sources.md explains every key there is, no other, and each of its examples loads."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from jobs.collect.collectors.registry import KINDS
from jobs.settings import load
from jobs.settings.keys import inner_model, known_keys
from jobs.settings.schema import Settings, Source
from tests.settings.stand_in import GOOD

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "sources.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
ROW = re.compile(r"^\| `(\w+)`( \*)? \| (.+) \|$", re.MULTILINE)


def section(title: str) -> str:
    """Return the part of the page under the heading *title*, up to the next heading."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


def tables() -> list[tuple[str, type[BaseModel]]]:
    found: list[tuple[str, type[BaseModel]]] = []
    for name, field in known_keys(Settings).items():
        model = inner_model(field.annotation)
        assert model is not None
        many = str(field.annotation).startswith("tuple")
        found.append((f"`[[{name}]]`" if many else f"`[{name}]`", model))
    return found + [(f'`kind = "{kind}"`', options) for kind, options in KINDS.items()]


def keys_of(model: type[BaseModel], *, options: bool) -> set[str]:
    """Return the keys of *model*; of a kind's options also those of the tables inside."""
    keys = set(known_keys(model))
    for field in known_keys(model).values() if options else ():
        inner = inner_model(field.annotation)
        keys |= keys_of(inner, options=True) if inner else set()
    return keys


@pytest.mark.parametrize(("title", "model"), tables(), ids=str)
def test_every_key_is_explained_and_no_other(title: str, model: type[BaseModel]) -> None:
    rows = ROW.findall(section(title))

    assert {key for key, _, _ in rows} == keys_of(model, options=title.startswith("`kind"))
    assert all(text.rstrip().endswith((".", ":")) for _, _, text in rows)


@pytest.mark.parametrize(("title", "model"), tables(), ids=str)
def test_a_star_marks_the_keys_that_must_be_there(title: str, model: type[BaseModel]) -> None:
    starred = {key for key, star, _ in ROW.findall(section(title)) if star}
    required = {key for key, field in known_keys(model).items() if field.is_required()}

    assert starred >= required - {"description"}
    if not title.startswith("`kind"):
        assert starred - {"recipients"} == required - {"description"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: " ".join(text.split("\n")[:2]))
def test_every_example_loads(tmp_path: Path, example: str) -> None:
    (tmp_path / "policy.toml").write_text("")
    (tmp_path / "ca.pem").write_text("")
    streets = re.search(r"```csv\n(.*?)```", TEXT, re.DOTALL)
    assert streets
    (tmp_path / "streets.csv").write_text(streets[1])
    (tmp_path / "sources.toml").write_text(example + rest(example), "utf-8")

    load(tmp_path / "sources.toml", KINDS)


def rest(example: str) -> str:
    """Return what a file needs besides *example*: tables it refers to or cannot do without."""
    given = tomllib.loads(example)
    parts = re.split(r"\n(?=\[)", "\n" + GOOD.replace('"groen"', '"vrije-tijd"'))
    wanted = [part for part in parts if (name := part.partition("]")[0].strip("[")) not in given
              and not (name == "source" and 'kind = "html_forum"' in part)]  # fmt: skip
    text = "\n".join(wanted).replace('id = "site"', 'id = "buren-klein-heide"')
    return f"\n{text}"


def test_every_kind_of_source_has_an_example() -> None:
    shown = [
        source["kind"] for text in EXAMPLES for source in tomllib.loads(text).get("source", ())
    ]

    assert set(shown) == set(KINDS)


def test_the_keys_of_every_source_are_the_same_for_all_kinds() -> None:
    for options in KINDS.values():
        assert not set(known_keys(options)) & set(known_keys(Source))
