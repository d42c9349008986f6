"""A mail server on loopback with STARTTLS and login, whose certificate a test CA signed."""

import ssl
from base64 import b64decode
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

LOGIN, PASSWORD, TOKEN = "signaal", "canary-7f3a", "ya29.canary-7f3a"


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


def authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, how: str, data: object
) -> AuthResult:
    """Let in who knows the name and the password."""
    del how
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        LOGIN.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=right)


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return the side of the server, and the file of the authority that its client must trust."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    folder.mkdir(parents=True, exist_ok=True)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    return context, folder / "ca.pem"


@contextmanager
def mail_server(folder: Path) -> Iterator[MailBox]:
    """Start the server; STARTTLS and a login are required before any mail."""
    context, ca_file = certificate(folder)
    box = MailBox(port=free_port(), ca_file=ca_file)
    controller = Controller(
        box, hostname="127.0.0.1", port=box.port, tls_context=context, require_starttls=True,
        authenticator=authenticate, auth_required=True, auth_require_tls=True,
    )  # fmt: skip
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class TokenBox(MailBox):
    """A mail server that lets in who shows an access token, by one mechanism of SASL."""

    said: list[bytes] = field(default_factory=list)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - its name
        """Check a token as Google and Microsoft do: an error comes as a challenge of its own."""
        return await self._check(server, args, b"user=%s\1auth=Bearer %s\1\1")

    async def auth_OAUTHBEARER(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """Check a token by RFC 7628."""
        port = str(self.port).encode()
        wanted = b"n,a=%s,\1host=127.0.0.1\1port=" + port + b"\1auth=Bearer %s\1\1"
        return await self._check(server, args, wanted)

    async def _check(self, server: SMTP, args: list[str], pattern: bytes) -> AuthResult:
        shown = b64decode(args[1]) if len(args) > 1 else await server.challenge_auth("")
        assert isinstance(shown, bytes)
        self.said.append(shown)
        if shown == pattern % (LOGIN.encode(), TOKEN.encode()):
            return AuthResult(success=True, auth_data=LOGIN)
        answer = await server.challenge_auth('{"status":"401","schemes":"bearer"}')
        assert isinstance(answer, bytes)
        self.said.append(answer)
        return AuthResult(success=False, handled=False)


@contextmanager
def token_server(folder: Path, *mechanisms: str) -> Iterator[TokenBox]:
    """Start a server that takes access tokens by *mechanisms* only, over STARTTLS."""
    context, ca_file = certificate(folder)
    box = TokenBox(port=free_port(), ca_file=ca_file)
    others = {"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"} - set(mechanisms)
    controller = Controller(
        box, hostname="127.0.0.1", port=box.port, tls_context=context, require_starttls=True,
        authenticator=authenticate, auth_required=True, auth_exclude_mechanism=others,
    )  # fmt: skip
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
