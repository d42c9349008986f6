"""A path in, the tables of a TOML file out, with the line of each key; never a traceback."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jobs.errors import ConfigError, Problem
from jobs.settings.lines import KeyPath, Lines, too_deep

MAX_BYTES: Final = 1_000_000
"""Largest file read; the demo town, complete, takes 40,000 bytes."""

_AT: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_ADVICE: Final = (
    ("Cannot overwrite a value", "this key stands here twice; keep one of the two"),
    ("Cannot declare", "this table stands here twice; keep one, or write [[…]] for a list"),
    ("Cannot mutate", "this table was closed before; write all its keys in one place"),
    ("Expected '='", "a key without a value; write key = value, with text in double quotes"),
    ("Expected newline", "something follows the value; end the line, and put text in quotes"),
    ("Unescaped '\\'", "a backslash in double quotes; write two, or use single quotes"),
    ("Illegal character", "a line break or unseen character in a value; close the quote before it"),
    ("Expected", "a quote is not closed; put the same quote at the end of the text"),
    ("Unterminated", "a quote is not closed; put the same quote at the end of the text"),
    ("Invalid value", "no value that TOML knows; write text in quotes, and close every bracket"),
    ("Invalid statement", "no key and no [table]; start the line with # if it is a remark"),
    (
        "Invalid initial character",
        "no key; a key has letters, digits, - and _, or stands in quotes",
    ),
    ("Exceeds the limit", "a number of more than 4,000 digits; write a smaller one"),
)


@dataclass(slots=True)
class Findings:
    """Collects the mistakes of one file, each with its key and line.

    Attributes:
        file: Name of the file, as given.
        lines: Where its keys stand.
        problems: What was found, each once.
        paths: Where it was found, in the same order.
        explained: Keys of which enough was said: noted already, there under a wrong name, or left
            out by us.
    """

    file: str
    lines: Lines
    problems: list[Problem] = field(default_factory=list)
    paths: list[KeyPath] = field(default_factory=list)
    explained: set[KeyPath] = field(default_factory=set)

    def add(self, path: KeyPath, text: str) -> None:
        """Note that what stands at *path* is wrong, and what to write instead; once a path."""
        if path not in self.explained:
            self.explained.add(path)
            self.paths.append(path)
            self.problems.append(Problem(self.file, self.lines.of(path), label(path), text))


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file as read: its tables, and a place to note what is wrong with them."""

    tables: dict[str, object]
    findings: Findings


def label(path: KeyPath) -> str:
    """Return *path* for a reader, counted from 1: ``source[3].every``."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part[:60]}" for part in path)
    return "".join(parts).removeprefix(".")


def read_document(path: Path) -> Document:
    """Read the TOML file at *path*.

    Raises:
        ConfigError: It is missing, over 1 MB, not UTF-8, or not TOML; the problem has its line.
    """
    text = read_text(path, MAX_BYTES)
    lines = Lines(text)
    if deep := too_deep(text):
        raise _error(path, deep, "brackets or dotted keys too deep; write plain tables and lists")
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _syntax(path, text, error) from error
    return Document(tables, Findings(str(path), lines))


def read_text(path: Path, most: int) -> str:
    """Return the text of the file at *path*, at most *most* bytes, with Unix line ends.

    Raises:
        ConfigError: It is missing, too large or not UTF-8.
    """
    try:
        if not path.is_file():
            advice = "is no file" if path.exists() else "does not exist; run: buurtsignaal init"
            raise _error(path, 1, advice)
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except (OSError, ValueError) as error:
        raise _error(path, 1, f"cannot be read ({type(error).__name__})") from error
    if len(content) > most:
        raise _error(path, 1, f"is larger than {most:,} bytes; put long lists in a CSV file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _error(path, line, "is not UTF-8 text; save the file again as UTF-8") from error
    return text.replace("\r\n", "\n")


def _error(path: Path, line: int, text: str) -> ConfigError:
    return ConfigError((Problem(str(path), line, "", text),))


def _syntax(path: Path, text: str, error: Exception) -> ConfigError:
    """Return what `tomllib` said as a problem in plain words."""
    said = str(error)
    at = _AT.search(said)
    line, column = (int(at[1]), f", column {at[2]}") if at and at[1] else (_last_line(text), "")
    advice = next((advice for start, advice in _ADVICE if said.startswith(start)), said)
    return _error(path, line, f"not TOML{column}: {advice}")


def _last_line(text: str) -> int:
    return text.rstrip().count("\n") + 1
