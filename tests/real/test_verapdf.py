"""veraPDF on editions: no rule of PDF/A-3a nor of PDF/UA-1 is broken, whatever is in them.

Needs ``tests/real/verapdf/setup.sh`` to have run; the suite fails, and does not skip, without it.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from jobs.language import LANGUAGES
from jobs.report.press import Press
from jobs.report.sheet import Sheet
from tests.report.every import ASSETS, Printery, every_edition
from tests.report.samples import FOLDER as SAMPLES
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


def test_no_edition_breaks_a_rule_of_pdf_a_or_pdf_ua(printery: Printery, tmp_path: Path) -> None:
    files = sorted(SAMPLES.glob("*.pdf"))
    for name in every_edition():
        pdf = printery.make(name).product.pdf
        if pdf is not None:
            files.append(tmp_path / f"{name}.pdf")
            files[-1].write_bytes(pdf)
    found = validated(files)
    told = {line["profile"]: line["rules"] for line in found}
    checks = sum(line["checks"] for line in found)
    print(f"veraPDF: {len(files)} files, rules {told}, {checks} checks, 0 broken")

    assert len(found) == 2 * len(files)
    assert {path.stem.rpartition("-")[2] for path in files} == set(LANGUAGES)
    assert set(told) == {"PDFA-3A", "PDFUA-1"}
    assert [line for line in found if not line["compliant"] or line["broken"]] == []


def test_a_look_of_ones_own_breaks_no_rule_either(tmp_path: Path) -> None:
    files = []
    for name, data, _ in LOGOS:
        with Printery(with_logo(tmp_path / name, name, data)) as printery:
            pdf = printery.make("department-nl").product.pdf
        assert pdf is not None
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(pdf)

    assert [line for line in validated(files) if not line["compliant"] or line["broken"]] == []


def test_the_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "wrong.pdf"
    wrong = Sheet(
        html="<h1>No title \ue000</h1><svg width='9' height='9'><rect width='9' height='9'/></svg>",
        identifier=b"0123456789abcdef",
        moment=every_edition()["lead-nl"].closed_at,
        link_text="{host}",
        attachment="",
        description="",
        content="",
    )
    with Press(ASSETS) as press:
        path.write_bytes(press.print(wrong)[0])

    assert [bool(line["broken"]) for line in validated([path])] == [True, True]
