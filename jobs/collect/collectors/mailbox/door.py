"""Where a mailbox is and who may look into it in, a connection that is let in out.

The password or token goes to vetted addresses only, and by TLS but on this machine.
"""

import imaplib
import re
import socket
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jobs.sasl import MECHANISMS, choose
from jobs.settings.schema import Login, Security

_NOT_PLAIN: Final = re.compile("[^\x20-\x7e]+")


class LoginError(Exception):
    """The server does not let us in: user, password or folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where a mailbox is and who may look into it.

    Attributes:
        host: Name of the server, as its certificate must say.
        port: Its port.
        addresses: What the name means; nothing else is connected to.
        security: ``tls`` from the first byte, ``starttls`` before the login, or ``none``.
        user: Name to log in with.
        login: By which sort of secret.
        password: The password, or an OAuth 2.0 access token; never printed.
        ca_file: Certificate authority of the server; None for the system's.
    """

    host: str
    port: int
    addresses: tuple[str, ...]
    security: Security
    user: str = field(repr=False)
    password: str = field(repr=False)
    login: Login = "password"
    ca_file: Path | None = None


def connected(door: Door, timeout: float | None) -> socket.socket:
    """Return a connection to the first of the addresses that takes one."""
    trouble: OSError = OSError("no address")
    for address in door.addresses:
        try:
            return socket.create_connection((address, door.port), timeout)
        except OSError as error:
            trouble = error
    raise trouble


def secure(line: imaplib.IMAP4, door: Door) -> None:
    """Go on by TLS."""
    if "STARTTLS" not in line.capabilities:
        message = "it does not offer STARTTLS"
        raise ssl.SSLError(message)
    line.starttls(context(door))


def context(door: Door) -> ssl.SSLContext:
    """Return what the certificate of the server is held against."""
    context = ssl.create_default_context(cafile=door.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def log_in(line: imaplib.IMAP4, door: Door) -> None:
    """Log in: with a token by what takes one, else by PLAIN, which takes any letter, or LOGIN."""
    if door.login == "token":
        _show_token(line, door)
    elif "AUTH=PLAIN" in line.capabilities:
        line.authenticate("PLAIN", lambda _: f"\0{door.user}\0{door.password}".encode())
    elif _NOT_PLAIN.search(door.user + door.password):
        message = "this server takes no such password"
        raise imaplib.IMAP4.error(message)
    else:
        line.login(quoted(door.user), door.password)


def _show_token(line: imaplib.IMAP4, door: Door) -> None:
    offered = (word.partition("AUTH=")[2] for word in line.capabilities)
    bearer = choose(" ".join(offered), door.user, door.password, (door.host, door.port))
    if bearer is None:
        message = f"the server offers neither {' nor '.join(MECHANISMS)}"
        raise LoginError(message)
    line.authenticate(bearer.mechanism, lambda challenge: bearer(challenge).encode())


def quoted(text: str) -> str:
    """Return *text* as a quoted string of IMAP."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
