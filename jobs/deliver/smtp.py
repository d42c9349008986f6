"""The bytes of one mail in, `Receipt` out; the only module that speaks SMTP.

Every mail has a connection of its own: a weekly handful costs 55 ms each, measured with TLS, and
one mail can then never harm the next.
"""

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, Protocol

from jobs.deliver.outbox import Outcome, Receipt
from jobs.errors import DeliveryError
from jobs.sasl import MECHANISMS, choose

TIMEOUT: Final = 30.0
"""Seconds for the connection and for each answer; without it a silent server holds us for ever."""

_TOO_LARGE: Final = re.compile(rb"5\.(?:3\.4|2\.3)\b")
"""Enhanced codes (RFC 3463) that say that a mail is too large, whatever the basic code is."""

_FULL: Final = re.compile(rb"5\.2\.2\b")
"""Enhanced code of a full mailbox, for which some servers say 552 as well."""

_DOT: Final = re.compile(rb"(?m)^\.")
_LONGEST: Final = 400
"""Characters of a token that go with AUTH itself; a line may have 512 (RFC 4954), so a longer one
follows when the server asks for it."""


class Mailer(Protocol):
    """Whatever can bring one mail to one recipient."""

    def send(self, *, sender: str, recipient: str, mime: bytes, message_id: str) -> Receipt:
        """Try once; raise `DeliveryError` when the server cannot be used at all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    """A mail server, as ``[delivery]`` in sources.toml names it.

    Attributes:
        host: Name of the server.
        port: Its port.
        security: ``starttls`` and ``tls`` verify the certificate and never fall back to clear
            text; ``none`` is for a relay on this machine.
        username: To log in with; None when the relay asks no login.
        password: Its password; never printed.
        token: An OAuth 2.0 access token in place of a password; never printed.
        ca_file: Certificate authority of the server; None for the system's.
        timeout: Seconds for the connection and for each answer.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout: float = TIMEOUT

    def send(self, *, sender: str, recipient: str, mime: bytes, message_id: str) -> Receipt:
        """Try once to bring *mime* to *recipient*; a bounce of it will name *message_id*.

        Raises:
            DeliveryError: No connection, no TLS, a certificate that does not fit, or a login that
                is refused. Nothing was sent.
        """
        server = self._connection()
        try:
            limit = int(server.esmtp_features.get("size") or 0)
            if 0 < limit < len(mime):
                reply = "552 larger than the server accepts"
                return Receipt(outcome=Outcome.TOO_LARGE, reply=reply)
            options = _options(server, len(mime), message_id)
            return _refused(server, sender, recipient, options) or _hand_over(server, mime)
        finally:
            _leave(server)

    def check(self) -> None:
        """Connect, secure and log in, and send nothing; raise `DeliveryError` with the reason."""
        _leave(self._connection())

    def _connection(self) -> smtplib.SMTP:
        try:
            return self._connect()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise self._unusable(_reason(error)) from error

    def _connect(self) -> smtplib.SMTP:
        server: smtplib.SMTP
        if self.security == "tls":
            server = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=_context(self.ca_file)
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            self._prepare(server)
        except BaseException:
            server.close()
            raise
        return server

    def _prepare(self, server: smtplib.SMTP) -> None:
        _greet(server)
        if self.security == "starttls":
            if not server.has_extn("starttls"):
                reason = "it does not offer STARTTLS and mail is never sent in clear text"
                raise self._unusable(reason)
            server.starttls(context=_context(self.ca_file))
            _greet(server)
        if self.username is not None and self.token is not None:
            self._show_token(server, self.username, self.token)
        elif self.username is not None:
            server.login(self.username, self.password or "")

    def _show_token(self, server: smtplib.SMTP, user: str, token: str) -> None:
        offered = server.esmtp_features.get("auth", "")
        login = choose(offered, user, token, (self.host, self.port))
        if login is None:
            reason = f"it does not offer {' or '.join(MECHANISMS)}; the login by token needs one"
            raise self._unusable(reason)
        server.auth(login.mechanism, login, initial_response_ok=len(token) <= _LONGEST)

    def _unusable(self, reason: str) -> DeliveryError:
        return DeliveryError(f"mail server {self.host}:{self.port}: {reason}")


