"""Bytes of one mail in, the little of it that we look at out: never an error, however hostile.

What is attached is ignored, also a mail attached to a mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import getaddresses
from hashlib import sha256
from typing import Final

from jobs.collect.charset import decode
from jobs.collect.clean import soup_of, text_of

_LONGEST_HEADER: Final = 4_000
"""Characters of one header that are looked at; the standard wants lines of 998 at most."""
_LONGEST_TEXT: Final = 50_000
"""Characters of text; five times what is kept of a post."""
_MOST_LINES: Final = 200_000
"""Lines of a mail: of one of 5 MB with pictures a third. Each may make a header or a part."""
_MOST_PARTS: Final = 2_000
_MOST_NESTED: Final = 50
"""Mentions of a part that holds parts; each level makes all lines below it dearer to read."""
_LINE: Final = re.compile(rb"\r\n?|\n")
_PART: Final = re.compile(rb"[\r\n]--")
_NESTED: Final = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_ID: Final = re.compile(r"<([^<>\s]{1,998})>")


class _Short(Compat32):
    """Cuts every header: reading the parameters of one of 100 KB takes minutes."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return name and value of a header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail, as far as we look at it. Holds names: goes no further than its collector.

    Attributes:
        id: Message-ID without brackets; when it has none, a hash of the whole mail.
        sender: Address of the one who sent it, in lower case; empty when not just one.
        name: Display name of the sender; may be empty.
        subject: Subject, on one line.
        date: What the mail says of its moment; may be empty.
        root: Message-ID that the thread begins with; None when it is this one.
        parent: Message-ID of what it answers; None when it answers nothing.
        text: Plain text, or the text of its HTML.
    """

    id: str = field(repr=False)
    sender: str = field(repr=False)
    name: str = field(repr=False)
    subject: str = field(repr=False)
    date: str = ""
    root: str | None = field(default=None, repr=False)
    parent: str | None = field(default=None, repr=False)
    text: str = field(default="", repr=False)


def read_mail(raw: bytes, *, quotes: bool = False) -> Mail | None:
    """Return the mail that *raw* holds, also when its end was cut off; None when unreadable.

    Args:
        raw: As the server gave it.
        quotes: Whether what HTML marks as a quotation is read too, as in a mail sent on.
    """
    try:
        return _read(raw, quotes=quotes)
    except Exception:  # noqa: BLE001 - the parser raises about anything; one mail stops no other
        return None


def _read(raw: bytes, *, quotes: bool) -> Mail | None:
    tamed = _tamed(raw)
    if len(_NESTED.findall(tamed)) > _MOST_NESTED:
        return None
    mail = BytesParser(policy=_Short()).parsebytes(tamed)
    heads = _heads(mail)
    senders = getaddresses(heads.get("from", []))
    name, sender = senders[0] if len(senders) == 1 else ("", "")
    answered = _ID.findall(" ".join(heads.get("in-reply-to", ())))
    before = _ID.findall(" ".join(heads.get("references", ()))) or answered
    own = _ID.search(_head(heads, "message-id"))
    return Mail(
        id=own[1] if own else f"mail:{sha256(raw).hexdigest()}",
        sender=sender.strip().lower(),
        name=" ".join(_words(name).split()),
        subject=" ".join(_words(_head(heads, "subject")).split()),
        date=_head(heads, "date").strip(),
        root=before[0] if before else None,
        parent=answered[0] if answered else before[-1] if before else None,
        text=_text(mail, quotes=quotes)[:_LONGEST_TEXT],
    )


def _tamed(raw: bytes) -> bytes:
    """Return *raw* up to where it has more lines or parts than an honest mail."""
    ends = [raw]
    for pattern, most in ((_LINE, _MOST_LINES), (_PART, _MOST_PARTS)):
        for count, found in enumerate(pattern.finditer(ends[-1])):
            if count == most:
                ends.append(ends[-1][: found.start()])
                break
    return ends[-1]


def _heads(mail: "Message[str, str]") -> dict[str, list[str]]:
    """Return the headers by name in lower case, unpacked bytes as UTF-8 or what they look like."""
    found: dict[str, list[str]] = {}
    for name, value in mail.raw_items():
        written = str(value).encode("utf-8", "surrogateescape")
        found.setdefault(name.lower(), []).append(decode(written))
    return found


def _head(heads: dict[str, list[str]], name: str) -> str:
    return heads[name][0] if name in heads else ""


def _words(text: str) -> str:
    """Return *text* with its encoded words (RFC 2047) decoded."""
    try:
        parts = decode_header(_FOLD.sub(" ", text))
    except (HeaderParseError, ValueError):
        return text
    return "".join(part if isinstance(part, str) else decode(part, said) for part, said in parts)


def _text(mail: "Message[str, str]", *, quotes: bool) -> str:
    parts = list(_leaves(mail))
    for kind in ("text/plain", "text/html"):
        texts = (_decoded(part) for part in parts if part.get_content_type() == kind)
        if kind == "text/html":
            texts = (_plain(text, quotes=quotes) for text in texts)
        found = "\n".join(text for text in texts if text.strip())
        if found:
            return found
    return ""


def _leaves(mail: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """Yield the parts that hold text of the mail itself, in order."""
    stack = [mail]
    while stack:
        part = stack.pop()
        if part.get_content_disposition() == "attachment" or part.get_filename():
            continue
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            stack.extend(one for one in reversed(inner) if isinstance(one, Message))
        elif part.get_content_maintype() == "text":
            yield part


def _decoded(part: "Message[str, str]") -> str:
    packed = part.get_payload(decode=True)
    text = decode(packed, part.get_content_charset()) if isinstance(packed, bytes) else ""
    return _LINES.sub("\n", text)


_LINES: Final = re.compile("\r\n?|\u2028|\u2029|\x85")
_FOLD: Final = re.compile(r"[\r\n]+[ \t]*")
"""Where a header goes on in the next line: the decoder drops the blank there, so that the name in
*Zoë🌻 posted in Buren* ran into the next word, and was not known."""


def _plain(markup: str, *, quotes: bool) -> str:
    soup = soup_of(markup[: 4 * _LONGEST_TEXT])
    if quotes:
        for tag in soup.find_all(["blockquote", "div"]):
            tag.name = "div"
            tag.attrs.pop("class", None)
    return text_of(soup)
