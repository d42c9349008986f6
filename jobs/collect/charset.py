"""Bytes of a page or feed in, text out: one rule for every charset that a server may claim.

And text in which somebody before us read UTF-8 as cp1252 in, what was meant out.
"""

import codecs
import re
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FALLBACK: Final = "cp1252"
"""What the web means when it says nothing (WHATWG Encoding, for our languages)."""

_MEANS: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "utf-16": "utf-16-le",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
"""Labels that mean another table on the web than in the standard that gave the name."""

_REFUSED: Final = frozenset(
    {
        "utf-7",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "idna",
        "punycode",
        "unicode-escape",
        "raw-unicode-escape",
    }
)
"""Not charsets of the web; UTF-7 was used to hide markup."""

_HEAD: Final = 2048
"""Bytes in which a declaration must stand (WHATWG asks for 1,024; some pages are sloppy)."""
_DECLARED: Final = re.compile(
    rb"""(?:charset\s{0,5}=\s{0,5}|<\?xml[^>]{0,200}?encoding\s{0,5}=\s{0,5})"""
    rb"""["']?\s{0,5}([A-Za-z0-9_:.\-]{2,40})""",
    re.IGNORECASE,
)
_CP1252: Final = {
    bytes([one]).decode("cp1252", "ignore") or chr(one): one for one in range(128, 256)
}
"""Character to byte as the web has it: what cp1252 leaves open stands for itself."""
_TAILS: Final = "".join(re.escape(sign) for sign, byte in _CP1252.items() if byte < 0xC0)
_MISREAD: Final = re.compile(rf"[ÂÃÅ][{_TAILS}]|Ë[†œ]|â[{_TAILS}]{{2}}|ðŸ[{_TAILS}]{{2}}")
"""Letters with an accent, marks such as a curly quote, and emoji, of which each byte became a
letter. Other first letters are left alone: in „Ä“ it is a letter, and the mark is its own."""
_TIMES: Final = 2
"""Times that a text may have been misread; what was more often is past reading."""
_WIDE: Final = frozenset({"utf-16-le", "utf-16-be", "iso2022_jp"})
"""Charsets whose bytes may pass for UTF-8 by accident, so a claim is believed first."""


def codec_of(label: str | None) -> str | None:
    """Return the Python codec that the web means by *label*; None when it means nothing."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'").lower()).name
    except (LookupError, ValueError):
        return None
    name = _MEANS.get(name, name)
    return None if name in _REFUSED or not _is_text(name) else name


def _is_text(name: str) -> bool:
    """Tell whether a codec turns bytes into text (``zlib`` and ``rot13`` do not)."""
    try:
        return isinstance(b"    ".decode(name), str)
    except (LookupError, ValueError):
        return False


def decode(body: bytes, label: str | None = None) -> str:
    """Return the text of *body*; never raises, wrong bytes become U+FFFD.

    In this order: byte order mark, valid UTF-8, *label* (the HTTP header), what the document
    declares, cp1252. Valid UTF-8 goes before a claim because servers claim latin-1 for UTF-8 far
    more often than real latin-1 passes for UTF-8 by accident.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    found = _DECLARED.search(body[:_HEAD])
    inside = codec_of(found[1].decode("ascii")) if found else None
    claimed = codec_of(label) or (None if inside in _WIDE else inside)
    if claimed not in _WIDE:
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    # "utf-8" was tried just now: a false claim of it is no claim
    name = claimed if claimed not in {None, "utf-8"} else _FALLBACK
    return body.decode(name or _FALLBACK, "replace")


def mended(text: str) -> str:
    """Return *text* with what is UTF-8 read as cp1252 put right; all else stays as it is.

    Shops and forums that moved from one database to another hold such texts for ever. Unmended,
    no word with an accent is known in them, nor the name of who wrote it.

    >>> mended("geÃ«scaleerd, câ€™est")
    'geëscaleerd, c’est'
    """
    for _ in range(_TIMES):
        text = _MISREAD.sub(_as_utf8, text)
    return text


def _as_utf8(found: re.Match[str]) -> str:
    try:
        return bytes(map(_CP1252.__getitem__, found[0])).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
