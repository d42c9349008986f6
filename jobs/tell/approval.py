"""Editions that wait for the lead in, the mail that asks about them out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from jobs.language.wording import Wording
from jobs.model import Delivery, DeliveryState, Run, RunState, Stage, Week
from jobs.tell.letter import Letter


def to_ask(
    waiting: Iterable[Delivery], runs: Mapping[Week, Sequence[Run]]
) -> dict[Week, tuple[Delivery, ...]]:
    """Return the weeks that the lead is to be asked about, with all that waits of them.

    A week is asked about once its reports are made, and again when more of them came after that.
    While they are being made it is left alone.

    Args:
        waiting: Every mail that waits for approval.
        runs: The ledger of each of their weeks.
    """
    found = {}
    for week, rows in groupby(sorted(waiting, key=lambda row: (row.week, row.id)), _week):
        mails = tuple(rows)
        new = any(mail.state is DeliveryState.HELD for mail in mails)
        making = any(
            run.stage is Stage.REPORT and run.state is RunState.RUNNING for run in runs[week]
        )
        if new and not making:
            found[week] = mails
    return found


def _week(mail: Delivery) -> Week:
    return mail.week


def overdue(waiting: Iterable[Delivery], now: datetime) -> tuple[Delivery, ...]:
    """Return the mails that the lead was asked about and nobody approved in time."""
    return tuple(
        mail for mail in waiting if mail.state is DeliveryState.ASKED and mail.next_at <= now
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """How the lead can answer.

    Attributes:
        ends: What `deadline` says.
        link: What opens the mail that approves; None where no mail is read.
    """

    ends: str
    link: str | None


def question(
    week: Week,
    mails: Sequence[Delivery],
    names: Mapping[str, str],
    words: Wording,
    municipality: str,
    answer: Answering,
) -> Letter:
    """Return the mail that asks the lead about *mails* of *week*.

    Args:
        week: The week.
        mails: What waits.
        names: Names of departments, by id.
        words: Of its language.
        municipality: Name of the municipality.
        answer: How it can be answered.
    """
    addresses: dict[str, list[str]] = {}
    for mail in mails:
        addresses.setdefault(names.get(mail.reader, mail.reader), []).append(mail.recipient)
    number, link = week.number, answer.link
    return Letter(
        language=words.language,
        subject=words.say("approval.subject", week=number, municipality=municipality),
        title=words.say("approval.title", week=number),
        paragraphs=(
            words.say("approval.text", week=number, span=words.span(week)),
            words.say("approval.how", iso=str(week))
            if link is None
            else words.say("approval.reply"),
        ),
        heading=words.say("approval.who"),
        points=tuple(
            words.say("approval.reader", name=name, addresses=", ".join(dict.fromkeys(listed)))
            for name, listed in addresses.items()
        ),
        link=None if link is None else (words.say("approval.click", week=number), link),
        after=(answer.ends,),
    )


def deadline(until: datetime, zone: ZoneInfo, otherwise: str, words: Wording) -> str:
    """Return what happens when nobody has approved at *until*: ``hold`` or ``send``."""
    local = until.astimezone(zone)
    return words.say(f"approval.{otherwise}", day=words.day(local.date()), clock=f"{local:%H:%M}")
