"""init writes a file that passes check, whatever was answered, and never overwrites one."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from jobs.cli import app
from jobs.cli.init import (
    Answers,
    check_feed,
    check_lead,
    check_mail,
    check_name,
    check_place,
    complete,
    compose,
    slug,
)
from jobs.collect.collectors.registry import KINDS
from jobs.errors import UsageError
from jobs.settings import Settings, load

PLACES = ["BE nl", "BE fr", "BE de", "BE en", "NL nl", "nl EN"]


def run(folder: Path, *options: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["init", "-c", str(folder / "sources.toml"), *options],
                              input=typed)  # fmt: skip


def read(folder: Path) -> Settings:
    return load(folder / "sources.toml", KINDS)


def test_without_answers_it_writes_an_example_that_passes_check(tmp_path: Path) -> None:
    result = run(tmp_path, "--yes")

    assert result.exit_code == 0
    assert "do not exist: put yours in their place" in result.stdout
    assert "Next: buurtsignaal check --config" in result.stdout
    assert read(tmp_path).municipality.name == "Voorbeeld"


def test_options_answer_the_questions(tmp_path: Path) -> None:
    result = run(
        tmp_path, "--yes", "--name", "Sint-Rombaut", "--place", "be FR",
        "--feed", "https://www.rombaut.be/rss", "--mail", "rombaut.be",
        "--lead", "com@rombaut.be mail.rombaut.be:465",
    )  # fmt: skip
    settings = read(tmp_path)

    assert ".example" not in result.stdout
    assert settings.municipality.language == "fr"
    assert settings.municipality.key == "sint-rombaut"
    assert settings.departments[0].recipients == (f"{settings.departments[0].id}@rombaut.be",)
    assert settings.delivery.lead == ("com@rombaut.be",)
    assert (settings.delivery.smtp_port, settings.delivery.security) == (465, "tls")
    assert settings.sources[0].owner == "own"


def test_questions_are_asked_again_until_the_answer_can_be_used(tmp_path: Path) -> None:
    typed = "Stad\nFrance\nNL nl\nftp://x\nhttps://stad.nl/rss\n\n\n"
    result = run(tmp_path, typed=typed)
    settings = read(tmp_path)

    assert result.exit_code == 0
    assert 'write BE or NL, then nl, fr, de or en: "BE nl"' in result.stdout
    assert settings.municipality.timezone == "Europe/Amsterdam"
    assert settings.delivery.lead == ("communication@stad.example",)
    assert settings.delivery.smtp_host == "mail.stad.example"


def test_one_address_for_all_departments_and_a_server_on_this_machine(tmp_path: Path) -> None:
    run(tmp_path, "--yes", "--mail", "info@stad.be", "--lead", "com@stad.be localhost")
    settings = read(tmp_path)

    assert {department.recipients for department in settings.departments} == {("info@stad.be",)}
    assert (settings.delivery.smtp_host, settings.delivery.security) == ("localhost", "none")


def test_without_anyone_to_answer_it_says_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path, typed="Stad\n")

    assert isinstance(result.exception, UsageError)
    assert "--yes" in str(result.exception)


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("mine")
    result = run(tmp_path, "--yes")

    assert isinstance(result.exception, UsageError)
    assert (tmp_path / "sources.toml").read_text() == "mine"
    assert run(tmp_path, "--yes", "--force").exit_code == 0
    assert (tmp_path / "sources.toml").read_text() != "mine"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "none", "--yes")

    assert isinstance(result.exception, UsageError)
    assert "cannot be written (FileNotFoundError)" in str(result.exception)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--name", "a\tb"), ("--place", "FR fr"), ("--place", "BE"), ("--feed", "www.x.be"),
     ("--feed", "https://a:b@x.be/"), ("--mail", "geen"), ("--lead", "a@b.be"),
     ("--lead", "a@b.be mail.b.be:99999"), ("--lead", "x mail.b.be"),
     ("--mail", "info@ex_ample")],
)  # fmt: skip
def test_an_option_that_cannot_be_used_is_refused(tmp_path: Path, option: str, value: str) -> None:
    result = run(tmp_path, "--yes", option, value)

    assert isinstance(result.exception, UsageError)
    assert "write " in str(result.exception) or "is " in str(result.exception)
    assert not (tmp_path / "sources.toml").exists()


@given(name=st.text(min_size=1, max_size=60), place=st.sampled_from(PLACES))
def test_any_name_in_any_language_gives_a_file_that_says_it(name: str, place: str) -> None:
    if check_name(name) or not name.strip():
        return
    answers = complete(
        Answers(name=name, place=place, feed="", mail="", lead=""), lambda _, proposal: proposal
    )
    tables = tomllib.loads(compose(answers))

    assert tables["municipality"]["name"] == name.strip()
    assert tables["municipality"]["language"] == place.split()[1].lower()
    assert tables["municipality"]["key"] == slug(name.strip())


@given(st.text(max_size=80))
def test_what_passes_as_an_answer_can_stand_in_the_file(text: str) -> None:
    answers = {"name": "Stad", "place": "BE nl", "feed": "https://stad.be/rss",
               "mail": "stad.be", "lead": "a@stad.be mail.stad.be"}  # fmt: skip
    checks = {"name": check_name, "place": check_place, "feed": check_feed, "mail": check_mail,
              "lead": check_lead}  # fmt: skip
    for key, check in checks.items():
        if not check(text) and text.strip():
            tomllib.loads(compose(Answers(**{**answers, key: text.strip()})))


@pytest.mark.parametrize("place", PLACES)
def test_every_language_passes_check(tmp_path: Path, place: str) -> None:
    run(tmp_path, "--yes", "--place", place)

    assert len(read(tmp_path).departments) == 8


def test_a_proposal_that_cannot_be_used_is_refused_too() -> None:
    given = Answers(name="x" * 150, place="BE nl", feed="", mail="", lead="")
    answers = complete(given, lambda _, proposal: proposal)

    assert len(slug(given.name)) == 60
    assert check_lead(answers.lead) == ""


@pytest.fixture(scope="module")
def helped() -> str:
    command = [sys.executable, "-m", "jobs", "init", "--help"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("option", ["--name", "--place", "--feed", "--mail", "--lead", "--yes",
                                    "--force", "--config"])  # fmt: skip
def test_help_names_every_option(helped: str, option: str) -> None:
    assert option in helped
