"""A name in, a bundled file out: templates, styles and fonts, a municipality's own ones first."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jobs.report.look import Look, look_of

STYLES: Final = ("page.css", "type.css", "edition.css")
"""Style sheets of the PDF, in order, after what follows from tokens.css."""
WEB_STYLES: Final = ("type.css", "edition.css")
"""Those of them that count on a screen too; web.css follows, with measures of a screen."""
FACES: Final = {
    "regular": (400, "normal"),
    "italic": (400, "italic"),
    "semibold": (600, "normal"),
    "bold": (700, "normal"),
}
"""Weight and style of each face."""

_PACKAGE: Final = Path(__file__).parent.parent / "_data" / "templates"
_CHECKOUT: Final = Path(__file__).parent.parent.parent / "templates"
_REM: Final = {"pt": 1 / 10, "mm": 72 / 25.4 / 10}
"""On a screen ten points, the size of our text, are one rem: the size that the reader chose."""
_MEASURE: Final = re.compile(r"(?<![\w.#-])(-?\d+(?:\.\d+)?)(pt|mm)\b")


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

    def look(self) -> Look:
        """Return the municipality's colours, letters and logo, over ours.

        Raises:
            ConfigError: Its tokens.css, font or logo has mistakes; all of them are in it.
        """
        return look_of(self.folders[0], self._find("style/edition.css").parent.parent)

    def style(self) -> str:
        """Return the style sheets of the PDF as one; another font or logo makes another one."""
        look = self.look()
        faces = [
            f'@font-face {{ font-family: "{look.font}"; font-weight: {weight}; '
            f'font-style: {slant}; src: url("asset:{face}"); }}'
            for face, (weight, slant) in FACES.items()
        ]
        files = [*look.faces.values(), look.logo.data if look.logo else b""]
        marks = (hashlib.sha256(data).hexdigest() for data in files)
        return "\n".join(
            [f"/* {' '.join(marks)} */", *faces, _root(look), *map(self._style, STYLES)]
        )

    def web_style(self) -> str:
        """Return the style sheets of the web page as one, measures of paper turned into rem."""
        paper = "\n".join([_root(self.look()), *map(self._style, WEB_STYLES)])
        return f"{_MEASURE.sub(_in_rem, paper)}\n{self._style('web.css')}"

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


def _root(look: Look) -> str:
    """Return the tokens as the style sheets read them."""
    colours = " ".join(f"--{name}: {value};" for name, value in look.colours.items())
    return f':root {{ {colours} --font: "{look.font}"; }}'
