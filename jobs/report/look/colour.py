"""Two colours in, how well one can be seen on the other out, as WCAG 2.2 counts it."""

from typing import Final

STEPS: Final = 200
"""Steps from a colour to black or white: finer than an eye can tell."""
_WEIGHTS: Final = (0.2126, 0.7152, 0.0722)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, each ``#rrggbb``: 1 for the same ones, at most 21."""
    lower, upper = sorted((_luminance(one), _luminance(other)))
    return (upper + 0.05) / (lower + 0.05)


def seen_on(colour: str, ground: str, least: float) -> str:
    """Return the colour most like *colour* that has a contrast of *least* or more on *ground*.

    It is black or white where nothing between does.
    """
    end = max(("#000000", "#ffffff"), key=lambda edge: contrast(edge, ground))
    mixes = (_mixed(colour, end, step / STEPS) for step in range(STEPS + 1))
    return next((mix for mix in mixes if contrast(mix, ground) >= least), end)


def _luminance(colour: str) -> float:
    return sum(
        weight * _linear(part / 255) for weight, part in zip(_WEIGHTS, _parts(colour), strict=True)
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(one: str, other: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True))
    return f"#{''.join(f'{part:02x}' for part in mixed)}"
