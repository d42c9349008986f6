"""An SVG file in, the same drawing out, or what it holds that a logo needs not and we do not trust.

Shapes and groups, with their geometry and colours, are taken over; what an editor adds about itself
is left out. Anything that would change the picture when left out is a mistake, and so is what
WeasyPrint draws otherwise than a browser: gradients.
"""

import re
from collections.abc import Iterator
from typing import Final, NoReturn

from lxml import etree

SPACE: Final = "{http://www.w3.org/2000/svg}"
"""Namespace of what is drawn; elements and attributes of others are an editor's notes."""
SHAPES: Final = re.compile(r"svg|g|path|rect|circle|ellipse|line|polyline|polygon|defs|clipPath")
"""Elements that are taken over."""
NOTES: Final = re.compile(r"title|desc|metadata")
"""Elements that are left out: they draw nothing."""
PAINT: Final = re.compile(
    r"fill|stroke|color|display|clip-path|(?:fill|clip)-rule"
    r"|stroke-(?:width|linecap|linejoin|miterlimit|dasharray|dashoffset)"
)
"""Attributes of colour and line, which may stand in ``style`` too."""
CLEAR: Final = re.compile(r"(?:(?:fill|stroke)-)?opacity")
"""Attributes that may only say 1: PDF/UA allows nothing that shines through."""
PLACE: Final = re.compile(
    r"id|d|points|transform|viewBox|preserveAspectRatio|width|height|[xyr]|[crf][xy]|[xy][12]"
    r"|clipPathUnits|version"
)
"""Attributes of geometry."""
SILENT: Final = re.compile(
    r"class|lang|role|focusable|enable-background|(?:data|aria|-inkscape)-.*|\{.*"
    r"|(?:font|text|letter|word|line|writing|white|shape|color|image)-.*|font|overflow|direction"
)
"""Attributes that are left out: they draw nothing, or only letters, of which there are none."""
MAX_ELEMENTS: Final = 2_000
"""Of a drawing: the crest of a town has a few hundred."""
_VALUE: Final = re.compile(r"(?!url)[\w\s#%.,+()-]*")
_CLIP: Final = re.compile(r"url\(#[\w.-]+\)|none")
_PLAIN: Final = "save it as a plain SVG: paths in solid colours"
_INSTEAD: Final = {
    "style": "save it with presentation attributes instead of CSS",
    "text": "turn its letters into paths",
    "image": "a picture inside is not taken over; use a PNG as logo",
    "linearGradient": "use a solid colour, or a PNG as logo",
    "radialGradient": "use a solid colour, or a PNG as logo",
    "use": "replace each <use> by what it shows",
}


def drawn(data: bytes) -> bytes:
    """Return the SVG *data* with its drawing and nothing else.

    Raises:
        ValueError: It is no SVG, or holds what is not taken over; the message says what and where.
    """
    root = _parsed(data)
    if root.tag != f"{SPACE}svg" or "viewBox" not in root.attrib:
        message = "is not an SVG with a viewBox"
        raise ValueError(message)
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        message = f"has more than {MAX_ELEMENTS:,} elements; simplify its paths"
        raise ValueError(message)
    return bytes(etree.tostring(_bare(root)))


def alternative_of(drawing: str) -> str:
    """Return the words for who cannot see *drawing*; none when it is not a well-formed SVG."""
    try:
        return _parsed(drawing.encode()).findtext("{*}title") or ""
    except ValueError:
        return ""


def _parsed(data: bytes) -> etree._Element:
    """Return the root of *data*, in which nothing was looked up elsewhere."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        message = f"is not an SVG: {error.msg}"
        raise ValueError(message) from error
    if root.getroottree().docinfo.doctype:
        message = "has a DOCTYPE; remove that line"
        raise ValueError(message)
    return root


def _bare(old: etree._Element) -> etree._Element:
    """Return *old* with what is drawn, and nothing else."""
    new = etree.Element(old.tag, nsmap={None: SPACE[1:-1]})
    for name, value in _attributes(old):
        new.set(name, value)
    for child in old:
        space, _, name = str(child.tag).rpartition("}")
        if f"{space}}}" != SPACE or NOTES.fullmatch(name):
            continue
        if not SHAPES.fullmatch(name):
            _refuse(child, f"has <{name[:40]}>; {_INSTEAD.get(name, _PLAIN)}")
        new.append(_bare(child))
    return new


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what *element* says of its place and colours."""
    for name, value in _told(element):
        if CLEAR.fullmatch(name) and value in {"1", "1.0"}:
            continue
        if PAINT.fullmatch(name) or PLACE.fullmatch(name):
            if not (_CLIP if name == "clip-path" else _VALUE).fullmatch(value):
                _refuse(element, f"has a {name}= that is not plain; {_PLAIN}")
            yield name, value
        elif not SILENT.fullmatch(name):
            _refuse(element, f"has {name[:40]}=; {_PLAIN}")


def _told(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield names and values of *element*, those in its ``style`` each on its own."""
    for name, value in element.items():
        if name != "style":
            yield name, value.strip()
            continue
        parts = (part.partition(":") for part in value.split(";"))
        yield from ((key.strip(), said.strip()) for key, _, said in parts if key.strip())


def _refuse(element: etree._Element, what: str) -> NoReturn:
    message = f"line {element.sourceline}: {what}"
    raise ValueError(message)
