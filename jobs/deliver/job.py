"""Outbox rows in, mails out: compose once, send what is due, write down what the server said."""

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from jobs.deliver.message import Envelope, compose
from jobs.deliver.outbox import Next, Outcome, Receipt, Step, after
from jobs.deliver.smtp import Mailer
from jobs.errors import DeliveryError
from jobs.model import Counts, Delivery, DeliveryState, Progress, Report, silent
from jobs.settings.schema import Settings
from jobs.store import Store

LEASE: Final = timedelta(minutes=3)
"""Longer than one mail can take: connection and five answers of at most 30 s each."""


def run(
    store: Store,
    settings: Settings,
    folder: Path,
    mailer: Mailer,
    now: Callable[[], datetime],
    progress: Progress = silent,
) -> Counts:
    """Send every mail that is due; return how many were sent, put off, refused or are in doubt.

    A recipient that is refused never stops the others. A server that cannot be used at all leaves
    every mail queued.

    Raises:
        DeliveryError: The server cannot be used now; counts so far are in the outbox.
    """
    counts: Counter[str] = Counter({step.value: 0 for step in Next})
    _recover(store, settings, now())
    total = sum(row.state is DeliveryState.QUEUED for row in store.outbox.all_open())
    while True:
        progress("mail", sum(counts.values()), total)  # may stop us, so never with a mail in hand
        delivery = store.outbox.claim(now(), LEASE)
        if delivery is None:
            break
        step = _try(store, settings, folder, mailer, (delivery, now()))
        counts[step.next] += 1
    return dict(counts)


def _recover(store: Store, settings: Settings, now: datetime) -> None:
    """Decide on the mails that a crash left half-way: nobody knows whether they arrived."""
    lost = Receipt(outcome=Outcome.UNKNOWN, reply="interrupted while sending")
    for delivery in store.outbox.stale(now):
        _write(store, delivery, after(lost, delivery, now, settings.delivery.on_uncertain))


def _try(
    store: Store,
    settings: Settings,
    folder: Path,
    mailer: Mailer,
    due: tuple[Delivery, datetime],
) -> Step:
    delivery, now = due
    try:
        mime = delivery.mime or _composed(store, settings, folder, delivery, now)
    except DeliveryError as error:
        receipt = Receipt(outcome=Outcome.LATER, reply=str(error))
    else:
        receipt = _send(store, settings, mailer, delivery, (mime, now))
    step = after(receipt, delivery, now, settings.delivery.on_uncertain)
    _write(store, delivery, step)
    return step


def _send(
    store: Store,
    settings: Settings,
    mailer: Mailer,
    delivery: Delivery,
    what: tuple[bytes, datetime],
) -> Receipt:
    mime, now = what
    try:
        return mailer.send(sender=settings.delivery.sender, recipient=delivery.recipient, mime=mime)
    except DeliveryError:
        store.outbox.give_back(delivery.id, now)
        raise


def _composed(
    store: Store, settings: Settings, folder: Path, delivery: Delivery, now: datetime
) -> bytes:
    """Compose the mail and keep its bytes, so that every later try sends the very same."""
    report = _report(store, delivery)
    town = settings.municipality.name
    envelope = Envelope(
        sender=settings.delivery.sender,
        sender_name=f"{town} Signaalrapport",
        reply_to=settings.delivery.reply_to or settings.delivery.lead[0],
        list_name=town,
    )
    mime = compose(report, delivery, envelope, pdf=_pdf(report, folder), date=now)
    store.outbox.compose(delivery.id, mime)
    return mime


def _report(store: Store, delivery: Delivery) -> Report:
    report = store.reports.of(delivery)
    if report is None:
        message = f"mail {delivery.id}: its report of {delivery.week} is not in the store"
        raise DeliveryError(message)
    return report


def _pdf(report: Report, folder: Path) -> bytes | None:
    if report.pdf_path is None:
        return None
    path = folder / report.pdf_path
    try:
        pdf = path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read; run `buurtsignaal run report --week {report.week}`"
        raise DeliveryError(message) from error
    if hashlib.sha256(pdf).hexdigest() != report.pdf_sha256:
        message = f"{path}: is not the PDF that was made; remove it and run the report again"
        raise DeliveryError(message)
    return pdf


def _write(store: Store, delivery: Delivery, step: Step) -> None:
    match step.next:
        case Next.SENT:
            store.outbox.sent(delivery.id, step.at, step.reply)
        case Next.RETRY:
            store.outbox.retry(delivery.id, step.at, step.reply)
        case Next.FAILED:
            store.outbox.failed(delivery.id, step.reply)
        case Next.IN_DOUBT:
            store.outbox.in_doubt(delivery.id, step.reply)
