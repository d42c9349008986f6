"""Files of towns we do not know: what can be used is used, what cannot is left out and named."""

from pathlib import Path

import pytest

from jobs.errors import ConfigError
from jobs.model import Owner
from jobs.settings import Settings, load_for_analysis, plain_source
from tests.settings.stand_in import GOOD, changed, write

README = (Path(__file__).parent.parent / "cases" / "settings" / "heidebeek-readme.toml").read_text(
    "utf-8"
)

SMALL = """\
[municipality]
name = "Ville"
language = "fr"
[[department]]
id = "travaux_publics"
name = "Travaux"
description = "routes"
"""


def read(folder: Path, text: str) -> tuple[Settings, list[str]]:
    settings, left_out = load_for_analysis(write(folder, text))
    return settings, [f"{problem.line}: {problem.key}: {problem.text}" for problem in left_out]


def test_the_block_of_the_demo_towns_readme_is_read_whole(tmp_path: Path) -> None:
    settings, left_out = read(tmp_path, README)

    assert left_out == []
    assert len(settings.departments) == 12
    assert settings.municipality.neighbours == ("Nederzande", "Hoogbeke")
    assert settings.municipality.council.opposition == ("Nieuw Heidebeek", "Groene Heide")
    assert len(settings.municipality.streets) == 11


def test_own_accounts_make_own_pages_of_sources_named_nowhere(tmp_path: Path) -> None:
    settings, _ = read(tmp_path, README)

    assert {source.id: source.owner for source in settings.sources} == {
        "fbp-gemeente-heidebeek": Owner.OWN,
        "ig-gemeente-heidebeek": Owner.OWN,
    }


def test_a_municipality_that_answers_in_a_group_does_not_own_it(tmp_path: Path) -> None:
    account = '[[account]]\nsource = "groep"\nauthor = "gemeente"\nplatform = "facebook-group"\n'
    press = '[[account]]\nsource = "krant"\nauthor = "krant"\nrole = "press"\n'
    settings, left_out = read(tmp_path, SMALL + account + press)

    assert [(source.id, source.owner) for source in settings.sources] == [
        ("groep", Owner.COMMUNITY),
        ("krant", Owner.COMMUNITY),
    ]
    assert [account.author for account in settings.accounts] == ["gemeente", "krant"]
    assert left_out == []


def test_a_municipality_and_departments_are_enough(tmp_path: Path) -> None:
    settings, left_out = read(tmp_path, SMALL)

    assert left_out == []
    assert settings.municipality.language == "fr"
    assert settings.departments[0].about == "routes"
    assert settings.delivery.smtp_host == "127.0.0.1"
    assert settings.folder == tmp_path.resolve()


def test_sources_of_unknown_kinds_keep_what_the_analysis_looks_at(tmp_path: Path) -> None:
    source = """\
[[source]]
id = "quartier"
kind = "facebook_page"
platform = "facebook-group"
ownership = "group"
token_env = "FB"
language = "fr"
local = false
[[source]]
kind = 5
"""
    settings, left_out = read(tmp_path, SMALL + source)

    assert left_out == []
    first, second = settings.sources
    assert (first.id, first.name, first.platform) == ("quartier", "quartier", "facebook-group")
    assert (first.language, first.local, first.options) == ("fr", False, None)
    assert first.owner is Owner.COMMUNITY
    assert second.id == "source-2"


def test_unknown_and_wrong_keys_are_left_out_and_named(tmp_path: Path) -> None:
    text = changed('language = "fr"', 'country = "FR"\ninhabitants = -1\naliases = ["A", 5]\nx = 1',
                   SMALL)  # fmt: skip
    text += """\
[house]
a = 1
[[house_rule]]
id = "swearing"
text = "no"
[[faq]]
id = "a"
question = "b?"
answer = "c"
department = "nobody"
[[faq]]
id = "b"
question = "b?"
answer = "c"
department = "travaux_publics"
[schedule]
first_week = "2026-W99"
at = "noon"
"""
    settings, left_out = read(tmp_path, text)

    assert settings.municipality.country == "BE"
    assert settings.municipality.aliases == ("A",)
    assert settings.house_rules == ()
    assert [entry.id for entry in settings.faq] == ["b"]
    assert settings.schedule.first_week is None
    assert {line.split(":")[1].strip() for line in left_out} >= {
        "municipality.country", "municipality.inhabitants", "municipality.aliases[2]",
        "municipality.x", "house", "house_rule[1].id", "faq[1].department",
        "schedule.first_week", "schedule.at",
    }  # fmt: skip


def test_doubles_are_left_out(tmp_path: Path) -> None:
    settings, left_out = read(tmp_path, SMALL + SMALL.partition("\n[[")[2].join(["[[", ""]))

    assert len(settings.departments) == 1
    assert any("department[2].id" in line for line in left_out)


def test_a_complete_file_is_read_as_well(tmp_path: Path) -> None:
    settings, left_out = read(tmp_path, GOOD)

    assert left_out == []
    assert [source.owner for source in settings.sources] == [Owner.OWN, Owner.COMMUNITY]


def test_sources_that_are_no_list_do_not_stop_it(tmp_path: Path) -> None:
    for text in ("source = 5\n", "source = [5]\n", 'account = [{ source = "x" }]\n'):
        settings, left_out = read(tmp_path, text + SMALL)
        assert settings.municipality.name == "Ville"
        assert left_out or text.startswith("account")


def test_a_places_file_is_read_or_named(tmp_path: Path) -> None:
    text = changed('language = "fr"', 'places_file = "p.csv"', SMALL)
    (tmp_path / "p.csv").write_text("name\nGrand-Rue\n")
    assert read(tmp_path, text)[0].municipality.streets == ("Grand-Rue",)

    (tmp_path / "p.csv").write_text("rue\nGrand-Rue\n")
    settings, left_out = read(tmp_path, text)
    assert settings.municipality.streets == ()
    assert left_out == ["1: : no column is called name or street; call one so in the first line"]


@pytest.mark.parametrize("text", ["", "[municipality]\nname = 5\n", '[municipality]\nname = "x"',
                                  "municipality = 5", "department = [5]"])  # fmt: skip
def test_without_municipality_or_department_it_stops(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert any(word in str(caught.value) for word in ("municipality", "department"))


def test_a_source_can_be_assumed_from_its_id_alone() -> None:
    source = plain_source("groep", owner=Owner.OWN, platform="forum", language="de")

    assert (source.id, source.name, source.owner, source.platform) == (
        "groep", "groep", Owner.OWN, "forum")  # fmt: skip
    assert plain_source("x", name="Naam").name == "Naam"
