"""The look of a municipality: seen by all, fetched from nowhere, and every mistake told at once."""

import hashlib
import re
import struct
import zlib
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader

from jobs.cli import main
from jobs.errors import ConfigError
from jobs.model import Edition
from jobs.report.assets import Assets
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from jobs.report.look.colour import contrast, seen_on
from jobs.report.look.logo import read_logo
from jobs.report.look.look import FILLS, PAIRS, TEXT
from jobs.report.look.svg import drawn
from jobs.report.pdf import Printer
from jobs.report.press import Press
from tests.report.scenes import edition_of, words
from tests.report.test_pdf import bare

OURS = Assets.of(Path("/nonexistent"))
FILE = "templates/style/tokens.css"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'
SHIELD = (
    '<defs><clipPath id="a"><path d="M 0 0 H 20 V 12 L 10 20 L 0 12 Z"/></clipPath></defs>'
    '<g clip-path="url(#a)"><rect width="20" height="20" style="fill:#fc0;stroke:none"/></g>'
    '<circle cx="30" cy="10" r="8" fill="#1f4e79"/>'
)
colours = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


def town(folder: Path, tokens: str, **files: bytes) -> Assets:
    """Return the assets of a town in *folder*; files are named ``style_logo.svg`` for style/."""
    style = folder / "templates" / "style"
    style.mkdir(parents=True, exist_ok=True)
    (style / "tokens.css").write_text(tokens, "utf-8")
    for name, data in files.items():
        place, _, rest = name.partition("_")
        path = folder / "templates" / place / rest.replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return Assets.of(folder)


def mistakes(assets: Assets) -> list[str]:
    with pytest.raises(ConfigError) as told:
        assets.look()
    return str(told.value).splitlines()


def png(width: int = 40, height: int = 20, **options: object) -> bytes:
    kept = BytesIO()
    Image.new("RGBA", (width, height), (31, 78, 121, 128)).save(kept, "PNG", **options)
    return kept.getvalue()


def test_our_own_look_can_be_seen() -> None:
    look = OURS.look()

    assert all(contrast(look.colours[a], look.colours[b]) >= least for a, b, least in PAIRS)
    assert all(contrast(look.colours[f], look.ink(look.colours[f])) >= TEXT for f in FILLS)
    assert look.font == "Source Sans 3"
    assert look.logo is None


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#1f4e79", "#1F4E79") == 1


@given(colours, colours, st.sampled_from([3.0, 4.5]))
def test_what_is_proposed_would_do_and_a_good_colour_is_left(
    colour: str, ground: str, least: float
) -> None:
    proposed = seen_on(colour, ground, least)

    assert contrast(proposed, ground) >= least
    assert contrast(colour, ground) < least or proposed == colour


def test_a_town_says_only_what_differs(tmp_path: Path) -> None:
    look = town(tmp_path, "/* ours */\n:root {\n  --accent: #7A1C3A;\n}\n").look()

    assert look.colours == {**OURS.look().colours, "accent": "#7A1C3A"}
    assert "--accent: #7A1C3A;" in Assets.of(tmp_path).style()
    assert "--accent: #7A1C3A;" in Assets.of(tmp_path).web_style()


def test_a_pale_colour_is_told_with_its_line_and_what_would_do(tmp_path: Path) -> None:
    tokens = ":root {\n  --accent: #7aa7d9;\n  /* and\n     more */ --context: #c9d2d8;\n}"
    told = mistakes(town(tmp_path, tokens))

    assert [line.removeprefix(f"{FILE}:") for line in told] == [
        f"{place} has a contrast of {ratio}; {needs} would do"
        for place, ratio, needs in (
            ("2: --accent: #7aa7d9 on --paper #ffffff", "2.51", "text needs 4.5, #58799d"),
            ("2: --accent: #7aa7d9 on --tint #eef3f7", "2.24", "text needs 4.5, #527192"),
            ("4: --context: #c9d2d8 on --paper #ffffff", "1.53", "a chart needs 3.0, #8f9599"),
        )
    ]


