"""A name in, a bundled file out: templates, styles and fonts, a municipality's own ones first."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FONTS: Final = (
    "SourceSans3-Regular.ttf",
    "SourceSans3-It.ttf",
    "SourceSans3-Semibold.ttf",
    "SourceSans3-Bold.ttf",
)
"""Source Sans 3, unmodified: its licence reserves the name for unmodified files."""
STYLES: Final = ("tokens.css", "page.css", "type.css", "edition.css")
"""Style sheets of the PDF, in order."""
WEB_STYLES: Final = ("tokens.css", "type.css", "edition.css")
"""Those of them that count on a screen too; web.css follows, with measures of a screen."""

_PACKAGE: Final = Path(__file__).parent.parent / "_data" / "templates"
_CHECKOUT: Final = Path(__file__).parent.parent.parent / "templates"
_REM: Final = {"pt": 1 / 10, "mm": 72 / 25.4 / 10}
"""On a screen ten points, the size of our text, are one rem: the size that the reader chose."""
_MEASURE: Final = re.compile(r"(?<![\w.#-])(-?\d+(?:\.\d+)?)(pt|mm)\b")
_TOKEN: Final = re.compile(r"--([a-z]+):\s*(#[0-9a-fA-F]{6})\s*;")


@dataclass(frozen=True, slots=True)
class Assets:
    """Folders of bundled files, the most particular first.

    Attributes:
        folders: Searched in this order.
    """

    folders: tuple[Path, ...]

    @classmethod
    def of(cls, folder: Path) -> "Assets":
        """Return the assets of the municipality whose sources.toml lies in *folder*."""
        return cls((folder / "templates", _PACKAGE, _CHECKOUT))

    def font(self, name: str) -> bytes:
        """Return the font file *name*; raise `FileNotFoundError` for any other name."""
        if name not in FONTS:
            raise FileNotFoundError(name)
        return self._find(f"fonts/{name}").read_bytes()

    def style(self) -> str:
        """Return the style sheets of the PDF as one."""
        return "\n".join(map(self._style, STYLES))

    def web_style(self) -> str:
        """Return the style sheets of the web page as one, measures of paper turned into rem."""
        paper = "\n".join(map(self._style, WEB_STYLES))
        return f"{_MEASURE.sub(_in_rem, paper)}\n{self._style('web.css')}"

    def tokens(self) -> dict[str, str]:
        """Return the colours of tokens.css by name, for what style sheets do not reach."""
        return dict(_TOKEN.findall(self._style("tokens.css")))

    def _style(self, name: str) -> str:
        return self._find(f"style/{name}").read_text("utf-8")

    def _find(self, name: str) -> Path:
        for folder in self.folders:
            path = folder / name
            if path.is_file():
                return path
        raise FileNotFoundError(name)


def _in_rem(measure: re.Match[str]) -> str:
    return f"{float(measure[1]) * _REM[measure[2]]:.4g}rem"