def _reason(error: Exception) -> str:
    """Return in our words why the server cannot be used, without a word of the server."""
    match error:
        case ssl.SSLError():
            reason = f"its certificate or TLS is not acceptable ({error.reason or 'TLS error'})"
        case smtplib.SMTPAuthenticationError():
            reason = f"it refused the login ({error.smtp_code}); check username and secret"
        case smtplib.SMTPResponseException():
            reason = f"it does not want us now ({error.smtp_code})"
        case smtplib.SMTPException():
            reason = f"it broke off ({type(error).__name__})"
        case OSError():
            reason = f"no connection ({error.strerror or type(error).__name__})"
        case _:  # a name or password with an accent, or a challenge that is none
            reason = "the login cannot be made; use letters of ASCII in it"
    return reason


def _greet(server: smtplib.SMTP) -> None:
    """Say who we are and learn what the server can do; one that knows no EHLO can do nothing."""
    code, _ = server.ehlo()
    if 200 <= code < 300:
        return
    if not 500 <= code < 600:
        raise smtplib.SMTPHeloError(code, b"")
    code, _ = server.helo()
    if not 200 <= code < 300:
        raise smtplib.SMTPHeloError(code, b"")


def _context(ca_file: Path | None) -> ssl.SSLContext:
    """Return what verifies the server; reading the authorities of the system takes 40 ms."""
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _options(server: smtplib.SMTP, size: int, message_id: str) -> list[str]:
    """Return what goes with the sender: the size (RFC 1870), and by what name to bounce it.

    A server that knows delivery status notifications (RFC 3461) names it as the original envelope
    id, and returns the headers only: a report need not travel back.
    """
    options = [f"SIZE={size}"] if server.has_extn("size") else []
    if server.has_extn("dsn"):
        options += ["RET=HDRS", f"ENVID={_xtext(message_id)}"]
    return options


def _xtext(text: str) -> str:
    """Return *text* as RFC 3461 §4 wants it: ``+`` and ``=`` by their number."""
    return "".join(char if "!" <= char <= "~" and char not in "+=" else f"+{ord(char):02X}"
                   for char in text)  # fmt: skip


def _refused(
    server: smtplib.SMTP, sender: str, recipient: str, options: list[str]
) -> Receipt | None:
    """Announce sender and recipient; return the receipt when the server does not want them."""
    try:
        code, words = server.mail(sender, options)
        if not 200 <= code < 300:
            return _answer(code, words, "sender not accepted", large=code == 552)
        code, words = server.rcpt(recipient)
    except (smtplib.SMTPException, OSError) as error:
        return _lost(error)
    except ValueError:  # a character that no address may have, or only with SMTPUTF8
        return Receipt(outcome=Outcome.REFUSED, reply="not an address this server can take")
    return None if 200 <= code < 300 else _answer(code, words, "recipient not accepted")


def _hand_over(server: smtplib.SMTP, mime: bytes) -> Receipt:
    """Send the bytes; only after the dot behind them nobody knows whether they arrived."""
    try:
        code, words = server.docmd("DATA")
        if code != 354:
            return _answer(code, words, "message not accepted", large=code == 552)
        server.send(_DOT.sub(b"..", mime))
    except (smtplib.SMTPException, OSError) as error:
        return _lost(error)
    try:
        server.send(b".\r\n" if mime.endswith(b"\r\n") else b"\r\n.\r\n")
        code, words = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        reply = f"connection lost after the message ({type(error).__name__})"
        return Receipt(outcome=Outcome.UNKNOWN, reply=reply)
    if 200 <= code < 300:
        return Receipt(outcome=Outcome.ACCEPTED, reply=f"{code} accepted")
    return _answer(code, words, "message not accepted", large=code == 552)


def _lost(error: Exception) -> Receipt:
    return Receipt(outcome=Outcome.LATER, reply=f"connection lost ({type(error).__name__})")


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; whatever the server makes of it, the mail has been taken or not by now."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _answer(code: int, words: bytes, what: str, *, large: bool = False) -> Receipt:
    """Tell a passing refusal (4xx) from a final one (5xx), and from one of the size alone."""
    if not 500 <= code < 600:
        outcome = Outcome.LATER
    elif _TOO_LARGE.match(words) or (large and not _FULL.match(words)):
        outcome = Outcome.TOO_LARGE
    else:
        outcome = Outcome.REFUSED
    return Receipt(outcome=outcome, reply=f"{code} {what}")