def test_of_two_colours_the_one_that_the_town_changed_is_told(tmp_path: Path) -> None:
    told = mistakes(town(tmp_path, ":root { --tint: #444444; }"))

    assert told[-1].startswith(
        f"{FILE}:1: --tint: #444444 under --text #1d272e has a contrast of 1.56; text needs 4.5, "
    )


@pytest.mark.parametrize(
    ("name", "colour", "other", "ratio", "better"),
    [
        ("context", "#767f86", "under --paper #ffffff", "4.07", "#6f777e"),
        ("text", "#33373a", "on --context #818e98", "3.57", "#242629"),
    ],
)
def test_a_fill_must_bear_a_figure(
    name: str, colour: str, other: str, ratio: str, better: str, tmp_path: Path
) -> None:
    (found,) = mistakes(town(tmp_path, f":root {{ --{name}: {colour}; }}"))
    told = f"{colour} {other} has a contrast of {ratio}; text needs 4.5, {better} would do"

    assert found == f"{FILE}:1: --{name}: {told}"


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        ("@import url(http://127.0.0.1:9/x);", "1: may hold nothing but :root { } with tokens"),
        (":root { }\n\nbody { color: red; }", "3: may hold nothing but"),
        (":root { --accent: #1f4e79; } }", "1: may hold nothing but"),
        (":root { @font-face { src: url(x) } }", "1: may hold nothing but"),
        ("/* " + "x" * 20_000 + " */ :root { }", "1: may hold nothing but"),
        (":root {\n--accent: url(http://x/);\n}", "2: --accent: 'url(http://x/)' is not a colour"),
        (":root { --accent: red; }", "1: --accent: 'red' is not a colour such as #1f4e79"),
        (":root { --acent: #1f4e79; }", "1: --acent: is not a token; did you mean --accent?"),
        (":root { --xyz: #1f4e79; }", "1: --xyz: is not a token; tokens are --paper, --text"),
        (":root { color: #1f4e79; }", "1: --color: is not a token"),
        (":root { --logo: url(logo.svg); }", "1: --logo: 'url(logo.svg)' is not a name between"),
        (':root { --logo: "../../x.svg"; }', "1: --logo: '\"../../x.svg\"' is not a name between"),
        (':root { --logo: "x.svg"; }', "1: --logo: templates/style/x.svg is not there"),
        (
            ':root { --font: "Own"; }',
            "1: --font: a font of your own needs all of its names; --font-",
        ),
    ],
)
def test_whatever_else_stands_in_the_file_is_a_mistake(
    tokens: str, told: str, tmp_path: Path
) -> None:
    found = mistakes(town(tmp_path, tokens))

    assert found[0].startswith(f"{FILE}:{told}"), found


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    assets = town(tmp_path, "")
    (tmp_path / FILE).write_bytes(b"\xff\xfe\xff")

    assert mistakes(assets) == [f"{FILE}:1: cannot be read as text"]


def test_all_mistakes_are_told_at_once_and_end_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town(tmp_path, ':root {\n  --text: #aaaaaa;\n  --gold: #ffcc00;\n  --logo: "x.gif";\n}',
         style_x_gif=b"GIF89a")  # fmt: skip
    (tmp_path / "sources.toml").write_bytes(
        (Path(__file__).parents[2] / "sources.toml").read_bytes()
    )
    with pytest.raises(SystemExit) as left:
        main(["check", "--config", str(tmp_path / "sources.toml")])
    shown = capsys.readouterr().err

    assert left.value.code == 4
    assert all(f"{FILE}:{line}: " in shown for line in (2, 3, 4))


FONT = OURS.look().faces["regular"]
OWN_FONT = (
    ':root { --font: "Town Sans"; --font-regular: "a.ttf"; --font-italic: "a.ttf"; '
    '--font-semibold: "a.ttf"; --font-bold: "b.ttf"; }'
)


