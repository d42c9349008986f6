"""veraPDF on editions: no rule of PDF/A-3a nor of PDF/UA-1 is broken, whatever is in them.

Needs ``tests/real/verapdf/setup.sh`` to have run; the suite fails, and does not skip, without it.
"""

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jobs.language import LANGUAGES
from jobs.model import LEAD, Edition
from jobs.report.assets import Assets
from jobs.report.edition import edit, reduced
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from jobs.report.press import Press
from jobs.report.rows import csv_of
from jobs.report.sheet import Sheet
from tests.report.hostile import hostile_edition
from tests.report.scenes import edition_of, rich_desk, words
from tests.report.test_look import LOGOS, with_logo

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "verapdf"
JARS = (
    "jaxb-runtime",
    "jaxb-impl",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "javax.activation",
    "stax-ex",
    "FastInfoset",
)
ASSETS = Assets.of(Path("/nonexistent"))


def sheet_of(edition: Edition, assets: Assets = ASSETS) -> Sheet:
    say = words(edition.language)
    return Sheet(
        html=Sheets(assets, known_in(assets)).page(edition, say, "berichten.csv"),
        identifier=b"0123456789abcdef",
        moment=edition.closed_at,
        link_text=say.say("document.link", host="{host}"),
        attachment="berichten.csv",
        description=say.say("document.attachment"),
        content=csv_of(edition, say) if edition.rows else "",
    )


def validated(files: list[Path]) -> list[dict[str, Any]]:
    """Return what veraPDF says about *files*, one finding a file and profile."""
    parts = [CACHE, CACHE / "verapdf.jar", *(Path(f"/usr/share/java/{jar}.jar") for jar in JARS)]
    missing = [str(part) for part in parts if not part.exists()]
    assert not missing, f"run tests/real/verapdf/setup.sh first; missing: {missing}"
    answer = subprocess.run(
        ["java", "-classpath", ":".join(map(str, parts)), "Validate", *map(str, files)],
        capture_output=True,
        check=True,
        text=True,
        timeout=300,
    )
    return [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]


def editions() -> dict[str, Edition]:
    desk = rich_desk()
    made: dict[str, Edition] = {}
    for language in LANGUAGES:
        for reader in ("publieke-ruimte", LEAD):
            plain = edit(desk, reader, words(language))
            assert plain is not None
            made[f"{reader}-{language}"] = plain
    for reader in ("vrije-tijd", LEAD):
        made[f"hostile-{reader}"] = hostile_edition(reader)
    made["reduced"] = reduced(made[f"{LEAD}-nl"], words())
    return made


def test_no_edition_breaks_a_rule_of_pdf_a_or_pdf_ua(tmp_path: Path) -> None:
    files = []
    with Press(ASSETS) as press:
        for name, edition in editions().items():
            path = tmp_path / f"{name}.pdf"
            path.write_bytes(press.print(sheet_of(edition))[0])
            files.append(path)
    found = validated(files)

    assert len(found) == 2 * len(files) == 22
    assert {line["profile"] for line in found} == {"PDFA-3A", "PDFUA-1"}
    assert [line for line in found if not line["compliant"] or line["broken"]] == []


def test_a_look_of_ones_own_breaks_no_rule_either(tmp_path: Path) -> None:
    files = []
    for name, data, _ in LOGOS:
        assets = with_logo(tmp_path / name, name, data)
        with Press(assets) as press:
            path = tmp_path / f"{name}.pdf"
            path.write_bytes(press.print(sheet_of(edition_of("groen"), assets))[0])
        files.append(path)

    assert [line for line in validated(files) if not line["compliant"] or line["broken"]] == []


def test_the_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "wrong.pdf"
    edition = reduced(hostile_edition(), words())
    drawing = "<svg width='9' height='9'><rect width='9' height='9'/></svg>"
    wrong = replace(sheet_of(edition), html=f"<h1>No title \ue000</h1>{drawing}")
    with Press(ASSETS) as press:
        path.write_bytes(press.print(wrong)[0])

    assert [bool(line["broken"]) for line in validated([path])] == [True, True]
