"""``buurtsignaal faq drafts``: entries that a person completes."""

import tomllib

from tests.cli.conftest import Type
from tests.conftest import Demo


def test_drafts_of_the_demo_town_can_be_pasted_once_they_are_answered(
    demo: Demo, typed: Type
) -> None:
    config = demo.folder / "sources.toml"
    departments = {one["id"] for one in tomllib.loads(config.read_text("utf-8"))["department"]}

    said = typed("faq", "drafts", "--week", "2026-W46", "--config", config)
    entries = tomllib.loads(said.out.decode())["faq"]

    assert said.code == 0
    assert len(entries) > 5
    assert {entry["answer"] for entry in entries} == {""}
    assert {entry["department"] for entry in entries} <= departments | {""}
    assert any("?" in entry["question"] for entry in entries)


def test_a_week_without_questions_says_so_in_the_language_asked_for(
    demo: Demo, typed: Type
) -> None:
    config = demo.folder / "sources.toml"

    said = typed("faq", "drafts", "-w", "2026-W20", "-l", "fr", "-c", config)

    assert said.out.decode() == (
        "# Aucune question en attente sans réponse dans la FAQ en 2026-W20.\n"
    )


def test_a_week_that_is_none_is_refused(demo: Demo, typed: Type) -> None:
    said = typed("faq", "drafts", "-w", "46", "-c", demo.folder / "sources.toml")

    assert said.code == 2
    assert "--week 46" in said.err
