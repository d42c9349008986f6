"""The sources.toml that comes with the program is the demo town, complete and correct."""

import json
from pathlib import Path

import pytest

import jobs
from jobs.collect.collectors.registry import KINDS
from jobs.model import Owner, Speaker
from jobs.settings import Settings, load, load_for_analysis
from jobs.settings.bodies import bodies_of

ROOT = Path(__file__).parent.parent.parent
DATA = Path(jobs.__file__).parent / "demo" / "heidebeek"


@pytest.fixture(scope="module")
def town() -> Settings:
    return load(ROOT / "sources.toml", KINDS)


def test_it_is_complete(town: Settings) -> None:
    assert len(town.departments) == 12
    assert len(town.faq) == 8
    assert len(town.house_rules) == 6
    assert len(town.announcements) >= 5
    assert len(bodies_of(town)) >= 12
    assert town.unread


def test_it_reads_each_source_of_the_demo_posts(town: Settings) -> None:
    posts = [
        json.loads(line)
        for path in DATA.glob("posts-*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]

    assert {source.id for source in town.sources} == {post["source"] for post in posts}
    assert {source.id: source.platform for source in town.sources} == {
        post["source"]: post["platform"] for post in posts
    }


def test_it_names_every_author_who_is_no_inhabitant(town: Settings) -> None:
    posts = [
        json.loads(line)
        for path in DATA.glob("posts-*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]
    known = {"gemeente", "heikoerier", "schepen_terlinck"}

    assert {(account.source, account.author) for account in town.accounts} == {
        (post["source"], post["author"]) for post in posts if post["author"] in known
    }
    assert {
        account.author for account in town.accounts if account.role is Speaker.MUNICIPALITY
    } == {"gemeente"}
    assert not any(
        account.may_answer for account in town.accounts if account.role is not Speaker.MUNICIPALITY
    )


def test_every_department_is_mailed_at_its_own_address(town: Settings) -> None:
    for department in town.departments:
        assert department.recipients == (f"{department.id}@heidebeek.example",)
        assert len(department.keywords) >= 20
        assert len(set(department.keywords)) == len(department.keywords)


def test_it_leaves_the_machine_only_for_the_demos_own_mail_server(town: Settings) -> None:
    assert (town.delivery.smtp_host, town.delivery.security) == ("127.0.0.1", "none")
    assert all(source.kind == "export" for source in town.sources)


def test_the_facts_of_the_readme_stand_in_it(town: Settings, tmp_path: Path) -> None:
    block = (DATA / "README.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "sources.toml").write_text(block, "utf-8")
    facts, left_out = load_for_analysis(tmp_path / "sources.toml")

    assert left_out == ()
    for key in ("name", "aliases", "sub_municipalities", "streets", "neighbours", "not_us",
                "council", "office_holders", "inhabitants"):  # fmt: skip
        assert getattr(facts.municipality, key) == getattr(town.municipality, key)
    assert [(d.id, d.name, d.about) for d in facts.departments] == [
        (d.id, d.name, d.about) for d in town.departments
    ]
    own = {source.id for source in town.sources if source.owner is Owner.OWN}
    assert own == {source.id for source in facts.sources}


def test_the_analysis_reads_it_too() -> None:
    settings, left_out = load_for_analysis(ROOT / "sources.toml")

    assert left_out == ()
    assert len(settings.sources) == 10
