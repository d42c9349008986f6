"""sources.toml to Settings: what is right is read, and every mistake has its line and advice."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.settings.stand_in import GOOD, Feed, Forum, changed, problems, read


def test_a_correct_file_becomes_settings_with_the_options_of_each_kind(tmp_path: Path) -> None:
    loaded = read(tmp_path)

    assert loaded.municipality.name == "Heidebeek"
    assert loaded.sources[0].options == Feed(url="https://www.heidebeek.example/feed")
    assert loaded.sources[0].every == timedelta(hours=2)
    assert isinstance(loaded.sources[1].options, Forum)
    assert loaded.sources[1].options.pace == timedelta(minutes=1)
    assert loaded.folder == tmp_path.resolve()


FOLDER = Path(__file__).parent.parent / "cases" / "settings"
FIVE = tomllib.loads((FOLDER / "five.toml").read_text("utf-8"))["case"]
CASES = tomllib.loads((FOLDER / "mistakes.toml").read_text("utf-8"))["case"]


def test_five_different_mistakes_give_five_precise_lines(tmp_path: Path) -> None:
    text = GOOD
    for case in FIVE:
        text = changed(case["old"], case["new"], text)

    assert problems(tmp_path, text) == [case["said"] for case in FIVE]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["said"]))
def test_each_mistake_says_what_is_wrong_and_what_to_write(
    tmp_path: Path, case: dict[str, str]
) -> None:
    found = problems(tmp_path, changed(case["old"], case["new"]))

    assert any(case["said"] in problem for problem in found), found
    assert all("Input should" not in problem and "Field" not in problem for problem in found)


def test_a_mistake_inside_a_list_is_on_the_line_of_the_element(tmp_path: Path) -> None:
    text = changed('["groen@heidebeek.example"]', '[\n  "a@b.example",\n  "x",\n]')

    assert problems(tmp_path, text)[0].startswith("sources.toml:32: department[1].recipients[2]: ")


NO_TABLES = """\
sources.toml:1: source: there is nothing to read; write at least one [[source]]
sources.toml:2: department[1]: is "x" where a table belongs; write key = value lines below it
sources.toml:5: delivery.lead: is missing; write lead = ["communication@example.org"]
sources.toml:5: delivery.sender: is missing; write sender = "signals@example.org"
""".splitlines()


def test_tables_that_are_no_tables_are_named_once(tmp_path: Path) -> None:
    text = 'source = 5\ndepartment = ["x"]\n[municipality]\nname = "X"\n[delivery]\n'

    assert problems(tmp_path, text) == NO_TABLES


def test_a_value_that_may_be_of_two_sorts_gives_one_problem(tmp_path: Path) -> None:
    found = problems(tmp_path, changed('pace = "1min"', 'pace = "1min"\nwhere = { a = 5 }'))

    assert found == ['sources.toml:25: source[2].where.a: is 5 without quotes; write "5"']


def test_an_empty_file_lacks_its_tables(tmp_path: Path) -> None:
    assert [problem.split("; ")[0] for problem in problems(tmp_path, "")] == [
        "sources.toml:1: delivery: is missing",
        "sources.toml:1: department: is missing",
        "sources.toml:1: municipality: is missing",
        "sources.toml:1: source: there is nothing to read",
    ]


def test_keys_of_an_unknown_kind_are_not_called_unknown(tmp_path: Path) -> None:
    found = problems(tmp_path, changed('kind = "feed"', 'kind = "fed"\npace = "1h"'))

    assert len(found) == 1


def test_a_kind_that_is_no_text_is_a_mistake_and_no_crash(tmp_path: Path) -> None:
    found = problems(tmp_path, changed('kind = "feed"', 'kind = ["feed"]'))

    assert [problem for problem in found if "source[1].kind" in problem] == found


def test_other_words_for_a_key_are_read(tmp_path: Path) -> None:
    text = changed("about =", "description =")
    text = changed('name = "Heidebeek"', 'name = "H"\nplaces = ["A"]\nlook_alikes = ["B"]', text)
    loaded = read(tmp_path, text)

    assert loaded.departments[0].about == "bomen en parken"
    assert loaded.municipality.streets == ("A",)
    assert loaded.municipality.not_us == ("B",)


def test_mail_without_encryption_is_for_this_machine_only(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "::1", "[::1]"):
        text = changed("[delivery]", f'[delivery]\nsecurity = "none"\nsmtp_host = "{host}"')
        assert problems(tmp_path, text) == []


def test_files_are_named_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("")
    text = changed("[delivery]", '[policy]\nfile = "policy.toml"\n[delivery]')

    assert read(tmp_path, text).policy.file == Path("policy.toml")


def test_no_wrong_value_is_repeated_at_length(tmp_path: Path) -> None:
    for old in ('name = "Website"', 'every = "2h"', 'owner = "own"', 'id = "site"'):
        key = old.split(" ")[0]
        for problem in problems(tmp_path, changed(old, f'{key} = "{"a b" * 5000}"')):
            assert len(problem) < 400


PIECES = [
    "[",
    "]",
    "=",
    '"',
    "source",
    "department",
    "[[source]]",
    "id",
    "kind",
    "feed",
    "1",
    ".",
    "{",
    "}",
    ",",
    "#",
    "'",
    "x=",
    "\x00",
    "é",
    "every",
]


@given(st.lists(st.sampled_from([*PIECES, "\n", " "]), max_size=40).map("".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_at_all_ends_in_a_traceback(tmp_path: Path, text: str) -> None:
    for whole in (GOOD + text, text + GOOD):
        for problem in problems(tmp_path, whole):
            assert problem.startswith("sources.toml:")


VALUES = st.recursive(
    st.sampled_from(["1", "true", '"x"', "2026-01-01", "0.5", '"6h"', '"groen"', "nan"]),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda parts: f"[{', '.join(parts)}]")
        | inner.map(lambda part: f"{{ id = {part} }}")
    ),
    max_leaves=4,
)


@given(st.integers(0, GOOD.count("=") - 1), VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_value_of_any_sort_anywhere_is_read_or_explained(
    tmp_path: Path, place: int, value: str
) -> None:
    lines = GOOD.split("\n")
    number = [i for i, line in enumerate(lines) if "=" in line][place]
    key = lines[number].split(" = ")[0]
    lines[number] = f"{key} = {value}"
    for problem in problems(tmp_path, "\n".join(lines)):
        assert "; " in problem
        assert len(problem.split(": ")) > 2
