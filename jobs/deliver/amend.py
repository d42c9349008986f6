"""The bytes of a mail in, the same mail with a line at its top for the reader out.

Message-ID and Date stay: whoever sees two copies, a person or a mail server, knows them as one.
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from typing import Final

from jobs.deliver.message import check_headers

_BODY: Final = re.compile(r"<body[^>]*>")
_LINE: Final = (
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>'
    '<td align="center" style="padding: 12px 16px; background-color: #ffffff; color: #1d272e; '
    "font-family: 'Segoe UI', Arial, sans-serif; font-size: 15px; line-height: 22px; "
    'border-bottom: 4px solid #b8420f">{line}</td></tr></table>'
)
"""In the colours of templates/style/tokens.css: a warning, dark on white."""


def has_attachments(mime: bytes) -> bool:
    """Return whether something is attached to the mail."""
    return any(True for _ in _read(mime).iter_attachments())


def as_copy(mime: bytes, line: str) -> bytes:
    """Return the mail marked as a possible copy, for people by *line*, for programs by a header."""
    mail = _read(mime)
    mail["X-Possible-Copy"] = "yes"
    return _with_line(mail, line)


def without_attachments(mime: bytes, line: str) -> bytes:
    """Return the mail without what was attached; *line* says where that is."""
    mail = _read(mime)
    attached = list(mail.iter_attachments())
    mail.set_payload([part for part in mail.iter_parts() if part not in attached])
    return _with_line(mail, line)


def _read(mime: bytes) -> EmailMessage:
    return message_from_bytes(mime, policy=policy.SMTP)


def _with_line(mail: EmailMessage, line: str) -> bytes:
    """Put *line* above the words of *mail*, in the text and in the HTML of it."""
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        if part is None:
            continue
        words = part.get_content()
        text = f"{line}\n\n{words}" if kind == "plain" else _above(words, line)
        part.set_content(text, subtype=kind, cte="quoted-printable")
    mime = mail.as_bytes()
    check_headers(mime)
    return mime


def _above(html: str, line: str) -> str:
    told = _LINE.format(line=escape(line))
    body = _BODY.search(html)
    place = body.end() if body else 0
    return html[:place] + told + html[place:]
