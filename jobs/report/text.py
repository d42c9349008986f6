"""Text of a post in, text that is safe to lay out: counted, capped, with places to break.

A layout engine needs seconds for one word of ten thousand letters and minutes for a hundred
thousand, so limits count graphemes, marks and emoji, not only bytes.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

QUOTE_CAP: Final = 280
"""Graphemes of a quote: what a reader takes in at a glance."""
QUOTE_AIM: Final = 170
"""Graphemes at which a quote may stop at the end of a sentence: two lines in the column."""
BRIEF_CAP: Final = 120
"""Graphemes of a quote in a table: two lines of its column."""
BRIEF_AIM: Final = 90
"""Graphemes at which such a quote may stop at the end of a sentence."""
TITLE_CAP: Final = 120
"""Graphemes of a title: one line and a half at most."""
LINE_CAP: Final = 400
"""Graphemes of a line from the settings, such as the name of a group."""
MAX_EMOJI: Final = 20
"""Emoji in one text; each one is a picture, 2,100 of them took three seconds to lay out."""
MAX_SEQUENCE: Final = 12
"""Characters of one emoji; a family of four with skin tones has eleven, a chain has no end."""
MAX_MARKS: Final = 2
"""Combining marks on one letter; more only serve to overflow the line."""
LONG_WORD: Final = 40
"""Graphemes without a space after which a word gets places to break."""
BREAK_EVERY: Final = 30
"""Graphemes between two such places."""
BREAK: Final = "\u200b"
"""Zero-width space: a place to break that shows nothing and adds no hyphen to an address."""
UNKNOWN: Final = "\u25a1"
"""White square, in place of a character that no font of ours holds."""

_JOINERS: Final = frozenset("\u200d\ufe0e\ufe0f")
_HARD_SPACES: Final = frozenset("\u00a0\u202f")
_ALWAYS: Final = _JOINERS | _HARD_SPACES | {" "}
_SPACES: Final = re.compile(r"\s+")
_DROPPED_CATEGORIES: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
_DROPPED_CHARACTERS: Final = frozenset(
    "\u200e\u200f\u061c\u00ad\ufeff\u200b\u2060"
    + "".join(map(chr, range(0x202A, 0x202F)))
    + "".join(map(chr, range(0x2066, 0x206A)))
)
_TAGS: Final = range(0xE0000, 0xE0080)
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAGS: Final = range(0x1F1E6, 0x1F200)
_EMOJI: Final = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_PLAIN: Final = re.compile(r"[ -~\u00a1-\u00ac\u00ae-\u017f\u2013\u2014\u2018-\u201e\u2022\u2026]*")
_LONG: Final = re.compile(rf"\S{{{LONG_WORD + 1},}}")
_REPEATED: Final = re.compile(r"^>.*$", re.MULTILINE)
_INNER: Final = re.compile(r'"([^"\n]+)"')
_SENTENCE_END: Final = re.compile(r"[.!?…]+(?=\s|$)")


def clean(text: str) -> str:
    """Return *text* as one line without controls, marks that mislead, or characters of no kind."""
    if _PLAIN.fullmatch(text):  # nearly every text: nothing to look for
        return " ".join(text.split())
    kept = (c for c in unicodedata.normalize("NFC", text) if c.isspace() or not _dropped(c))
    return " ".join("".join(kept).split())


def graphemes(text: str) -> Iterator[str]:
    """Yield what a reader sees as one character: a letter with its marks, an emoji sequence."""
    cluster = ""
    for character in text:
        if cluster and not _continues(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def capital(text: str) -> str:
    """Return *text* as a line or a title begins with it."""
    return f"{text[:1].upper()}{text[1:]}"


def cap(text: str, limit: int) -> str:
    """Return *text* as one clean line of at most *limit* graphemes, an ellipsis included."""
    line = _line(text, limit)
    if len(line) <= limit:
        return line
    clusters = list(graphemes(line))
    if len(clusters) <= limit:
        return line
    return "".join(clusters[: limit - 1]).rstrip() + "…"


def own_words(text: str) -> str:
    """Return *text* without the lines in which it repeats another post, if it has more than those.

    What it quotes itself gets single marks, as a quote of it has double ones.
    """
    own = _REPEATED.sub("", text).strip() or text
    return _INNER.sub(r"‘\1’", own)


def excerpt(text: str, aim: int = QUOTE_AIM, limit: int = QUOTE_CAP) -> str:
    """Return the first sentences of *text* up to *aim*, or its first *limit* graphemes.

    A text cut in the middle ends in an ellipsis; a text cut after a sentence does too, with a
    space before it, so that the reader knows that there is more.
    """
    line = _line(text, limit)
    if len(line) <= limit:
        return line
    ends = [match.end() for match in _SENTENCE_END.finditer(line[: aim + 1])]
    if ends and ends[-1] >= aim // 3:
        return f"{line[: ends[-1]]} …"
    short = cap(line, limit)
    at_word = short[:-1].rpartition(" ")[0]
    return f"{at_word} …" if len(at_word) > limit // 2 else short


def breakable(text: str) -> str:
    """Return *text* with a place to break every `BREAK_EVERY` graphemes of a long word."""
    return _LONG.sub(_with_breaks, text)


def typeset(text: str, known: Callable[[str], bool]) -> str:
    """Return *text* ready to be laid out with fonts of which *known* tells the characters.

    Idempotent, so that it may be applied to everything a template prints.
    """
    if not _PLAIN.fullmatch(text):
        kept = "".join(c for c in text if c.isspace() or not _dropped(c))
        line = _SPACES.sub(_one_space, unicodedata.normalize("NFC", kept))
        text = "".join(c if c in _ALWAYS or known(c) else UNKNOWN for c in line)
    return breakable(text)


def _line(text: str, limit: int) -> str:
    """Return *text* as one clean line; of a long one only what *limit* graphemes can hold."""
    return "".join(_sober(clean(text.lstrip()[: (limit + 1) * MAX_SEQUENCE])))


def _one_space(match: re.Match[str]) -> str:
    """Return a hard space of our own wording as it is, and any other white space as a blank."""
    return match[0] if match[0] in _HARD_SPACES else " "


def _with_breaks(match: re.Match[str]) -> str:
    clusters = list(graphemes(match[0]))
    pieces = range(0, len(clusters), BREAK_EVERY)
    return BREAK.join("".join(clusters[start : start + BREAK_EVERY]) for start in pieces)


def _sober(text: str) -> Iterator[str]:
    """Yield the graphemes of *text* with few marks each, and no more emoji than `MAX_EMOJI`."""
    if _PLAIN.fullmatch(text):
        yield text
        return
    emoji = 0
    for cluster in graphemes(text):
        if _EMOJI.match(cluster) is not None or ord(cluster[0]) in _FLAGS:
            emoji += 1
            if emoji <= MAX_EMOJI:
                yield cluster[:MAX_SEQUENCE]
        else:
            yield cluster[: 1 + MAX_MARKS]


def _continues(cluster: str, character: str) -> bool:
    if character in _JOINERS or unicodedata.category(character).startswith("M"):
        return True
    if cluster[-1] == "\u200d" or ord(character) in _SKIN_TONES:
        return True
    return len(cluster) == 1 and ord(cluster) in _FLAGS and ord(character) in _FLAGS


def _dropped(character: str) -> bool:
    return (
        unicodedata.category(character) in _DROPPED_CATEGORIES
        or character in _DROPPED_CHARACTERS
        or ord(character) in _TAGS
    )
