"""A real mail server that fails at one verb, in one way, as long as it is told to."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from jobs.deliver.smtp import SmtpMailer
from tests.real.servers.mail import LOGIN, PASSWORD, authenticate, certificate
from tests.real.servers.run import free_port

Verb = Literal["CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "END", "QUIT"]
How = Literal["4xx", "5xx", "drop", "stall"]
PATIENCE: Final = 0.4
"""Seconds that the client waits for an answer; loopback gives one in milliseconds."""


@dataclass
class Trouble:
    """What goes wrong, and what the server took in all the same.

    Attributes:
        verb: At which verb; None once all is well again.
        how: What the server does instead.
        kept: Recipient and bytes of every mail that the server has, also when it never said so.
        open: Connections there are now.
    """

    verb: Verb | None
    how: How
    kept: list[tuple[str, bytes]] = field(default_factory=list)
    port: int = 0
    ca_file: Path = Path()
    open: set[int] = field(default_factory=set)

    async def strikes(self, verb: Verb, server: SMTP) -> bool:
        """Do what goes wrong at *verb*; return whether anything did."""
        if verb != self.verb:
            return False
        if self.how == "drop":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        elif self.how == "stall":
            await asyncio.sleep(20)
        else:
            await server.push("451 4.3.2 not now" if self.how == "4xx" else "554 5.7.1 never")
        return True

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail; a server that then breaks off has it as well."""
        del session
        if self.verb == "END" and self.how in {"4xx", "5xx"}:
            return "451 4.3.2 not now" if self.how == "4xx" else "554 5.7.1 never"
        self.kept.append((envelope.rcpt_tos[0], envelope.original_content or b""))
        await self.strikes("END", server)
        return "250 kept"


class _Server(SMTP):
    """The mail server, asked for trouble before each verb."""

    trouble: Trouble

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.trouble.open.add(id(self))  # once more when TLS begins
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.trouble.open.discard(id(self))
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        transport = self.transport
        assert transport is not None
        try:
            if not await self.trouble.strikes("CONNECT", self):
                await super()._handle_client()
        finally:
            transport.close()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - likewise, below too
        if not await self.trouble.strikes("EHLO", self):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        if not await self.trouble.strikes("EHLO", self):
            await super().smtp_HELO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not await self.trouble.strikes("STARTTLS", self):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self.trouble.strikes("AUTH", self):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        if not await self.trouble.strikes("MAIL", self):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self.trouble.strikes("RCPT", self):
            await super().smtp_RCPT(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        if not await self.trouble.strikes("QUIT", self):
            await super().smtp_QUIT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if not await self.trouble.strikes("DATA", self):
            await super().smtp_DATA(arg)


class _Controller(Controller):
    """Makes our server for each connection."""

    def factory(self) -> SMTP:
        """Return a server for one connection."""
        server = _Server(self.handler, **self.SMTP_kwargs)
        server.trouble = self.handler
        return server


@contextmanager
def faulty_server(folder: Path, verb: Verb | None, how: How = "drop") -> Iterator[Trouble]:
    """Start the server, with STARTTLS and a login, on loopback."""
    context, ca_file = certificate(folder)
    trouble = Trouble(None, how, port=free_port(), ca_file=ca_file)
    controller = _Controller(
        trouble, hostname="127.0.0.1", port=trouble.port, tls_context=context,
        require_starttls=True, authenticator=authenticate, auth_required=True,
    )  # fmt: skip
    controller.start()
    trouble.verb = verb  # only now: starting tries the server out
    try:
        yield trouble
        deadline = time.monotonic() + 5
        while trouble.open and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        controller.stop()


def mailer_to(trouble: Trouble) -> SmtpMailer:
    """Return what sends to that server, with little patience."""
    return SmtpMailer(
        host="127.0.0.1", port=trouble.port, security="starttls", username=LOGIN,
        password=PASSWORD, ca_file=trouble.ca_file, timeout=PATIENCE,
    )  # fmt: skip
