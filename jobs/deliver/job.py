"""Outbox rows in, mails out: compose once, send what is due, write down what the server said."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from jobs.deliver.amend import as_copy, has_attachments, without_attachments
from jobs.deliver.bounce import Bounce
from jobs.deliver.message import Attachment, Envelope, attachment_of, compose
from jobs.deliver.outbox import (
    BOUNCED,
    Next,
    Outcome,
    Receipt,
    Step,
    after,
    doubtful,
    is_gone,
)
from jobs.deliver.smtp import Mailer
from jobs.errors import DeliveryError
from jobs.language.wording import load_wording
from jobs.model import (
    APPROVAL,
    AT_ONCE,
    SUSPENDED,
    Counts,
    Delivery,
    DeliveryState,
    Progress,
    Report,
    silent,
)
from jobs.settings.schema import Settings
from jobs.store import Store

LEASE: Final = timedelta(minutes=6)
"""Longer than one mail can take: a connection and ten answers of at most 30 s each."""


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
    sender = _Sender(store=store, settings=settings, folder=folder, mailer=mailer)
    counts: Counter[str] = Counter({step.value: 0 for step in Next})
    sender.recover(now())
    total = sum(row.state is DeliveryState.QUEUED for row in store.outbox.all_open())
    while True:
        progress("mail", counts.total(), total)  # may stop us, so never with a mail in hand
        delivery = store.outbox.claim(now(), LEASE)
        if delivery is None:
            break
        counts[sender.try_once(delivery, now()).next] += 1
    return dict(counts)


def take_bounce(store: Store, bounce: Bounce, now: datetime) -> bool:
    """Note that a mail came back; return whether it is one of ours that had gone out.

    A notice counts once: a mail that a person had sent again since does not fail by the old one,
    when a mailbox is read anew.
    """
    event = f"bounce/{bounce.mark}"
    with store.transaction():
        if store.told.known([event]):
            return False
        taken = store.outbox.bounced(bounce.message_id, f"{BOUNCED}{bounce.status}")
        if taken:
            store.told.note(event, now)
    return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sender:
    """What sends the mails of one municipality, one at a time."""

    store: Store
    settings: Settings
    folder: Path
    mailer: Mailer

    def recover(self, now: datetime) -> None:
        """Decide on the mails that a crash left half-way: nobody knows whether they arrived."""
        if not self.store.outbox.stale(now):
            return
        lost = Receipt(outcome=Outcome.UNKNOWN, reply="interrupted while sending")
        with self.store.transaction():  # looked at again: another process may be sending them now
            for delivery in self.store.outbox.stale(now):
                step = self._after(lost, delivery, now)
                self._write(delivery, replace(step, at=now))  # its lease was wait enough

    def try_once(self, delivery: Delivery, now: datetime) -> Step:
        """Try to bring one mail, and write down what came of it."""
        if self._is_pointless(delivery):
            step = Step(next=Next.FAILED, at=now, reply=SUSPENDED)
            self._write(delivery, step)
            return step
        mime = b""
        try:
            mime = delivery.mime or self._composed(delivery, now)
        except DeliveryError as error:
            receipt = Receipt(outcome=Outcome.LATER, reply=str(error))
        else:
            receipt = self._send(delivery, mime, now)
        step = self._after(receipt, delivery, now, mime)
        self._write(delivery, step, mime)
        return step

    def _is_pointless(self, delivery: Delivery) -> bool:
        """Whether a new mail goes to a mailbox that is gone.

        What a person has sent again goes all the same, and so does what cannot wait.
        """
        new = not delivery.reply and delivery.reader != AT_ONCE
        return new and is_gone(self.store.outbox.sent_to(delivery.recipient))

    def _after(
        self, receipt: Receipt, delivery: Delivery, now: datetime, mime: bytes = b""
    ) -> Step:
        how = self.settings.delivery.on_uncertain
        attached = receipt.outcome is Outcome.TOO_LARGE and has_attachments(mime)
        return after(receipt, delivery, now, how, with_attachments=attached)

    def _send(self, delivery: Delivery, mime: bytes, now: datetime) -> Receipt:
        if doubtful(delivery):
            mime = as_copy(mime, load_wording(delivery.language).say("mail.copy"))
        try:
            return self.mailer.send(
                sender=self.settings.delivery.bounces or self.settings.delivery.sender,
                recipient=delivery.recipient,
                mime=mime,
                message_id=delivery.message_id,
            )
        except DeliveryError:
            self.store.outbox.give_back(delivery.id, now)
            raise

    def _composed(self, delivery: Delivery, now: datetime) -> bytes:
        """Compose the mail and keep its bytes, so that every later try sends the very same."""
        report = self._report(delivery)
        attached = self._attached(report)
        mime = compose(report, delivery, envelope(self.settings), attached=attached, date=now)
        self.store.outbox.compose(delivery.id, mime)
        return mime

    def _attached(self, report: Report) -> list[Attachment]:
        """Return the files of a mail: its PDF, or for approval every edition that waits."""
        if report.reader != APPROVAL:
            pdf = _pdf(report, self.folder)
            return [] if pdf is None else [attachment_of(report, pdf)]
        waiting = (mail for mail in self.store.outbox.waiting() if mail.week == report.week)
        carried = {(mail.reader, mail.language, mail.revision) for mail in waiting}
        return [
            attachment_of(made, _pdf(made, self.folder))
            for made in self.store.reports.of_week(report.week)
            if (made.reader, made.language, made.revision) in carried
        ]

    def _report(self, delivery: Delivery) -> Report:
        report = self.store.reports.of(delivery)
        if report is None:
            message = f"mail {delivery.id}: its report of {delivery.week} is not in the store"
            raise DeliveryError(message)
        return report

    def _lighter(self, delivery: Delivery, mime: bytes) -> bytes:
        """Return the mail without what is attached, which is to be had elsewhere."""
        words, delivery_settings = load_wording(delivery.language), self.settings.delivery
        place = (delivery_settings.reports_at or "").rstrip("/")
        path = self._report(delivery).pdf_path
        if place and delivery.reader == APPROVAL:
            folder = f"{place}/{self.settings.municipality.key}/{delivery.week}"
            line = words.say("mail.fetch_folder", place=folder)
        elif place and path:
            line = words.say("mail.fetch_at", place=f"{place}/{path}")
        else:
            asked = delivery_settings.operator if delivery.reader == APPROVAL else None
            address = asked or envelope(self.settings).reply_to
            line = words.say("mail.fetch_from", address=address)
        return without_attachments(mime, line)

    def _write(self, delivery: Delivery, step: Step, mime: bytes = b"") -> None:
        outbox = self.store.outbox
        match step.next:
            case Next.SENT:
                outbox.sent(delivery.id, step.at, step.reply)
            case Next.RETRY:
                outbox.retry(delivery.id, step.at, step.reply)
            case Next.LIGHTER:
                outbox.retry(delivery.id, step.at, step.reply, self._lighter(delivery, mime))
            case Next.FAILED:
                outbox.failed(delivery.id, step.reply)
            case Next.IN_DOUBT:
                outbox.in_doubt(delivery.id, step.reply)


def envelope(settings: Settings) -> Envelope:
    """Return from whom the mails of a municipality come."""
    town, delivery = settings.municipality.name, settings.delivery
    kind = load_wording(settings.municipality.language).say("document.kind")
    return Envelope(
        sender=delivery.sender,
        sender_name=f"{kind} {town}",
        reply_to=delivery.reply_to or delivery.lead[0],
        list_name=town,
    )


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
