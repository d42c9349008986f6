"""``buurtsignaal demo``: reports and mails of the demo town, again without doubling anything."""

import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from jobs.model import LEAD, Measure, Speaker, Week
from jobs.store import Store
from tests.cli.conftest import Type
from tests.conftest import Demo
from tests.pipeline.town import command, small
from tests.real.servers.run import ROOT

WEEK = "2026-W46"


def pdfs(folder: Path) -> dict[str, bytes]:
    """Return the PDFs of the demo by reader."""
    return {path.stem: path.read_bytes() for path in folder.glob(f"reports/heidebeek/{WEEK}/*.pdf")}


def attached(folder: Path) -> list[bytes]:
    """Return what is attached to the mails; one about a week with nothing to show has no PDF."""
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in folder.glob("mails/*.eml")
    ]
    return [part.get_content() for mail in mails for part in mail.iter_attachments()]


def test_it_ends_with_reports_for_departments_and_the_lead(demo: Demo) -> None:
    made = pdfs(demo.folder)

    assert {"communication-lead", "mobiliteit", "publieke-ruimte"} <= set(made)
    assert all(content.startswith(b"%PDF-1.7") for content in made.values())
    mails = len(list(demo.folder.glob("mails/*.eml")))
    assert mails >= len(made)
    assert f"Heidebeek, {WEEK}: {len(made)} reports and {mails} mails" in demo.stdout
    assert all(f"  demo/reports/heidebeek/{WEEK}/{name}.pdf\n" in demo.stdout for name in made)
    pages = {path.stem for path in demo.folder.glob(f"reports/heidebeek/{WEEK}/*.html")}
    assert pages == set(made)
    assert f"  demo/reports/heidebeek/{WEEK}/*.html, the same for a browser\n" in demo.stdout
    assert demo.stdout.endswith("  demo/mails/*.eml\n")
    assert "Traceback" not in demo.stderr


def test_the_alderman_who_answers_on_the_towns_page_is_found_with_his_posts(
    demo_copy: Path,
) -> None:
    database = demo_copy / "data" / "heidebeek.sqlite"
    with Store.open(database, "heidebeek") as store:
        figures = store.conducts.of_week(Week(2026, 43))
        (barred,) = (one for one in figures if one.measure is Measure.BARRED)
        posts = store.posts.by_id(barred.posts).values()

    assert barred.value == 2
    assert {(post.source_id, post.speaker) for post in posts} == {
        ("fbp-gemeente-heidebeek", Speaker.OFFICE_HOLDER)
    }


def test_thanks_to_the_gardeners_are_passed_on_to_them(demo_copy: Path) -> None:
    config = demo_copy / "sources.toml"
    config.write_text(small(config.read_text("utf-8"), "groen"), "utf-8")  # has two editions
    done = command("run", "report", "--week", "2026-W44", "-c", str(config), folder=demo_copy)
    assert done.returncode == 0, done.stderr
    with Store.open(demo_copy / "data" / "heidebeek.sqlite", "heidebeek") as store:
        reports = {one.reader: one.text for one in store.reports.of_week(Week(2026, 44))}

    for reader, heading in (("groen", "GEEF DIT DOOR AAN DE PLOEG"), (LEAD, "COMPLIMENTEN")):
        told = reports[reader].split(heading)[1]
        assert "3 berichten met dank" in told
        assert "Dat is goed gedaan" in told


def test_every_report_is_in_a_mail_as_it_is_on_disk(demo: Demo) -> None:
    assert sorted(attached(demo.folder)) == sorted(pdfs(demo.folder).values())


def test_the_same_again_makes_and_sends_nothing_again(demo_copy: Path) -> None:
    made, mails = pdfs(demo_copy), sorted(demo_copy.glob("mails/*.eml"))
    done = command("demo", str(demo_copy), folder=demo_copy.parent)

    assert done.returncode == 0, done.stderr
    assert "nothing was done again" in done.stdout
    assert pdfs(demo_copy) == made
    assert sorted(demo_copy.glob("mails/*.eml")) == mails


@pytest.mark.parametrize("options", [(), ("--fresh",)])
@pytest.mark.parametrize("text", ['[municipality]\nname = "Putte"\nkey = "12029"\n', "= no toml"])
def test_the_folder_of_another_town_is_left_alone(
    tmp_path: Path, typed: Type, text: str, options: tuple[str, ...]
) -> None:
    (tmp_path / "sources.toml").write_text(text)
    (tmp_path / "data").mkdir()
    said = typed("demo", tmp_path, *options)

    assert said.code == 2
    assert said.err.endswith("holds another sources.toml; choose another folder for the demo\n")
    assert (tmp_path / "sources.toml").read_text() == text
    assert {path.name for path in tmp_path.iterdir()} == {"sources.toml", "data"}


def test_without_its_mail_server_it_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['aiosmtpd'] = None\n"
        "from jobs.cli import main; main(['demo', 'here'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True,
                          text=True, check=False, env={"PYTHONPATH": str(ROOT)})  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.endswith("pip install 'buurtsignaal[demo]'\n")
