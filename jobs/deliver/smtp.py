"""The bytes of one mail in, `Receipt` out; the only module that speaks SMTP.

Every mail has a connection of its own: a weekly handful costs 55 ms each, measured with TLS, and
one mail can then never harm the next.
"""

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from jobs.deliver.outbox import Outcome, Receipt
from jobs.errors import DeliveryError

_TIMEOUT: Final = 30.0
"""Seconds for the connection and for each answer; without it a silent server holds us for ever."""


class Mailer(Protocol):
    """Whatever can bring one mail to one recipient."""

    def send(self, *, sender: str, recipient: str, mime: bytes) -> Receipt:
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
        ca_file: Certificate authority of the server; None for the system's.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str | None = None
    password: str | None = None
    ca_file: Path | None = None

    def __repr__(self) -> str:
        return f"<SmtpMailer {self.host}:{self.port} {self.security}>"

    def send(self, *, sender: str, recipient: str, mime: bytes) -> Receipt:
        """Try once to bring *mime* to *recipient*.

        Raises:
            DeliveryError: No connection, no TLS, a certificate that does not fit, or a login that
                is refused. Nothing was sent.
        """
        server = self._connection()
        try:
            refused = _refused(server, sender, recipient, len(mime))
            return refused or _hand_over(server, mime)
        finally:
            _leave(server)

    def check(self) -> None:
        """Connect, secure and log in, and send nothing; raise `DeliveryError` with the reason."""
        _leave(self._connection())

    def _connection(self) -> smtplib.SMTP:
        try:
            return self._connect()
        except ssl.SSLError as error:
            reason = f"its certificate or TLS is not acceptable ({error.reason or 'TLS error'})"
            raise self._unusable(reason) from error
        except smtplib.SMTPAuthenticationError as error:
            reason = f"it refused the login ({error.smtp_code}); check username and secret"
            raise self._unusable(reason) from error
        except smtplib.SMTPException as error:
            reason = f"it broke off ({type(error).__name__})"
            raise self._unusable(reason) from error
        except OSError as error:
            reason = f"no connection ({error.strerror or type(error).__name__})"
            raise self._unusable(reason) from error

    def _connect(self) -> smtplib.SMTP:
        server: smtplib.SMTP
        if self.security == "tls":
            server = smtplib.SMTP_SSL(
                self.host, self.port, timeout=_TIMEOUT, context=_context(self.ca_file)
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT)
        try:
            self._prepare(server)
        except BaseException:
            server.close()
            raise
        return server

    def _prepare(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if self.security == "starttls":
            if not server.has_extn("starttls"):
                reason = "it does not offer STARTTLS and mail is never sent in clear text"
                raise self._unusable(reason)
            server.starttls(context=_context(self.ca_file))
            server.ehlo()
        if self.username is not None:
            server.login(self.username, self.password or "")

    def _unusable(self, reason: str) -> DeliveryError:
        return DeliveryError(f"mail server {self.host}:{self.port}: {reason}")


def _context(ca_file: Path | None) -> ssl.SSLContext:
    """Return what verifies the server; reading the authorities of the system takes 40 ms."""
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _refused(server: smtplib.SMTP, sender: str, recipient: str, size: int) -> Receipt | None:
    """Announce sender and recipient; return the receipt when the server does not want them."""
    limit = int(server.esmtp_features.get("size") or 0)
    if 0 < limit < size:
        return Receipt(outcome=Outcome.REFUSED, reply="552 larger than the server accepts")
    try:
        code, _ = server.mail(sender, [f"size={size}"] if limit else [])
        step = "sender"
        if 200 <= code < 300:
            code, _ = server.rcpt(recipient)
            step = "recipient"
    except (smtplib.SMTPException, OSError) as error:
        return Receipt(outcome=Outcome.LATER, reply=f"connection lost ({type(error).__name__})")
    except ValueError:  # a character that no address may have, or only with SMTPUTF8
        return Receipt(outcome=Outcome.REFUSED, reply="not an address this server can take")
    return None if 200 <= code < 300 else _answer(code, f"{step} not accepted")


def _hand_over(server: smtplib.SMTP, mime: bytes) -> Receipt:
    """Send the bytes; when the connection breaks here, nobody knows whether they arrived."""
    try:
        code, _ = server.data(mime)
    except smtplib.SMTPDataError as error:
        return _answer(error.smtp_code, "message not accepted")
    except (smtplib.SMTPException, OSError) as error:
        reply = f"connection lost after the message ({type(error).__name__})"
        return Receipt(outcome=Outcome.UNKNOWN, reply=reply)
    if 200 <= code < 300:
        return Receipt(outcome=Outcome.ACCEPTED, reply=f"{code} accepted")
    return _answer(code, "message not accepted")


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; whatever the server makes of it, the mail has been taken or not by now."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _answer(code: int, words: str) -> Receipt:
    """Tell a passing refusal (4xx) from a final one (5xx)."""
    outcome = Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER
    return Receipt(outcome=outcome, reply=f"{code} {words}")
