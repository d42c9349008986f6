"""The editions that readers of the repository look at are those that the program makes."""

import re
from io import BytesIO

from pypdf import PdfReader

from tests.conftest import Demo
from tests.report.samples import FOLDER, PICTURE, made_by, of_the_scene

AGAIN = "run: python scripts/make_samples.py, and look at what changed"
MOST = 1_500_000
"""Bytes of all samples together."""
MOST_PICTURE = 200_000
"""Bytes of the picture in README.md."""


def test_samples_say_what_the_program_says_now(demo: Demo) -> None:
    made = made_by(demo.folder) | of_the_scene()
    kept = {path.name: path.read_bytes() for path in FOLDER.glob("*.pdf")}

    assert sorted(kept) == sorted(made)
    assert [name for name in made if said_in(made[name]) != said_in(kept[name])] == [], AGAIN


def said_in(pdf: bytes) -> tuple[str, dict[str, list[bytes]]]:
    """Return the letters of a PDF and the files inside it.

    Where lines break and how glyphs are packed depends on the Pango and fonts of the machine, so
    the bytes are the same only on one machine; test_pdf.py compares those.
    """
    reader = PdfReader(BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    return re.sub(r"[\s\u00ad\u200b-]+", "", text), dict(reader.attachments)


def test_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST
    assert (FOLDER / PICTURE).stat().st_size < MOST_PICTURE


def test_the_readme_shows_the_picture_of_a_sample() -> None:
    readme = (FOLDER.parents[1] / "README.md").read_text("utf-8")

    assert f"](reports/sample/{PICTURE})" in readme
