"""The demo town in, the editions of reports/sample/ and the picture of README.md out.

    python scripts/make_samples.py

Run it after a change that is meant to show in a report. The picture needs ``pdftoppm``
(Debian: poppler-utils).
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.report.samples import FOLDER, PICTURE, SHOWN, of_the_demo, of_the_scene, picture_of


def main() -> None:
    """Write every sample, and the first page of one as a picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = of_the_demo(Path(folder) / "demo") | of_the_scene()
    for old in FOLDER.glob("*.pdf"):
        old.unlink()
    for name, pdf in made.items():
        (FOLDER / name).write_bytes(pdf)
    (FOLDER / PICTURE).write_bytes(picture_of(FOLDER / SHOWN))
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.name}  {path.stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
