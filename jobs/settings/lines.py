"""TOML text in, the line of every key and array element out.

`tomllib` gives no positions. This scanner follows the same grammar by tokens, so it holds for any
text that `tomllib` accepts; a property test compares the two.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

KeyPath = tuple[str | int, ...]
"""Keys and positions (from 0) that lead to a value, such as ``("source", 2, "every")``."""

MAX_PARTS: Final = 16
"""Most parts in one dotted key: `tomllib` needs their square in memory (100 kB filled 3 GB)."""
MAX_DEPTH: Final = 32
"""Most brackets inside each other: `tomllib` recurses, and nothing we know is nested over 3."""

_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r]++|\#[^\n]*+)
    | (?P<newline>\n)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}
             | '''(?:[^']|'{1,2}(?!'))*+'{3,5}
             | "(?:[^"\\\n]|\\.)*+"
             | '[^'\n]*+')
    | (?P<sign>[\[\]{},=.])
    | (?P<bare>[^\s\#\[\]{},=."']++)
    | (?P<broken>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of TOML: its kind (``sign``, ``text``, ``bare`` …), its text, and its line."""

    kind: str
    text: str
    line: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of *text*, spaces and comments left out; any text will do."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind, piece = str(match.lastgroup), match.group()
        if kind != "space":
            yield Token(kind, piece, line)
        line += piece.count("\n")


def too_deep(text: str) -> int:
    """Return the line where *text* nests deeper than `tomllib` can bear, or 0 when it does not."""
    depth = parts = 0
    for token in tokens(text):
        if token.kind == "sign":
            depth += (token.text in "[{") - (token.text in "]}")
            parts = parts + 1 if token.text == "." else 0
        elif token.kind == "newline":
            parts = 0
        if depth > MAX_DEPTH or parts >= MAX_PARTS:
            return token.line
    return 0


class Lines:
    """Where each key of a TOML text stands; the text must be one that `tomllib` accepts."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[KeyPath, int] | None = None

    def of(self, path: KeyPath) -> int:
        """Return the line of *path*, or of what it lies in, or 1 when nothing of it is there."""
        known = self.known()
        for length in range(len(path), 0, -1):
            if path[:length] in known:
                return known[path[:length]]
        return 1

    def known(self) -> dict[KeyPath, int]:
        """Return the line of every table, key and array element, from 1."""
        if self._known is None:
            self._known = _Scan(self._text).run()
        return self._known


class _Scan:
    """One walk over the tokens; holds where it is and what it found."""

    def __init__(self, text: str) -> None:
        self._tokens = [*tokens(text), Token("newline", "\n", 0)]
        self._at = 0
        self._lines: dict[KeyPath, int] = {}
        self._latest: dict[KeyPath, int] = {}
        """Position of the newest table in each array of tables."""

    def run(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._at < len(self._tokens):
            token = self._next()
            if token.text == "[" and token.kind == "sign":
                table = self._header()
            elif token.kind != "newline":
                self._at -= 1
                self._pair(table)
        return self._lines

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _see(self, signs: str) -> bool:
        """Whether the next token is one of *signs*, or the end of the line."""
        token = self._tokens[self._at]
        return token.kind == "newline" or (token.kind == "sign" and token.text in signs)

    def _header(self) -> KeyPath:
        """Read ``[a.b]`` or ``[[a.b]]`` from behind its first bracket; return the table's path."""
        line = self._tokens[self._at].line
        array = self._tokens[self._at].text == "["
        self._at += array
        path: KeyPath = ()
        for part in self._key("]"):
            if path in self._latest:
                path += (self._latest[path],)
            path += (part,)
            self._lines.setdefault(path, line)
        self._at += array
        if array:
            self._latest[path] = self._latest.get(path, -1) + 1
            path += (self._latest[path],)
        self._lines[path] = line
        return path

    def _key(self, end: str) -> list[str]:
        """Read the parts of a key up to and with the sign *end*."""
        parts: list[str] = []
        while (token := self._next()).text != end or token.kind != "sign":
            if token.kind == "text":
                parts.extend(tomllib.loads(f"{token.text}=0"))
            elif token.kind == "bare":
                parts.append(token.text)
        return parts

    def _pair(self, table: KeyPath) -> None:
        line = self._tokens[self._at].line
        path = table
        for part in self._key("="):
            path += (part,)
            self._lines.setdefault(path, line)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        token = self._next()
        if token.kind == "sign" and token.text == "[":
            self._array(path)
        elif token.kind == "sign" and token.text == "{":
            self._inline(path)
        else:
            while not self._see(",]}"):
                self._at += 1

    def _array(self, path: KeyPath) -> None:
        position = 0
        while not self._see("]") or self._tokens[self._at].kind == "newline":
            if self._see(","):
                position += self._tokens[self._at].kind == "sign"
                self._at += 1
                continue
            element = (*path, position)
            self._lines[element] = self._tokens[self._at].line
            self._value(element)
        self._at += 1

    def _inline(self, path: KeyPath) -> None:
        while not self._see("}") or self._tokens[self._at].kind == "newline":
            if self._see(","):
                self._at += 1
            else:
                self._pair(path)
        self._at += 1
