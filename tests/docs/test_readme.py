"""What the documents tell people to type works, and what they tell them to write can be read."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from jobs.cli import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "reports" / "README.md"])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
PARTS = re.search(r"^parts=\((.*)\)$", (ROOT / "scripts" / "test").read_text("utf-8"), re.MULTILINE)
PLACEHOLDERS = {"NAME"}
"""Words in capitals that stand for what the reader fills in."""


def blocks(page: Path, language: str) -> Iterator[str]:
    """Yield the fenced blocks of *page* in *language*; empty for those without one."""
    yield from (body for kind, body in FENCE.findall(page.read_text("utf-8")) if kind == language)


def shown_commands(page: Path) -> Iterator[tuple[str, ...]]:
    """Yield every command of ours in the blocks of *page*, as words."""
    for kind in ("console", "sh", "ini", "text", ""):
        for block in blocks(page, kind):
            for line in block.replace("\\\n", " ").splitlines():
                bare = line.removeprefix("$ ").removeprefix("ExecStart=")
                if re.match(r"\S*(buurtsignaal|\./scripts/\w+)(\s|$)", bare):
                    yield tuple(shlex.split(re.sub(r"[\[\]]", "", bare), comments=True))


def mentioned_commands(page: Path) -> Iterator[tuple[str, ...]]:
    """Yield every command of ours that stands in a sentence of *page*, perhaps cut short."""
    text = FENCE.sub("", page.read_text("utf-8"))
    for code in INLINE.findall(text):
        if re.match(r"(buurtsignaal|\./scripts/\w+) ", code):
            yield tuple(shlex.split(code))


def verb_of(words: tuple[str, ...]) -> tuple[TyperCommand, list[str]]:
    """Return the command that *words* call and the words that are for it."""
    command: object = typer.main.get_command(app)
    rest = list(words)
    while isinstance(command, TyperGroup) and rest and not rest[0].startswith("-"):
        context = typer.Context(command)
        command, rest = command.get_command(context, rest[0]), rest[1:]
    assert isinstance(command, TyperCommand | TyperGroup), f"there is no {' '.join(words)}"
    return command, rest  # type: ignore[return-value]  # a group has options as well


def options_of(command: TyperCommand) -> set[str]:
    """Return every option of *command* as it is typed."""
    context = typer.Context(command)
    return {name for param in command.get_params(context) for name in param.opts}


ALL = [(page, words) for page in PAGES for words in dict.fromkeys(shown_commands(page))]
CUT = [(page, words) for page in PAGES for words in dict.fromkeys(mentioned_commands(page))]


def ident(value: object) -> str:
    if isinstance(value, Path):
        return str(value.relative_to(ROOT))
    return " ".join(value) if isinstance(value, tuple) else str(value)


def test_there_is_something_to_check() -> None:
    assert {"console", "toml"} <= {kind for page in PAGES for kind, _ in
                                   FENCE.findall(page.read_text("utf-8"))}  # fmt: skip
    assert len(ALL) > 10
    assert len(CUT) > 10


@pytest.mark.parametrize(("page", "words"), ALL, ids=ident)
def test_every_command_shown_can_be_typed(page: Path, words: tuple[str, ...]) -> None:
    del page
    if words[0].startswith("./scripts/"):
        check_script(words)
        return
    command, rest = verb_of(words[1:])
    if isinstance(command, TyperGroup):
        assert set(rest) <= options_of(command)
        return
    command.make_context(command.name, rest)  # raises what the command itself would say


@pytest.mark.parametrize(("page", "words"), CUT, ids=ident)
def test_every_command_mentioned_exists_with_its_options(
    page: Path, words: tuple[str, ...]
) -> None:
    del page
    if words[0].startswith("./scripts/"):
        check_script(words)
        return
    command, rest = verb_of(words[1:])
    assert {word for word in rest if word.startswith("-")} <= options_of(command)


def check_script(words: tuple[str, ...]) -> None:
    """See that a script is there, and that the part it is asked for is."""
    assert (ROOT / words[0]).is_file()
    assert PARTS is not None
    if words[0] == "./scripts/test":
        assert set(words[1:]) <= {*PARTS[1].split(), *PLACEHOLDERS}


@pytest.mark.parametrize("page", PAGES, ids=ident)
def test_every_toml_block_can_be_read(page: Path) -> None:
    for block in blocks(page, "toml"):
        tomllib.loads(block)
