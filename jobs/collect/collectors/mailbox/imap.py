"""A mailbox by IMAP (RFC 3501), opened to look only: numbers and bytes of mails out.

The server may be slow, lie about sizes or talk for ever: each answer has a cap, each wait an end,
and `Box.cut` ends whatever is going on from another thread. A `Box` blocks; `in_time` does not.
"""

import asyncio
import base64
import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Final, TypeVar, cast

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.mailbox.door import (
    Door,
    LoginError,
    connected,
    context,
    log_in,
    quoted,
    secure,
)
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken
from jobs.model import SourceId

MAX_MAIL: Final = 5_000_000
"""Bytes of a mail that are taken; text stands before what is attached."""
_MAX_ANSWER: Final = MAX_MAIL + 1_000_000
"""Bytes of one answer of the server; a million numbers of mails take less."""
_WAIT: Final = 30.0
"""Seconds for the connection and for each piece of an answer."""
_DATE: Final = re.compile(rb'INTERNALDATE "([^"]{10,40})"')
_MOST_DIGITS: Final = 10
"""Of a number of IMAP, which has 32 bits."""
_NOT_PLAIN: Final = re.compile("[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A mail as the server has it: its bytes, cut at `MAX_MAIL`, and when it came in."""

    raw: bytes = field(repr=False)
    came: str


class Box:
    """One folder of a mailbox, open to look only.

    Attributes:
        validity: UIDVALIDITY: while it stays the same, a number means the same mail.
    """

    def __init__(self, door: Door) -> None:
        self.validity = ""
        self._door = door
        self._line: _Line | None = None
        self._sock: socket.socket | None = None

    def open(self, folder: str) -> None:
        """Connect, log in and open *folder*.

        Raises:
            LoginError: We may not, or there is no such folder.
            imaplib.IMAP4.error: What answers is no mail server.
            OSError: No connection, or no safe one.
        """
        door = self._door
        line = self._line = _Line(door, self._hold)
        if door.security == "starttls":
            secure(line, door)
            self._hold(line.sock)
        try:
            log_in(line, door)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            if "[UNAVAILABLE]" in str(error):  # RFC 5530: not now, whoever asks
                raise line.abort from None
            message = "login refused"
            raise LoginError(message) from None
        answer, _ = line.select(quoted(_utf7(folder)), readonly=True)  # EXAMINE: nothing changes
        if answer != "OK":
            message = "no such folder"
            raise LoginError(message)
        self.validity = _first(line.response("UIDVALIDITY")[1]).decode("ascii", "replace")
        if not self.validity.isdigit() or len(self.validity) > _MOST_DIGITS:
            message = "no UIDVALIDITY"
            raise imaplib.IMAP4.error(message)

    def _hold(self, sock: socket.socket) -> None:
        self._sock = sock

    def numbers(self, after: int, since: datetime | None) -> list[int]:
        """Return the numbers of the mails *after* a number, and come in *since* a day, rising."""
        asked = [f"UID {after + 1}:*"]
        if since is not None:
            asked.append("SINCE " + "-".join(format_datetime(since).split()[1:4]))
        data = self._ask("SEARCH", " ".join(asked))
        words = (word for item in data if isinstance(item, bytes) for word in item.split())
        found = {int(word) for word in words if word.isdigit() and len(word) <= _MOST_DIGITS}
        return sorted(number for number in found if number > after)  # n:* names the last one anyway

    def piece(self, number: int) -> Piece | None:
        """Return a mail; None when it is not there any more."""
        wanted = f"(INTERNALDATE BODY.PEEK[]<0.{MAX_MAIL}>)"
        data = self._ask("FETCH", str(number), wanted)
        raw = next((item[1] for item in data if isinstance(item, tuple)), None)
        if raw is None:
            return None
        told = b" ".join(item[0] if isinstance(item, tuple) else item for item in data)
        came = _DATE.search(told)
        return Piece(raw[:MAX_MAIL], came[1].decode("ascii", "replace").strip() if came else "")

    def _ask(self, command: str, *words: str) -> list[bytes | tuple[bytes, bytes]]:
        line = self._line
        assert line is not None  # noqa: S101 - `open` comes first
        line.taken = 0
        answer, data = line.uid(command, *words)
        if answer != "OK":
            message = f"{command} refused"
            raise imaplib.IMAP4.error(message)
        return [item for item in data if item]

    def leave(self) -> None:
        """Say goodbye."""
        if self._line is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError, ValueError):
                self._line.logout()

    def cut(self) -> None:
        """End the connection now, also under another thread that waits for an answer."""
        if self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                self._sock.close()
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.shutdown()


class _Line(imaplib.IMAP4):
    """A connection to vetted addresses only, of which no answer is larger than its cap."""

    def __init__(self, door: Door, hold: Callable[[socket.socket], None]) -> None:
        self.taken = 0
        self._to = door
        self._hold = hold
        super().__init__(door.host, door.port, timeout=_WAIT)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        """Connect; whoever holds the socket can cut it from here on, in the handshake too."""
        sock = connected(self._to, timeout)
        self._hold(sock)
        if self._to.security == "tls":
            secured = context(self._to).wrap_socket(
                sock, server_hostname=self._to.host, do_handshake_on_connect=False
            )
            self._hold(secured)
            secured.do_handshake()
            return secured
        return sock

    def read(self, size: int) -> bytes:
        """Return *size* bytes; a server that promises too many is left."""
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        """Return a line, however long within the cap."""
        line = cast("bytes", self.file.readline(_MAX_ANSWER + 1))
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self.taken += size
        if self.taken > _MAX_ANSWER:
            message = "answer too large"
            raise self.abort(message)


def _utf7(name: str) -> str:
    """Return *name* as a server writes names of folders (RFC 3501 §5.1.3)."""

    def shifted(run: re.Match[str]) -> str:
        packed = base64.b64encode(run[0].encode("utf-16-be"), b"+,").decode("ascii")
        return f"&{packed.rstrip('=')}-"

    return _NOT_PLAIN.sub(shifted, name.replace("&", "&-"))


def _first(data: list[bytes | None]) -> bytes:
    return (data[0] if data else None) or b""


_T = TypeVar("_T")


async def in_time(work: Callable[[], _T], seconds: float) -> _T:
    """Do *work* in a thread; one that lasts longer ends when the box is cut."""
    async with asyncio.timeout(seconds):
        return await asyncio.to_thread(work)


@contextlib.contextmanager
def told(source_id: SourceId, retry_at: datetime | None = None) -> Iterator[None]:
    """Turn what goes wrong with the server into an error of the source, without its words.

    Who is not let in knocks again at *retry_at*, or when a closed source is tried again.
    """
    try:
        yield
    except LoginError as error:
        detail = str(error)
        raise SourceBroken(source_id, FetchReason.CLOSED, detail, retry_at=retry_at) from None
    except TimeoutError:
        raise SourceBroken(source_id, FetchReason.TIMEOUT) from None
    except (ssl.SSLError, FileNotFoundError) as error:
        raise SourceBroken(source_id, FetchReason.TLS, type(error).__name__) from None
    except (imaplib.IMAP4.abort, OSError) as error:
        raise SourceBroken(source_id, FetchReason.CONNECTION, type(error).__name__) from None
    except imaplib.IMAP4.error:
        raise SourceBroken(source_id, ReadReason.SCHEMA_DRIFT, "IMAP") from None
