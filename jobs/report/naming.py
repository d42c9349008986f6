"""Edition and address in; safe names of files, mails and headers out. None holds text of a post."""

import hashlib
import re
import unicodedata
from typing import Final

from jobs.model import AT_ONCE, Alarm, Edition, Week

MAX_NAME: Final = 60
"""Characters of a part of a path: what every file system and mail program takes."""
_UNSAFE: Final = re.compile(r"[^a-z0-9_]+")
_NO_DOMAIN: Final = re.compile(r"[^a-z0-9.-]+")


def safe_name(text: str) -> str:
    """Return *text* as ``a-z0-9_-``, at most `MAX_NAME` characters, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _UNSAFE.sub("-", plain)[:MAX_NAME].strip("-") or "x"


def pdf_path(town: str, edition: Edition) -> str:
    """Return where the PDF of *edition* lies, below the folder of reports."""
    return f"{safe_name(town)}/{edition.week}/{safe_name(edition.reader)}.pdf"


def web_path(pdf: str) -> str:
    """Return where the web page lies that says the same as the PDF at the path *pdf*: beside it."""
    return f"{pdf.removesuffix('.pdf')}.html"


def attachment_name(edition: Edition) -> str:
    """Return the name of the file of posts inside the PDF."""
    return f"{edition.week}-{safe_name(edition.reader)}.csv"


def message_id(town: str, edition: Edition, revision: int, recipient: str, sender: str) -> str:
    """Return the Message-ID of one copy: the same however often it is made or sent.

    It is short, as a header longer than 78 characters is folded, and a folded Message-ID is not
    recognised everywhere as the same.
    """
    copy = (town, edition.reader, edition.language, str(revision), recipient.lower())
    return _message_id(edition.week, copy, sender)


def alarm_id(town: str, alarm: Alarm, recipient: str, sender: str) -> str:
    """Return the Message-ID of one copy of what is told at once: it follows from the post."""
    return _message_id(
        alarm.week, (town, AT_ONCE, alarm.post_id, alarm.danger, recipient.lower()), sender
    )


def _message_id(week: Week, copy: tuple[str, ...], sender: str) -> str:
    digest = hashlib.sha256("\0".join(copy).encode()).hexdigest()[:20]
    domain = _NO_DOMAIN.sub("", sender.rpartition("@")[2].lower()).strip(".-") or "invalid"
    return f"<{week}.{digest}@{domain}>"


def header(text: str) -> str:
    """Return *text* fit for a mail header: one line, no controls, nothing that looks encoded."""
    line = "".join(
        " " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return " ".join(line.split()).replace("=?", "= ?")
