"""The objects of a PDF/A-3a in, the same objects made PDF/UA-1 too, ready to be written.

WeasyPrint writes one or the other; a reader with a screen reader and an archivist need both. What
is added was found by validating with veraPDF (docs/report.md).
"""

from collections.abc import Mapping
from typing import Final, Protocol, cast
from urllib.parse import parse_qs, urlsplit

from jobs.model.token import FOUND

UA_XMP: Final = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""Says that the file is PDF/UA-1, and, as PDF/A asks, what that saying means."""


class Entry(Protocol):
    """What the writer of a PDF asks of an object of it.

    Attributes:
        number: Its place in `Pdf.objects`.
        generation: How often its number was given away before.
        free: ``"f"`` of the one that only opens the list and has no bytes, else ``"n"``.
    """

    number: int
    generation: int
    free: str

    @property
    def compressible(self) -> bool:
        """Whether it may be packed together with others."""

    @property
    def data(self) -> bytes:
        """What it holds."""

    @property
    def indirect(self) -> bytes:
        """The same between the marks of its beginning and its end."""


class Pdf(Protocol):
    """What we need of a PDF under construction."""

    objects: list[Entry]


class Set:
    """An object as bytes that are made once.

    The writer asks for them twice, for the file and for the sum that identifies it, and would pack
    every page, font and profile twice.
    """

    free: str = "n"

    def __init__(self, entry: Entry) -> None:
        """Set *entry*; nothing in it may change any more."""
        self.number = entry.number
        self.generation = entry.generation
        self.offset = 0
        self.compressible = entry.compressible
        self.data = entry.data

    @property
    def indirect(self) -> bytes:
        """The bytes between the marks of its beginning and its end."""
        return b"%d %d obj\n%b\nendobj" % (self.number, self.generation, self.data)


def finish(pdf: Pdf, link_text: str, parts: Mapping[str, str]) -> None:
    """Make *pdf* PDF/UA-1.

    A link to a page is read out as *link_text* with its ``{host}``, one to a part of the edition
    as the title of *parts* it leads to.
    """
    _mend(pdf, link_text, parts)
    pdf.objects[:] = [entry if entry.free == "f" else Set(entry) for entry in pdf.objects]


def _mend(pdf: Pdf, link_text: str, parts: Mapping[str, str]) -> None:
    for entry in pdf.objects:
        extra = getattr(entry, "extra", None)
        if extra is not None:
            _mend_stream(entry, extra)
        elif isinstance(entry, dict):
            _mend_dictionary(cast("dict[str, object]", entry), link_text, parts)


def _mend_stream(stream: object, extra: dict[str, object]) -> None:
    if extra.get("Subtype") == "/XML":
        parts = cast("list[bytes]", getattr(stream, "stream"))  # noqa: B009 - of no known type
        parts[:] = [part.replace(b"</rdf:RDF>", UA_XMP + b"</rdf:RDF>") for part in parts]
    if extra.get("Subtype") == "/Image":
        extra["Interpolate"] = "false"  # PDF/A forbids smoothing; emoji are images too


def _mend_dictionary(entry: dict[str, object], link_text: str, parts: Mapping[str, str]) -> None:
    if entry.get("S") == "/TH":
        cast("dict[str, object]", entry["A"])["Scope"] = "/Column"
    if entry.get("Subtype") == "/Link":
        contents = entry["Contents"]
        target = str(getattr(contents, "string", ""))
        text = parts.get(target, target) if "Dest" in entry else _read_out(target, link_text)
        entry["Contents"] = type(contents)(text)  # type: ignore[call-arg]


def _read_out(address: str, link_text: str) -> str:
    """Return what a link does: of one that opens a mail its subject, without the token."""
    parts = urlsplit(address)
    if parts.scheme == "mailto":
        return FOUND.sub("", parse_qs(parts.query)["subject"][0]).rstrip(" ,")
    return link_text.format(host=parts.hostname or "")
