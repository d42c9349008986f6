"""Path of a CSV of any size in, its rows out one by one: bounded memory whatever the file holds.

Comma, semicolon or tab; UTF-8, Windows-1252 or UTF-16; plain, ``.gz``, or one CSV in a ``.zip``.
"""

import codecs
import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from jobs.errors import ConfigError, Problem
from jobs.settings.phrases import show

_MAX_LINE: Final = 1_000_000
"""Characters of one line; a row of an address register has some 300."""
_MAX_LINES: Final = 20
"""Lines of one row; more means that a quote was opened and never closed."""
_HEAD: Final = 4
"""Bytes that tell how a file is packed and encoded."""
_BROKEN: Final = (
    *(OSError, EOFError, UnicodeError, csv.Error),
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile),
)
"""What reading a missing or damaged file raises."""
_LOOSE: Final = "buurtsignaal.loose"


def _from_windows(error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 as Windows-1252, as old exports are; streams know no second try."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - it is only used to decode
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(_LOOSE, _from_windows)


@dataclass(slots=True)
class Bulk:
    """An open file.

    Attributes:
        file: Its name, as given.
        raw: The bytes as they lie on the disk.
        size: How many there are.
        header: Names of the columns, in small letters and without blanks around them.
        line: Line on which the last row began, from 1.
        body: The rows below the header, blank ones too.
    """

    file: str
    raw: IO[bytes]
    size: int
    header: tuple[str, ...]
    line: int
    body: Iterator[list[str]]

    def rows(self) -> Iterator[list[str]]:
        """Yield every row below the header that is not blank; `line` says where it began.

        Raises:
            ConfigError: A row cannot be read; the problem has its line.
        """
        for row in self.body:
            if any(row):
                yield row

    @property
    def done(self) -> int:
        """How many bytes of `size` were read."""
        return min(self.raw.tell(), self.size)


@contextmanager
def open_bulk(path: Path) -> Iterator[Bulk]:
    """Open the CSV at *path*.

    Raises:
        ConfigError: It cannot be read, or is no CSV; the problem says what to do.
    """
    try:
        with path.open("rb") as raw, _unpacked(path, raw) as content, _text(content) as text:
            bulk = Bulk(str(path), raw, path.stat().st_size, (), 1, iter(()))
            lines = _lines(text, bulk)
            first = next(lines, "")
            delimiter = max(";,\t", key=first.count)
            header = next(csv.reader([first], delimiter=delimiter), [])
            bulk.header = tuple(title.strip().lower() for title in header)
            bulk.body = _parsed(lines, delimiter, bulk)
            yield bulk
    except FileNotFoundError as error:
        raise failure(str(path), 1, "there is no such file; see its name and folder") from error
    except _BROKEN as error:
        advice = f"cannot be read ({type(error).__name__}); fetch it again, or unpack it first"
        raise failure(str(path), 1, advice) from error


def failure(file: str, line: int, text: str) -> ConfigError:
    """Return an error about *line* of *file*."""
    return ConfigError((Problem(file, line, "", text),))


@contextmanager
def _unpacked(path: Path, raw: IO[bytes]) -> Iterator[IO[bytes]]:
    head = raw.read(_HEAD)
    raw.seek(0)
    if head.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=raw) as content:
            yield io.BufferedReader(content)
    elif head.startswith(b"PK"):
        with zipfile.ZipFile(raw) as archive, _member(path, archive) as member:
            yield io.BufferedReader(member)  # type: ignore[type-var]  # it is as good as a raw one
    else:
        yield raw


def _member(path: Path, archive: zipfile.ZipFile) -> IO[bytes]:
    """Open the one CSV in *archive*."""
    inside = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
    if len(inside) != 1:
        shown = ", ".join(show(name) for name in inside[:5]) or "none"
        advice = f"holds {len(inside)} CSV files ({shown}); unpack it, and give the one you need"
        raise failure(str(path), 1, advice)
    try:
        return archive.open(inside[0])
    except RuntimeError as error:  # encrypted, or packed in a way that zipfile does not know
        advice = "is packed with a password or in an unusual way; unpack it first"
        raise failure(str(path), 1, advice) from error


def _text(content: IO[bytes]) -> io.TextIOWrapper:
    head = content.peek(_HEAD) if isinstance(content, io.BufferedReader) else b""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return io.TextIOWrapper(content, "utf-16", errors="replace", newline="")
    return io.TextIOWrapper(content, "utf-8-sig", errors=_LOOSE, newline="")


def _lines(text: io.TextIOWrapper, bulk: Bulk) -> Iterator[str]:
    number = 0
    while line := text.readline(_MAX_LINE):
        number += 1
        if len(line) >= _MAX_LINE:
            advice = f"is a line of more than {_MAX_LINE:,} characters; is this a CSV file?"
            raise failure(bulk.file, number, advice)
        yield line.replace("\0", "\ufffd")


def _parsed(lines: Iterator[str], delimiter: str, bulk: Bulk) -> Iterator[list[str]]:
    """Yield the rows in *lines*, which begin below the header, and keep count in *bulk*."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        bulk.line = reader.line_num + 2
        try:
            row = next(reader, None)
        except csv.Error as error:
            advice = "a cell that is far too long, or a quote without its second; correct this row"
            raise failure(bulk.file, bulk.line, advice) from error
        if row is None:
            return
        if reader.line_num + 2 - bulk.line > _MAX_LINES:
            advice = "a quote is opened here and not closed; correct this row"
            raise failure(bulk.file, bulk.line, advice)
        yield row
