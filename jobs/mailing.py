"""What goes out by mail: settings and store in; report, deliver and tell put together out."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from jobs import clock
from jobs.deliver import job as deliver_job
from jobs.deliver.job import envelope
from jobs.deliver.message import attachment_of, compose
from jobs.deliver.smtp import SmtpMailer
from jobs.errors import DeliveryError
from jobs.model import LEAD, Counts, Delivery, Progress, Week, silent
from jobs.report import job as report_job
from jobs.settings.schema import Settings
from jobs.settings.secrets import secret
from jobs.store import Store
from jobs.tell import job as tell_job


def send(
    settings: Settings, reports: Path, store: Store, key: bytes, progress: Progress = silent
) -> Counts:
    """Ask the lead what is to be asked, send what is due, and tell the operator what came of it.

    Args:
        settings: Of the municipality.
        reports: Folder of its PDFs.
        store: Its store.
        key: Of the installation; the lead's answer is sealed with it.
        progress: Told of every mail.

    Raises:
        DeliveryError: The mail server cannot be used now; what is to be told waits with the rest.
    """
    sending = partial(deliver_job.run, store, settings, reports, smtp_mailer(settings))
    tell_job.ask(store, settings, key, clock.now())
    try:
        counts = sending(clock.now, progress)
    finally:
        told = tell_job.tell(store, settings, clock.now())
    if told:
        later = sending(clock.now)
        counts = {name: count + later[name] for name, count in counts.items()}
    return counts


def preview(
    settings: Settings, reports: Path, store: Store, week: Week, key: bytes
) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    """Yield every reader of *week* with its files by ending; nothing is sent, nothing is kept.

    The files are the PDF and the web page, which an edition of a quiet week does not have, the HTML
    of the mail, and the mail itself as the first recipient would get it.

    Raises:
        RenderError: An edition cannot be made.
    """
    to = {LEAD: settings.delivery.lead, **{one.id: one.recipients for one in settings.departments}}
    for product in report_job.preview(store, settings, week, reports, key):
        made = product.report
        mail = Delivery(
            id=0, week=week, reader=made.reader, language=made.language, revision=made.revision,
            recipient=to[made.reader][0], next_at=clock.now(),
            message_id=f"<preview.{week}.{made.reader}@{settings.delivery.sender.rpartition('@')[2]}>",
        )  # fmt: skip
        attached = [] if product.pdf is None else [attachment_of(made, product.pdf)]
        mime = compose(made, mail, envelope(settings), attached=attached, date=mail.next_at)
        files = {
            "pdf": product.pdf,
            "html": product.web,
            "mail.html": made.html.encode(),
            "eml": mime,
        }
        yield made.reader, {ending: held for ending, held in files.items() if held is not None}


def smtp_mailer(settings: Settings) -> SmtpMailer:
    """Return the mail server of ``[delivery]``, with its secret: ``smtp-password`` or -``token``.

    The secret is read anew each time: an access token holds for an hour.
    """
    delivery = settings.delivery
    found = secret(f"smtp-{delivery.login}")
    value = None if found is None else found.get_secret_value()
    return SmtpMailer(
        host=delivery.smtp_host,
        port=delivery.smtp_port,
        security=delivery.security,
        username=delivery.username,
        password=value if delivery.login == "password" else None,
        token=(value or "") if delivery.login == "token" else None,
        ca_file=None if delivery.ca_file is None else settings.folder / delivery.ca_file,
    )


def try_mail(settings: Settings) -> str:
    """Connect to the mail server and send nothing; return "" or what is wrong."""
    try:
        smtp_mailer(settings).check()
    except DeliveryError as error:
        return str(error)
    return ""
