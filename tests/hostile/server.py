"""A web server on loopback that does what it is told, also what no server should do.

It writes raw bytes to a socket, so that it can drip, cut, lie about lengths and send bombs.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Header = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""


Play = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]
"""Writes an answer, or something like it."""


def says(
    body: bytes | str = b"", status: int = 200, headers: Sequence[Header] = (), *, length: int = -1
) -> Play:
    """Answer in one piece; *length* is the Content-Length told, when that is to be a lie."""
    data = body.encode() if isinstance(body, str) else body
    told = ("Content-Length", str(len(data) if length < 0 else length))
    return raw(head(status, (*headers, told)) + data)


def sends_to(place: str, status: int = 302, headers: Sequence[Header] = ()) -> Play:
    """Answer with a redirect to *place*, and a body that nobody should read."""
    return says(b"moved", status, (*headers, ("Location", place)))


def raw(data: bytes) -> Play:
    """Write exactly *data*, in one go."""

    async def play(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return play


def drips(data: bytes, every: float = 0.01) -> Play:
    """Write *data* byte by byte, then keep the connection open."""

    async def play(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        for byte in data:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(every)
        await asyncio.sleep(3600)

    return play


def hangs_up(after: bytes = b"") -> Play:
    """Write *after* and break the connection."""

    async def play(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(after)
        await writer.drain()
        writer.close()

    return play


def in_turn(*plays: Play) -> Play:
    """Do the first, then the second …, and the last for ever."""
    left = list(plays)

    async def play(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(asked, writer)

    return play


def head(status: int = 200, headers: Sequence[Header] = ()) -> bytes:
    """Return a status line and *headers*, up to and with the empty line."""
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass(slots=True)
class Server:
    """Listens on a free port of 127.0.0.1 while its context is open.

    Attributes:
        plays: What to do, by path without query; ``*`` stands for every other path. A path not
            named is answered with 404.
        tls: Speak TLS with this context.
        greeting: Say this to everyone, before being asked.
        asked: Every request so far, in order.
        connections: Connections accepted so far.
    """

    plays: dict[str, Play]
    tls: ssl.SSLContext | None = None
    greeting: bytes = b""
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    _server: asyncio.Server | None = None
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self.tls)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    @property
    def port(self) -> int:
        """The port that we listen on."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Return the address of *path*."""
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def targets(self) -> list[str]:
        """Return what was asked for, but for robots.txt, in order."""
        return [asked.target for asked in self.asked if asked.target != "/robots.txt"]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        self.connections += 1
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                writer.write(self.greeting)
                while not writer.is_closing():
                    await self._answer(reader, writer)
        finally:
            writer.close()
            with suppress(OSError, ssl.SSLError, asyncio.CancelledError):
                await writer.wait_closed()
            self._talks.discard(talk)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _version = lines[0].split(" ", 2)
        pairs = (line.split(": ", 1) for line in lines[1:] if line)
        headers = {name.lower(): text for name, text in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        asked = Asked(method=method, target=target, headers=headers, body=body)
        self.asked.append(asked)
        path = target.partition("?")[0]
        play = self.plays.get(path) or self.plays.get("*", says("not here", 404))
        if path == "/robots.txt" and path not in self.plays:
            play = says("not here", 404)
        await play(asked, writer)
