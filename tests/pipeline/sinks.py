"""Loopback servers that stop at the moment a test wants to kill."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.real.servers.run import free_port


@dataclass
class Sink:
    """A mail server that takes everything in, and can hold its breath at the n-th recipient."""

    hold_at: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    reached: Event = field(default_factory=Event)
    port: int = 0
    _recipients: int = 0

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept a recipient, or keep the client waiting until it is killed."""
        del server, session, options
        self._recipients += 1
        if self._recipients == self.hold_at:
            self.reached.set()
            await asyncio.sleep(60)
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(  # noqa: N802 - likewise
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail."""
        del server, session
        content = envelope.original_content or b""
        self.mails.append(message_from_bytes(content, policy=policy.default))
        return "250 kept"


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """Run a `Sink` on loopback."""
    sink = Sink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@dataclass
class Pages:
    """What a small web server answers: path to status, content type and body.

    A content type that ends in ``+gzip`` goes out as packed, the body of a 3xx is where to go, and
    that of a 429 after how many seconds to come back. What was asked for stands in ``asked``.
    """

    answers: dict[str, tuple[int, str, bytes]]
    asked: list[str] = field(default_factory=list)
    hold: str = ""
    reached: Event = field(default_factory=Event)
    release: Event = field(default_factory=Event)
    address: str = ""


@contextmanager
def web_server(pages: Pages) -> Iterator[Pages]:
    """Serve *pages* on loopback; the path in ``hold`` waits until ``release`` is set."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages.asked.append(self.path)
            if self.path == pages.hold:
                pages.reached.set()
                pages.release.wait(60)
            status, kind, body = pages.answers.get(self.path, (404, "text/plain", b"none"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if kind.endswith("+gzip"):
                self.send_header("Content-Encoding", "gzip")
            if 300 <= status < 400:
                self.send_header("Location", body.decode())
            if status == 429:
                self.send_header("Retry-After", body.decode())
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    pages.address = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield pages
    finally:
        pages.release.set()
        server.shutdown()
        server.server_close()
