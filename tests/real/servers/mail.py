"""A mail server on loopback with STARTTLS and login, whose certificate a test CA signed."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.real.servers.run import free_port

LOGIN, PASSWORD = "signaal", "canary-7f3a"


@dataclass
class MailBox:
    """What the server took in, and where it listens."""

    port: int
    ca_file: Path
    mails: list[EmailMessage] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail and note whether it came over TLS."""
        del server
        content = envelope.original_content or b""
        self.mails.append(message_from_bytes(content, policy=policy.default))
        self.secured.append(session.ssl is not None)
        return "250 kept"


def _login(
    _server: SMTP, _session: Session, _envelope: Envelope, how: str, data: object
) -> AuthResult:
    del how
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        LOGIN.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=right)


@contextmanager
def mail_server(folder: Path) -> Iterator[MailBox]:
    """Start the server; STARTTLS and a login are required before any mail."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    folder.mkdir(parents=True, exist_ok=True)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    box = MailBox(port=free_port(), ca_file=folder / "ca.pem")
    controller = Controller(
        box, hostname="127.0.0.1", port=box.port, tls_context=context, require_starttls=True,
        authenticator=_login, auth_required=True, auth_require_tls=True,
    )  # fmt: skip
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
