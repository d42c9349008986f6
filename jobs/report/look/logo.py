"""A logo file in, the same picture out with nothing in it but the picture, or what is wrong."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image

from jobs.report.look.svg import drawn

MAX_BYTES: Final = 300_000
"""Of the file: it goes into every report and every web page."""
MAX_PIXELS: Final = 4_000_000
"""Of a PNG: at 4 bytes each it takes 16 MB to draw; a compressed one may claim a thousand times
more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture that can be shown anywhere.

    Attributes:
        kind: ``image/png`` or ``image/svg+xml``.
        data: The file.
    """

    kind: str
    data: bytes

    @property
    def address(self) -> str:
        """The whole picture as an address, for a page that fetches nothing."""
        return f"data:{self.kind};base64,{b64encode(self.data).decode()}"


def read_logo(name: str, data: bytes) -> Logo:
    """Return the logo in the file *name* that holds *data*.

    Raises:
        ValueError: It cannot be used; the message says why and what to do.
    """
    if len(data) > MAX_BYTES:
        message = f"has {len(data):,} bytes; at most {MAX_BYTES:,} go into every report"
        raise ValueError(message)
    if name.casefold().endswith(".svg"):
        return Logo(kind="image/svg+xml", data=drawn(data))
    if name.casefold().endswith(".png"):
        return Logo(kind="image/png", data=_painted(data))
    message = "is neither .png nor .svg"
    raise ValueError(message)


def _painted(data: bytes) -> bytes:
    """Return a PNG with the pixels of *data* and no more: no text, place, profile or date."""
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as picture:
            width, height = picture.size
            picture.verify()  # WeasyPrint has Pillow read half a file without a word
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        width = height = MAX_PIXELS
    except (OSError, SyntaxError) as error:
        message = "is not a whole PNG"
        raise ValueError(message) from error
    if width * height > MAX_PIXELS:
        message = f"has more than {MAX_PIXELS:,} pixels"
        raise ValueError(message)
    with Image.open(BytesIO(data), formats=["PNG"]) as picture:
        whole = picture.convert("RGBA")
    kept = BytesIO()
    Image.frombytes("RGBA", whole.size, whole.tobytes()).save(kept, "PNG")
    return kept.getvalue()
