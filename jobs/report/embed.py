"""Texts of a drawing in, the letters it needs of our fonts out, as a style sheet of its own.

A drawing that leaves the house takes its letters along: without them another font would stand in,
and words would leave their boxes.
"""

from base64 import b64encode
from io import BytesIO
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from jobs.report.look import Look

FAMILY: Final = "Drawing"
"""Not the name of the font: that is kept for whole, unmodified files."""
_FACES: Final = ((400, "regular"), (700, "bold"))


def faces_for(text: str, look: Look) -> str:
    """Return a style sheet with the letters of *text*, thin and thick."""
    return "\n".join(_face(weight, look.faces[name], text) for weight, name in _FACES)


def _face(weight: int, font: bytes, text: str) -> str:
    with TTFont(BytesIO(font), recalcTimestamp=False) as found:
        cutter = Subsetter(Options(layout_features=["kern"], notdef_outline=True))
        cutter.populate(text=text)
        cutter.subset(found)
        kept = BytesIO()
        found.save(kept)
    data = b64encode(kept.getvalue()).decode()
    source = f"url(data:font/ttf;base64,{data})"
    return f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: {source}; }}'
