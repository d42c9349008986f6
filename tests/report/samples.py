"""The editions in reports/sample/: two of the demo town's week, and one in each other language.

Made again by ``python scripts/make_samples.py``; a test compares them with what the program makes.
"""

import subprocess
from pathlib import Path
from typing import Final

from jobs.cli.demo import WEEK, demo
from jobs.language import LANGUAGES
from jobs.report.assets import Assets
from jobs.report.edition import edit
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from jobs.report.press import Press
from jobs.report.produce import Producer
from tests.pipeline.town import known_key
from tests.report.scenes import rich_desk, words

FOLDER: Final = Path(__file__).parents[2] / "reports" / "sample"
TOWN: Final = "heidebeek"
DEPARTMENT: Final = "afval-milieu"
READERS: Final = (DEPARTMENT, "communication-lead")
OTHERS: Final = tuple(language for language in LANGUAGES if language != "nl")
SCENE: Final = "publieke-ruimte"
SHOWN: Final = f"{WEEK}-{DEPARTMENT}-nl.pdf"
"""The edition of the picture."""
PICTURE: Final = "page-one.png"
"""The picture in README.md."""
RESOLUTION: Final = 90
"""Dots per inch of the picture: sharp enough to read, under 200 KB."""


def picture_of(pdf: Path) -> bytes:
    """Return the first page of *pdf* as a PNG; needs ``pdftoppm`` (Debian: poppler-utils)."""
    return subprocess.run(
        ["pdftoppm", "-r", str(RESOLUTION), "-f", "1", "-l", "1", "-singlefile", "-png", str(pdf)],
        check=True,
        capture_output=True,
    ).stdout


def of_the_demo(folder: Path) -> dict[str, bytes]:
    """Return the Dutch editions by file name; the demo works in *folder*.

    References follow from the secret key, so the samples are made with one that is known.
    """
    known_key(folder)
    demo(folder, fresh=True)
    return made_by(folder)


def made_by(folder: Path) -> dict[str, bytes]:
    """Return the Dutch editions that the demo left in *folder*, by file name."""
    made = folder / "reports" / TOWN / str(WEEK)
    return {f"{WEEK}-{name}-nl.pdf": (made / f"{name}.pdf").read_bytes() for name in READERS}


def of_the_scene() -> dict[str, bytes]:
    """Return an edition in each other language by file name."""
    desk = rich_desk()
    assets = Assets.of(Path("/nonexistent"))
    made = {}
    with Press(assets) as press:
        producer = Producer(Sheets(assets, known_in(assets)), press, assets.style(), TOWN)
        for language in OTHERS:
            edition = edit(desk, SCENE, words(language))
            assert edition is not None
            pdf = producer.produce(edition, words(language)).pdf
            assert pdf is not None
            made[f"{WEEK}-{SCENE}-{language}.pdf"] = pdf
    return made
