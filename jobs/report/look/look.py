"""Folders in, the `Look` of a municipality out, or every mistake in it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jobs.errors import ConfigError, Problem
from jobs.report.look.colour import contrast, seen_on
from jobs.report.look.letters import wrong_with
from jobs.report.look.logo import Logo, read_logo
from jobs.report.look.tokens import COLOURS, LETTERS, Sheet, Token, read_tokens

TEXT: Final = 4.5
"""Contrast of letters, WCAG 2.2 criterion 1.4.3."""
GRAPHIC: Final = 3.0
"""Contrast of what must be seen to understand a chart, criterion 1.4.11."""
PAIRS: Final = (
    ("text", "paper", TEXT),
    ("text", "tint", TEXT),
    ("quiet", "paper", TEXT),
    ("quiet", "tint", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "tint", TEXT),
    ("warning", "paper", TEXT),
    ("good", "paper", GRAPHIC),
    ("context", "paper", GRAPHIC),
)
"""What stands on what in an edition. ``rule`` only parts rows; nothing hangs on it."""
FILLS: Final = ("good", "context")
"""Fills that carry a figure too, though they are no colours of text."""
INKS: Final = ("paper", "text")
"""Colours of a figure on a fill: whichever shows better."""
LOGO: Final = "asset:logo"
"""Address of the logo in the page that becomes a PDF."""
_PLACE: Final = Path("templates", "style", "tokens.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the reports of one municipality look.

    Attributes:
        colours: By name, each ``#rrggbb``.
        font: Name of the family.
        faces: Font files by face, as in `LETTERS`.
        logo: The picture above the name; None without one.
    """

    colours: Mapping[str, str]
    font: str
    faces: Mapping[str, bytes]
    logo: Logo | None

    def ink(self, fill: str) -> str:
        """Return the colour for figures on *fill*: that of the paper, or of the text."""
        return max((self.colours[ink] for ink in INKS), key=lambda ink: contrast(ink, fill))


def look_of(own: Path, ours: Path) -> Look:
    """Return the look of the municipality with its templates in *own*, over that in *ours*.

    Raises:
        ConfigError: Its tokens.css, font or logo has mistakes; all of them are in it.
    """
    theirs = _sheet(own / "style" / "tokens.css")
    tokens = {**_sheet(ours / "style" / "tokens.css").tokens, **theirs.tokens}
    problems = [*theirs.problems, *_pale(tokens, theirs.tokens)]
    faces, wrong_faces = _faces(theirs.tokens, tokens, own / "fonts", ours / "fonts")
    logo, wrong_logo = _logo(tokens.get("logo"), own / "style")
    problems += wrong_faces + wrong_logo
    if problems:
        raise ConfigError(tuple(problems))
    return Look(
        colours={name: tokens[name].value for name in COLOURS},
        font=tokens["font"].value,
        faces=faces,
        logo=logo,
    )


def _sheet(path: Path) -> Sheet:
    try:
        return read_tokens(path.read_text("utf-8"), str(_PLACE))
    except FileNotFoundError:
        return Sheet(tokens={}, problems=())
    except (OSError, UnicodeDecodeError):
        wrong = Problem(file=str(_PLACE), line=1, key="", text="cannot be read as text")
        return Sheet(tokens={}, problems=(wrong,))


def _pale(tokens: Mapping[str, Token], theirs: Mapping[str, Token]) -> list[Problem]:
    """Return a problem for each colour that is hard to see on what it stands on."""
    found = []
    figures = ((_ink(tokens, theirs, fill), fill, TEXT) for fill in FILLS)
    for name, ground, least in (*PAIRS, *figures):
        turned = name not in theirs and ground in theirs
        wrong, other = (ground, name) if turned else (name, ground)
        colour, against = tokens[wrong].value, tokens[other].value
        ratio = _between(tokens, wrong, other)
        if ratio < least:
            text = (
                f"{colour} {'under' if turned else 'on'} --{other} {against} has a contrast of "
                f"{_cut(ratio)}; {'text' if least == TEXT else 'a chart'} needs {least}, "
                f"{seen_on(colour, against, least)} would do"
            )
            found.append(tokens[wrong].wrong(wrong, text))
    return found


def _ink(tokens: Mapping[str, Token], theirs: Mapping[str, Token], fill: str) -> str:
    """Return the ink of figures on *fill*; of two that cannot be read the one of the town."""
    ratios = {ink: _between(tokens, ink, fill) for ink in INKS}
    return max(INKS, key=lambda ink: (ratios[ink] >= TEXT, ink in theirs, ratios[ink]))


def _between(tokens: Mapping[str, Token], one: str, other: str) -> float:
    return contrast(tokens[one].value, tokens[other].value)


def _cut(ratio: float) -> str:
    """Return *ratio* with two digits, rounded down: 4.499 is not 4.5."""
    return f"{int(ratio * 100) / 100:.2f}"


def _faces(
    theirs: Mapping[str, Token], tokens: Mapping[str, Token], own: Path, ours: Path
) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the four faces, and what is wrong with those of the municipality."""
    names = [f"font-{face}" for face in LETTERS]
    told = [name for name in ("font", *names) if name in theirs]
    missing = [f"--{name}" for name in ("font", *names) if name not in theirs]
    if told and missing:
        text = f"a font of your own needs all of its names; {', '.join(missing)} is missing"
        return {}, [theirs[told[0]].wrong(told[0], text)]
    faces: dict[str, bytes] = {}
    problems = []
    for face, name in zip(LETTERS, names, strict=True):
        path = (own if name in theirs else ours) / tokens[name].value
        try:
            faces[face] = path.read_bytes()
        except OSError:
            problems.append(tokens[name].wrong(name, f"templates/fonts/{path.name} is not there"))
            continue
        if name in theirs and (text := wrong_with(faces[face])):
            problems.append(tokens[name].wrong(name, f"{path.name} {text}"))
    return faces, problems


def _logo(token: Token | None, folder: Path) -> tuple[Logo | None, list[Problem]]:
    """Return the logo, and what is wrong with it."""
    if token is None:
        return None, []
    try:
        return read_logo(token.value, (folder / token.value).read_bytes()), []
    except OSError:
        text = f"templates/style/{token.value} is not there"
    except ValueError as error:
        text = f"{token.value} {error}"
    return None, [token.wrong("logo", text)]
