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
STYLES: Final = ("tokens.css", "page.css", "edition.css")
"""Style sheets of the PDF, in order."""

_PACKAGE: Final = Path(__file__).parent.parent / "_data" / "templates"
_CHECKOUT: Final = Path(__file__).parent.parent.parent / "templates"
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
        return "\n".join(self._find(f"style/{name}").read_text("utf-8") for name in STYLES)

    def tokens(self) -> dict[str, str]:
        """Return the colours of tokens.css by name, for what style sheets do not reach."""
        return dict(_TOKEN.findall(self._find("style/tokens.css").read_text("utf-8")))

    def _find(self, name: str) -> Path:
        for folder in self.folders:
            path = folder / name
            if path.is_file():
                return path
        raise FileNotFoundError(name)
