"""The text of a tokens.css in, its values out; whatever else stands in it is a mistake."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from jobs.errors import Problem

COLOURS: Final = (
    "paper",
    "text",
    "quiet",
    "accent",
    "warning",
    "good",
    "context",
    "rule",
    "tint",
)
"""Names of colours, each written ``#rrggbb``."""
LETTERS: Final = ("regular", "italic", "semibold", "bold")
"""The four faces of a family."""
FILES: Final = (*(f"font-{face}" for face in LETTERS), "logo")
"""Names of files, each between quotes, without a folder."""
NAMES: Final = (*COLOURS, "font", *FILES)
"""Every token there is."""
MAX_BYTES: Final = 20_000
"""Of the file; ours has 1,000."""
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE: Final = re.compile(r"\s*:root\s*\{([^{}]*)\}")
_WHOLE: Final = re.compile(rf"{_RULE.pattern}\s*")
_ALONE: Final = "may hold nothing but :root { } with tokens; put other style in edition.css"
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")
_QUOTED: Final = re.compile(r"""(["'])([\w .-]{1,60})\1\Z""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One value, and where it stands.

    Attributes:
        value: A colour as ``#rrggbb``, or a name without its quotes.
        file: Where it stands, as a person finds it.
        line: From 1.
    """

    value: str
    file: str
    line: int

    def wrong(self, name: str, text: str) -> Problem:
        """Return the mistake *text* about this value, which is that of *name*."""
        return Problem(file=self.file, line=self.line, key=f"--{name}", text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a tokens.css says.

    Attributes:
        tokens: Values by name.
        problems: What is wrong with it.
    """

    tokens: Mapping[str, Token]
    problems: tuple[Problem, ...]


def read_tokens(text: str, file: str) -> Sheet:
    """Return what *text*, the contents of *file*, says."""
    bare = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    whole = _WHOLE.fullmatch(bare)
    if len(text) > MAX_BYTES or whole is None:
        wrong = Problem(file=file, line=_line_of_other(bare), key="", text=_ALONE)
        return Sheet(tokens={}, problems=(wrong,))
    tokens: dict[str, Token] = {}
    problems: list[Problem] = []
    for line, part in _declarations(bare, *whole.span(1)):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        name, token = name.removeprefix("--"), Token(value=value, file=file, line=line)
        mistake = _mistake(name, value)
        if mistake:
            problems.append(token.wrong(name, mistake))
        else:
            tokens[name] = Token(value=value.strip("\"'"), file=file, line=line)
    return Sheet(tokens=tokens, problems=tuple(problems))


def _declarations(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield each declaration between *start* and *end* of *text*, and its line."""
    for part in text[start:end].split(";"):
        if part.strip():
            begins = start + len(part) - len(part.lstrip())
            yield text.count("\n", 0, begins) + 1, part.strip()
        start += len(part) + 1


def _line_of_other(text: str) -> int:
    """Return the line of the first thing in *text* that is no part of ``:root { }``."""
    found = _RULE.match(text)
    begins = found.end() if found else 0
    begins += len(text[begins:]) - len(text[begins:].lstrip())
    return text.count("\n", 0, begins) + 1


def _mistake(name: str, value: str) -> str:
    """Return what is wrong with the token *name*; empty when nothing is."""
    if name not in NAMES:
        near = get_close_matches(name, NAMES, 1)
        known = f"did you mean --{near[0]}?" if near else f"tokens are --{', --'.join(NAMES)}"
        return f"is not a token; {known}"
    if name in COLOURS:
        return "" if _COLOUR.match(value) else f"{value[:40]!r} is not a colour such as #1f4e79"
    return "" if _QUOTED.match(value) else f"{value[:40]!r} is not a name between quotes"