def changed_font(*, letters: str = "", fs_type: int = 0, stretch: float = 1.0) -> bytes:
    font = TTFont(BytesIO(FONT))
    if letters:
        cutter = Subsetter()
        cutter.populate(text=letters)
        cutter.subset(font)
    font["OS/2"].fsType = fs_type
    for glyph, (width, side) in font["hmtx"].metrics.items():
        font["hmtx"].metrics[glyph] = (round(width * stretch), side)
    kept = BytesIO()
    font.save(kept)
    return kept.getvalue()


def test_our_letters_are_those_of_their_makers() -> None:
    """The licence reserves the name for unmodified files: these are of source-sans 3.52.0."""
    made = {face: hashlib.sha256(data).hexdigest()[:12] for face, data in OURS.look().faces.items()}

    assert made == {
        "regular": "4644c81b86ec",
        "italic": "192afd78f0f5",
        "semibold": "a3f4f8dcf343",
        "bold": "9214b9d95e42",
    }


def test_a_town_may_bring_its_own_letters(tmp_path: Path) -> None:
    own = changed_font()
    assets = town(tmp_path, OWN_FONT, fonts_a_ttf=own, fonts_b_ttf=own)
    page = Sheets(assets, known_in(assets)).page(edition_of("groen"), words(), "x.csv")
    made = Printer(assets).render(bare(page))

    assert assets.look().font == "Town Sans"
    assert 'font-family="Town Sans"' in page
    assert made.complaints == ()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"no font", "b.ttf is not a whole .ttf or .otf font"),
        (FONT[:9_000], "b.ttf is not a whole .ttf or .otf font"),
        (b"\0" * 3_000_001, "b.ttf has 3,000,001 bytes; at most 3,000,000"),
        (changed_font(letters="abc"), "b.ttf lacks ! \" # $ % & ' ( ) * + ,"),
        (changed_font(fs_type=2), "b.ttf forbids that it is embedded (fsType); ask for another"),
        (changed_font(stretch=1.2), "b.ttf is wider than Arial, for which the drawings have room"),
    ],
)
def test_letters_that_cannot_be_used_are_told(data: bytes, told: str, tmp_path: Path) -> None:
    (found,) = mistakes(town(tmp_path, OWN_FONT, fonts_a_ttf=FONT, fonts_b_ttf=data))

    assert found.startswith(f"{FILE}:1: --font-bold: {told}")


def test_a_font_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = mistakes(town(tmp_path, OWN_FONT, fonts_a_ttf=FONT))

    assert found == [f"{FILE}:1: --font-bold: templates/fonts/b.ttf is not there"]


def test_of_a_png_only_the_pixels_are_kept() -> None:
    told = PngInfo()
    told.add_text("Author", "somebody")
    logo = read_logo("Logo.PNG", png(pnginfo=told, icc_profile=b"profile", dpi=(72, 72)))

    with Image.open(BytesIO(logo.data)) as kept:
        assert (kept.size, kept.mode, kept.info) == ((40, 20), "RGBA", {})
        assert kept.getpixel((3, 3)) == (31, 78, 121, 128)
    assert b64decode(logo.address.removeprefix("data:image/png;base64,")) == logo.data


