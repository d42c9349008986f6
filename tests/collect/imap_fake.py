"""A small mail server that speaks IMAP4rev1 on loopback, as RFC 3501 says and no better."""

import re
import socket
import socketserver
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Thread
from typing import Self

from tests.fakes import NOW


@dataclass
class Letterbox:
    """One folder: mails by number, and what the server does wrong.

    Attributes:
        mails: Number of each mail and its bytes.
        validity: UIDVALIDITY.
        greeting: What the server says first.
        poisoned: Number of a mail that the server cannot give.
        answers: What it answers instead to a command such as ``FETCH``, without its tag.
        token: Access token that lets in; empty when a password does.
        asked: Every command, without its tag, in order.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    greeting: bytes = b"* OK ready\r\n"
    capabilities: str = "IMAP4rev1 AUTH=PLAIN"
    answers: Mapping[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    poisoned: int = 0
    token: str = ""
    port: int = 0
    _server: socketserver.ThreadingTCPServer | None = None

    def __enter__(self) -> Self:
        """Start listening."""
        letterbox = self

        class Talk(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def handle(self) -> None:
                with suppress(OSError):  # the reader went away
                    letterbox._talk(self)

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        server.daemon_threads = True
        self._server, self.port = server, server.server_address[1]
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def add(self, *mails: bytes) -> None:
        """Put *mails* behind those that are there."""
        for raw in mails:
            self.mails[max(self.mails, default=0) + 1] = raw

    @property
    def fetched(self) -> list[int]:
        """Numbers of the mails that were fetched."""
        return [int(line.split()[2]) for line in self.asked if line.startswith("UID FETCH")]

    def _talk(self, talk: socketserver.StreamRequestHandler) -> None:
        talk.wfile.write(self.greeting)
        while line := talk.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            self.asked.append(command)
            name = command.split()[1 if command.startswith("UID") else 0]
            if name in self.answers:
                talk.wfile.write(self.answers[name].replace(b"TAG", tag.encode()))
                continue
            if name == "AUTHENTICATE" and not self._knows(talk):
                talk.wfile.write(f"{tag} NO AUTHENTICATE failed.\r\n".encode())
                continue
            self._answer(talk, name, command)
            talk.wfile.write(f"{tag} OK done\r\n".encode())
            if name == "LOGOUT":
                return

    def _knows(self, talk: socketserver.StreamRequestHandler) -> bool:
        """Hear who it is; with a token that is not taken the reason comes as a challenge."""
        talk.wfile.write(b"+ \r\n")
        self.asked.append(talk.rfile.readline().decode().strip())
        shown = b64decode(self.asked[-1]).decode()
        if not self.token or f"auth=Bearer {self.token}\1\1" in shown:
            return True
        reason = b'{"status":"401","schemes":"Bearer","scope":"mail"}'
        talk.wfile.write(b"+ " + b64encode(reason) + b"\r\n")
        self.asked.append(talk.rfile.readline().decode().strip())
        return False

    def _answer(self, talk: socketserver.StreamRequestHandler, name: str, command: str) -> None:
        say = talk.wfile.write
        if name == "CAPABILITY":
            say(f"* CAPABILITY {self.capabilities}\r\n".encode())
        elif name == "EXAMINE":
            say(f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] x\r\n".encode())
        elif name == "SEARCH":
            first = int(re.findall(r"UID (\d+):\*", command)[0])
            last = max(self.mails, default=0)
            found = [number for number in self.mails if number >= first or number == last]
            say(f"* SEARCH {' '.join(map(str, found))}\r\n".encode())
        elif name == "FETCH":
            number = int(command.split()[2])
            if number == self.poisoned:
                raise ConnectionError
            raw = self.mails.get(number)
            if raw is not None:
                size = int(re.findall(r"<0\.(\d+)>", command)[0])
                part = raw[:size]
                came = f'INTERNALDATE "{NOW:%d-%b-%Y %H:%M:%S} +0000"'
                head = f"* 1 FETCH (UID {number} {came} BODY[]<0> {{{len(part)}}}\r\n"
                say(head.encode() + part + b")\r\n")
        elif name == "LOGOUT":
            say(b"* BYE\r\n")


def letter(
    text: str = "De lampen in de Molenstraat zijn weer uit",
    *,
    number: str = "1",
    sender: str = '"Klaprooszaad" <melding@groepen.example>',
    subject: str = "[Buren] bericht",
    markup: str = "",
    **heads: str,
) -> bytes:
    """Return a mail; *heads* are headers, with ``_`` for ``-``."""
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = sender, subject, f"<{number}>"
    mail["Date"] = heads.pop("date", "Mon, 09 Nov 2026 08:15:00 +0100")
    for name, value in heads.items():
        mail[name.replace("_", "-")] = value
    if text:
        mail.set_content(text)
    if markup and text:
        mail.add_alternative(markup, subtype="html")
    elif markup:
        mail.set_content(markup, subtype="html")
    return mail.as_bytes()


def silent_port() -> socket.socket:
    """Return a socket that listens and never says a word."""
    return socket.create_server(("127.0.0.1", 0))
