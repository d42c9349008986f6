"""What the server said in, what happens to the mail next out: retry, give up, or doubt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from jobs.model import Delivery

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
"""How the reply of a try begins whose fate is unknown: such a mail goes out once more, with the
same bytes, and never again."""


class Outcome(StrEnum):
    """How one try ended."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
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


class Next(StrEnum):
    """What happens to the row."""

    SENT = "sent"
    RETRY = "retry"
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
    receipt: Receipt, delivery: Delivery, now: datetime, on_uncertain: Literal["resend", "hold"]
) -> Step:
    """Return what follows from *receipt* for a mail that was tried `delivery.tries` times."""
    match receipt.outcome:
        case Outcome.ACCEPTED:
            return Step(next=Next.SENT, at=now, reply=receipt.reply)
        case Outcome.REFUSED:
            return Step(next=Next.FAILED, at=now, reply=receipt.reply)
        case Outcome.LATER:
            if delivery.tries >= GIVE_UP:
                return Step(next=Next.FAILED, at=now, reply=f"{receipt.reply}; gave up")
            mark = IN_DOUBT if delivery.reply.startswith(IN_DOUBT) else ""  # it stays in doubt
            return Step(next=Next.RETRY, at=now + wait(delivery.tries), reply=mark + receipt.reply)
        case Outcome.UNKNOWN:
            reply = IN_DOUBT + receipt.reply
            if on_uncertain == "resend" and not delivery.reply.startswith(IN_DOUBT):
                return Step(next=Next.RETRY, at=now, reply=reply)
            return Step(next=Next.IN_DOUBT, at=now, reply=reply)


def wait(tries: int) -> timedelta:
    """Return how long to wait after *tries* tries (from 1)."""
    return BACKOFF[min(max(tries, 1), len(BACKOFF)) - 1]
