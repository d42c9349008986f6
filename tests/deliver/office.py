"""A post office that does as it is told, and a town with mails to send."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from jobs.deliver import job
from jobs.deliver.smtp import SmtpMailer
from jobs.model import Delivery, DeliveryState, Report, Week
from jobs.settings import Settings
from jobs.store import Store
from tests.fakes import FakeClock
from tests.make import WEEK
from tests.real.servers.run import free_port

PDF = b"%PDF-1.7 a week".ljust(3000, b" ")
READERS = ("burgerzaken", "groen", "mobiliteit", "welzijn")
TEXT = "Wat er leeft in Heidebeek."


@dataclass
class PostOffice:
    """A mail server that answers each recipient as told, and keeps the bytes of what it took."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    port: int = 0
    hang: bool = False
    limit: int = 0
    too_large: str = ""

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept or refuse a recipient."""
        del server, session, options
        answer = self.answers.get(address, "250 ok")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - likewise
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail, and perhaps break the line before saying so."""
        del session
        if self.limit and len(envelope.original_content or b"") > self.limit:
            return self.too_large
        self.taken.append((envelope.rcpt_tos[0], envelope.original_content or b""))
        if self.hang:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            await asyncio.sleep(0)
        return "250 kept"

    @property
    def recipients(self) -> list[str]:
        """Who got a mail, in order."""
        return [recipient for recipient, _ in self.taken]


@contextmanager
def post_office(
    answers: Mapping[str, str] | None = None, *, size: int = 33_554_432
) -> Iterator[PostOffice]:
    """Run a `PostOffice` on loopback that takes mails up to *size* and says so.

    *answers* are by the part of the address before the @.
    """
    post = PostOffice(
        {address(name): answer for name, answer in (answers or {}).items()}, port=free_port()
    )
    controller = Controller(post, hostname="127.0.0.1", port=post.port, data_size_limit=size)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def address(reader: str) -> str:
    return f"{reader}@heidebeek.example"


def queue(
    store: Store,
    folder: Path,
    *readers: str,
    state: DeliveryState = DeliveryState.QUEUED,
    week: Week = WEEK,
) -> None:
    """Store an edition with its PDF and one mail for each of *readers*."""
    for reader in readers:
        path = f"heidebeek/{week}/{reader}.pdf"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(PDF)
        report = Report(
            week=week, reader=reader, language="nl", revision=1, subject=f"Week 46 – {reader}",
            text=TEXT, html=f"<p>{TEXT}</p>", pdf_path=path,
            pdf_sha256=hashlib.sha256(PDF).hexdigest(), pages=1,
        )  # fmt: skip
        mail = Delivery(
            id=0, week=week, reader=reader, language="nl", revision=1, recipient=address(reader),
            message_id=f"<{week}.{reader}.r1@heidebeek.example>", next_at=FakeClock().moment,
            state=state,
        )  # fmt: skip
        assert store.reports.save(report, [mail])


@dataclass
class Town:
    """A store with mails to send, the folder of their PDFs, and a clock that stands still."""

    path: Path
    folder: Path
    settings: Settings
    store: Store
    clock: FakeClock = field(default_factory=FakeClock)

    def deliver(self, port: int) -> dict[str, int]:
        """Run the stage against the mail server at *port*."""
        return dict(job.run(self.store, self.settings, self.folder, plain(port), self.clock))

    def change(self, **keys: object) -> None:
        """Change keys of ``[delivery]``."""
        delivery = self.settings.delivery.model_copy(update=keys)
        self.settings = self.settings.model_copy(update={"delivery": delivery})

    def pdf_of(self, reader: str) -> str:
        """Return where the PDF of a reader lies, below the folder."""
        (report,) = (one for one in self.store.reports.of_week(WEEK) if one.reader == reader)
        assert report.pdf_path is not None
        return report.pdf_path

    def restart(self) -> None:
        """Open the store anew, as the next process does."""
        self.store.close()
        self.store = Store.open(self.path, "heidebeek")

    @property
    def rows(self) -> dict[str, Delivery]:
        """Return the mails by reader."""
        return {row.reader: row for row in self.store.outbox.of_week(WEEK)}

    @property
    def states(self) -> dict[str, DeliveryState]:
        """Return where each mail is, by reader."""
        return {reader: row.state for reader, row in self.rows.items()}


def plain(port: int) -> SmtpMailer:
    return SmtpMailer(host="127.0.0.1", port=port, security="none")