def bomb(side: int) -> bytes:
    """Return a small PNG that claims to be *side* pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.gif", b"GIF89a", "is neither .png nor .svg"),
        ("x.png", b"\0" * 300_001, "has 300,001 bytes; at most 300,000 go into every report"),
        ("x.png", b"GIF89a", "is not a whole PNG"),
        ("x.png", png()[:60], "is not a whole PNG"),
        ("x.png", bomb(2_001), "has more than 4,000,000 pixels"),
        ("x.png", bomb(30_000), "has more than 4,000,000 pixels"),
        ("x.svg", b"<svg", "is not an SVG: "),
        ("x.svg", b"<svg viewBox='0 0 1 1'/>", "is not an SVG with a viewBox"),
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is not an SVG with a viewBox"),
    ],
)
def test_a_logo_that_cannot_be_used_is_told(name: str, data: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=rf"\A{re.escape(told)}"):
        read_logo(name, data)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<rect onload='alert(1)' width='1' height='1'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        "<image href='http://127.0.0.1:9/x' width='1' height='1'/>",
        "<use href='#a'/>",
        "<style>@import url(http://127.0.0.1:9/x);</style>",
        "<rect style='fill:url(http://127.0.0.1:9/x)' width='1' height='1'/>",
        "<rect fill='url(javascript:x)' width='1' height='1'/>",
        "<rect filter='url(#a)' width='1' height='1'/>",
        "<rect opacity='.5' width='1' height='1'/>",
        "<rect style='fill-opacity: 0.5' width='1' height='1'/>",
        "<linearGradient id='a'/>",
        "<rect fill='url(#a)' width='1' height='1'/>",
        "<text>x</text>",
        "<a href='http://example.org'><rect width='1' height='1'/></a>",
        "<animate attributeName='x'/>",
        "<g>" * 2_001 + "</g>" * 2_001,
    ],
)
def test_an_svg_holds_shapes_and_nothing_else(inside: str) -> None:
    with pytest.raises(ValueError, match=r"line 1: has|has more than|is not an SVG"):
        drawn(SVG.format(inside).encode())


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_an_svg_defines_nothing(head: str) -> None:
    with pytest.raises(ValueError, match="has a DOCTYPE; remove that line"):
        drawn((head + SVG.format("<rect width='1' height='1'/>")).encode())


def test_an_svg_keeps_its_drawing_without_the_notes_of_an_editor() -> None:
    notes = (
        "<!-- by somebody --><?x y?><title>Somebody</title><metadata>x</metadata>"
        '<n:view xmlns:n="http://editor.example/" n:x="1"/>'
    )
    shape = '<g xmlns:n="http://editor.example/" n:label="Somebody" class="x" opacity="1">'
    kept = drawn(SVG.format(f"{notes}{shape}{SHIELD}</g>").encode())
    told = [etree.QName(element).localname for element in etree.fromstring(kept).iter()]

    assert told == ["svg", "g", "defs", "clipPath", "path", "g", "rect", "circle"]
    assert b'fill="#fc0" stroke="none"' in kept
    assert b"Somebody" not in kept
    assert b"editor" not in kept
    assert drawn(kept) == kept


def pictures(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages[0].images)


def with_logo(folder: Path, name: str, data: bytes) -> Assets:
    return town(
        folder, f':root {{ --logo: "{name}"; }}', **{f"style_{name.replace('.', '_')}": data}
    )


LOGOS = (("a.svg", SVG.format(SHIELD).encode(), 0), ("a.png", png(), 1))
"""Name, file, and how many pictures of pixels it makes in a PDF."""


@pytest.mark.parametrize(("name", "data", "raster"), LOGOS)
def test_a_logo_stands_above_the_name_in_words_too(
    name: str, data: bytes, raster: int, tmp_path: Path
) -> None:
    assets = with_logo(tmp_path, name, data)
    sheets = Sheets(assets, known_in(assets))
    edition: Edition = edition_of("groen")
    page, web = sheets.page(edition, words(), ""), sheets.web(edition, words())
    made = Printer(assets).render(bare(page))
    with Press(assets) as press:
        twice = {press.print(bare(page)) for _ in range(2)}

    assert '<img src="asset:logo" alt="Logo van Heidebeek">' in page
    assert f'<img src="{read_logo(name, data).address}" alt="Logo van Heidebeek">' in web
    assert "logo" not in sheets.mail(edition, words())
    assert made.complaints == ()
    assert len(twice) == 1
    assert pictures(made.pdf) - pictures(Printer(OURS).render(bare(page)).pdf) == raster


def test_another_logo_or_font_makes_another_style_and_so_another_identity(tmp_path: Path) -> None:
    styles = [
        OURS.style(),
        with_logo(tmp_path, "a.png", png()).style(),
        with_logo(tmp_path, "a.png", png(41)).style(),
        with_logo(tmp_path, "a.svg", SVG.format(SHIELD).encode()).style(),
    ]

    assert len(set(styles)) == 4
    assert with_logo(tmp_path, "a.png", png()).style() == styles[1]
