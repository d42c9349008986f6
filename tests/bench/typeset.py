"""Documents of typst in, PDFs and the time that each took out.

    .cache/bench/peers/bin/python tests/bench/typeset.py FOLDER FONTS

Every ``*.typ`` of FOLDER becomes a PDF/A-3a that is PDF/UA-1 too, beside it. Printed is a JSON
object: seconds of CPU by name, of all threads, and ``fonts`` for what they cost to load. Run in an
environment of its own (install.sh).
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path


def main(folder: Path, fonts: str) -> None:
    """Set every document of *folder* once: a second time typst would remember."""
    typst = import_module("typst")
    began = time.process_time()
    found = typst.Fonts(font_paths=[fonts])
    took = {"fonts": time.process_time() - began}
    for path in sorted(folder.glob("*.typ")):
        began = time.process_time()
        pdf = typst.compile(path, font_paths=found, pdf_standards=["a-3a", "ua-1"])
        took[path.stem] = time.process_time() - began
        path.with_suffix(".pdf").write_bytes(pdf)
    print(json.dumps(took))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
