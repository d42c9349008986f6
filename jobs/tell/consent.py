"""What the lead's reply carries: a sealed "yes" to the reports of one week, and to no others.

``BSA1`` and 32 letters of base32: week, the last mail that was asked about, and an HMAC-SHA-256
over these and the municipality. Letters and digits only, so that no mail program breaks it.
"""

import base64
import hmac
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from jobs.model import Delivery, Week

VERSION: Final = "BSA1"
"""How a consent begins; another form of it gets another number."""
_FOUND: Final = re.compile(rf"{VERSION}[A-Z2-7]{{32}}", re.IGNORECASE | re.ASCII)
_LONGEST: Final = 1_000
"""Characters of a subject that are looked at."""
_FIELDS: Final = struct.Struct(">HBQ")
"""Year, week, number of the last mail asked about."""
_SEAL: Final = 9
"""Bytes of the HMAC that are kept: 72 bits, which nobody guesses by sending mails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That the reports of a week may go.

    Attributes:
        week: The week.
        upto: Number of the last mail that was asked about; what was made later is not meant.
    """

    week: Week
    upto: int


def seal(key: bytes, municipality: str, consent: Consent) -> str:
    """Return *consent* as 36 capital letters and digits, the same each time.

    Args:
        key: Of the installation.
        municipality: Key of the municipality; a consent of another one does not fit.
        consent: What it says.
    """
    packed = _FIELDS.pack(consent.week.year, consent.week.number, consent.upto)
    sealed = packed + _mac(key, municipality, packed)
    return VERSION + base64.b32encode(sealed).decode("ascii")


def consent_in(key: bytes, municipality: str, subject: str) -> Consent | None:
    """Return the consent in the subject of a mail; None when there is none that we sealed."""
    found = _FOUND.search("".join(subject[:_LONGEST].split()))
    if found is None:
        return None
    sealed = base64.b32decode(found[0][len(VERSION) :].upper())
    packed, mac = sealed[:-_SEAL], sealed[-_SEAL:]
    if not hmac.compare_digest(mac, _mac(key, municipality, packed)):
        return None
    year, number, upto = _FIELDS.unpack(packed)
    return Consent(week=Week(year, number), upto=upto)


def meant(consent: Consent, waiting: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Return which of the mails that wait may go."""
    return tuple(mail for mail in waiting if mail.week == consent.week and mail.id <= consent.upto)


def mailto(address: str, sealed: str, words: str) -> str:
    """Return the address that opens a mail with the consent in it, ready to be sent."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(f'{words} {sealed}')}"


def _mac(key: bytes, municipality: str, packed: bytes) -> bytes:
    text = b"\0".join((b"approval", VERSION.encode("ascii"), municipality.encode(), packed))
    return hmac.new(key, text, sha256).digest()[:_SEAL]
