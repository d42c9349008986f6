"""`Report` and recipient in, the bytes of one mail out; nothing of a post reaches a header."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

from jobs.errors import DeliveryError
from jobs.model import Delivery, Report

_NAME: Final = re.compile(r"[^a-z0-9-]+")
_MAX_HEADER: Final = 200
"""Longer than any subject of ours; a header that grows beyond it is a mistake or an attack."""

_HEADERS: Final = (
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "x-auto-response-suppress",
    "list-id",
    "list-unsubscribe",
    "x-possible-copy",
    "content-language",
    "mime-version",
    "content-type",
)
"""All headers a mail of ours may have; any other in the finished bytes stops the mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From whom a mail comes.

    Attributes:
        sender: Address in From and in the SMTP envelope.
        sender_name: Name shown beside it.
        reply_to: Address a reader's answer goes to.
        list_name: Name of the municipality, for List-Id.
    """

    sender: str
    sender_name: str
    reply_to: str
    list_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a mail.

    Attributes:
        name: Its name, of ASCII.
        content: The file: a PDF as bytes, or a text.
    """

    name: str
    content: bytes | str


def attachment_of(report: Report, pdf: bytes | None) -> Attachment:
    """Return an edition as a file: its PDF, or its text in a week without one."""
    name = f"signaalrapport-{report.week}-{_slug(report.reader)}"
    if pdf is None:
        return Attachment(name=f"{name}.txt", content=report.text)
    return Attachment(name=f"{name}.pdf", content=pdf)


def compose(
    report: Report,
    delivery: Delivery,
    envelope: Envelope,
    *,
    attached: Sequence[Attachment],
    date: datetime,
) -> bytes:
    """Return the mail as bytes, the same for the same arguments.

    Args:
        report: The edition as made.
        delivery: The recipient and the stable Message-ID.
        envelope: From whom.
        attached: The files that go with it.
        date: What the Date header says.

    Raises:
        DeliveryError: The finished mail has other headers than intended: a text got into them.
    """
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = f"{_quoted(envelope.sender_name)} <{_plain(envelope.sender)}>"
    mail["To"] = _plain(delivery.recipient)
    mail["Reply-To"] = _plain(envelope.reply_to)
    mail["Subject"] = _plain(report.subject)
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = _plain(delivery.message_id)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    domain = envelope.sender.rpartition("@")[2]
    mail["List-Id"] = f"<signaalrapport.{_slug(envelope.list_name)}.{_plain(domain)}>"
    mail["List-Unsubscribe"] = (
        f"<mailto:{quote(_plain(envelope.reply_to), '@')}?subject=unsubscribe>"
    )
    mail.set_content(report.text, cte="quoted-printable")
    mail.add_alternative(report.html, subtype="html", cte="quoted-printable")
    for file in attached:
        if isinstance(file.content, str):
            mail.add_attachment(file.content, cte="quoted-printable", filename=file.name)
        else:
            mail.add_attachment(
                file.content, maintype="application", subtype="pdf", filename=file.name
            )
    mail["Content-Language"] = _plain(report.language)  # before, it would end up in a part
    _fix_boundaries(mail, delivery.message_id)
    mime = mail.as_bytes()
    check_headers(mime)
    return mime


_ODD: Final = re.compile("C|Zl|Zp")
"""Categories of characters that stand in no header; U+2028 and U+2029 end a line as well."""


def _plain(value: str) -> str:
    """Return *value* without controls, ends of lines and the token that opens an encoded word.

    On Python before 3.11.15 an encoded word in a value may smuggle line ends into the header
    (CVE-2024-6923), so ``=?`` is broken up as well.
    """
    kept = "".join(char for char in value if not _ODD.match(unicodedata.category(char)))
    return kept.replace("=?", "= ?")[:_MAX_HEADER]


def _quoted(name: str) -> str:
    return '"' + _plain(name).replace("\\", "").replace('"', "") + '"'


def _slug(text: str) -> str:
    """Return *text* as 1 to 60 of ``a-z 0-9 -``."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NAME.sub("-", folded).strip("-")[:60] or "edition"


def _fix_boundaries(mail: EmailMessage, seed: str) -> None:
    """Replace random part boundaries, so that the same mail always has the same bytes."""
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            digest = hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()[:32]
            part.set_boundary(f"=_{digest}")


def check_headers(mime: bytes) -> None:
    """Refuse a mail whose parsed headers differ from the ones we set."""
    found = [name.lower() for name in message_from_bytes(mime)]
    strange = sorted(set(found) - set(_HEADERS))
    if strange or len(found) != len(set(found)):
        message = f"mail not sent: its headers are not ours ({', '.join(strange) or 'doubled'})"
        raise DeliveryError(message)
