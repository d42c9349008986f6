"""Files that are no sources.toml: each gives one problem with its line, never a traceback."""

import os
from pathlib import Path

import pytest

from jobs.errors import ConfigError
from jobs.settings.document import MAX_BYTES, label, read_document
from tests.growth import ends, is_linear
from tests.settings.stand_in import GOOD, problems, read


def said(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_document(path)
    (problem,) = caught.value.problems
    return f"{problem.line}: {problem.text}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\na = 2", "2: not TOML: this key stands here twice; keep one of the two"),
        ("a = 1\na = 2\nb = 3", "2: not TOML, column 6: this key stands here twice"),
        ("[a]\n[a]\n", "2: not TOML, column 3: this table stands here twice"),
        ("a.b = 1\n[a]\n", "2: not TOML, column 3: this table stands here twice"),
        ("a = {b = 1}\na.c = 2\nd = 1", "2: not TOML, column 8: this "),
        ("x\n", "1: not TOML, column 2: a key without a value; write key = value"),
        ("\nx =\n\n", "2: not TOML, column 4: no value that TOML knows"),
        ("x = hello\n", "1: not TOML, column 5: no value that TOML knows; write text in quotes"),
        ("x = [1,\n\n", "1: not TOML: no value that TOML knows"),
        ('x = "a\n', "1: not TOML, column 7: a line break or unseen character in a value"),
        ("x = 'a", "1: not TOML: a quote is not closed"),
        ('x = """a\n', "1: not TOML: a quote is not closed"),
        ('x = "C:\\dir"', "1: not TOML, column 10: a backslash in double quotes; write two"),
        ("é = 1\n", "1: not TOML, column 1: no key and no [table]"),
        ("[é]\n", "1: not TOML, column 2: no key; a key has letters"),
        ("x = 1 y = 2", "1: not TOML, column 7: something follows the value"),
        (f"x = {'9' * 5000}", "1: not TOML: a number of more than 4,000 digits"),
        ("x = 1\nb = " + "[" * 5000, "2: brackets or dotted keys too deep"),
        ("x = 1\n" + "a." * 100_000 + "a = 1", "2: brackets or dotted keys too deep"),
        ("x = {" + "a." * 100_000 + "a = 1}", "1: brackets or dotted keys too deep"),
    ],
    ids=lambda value: value[:30].strip(),
)
def test_text_that_is_no_toml_is_explained_with_its_line(
    tmp_path: Path, text: str, expected: str
) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")

    with ends():  # 100 kB of dots took minutes and 3 GB without the guard
        assert said(path).startswith(expected)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    assert said(tmp_path / "x.toml") == "1: does not exist; run: buurtsignaal init"


def test_a_folder_or_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert said(tmp_path) == "1: is no file"
    assert said(tmp_path / "pipe") == "1: is no file"


def test_names_the_system_refuses_are_explained(tmp_path: Path) -> None:
    assert said(tmp_path / "a\0b").startswith("1: ")
    assert said(tmp_path / ("x" * 300)).startswith("1: ")


def test_a_file_that_cannot_be_read_says_so() -> None:
    assert said(Path("/proc/self/mem")).startswith("1: cannot be read (")


def test_bytes_that_are_no_text_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(b'a = 1\nname = "resum\xe9"\n')

    assert said(path) == "2: is not UTF-8 text; save the file again as UTF-8"


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))

    assert said(path).startswith("1: is larger than 1,000,000 bytes")


def test_a_file_takes_time_by_its_length_up_to_the_largest(tmp_path: Path) -> None:
    def load(size: int) -> None:
        streets = ", ".join(f'"Straat {number}"' for number in range(size))
        text = GOOD.replace('name = "Heidebeek"', f'name = "Heidebeek"\nstreets = [{streets}]')
        assert len(read(tmp_path, text).municipality.streets) == size

    assert is_linear(load, 5_000)


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(b"\xef\xbb\xbf" + b"[a]\r\nb = '''\r\nx'''\r\nc = 1\r\n")
    document = read_document(path)

    assert document.tables == {"a": {"b": "x", "c": 1}}
    assert document.findings.lines.of(("a", "c")) == 4


def test_a_problem_names_the_file_as_it_was_given(tmp_path: Path) -> None:
    assert problems(tmp_path, "x = ")[0].startswith("sources.toml:1: ")


def test_a_path_is_shown_counted_from_one() -> None:
    assert label(("source", 2, "select", "post")) == "source[3].select.post"
    assert label(()) == ""
