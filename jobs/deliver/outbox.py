"""What the server said in, what happens to the mail next out: retry, give up, or doubt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from jobs.model import Delivery, Week

BACKOFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
"""Waits after the first tries; after the last one, every hour. A server that only starts again or
greylists takes a mail within the first."""

GIVE_UP: Final = 52
"""Tries before a mail is given up: the first four waits and then hourly for two days."""

IN_DOUBT: Final = "in doubt: "
"""How the reply of a try begins whose fate is unknown: such a mail goes out once more, marked as a
possible copy, and never again."""

BOUNCED: Final = "bounced with "
"""How the reply of a mail begins that came back; the code of RFC 3463 follows."""

_GONE: Final = frozenset(
    BOUNCED + code for code in ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
)
"""Codes that say that there is no such mailbox, domain or address any more, or that it is switched
off; a full mailbox and a filter of unwanted mail are no reason to stop."""

_GONE_FOR: Final = 2
"""Weeks of which every mail came back before nothing more is sent: one may be an accident of the
mail server, and whoever mails a dead address for months is taken for a spammer."""


class Outcome(StrEnum):
    """How one try ended."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came of one try.

    Attributes:
        outcome: How it ended.
        reply: Code of the server and our own words; never the server's own text.
    """

    outcome: Outcome
    reply: str


_TRIED_ON: Final = frozenset({Outcome.LATER, Outcome.TOO_LARGE})
"""After these a mail that was in doubt still is."""


class Next(StrEnum):
    """What happens to the row."""

    SENT = "sent"
    RETRY = "retry"
    LIGHTER = "lighter"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to write in the outbox.

    Attributes:
        next: What happens to the row.
        at: When it is sent or tried again, UTC.
        reply: What to remember of the try.
    """

    next: Next
    at: datetime
    reply: str


def after(
    receipt: Receipt,
    delivery: Delivery,
    now: datetime,
    on_uncertain: Literal["resend", "hold"],
    *,
    with_attachments: bool = False,
) -> Step:
    """Return what follows from *receipt* for a mail that was tried `delivery.tries` times.

    Args:
        receipt: How the try ended.
        delivery: The mail as it was claimed.
        now: The moment.
        on_uncertain: Whether a mail that may have arrived goes out once more.
        with_attachments: Whether it can be made smaller, by leaving out what is attached.
    """
    doubted = doubtful(delivery)
    in_doubt = receipt.outcome is Outcome.UNKNOWN or (doubted and receipt.outcome in _TRIED_ON)
    reply = (IN_DOUBT if in_doubt else "") + receipt.reply
    again = on_uncertain == "resend" and not doubted
    following = {
        Outcome.ACCEPTED: Next.SENT,
        Outcome.REFUSED: Next.FAILED,
        Outcome.TOO_LARGE: Next.LIGHTER if with_attachments else Next.FAILED,
        Outcome.LATER: Next.RETRY if delivery.tries < GIVE_UP else Next.FAILED,
        Outcome.UNKNOWN: Next.RETRY if again else Next.IN_DOUBT,
    }[receipt.outcome]
    pause = wait(delivery.tries) if following is Next.RETRY else timedelta()
    return Step(next=following, at=now + pause, reply=reply)


def wait(tries: int) -> timedelta:
    """Return how long to wait after *tries* tries (from 1)."""
    return BACKOFF[min(max(tries, 1), len(BACKOFF)) - 1]


def is_gone(sent: Iterable[tuple[Week, str]]) -> bool:
    """Return whether a mailbox is gone: all that went there in two weeks came back.

    Args:
        sent: Week and reply of the mails that were sent there, the latest first.
    """
    weeks: dict[Week, list[str]] = {}
    for week, reply in sent:
        weeks.setdefault(week, []).append(reply)
    latest = list(weeks.values())[:_GONE_FOR]
    return len(latest) == _GONE_FOR and all(_GONE.issuperset(replies) for replies in latest)


def doubtful(delivery: Delivery) -> bool:
    """Return whether an earlier try of this mail may have arrived."""
    return delivery.reply.startswith(IN_DOUBT)
