"""A font file in, what is wrong with it for a report out; empty when it can be used."""

from functools import cache
from io import BytesIO
from typing import Final

from fontTools.ttLib import TTFont, TTLibError

from jobs.language import LANGUAGES
from jobs.language.wording import load_wording

MAX_BYTES: Final = 3_000_000
"""Of a file; ours have 430,000."""
RESTRICTED: Final = 0x0002
"""Bit of ``fsType`` by which a font forbids that it is embedded."""
WIDEST: Final = 1.02
"""How much wider than in Arial an alphabet may be: the drawings leave room for Arial."""
ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
ARIAL: Final = 18.29
"""Ems that the alphabet and the digits take in Arial."""
MOST_NAMED: Final = 12
"""Characters named in a message."""


def wrong_with(data: bytes) -> str:
    """Return why the font file *data* cannot be used, as the end of a sentence."""
    if len(data) > MAX_BYTES:
        return f"has {len(data):,} bytes; at most {MAX_BYTES:,}"
    try:
        with TTFont(BytesIO(data), lazy=True) as font:
            return _wrong(font)
    except (TTLibError, KeyError, AssertionError):
        return "is not a whole .ttf or .otf font"


def _wrong(font: TTFont) -> str:
    known: dict[int, str] = font.getBestCmap() or {}
    missing = sorted(letter for letter in _needed() if ord(letter) not in known)
    if missing:
        return f"lacks {' '.join(missing[:MOST_NAMED])}"
    if font["OS/2"].fsType & RESTRICTED:
        return "forbids that it is embedded (fsType); ask for another licence"
    widths, em = font["hmtx"], font["head"].unitsPerEm
    width = sum(widths[known[ord(letter)]][0] for letter in ALPHABET) / em
    if width > ARIAL * WIDEST:
        return "is wider than Arial, for which the drawings have room"
    return ""


@cache
def _needed() -> frozenset[str]:
    """Return every character of our own words, and those of plain western text."""
    texts = (text for language in LANGUAGES for text in load_wording(language).texts.values())
    words = "".join(text if isinstance(text, str) else "".join(text.values()) for text in texts)
    plain = "".join(map(chr, (*range(0x21, 0x7F), *range(0xC0, 0x100))))
    return frozenset(words + plain) - frozenset(" \u00a0\u202f\n")
