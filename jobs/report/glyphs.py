"""A character in, whether a font of ours holds it out: what none holds would print as a blank."""

import subprocess
from collections.abc import Callable
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont, TTLibError

from jobs.report.assets import Assets

FALLBACKS: Final = ("DejaVu Sans", "Noto Color Emoji")
"""Families the style sheet falls back to: fonts-dejavu-core and fonts-noto-color-emoji."""


def known_in(assets: Assets) -> Callable[[str], bool]:
    """Return a test for characters that the bundled fonts or the fall-back fonts hold.

    The fonts are only opened for the first character that is not plain western text.
    """

    @lru_cache(maxsize=4096)
    def known(character: str) -> bool:
        point = ord(character)
        return point in _bundled(assets) or any(point in _installed(name) for name in FALLBACKS)

    return known


@cache
def _bundled(assets: Assets) -> frozenset[int]:
    return _points(BytesIO(assets.look().faces["regular"]), 0)


@cache
def _installed(family: str) -> frozenset[int]:
    """Return the characters of *family*; none when it is not installed under that very name."""
    answer = subprocess.run(  # noqa: S603 - a fixed program, and a family named above
        ["/usr/bin/fc-match", "--format=%{family}|%{index}|%{file}", family],
        capture_output=True,
        check=False,
        text=True,
        timeout=10,
    )
    found, _, rest = answer.stdout.partition("|")
    index, _, path = rest.partition("|")
    if family not in found.split(","):
        return frozenset()
    return _points(BytesIO(Path(path).read_bytes()), int(index or 0))


def _points(file: BytesIO, index: int) -> frozenset[int]:
    try:
        with TTFont(file, fontNumber=index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except TTLibError:
        return frozenset()
