"""What leaves the house: `Report`, an edition or alarm as made, and `Delivery`, one copy of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobs.model.week import Week

LEAD = "communication-lead"
"""Reader key of the communication lead."""
AT_ONCE = "at-once"
"""Reader key of whoever is told of a danger at once."""
OPERATOR = "operator"
"""Reader key of whoever is told how the program itself does."""
APPROVAL = "approval"
"""Reader key of the lead as the one who lets editions go; every other reader key is a department
id."""
NOTICES = (AT_ONCE, OPERATOR, APPROVAL)
"""Reader keys of mails that are no edition."""
SUSPENDED = "suspended: its mails of two weeks came back"
"""What is kept as reply of a mail that was not sent, as the mailbox is gone by all signs."""
TRIES_OF_A_DAY = 27
"""Tries after which a mail has waited for a day; a test compares it with the waits of deliver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One edition as it was made: one week, one reader, one language. Never changed afterwards.

    Attributes:
        week: The week.
        reader: Department id, `LEAD`, or one of `NOTICES`.
        language: ``nl``, ``fr``, ``de`` or ``en``.
        revision: 1, then 2 for a corrected edition; of a notice a number that it alone has.
        subject: Subject of the mail: municipality, department and week; no text of a post.
        text: Plain-text part of the mail; empty once the report is past its term.
        html: HTML part of the mail; likewise.
        pdf_path: Where the PDF lies, below the reports folder; None for an empty week, and once
            the report is past its term.
        pdf_sha256: Hash of the PDF; None for an empty week.
        pages: Pages of the PDF; 0 for an empty week.
        note: Code of what had to be left out: ``spared``, some quotes, or ``reduced``, all words of
            posts; empty when complete.
    """

    week: Week
    reader: str
    language: str
    revision: int
    subject: str
    text: str
    html: str
    pdf_path: str | None
    pdf_sha256: str | None
    pages: int
    note: str = ""


class DeliveryState(StrEnum):
    """Where a mail is on its way.

    An edition that the lead is to approve is held until the lead was asked, and asked until
    somebody approved it.
    """

    HELD = "held"
    ASKED = "asked"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One edition to one address, as a row of the outbox.

    Attributes:
        id: Row number; 0 before it is stored.
        week: The week.
        reader: Department id, `LEAD`, or one of `NOTICES`.
        language: Language of the edition.
        revision: Revision of the edition.
        recipient: Functional address.
        message_id: Stable Message-ID, with angle brackets.
        state: Where it is.
        tries: Times it was handed to a mail server since it was queued.
        next_at: Not before this moment, UTC; of a mail that the lead was asked about, until when
            an answer is waited for.
        sent_at: When the server accepted it, UTC; None when it did not yet.
        reply: Last answer of the server: code and our own words, never text of a post.
        mime: The very bytes that are sent, on every try; None until composed, and once erased.
    """

    id: int
    week: Week
    reader: str
    language: str
    revision: int
    recipient: str
    message_id: str
    state: DeliveryState = DeliveryState.QUEUED
    tries: int = 0
    next_at: datetime
    sent_at: datetime | None = None
    reply: str = ""
    mime: bytes | None = None
