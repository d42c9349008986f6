"""What a click on an answer carries: `Token`, sealed to 51 letters that hold nothing of a person.

``BS1`` and 48 letters of base32: edition week, term, answer, shortened hashes of department,
signal and other department, and an HMAC-SHA-256 over these and the municipality. Letters and
digits only, of one case, so that no mail program folds, breaks or encodes it.
"""

import base64
import hmac
import re
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final, TypeVar

from jobs.model.feedback import Answer
from jobs.model.ids import DepartmentId, SignalId
from jobs.model.week import Week

VERSION: Final = "BS1"
"""How a token begins; another form of it gets another number."""
TERM: Final = 8
"""Weeks after that of the edition in which a token counts: as long as signals are remembered."""
FOUND: Final = re.compile(rf"{VERSION}[A-Z2-7]{{48}}", re.IGNORECASE | re.ASCII)
"""A token in a text without blanks."""

_FIELDS: Final = struct.Struct(">HBBB5s4s4s")
"""Year, week, term, answer; hashes of signal, department and other department."""
_SEAL: Final = 12
"""Bytes of the HMAC that are kept: 96 bits, which nobody guesses by sending mails (RFC 2104)."""
_ANSWERS: Final = tuple(Answer)
_Id = TypeVar("_Id", bound=str)


class Refusal(StrEnum):
    """Why a reply has no effect."""

    UNREADABLE = "unreadable"
    NO_TOKEN = "no-token"  # noqa: S105 - a code, no password
    SEVERAL = "several"
    FORGED = "forged"
    EXPIRED = "expired"
    NO_DEPARTMENT = "no-department"
    NO_SIGNAL = "no-signal"
    REPLAYED = "replayed"


class TokenError(ValueError):
    """What was given is no token of ours, or not any more."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One answer that a reader of an edition may give.

    Attributes:
        week: Week of the edition.
        department: Whose edition it is.
        signal_id: The signal that is answered.
        answer: What is said.
        owner: `Answer.NOT_OURS`: whose it is; None when that is filled in by hand, or not at all.
    """

    week: Week
    department: DepartmentId
    signal_id: SignalId
    answer: Answer
    owner: DepartmentId | None = None


def seal(key: bytes, municipality: str, token: Token) -> str:
    """Return *token* as 51 capital letters and digits, the same each time.

    Args:
        key: Of the installation.
        municipality: Key of the municipality; a token of another one does not fit.
        token: What it says.
    """
    packed = _FIELDS.pack(
        token.week.year,
        token.week.number,
        TERM,
        _ANSWERS.index(token.answer),
        _short(token.signal_id, 5),
        _short(token.department, 4),
        _short(token.owner, 4) if token.owner else bytes(4),
    )
    sealed = packed + _mac(key, municipality, packed)
    return VERSION + base64.b32encode(sealed).decode("ascii")


def unseal(
    key: bytes,
    municipality: str,
    text: str,
    now: Week,
    departments: Iterable[DepartmentId],
    signals: Callable[[Week], Iterable[SignalId]],
) -> Token:
    """Return what *text* says.

    Args:
        key: Of the installation.
        municipality: Key of the municipality.
        text: What `FOUND` found.
        now: The week that it is.
        departments: Those there are.
        signals: Week → ids of the signals that are kept of it.

    Raises:
        TokenError: It is forged, expired, or of a department or signal that is not there.
    """
    sealed = base64.b32decode(text[len(VERSION) :].upper())
    packed, mac = sealed[:-_SEAL], sealed[-_SEAL:]
    if not hmac.compare_digest(mac, _mac(key, municipality, packed)):
        raise TokenError(Refusal.FORGED)
    year, number, term, answer, *hashes = _FIELDS.unpack(packed)
    week = Week(year, number)
    if now > week.plus(term):
        raise TokenError(Refusal.EXPIRED)
    known = tuple(departments)
    owner = None if hashes[2] == bytes(4) else _meant(hashes[2], known, Refusal.NO_DEPARTMENT)
    return Token(
        week=week,
        department=_meant(hashes[1], known, Refusal.NO_DEPARTMENT),
        signal_id=_meant(hashes[0], signals(week), Refusal.NO_SIGNAL),
        answer=_ANSWERS[answer],
        owner=owner,
    )


def hash_of(text: str) -> str:
    """Return by what the token *text* is known once it was used."""
    return sha256(text.upper().encode("ascii")).hexdigest()


def _mac(key: bytes, municipality: str, packed: bytes) -> bytes:
    text = b"\0".join((b"feedback", VERSION.encode("ascii"), municipality.encode(), packed))
    return hmac.new(key, text, sha256).digest()[:_SEAL]


def _short(name: str, size: int) -> bytes:
    return sha256(name.encode()).digest()[:size]


def _meant(digest: bytes, names: Iterable[_Id], missing: Refusal) -> _Id:
    found = next((name for name in names if _short(name, len(digest)) == digest), None)
    if found is None:
        raise TokenError(missing)
    return found
