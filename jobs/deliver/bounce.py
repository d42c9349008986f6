"""Bytes of a mail in, what it says of one that could not be delivered out (RFC 3464): `Bounce`.

Only three things are read of it: which mail, the status code, and that delivery failed. Anyone may
write to a mailbox, so the mail is hostile: it is cut before it is parsed, and never an error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from hashlib import sha256
from typing import Final

MAX_BYTES: Final = 200_000
"""Bytes that are looked at: the report stands before the mail that comes back with it."""
_MOST_LINES: Final = 5_000
_MOST_PARTS: Final = 20
"""Parts that are looked at; a bounce has three."""
_LONGEST: Final = 1_000
"""Characters of a header that are looked at; a Message-ID of ours has 60."""
_NESTED: Final = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_MOST_NESTED: Final = 12
_STATUS: Final = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?!\d)", re.ASCII)
_ID: Final = re.compile(r"<[!-;=?-~]{1,200}>", re.ASCII)
_XTEXT: Final = re.compile(r"\+([0-9A-F]{2})")
_RETURNED: Final = frozenset({"message/rfc822", "text/rfc822-headers", "message/global-headers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A mail of ours that another server could not deliver.

    Attributes:
        message_id: Its Message-ID, with angle brackets.
        status: Code of RFC 3463, such as ``5.1.1``.
        mark: SHA-256 of the notice: read anew it is known as the same one.
    """

    message_id: str
    status: str
    mark: str


class _Short(Compat32):
    """Cuts every header: reading the parameters of a long one takes minutes."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return name and value of a header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST]


def read_bounce(raw: bytes) -> Bounce | None:
    """Return what *raw* says of a mail of ours; None when it is no failure notice.

    A notice that a mail is delayed, relayed or delivered is none. Of a mail that names several
    recipients the first that failed counts: each mail of ours has one.
    """
    head = b"\n".join(raw[:MAX_BYTES].split(b"\n", _MOST_LINES)[:_MOST_LINES])
    if b"delivery-status" not in head.lower() or len(_NESTED.findall(head)) > _MOST_NESTED:
        return None
    try:
        return _read(BytesParser(policy=_Short()).parsebytes(head), sha256(head).hexdigest())
    except Exception:  # noqa: BLE001 - the parser raises about anything; one mail stops no other
        return None


def _read(mail: "Message[str, str]", mark: str) -> Bounce | None:
    kind = (mail.get_content_type(), str(mail.get_param("report-type", "")).lower())
    if kind != ("multipart/report", "delivery-status"):
        return None
    parts = [part for part, _ in zip(mail.walk(), range(_MOST_PARTS), strict=False)]
    fields = [block for part in parts if _is_report(part) for block in _blocks(part)]
    status = next((found for block in fields if (found := _failure(block))), None)
    ids = [*(_envelope_id(block) for block in fields), *(_returned_id(part) for part in parts)]
    message_id = next((found for found in ids if found), None)
    if status is None or message_id is None:
        return None
    return Bounce(message_id=message_id, status=status, mark=mark)


def _is_report(part: "Message[str, str]") -> bool:
    return part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}


def _blocks(part: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """Yield the groups of fields of a report: of the mail, then of each recipient."""
    inner = part.get_payload()
    if isinstance(inner, list):
        yield from (block for block in inner if isinstance(block, Message))


def _failure(block: "Message[str, str]") -> str | None:
    """Return the status code of a recipient to whom delivery failed for good."""
    if str(block.get("action", "")).strip().lower() != "failed":
        return None
    code = _STATUS.search(str(block.get("status", "")))
    return code[0] if code else "5.0.0"


def _envelope_id(block: "Message[str, str]") -> str | None:
    """Return the Message-ID that we gave as envelope id, see `jobs.deliver.smtp`."""
    text = str(block.get("original-envelope-id", ""))
    plain = _XTEXT.sub(lambda code: chr(int(code[1], 16)), text)
    found = _ID.search(plain)
    return found[0] if found else None


def _returned_id(part: "Message[str, str]") -> str | None:
    """Return the Message-ID of the mail that came back, or of its headers."""
    kind = part.get_content_type()
    if kind not in _RETURNED:
        return None
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        text = str(inner[0].get("message-id", ""))
    else:
        lines = str(inner).splitlines()
        text = next((line for line in lines if line.lower().startswith("message-id:")), "")
    found = _ID.search(text)
    return found[0] if found else None
