"""A mailbox in, its mails out one by one, none twice: for what is read of mails besides posts."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final

from jobs.collect.collectors.mailbox.collector import BOUNDS, Bounds
from jobs.collect.collectors.mailbox.door import Door
from jobs.collect.collectors.mailbox.find import door_to
from jobs.collect.collectors.mailbox.imap import Box, in_time, told
from jobs.collect.collectors.mailbox.mail import Mail, read_mail
from jobs.collect.reasons import FetchStop
from jobs.errors import SourceError
from jobs.model import SourceId
from jobs.settings.schema import Mailbox

REACH: Final = timedelta(weeks=9)
"""How far back the first reading goes, and one after the server numbered its mails anew: nothing
that is read here counts longer (`jobs.model.token.TERM`)."""
MOST: Final = 500
"""Mails of one reading; the rest follows in the next one."""
TRIES: Final = 3
"""Readings that may fail at one mail before it is passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who looks into a mailbox.

    Attributes:
        name: What errors call the mailbox.
        folder: Of sources.toml, against which the path of an authority is read.
        password: Of the mailbox; never printed.
        allow_private: Whether it may lie on the own network, as the operator says.
    """

    name: SourceId
    folder: Path
    password: str = field(repr=False)
    allow_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How far a mailbox was read; prints as ``validity:done:failed`` and is read from that.

    Attributes:
        validity: What the server's numbers hold for: when it changes, all is read anew.
        done: Number up to which every mail was read.
        failed: Readings in a row that failed at the mail after it.
    """

    validity: str = ""
    done: int = 0
    failed: int = 0

    @classmethod
    def parse(cls, text: str) -> "Seen":
        """Return what ``str`` made of one; of an empty text, that nothing was read."""
        validity, _, rest = text.partition(":")
        done, _, failed = rest.partition(":")
        return cls(validity=validity, done=int(done or 0), failed=int(failed or 0))

    def __str__(self) -> str:
        return f"{self.validity}:{self.done}:{self.failed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail, and how far the mailbox was read with it.

    Attributes:
        seen: To go on from; to be kept together with what the mail led to.
        mail: What we look at of it; None when it is gone or unreadable.
        raw: Its bytes, for who reads something else in it.
    """

    seen: Seen
    mail: Mail | None
    raw: bytes = field(default=b"", repr=False)


async def letters(
    mailbox: Mailbox, caller: Caller, seen: Seen, now: datetime, bounds: Bounds = BOUNDS
) -> AsyncGenerator[Letter, None]:
    """Yield the mails that came in after *seen*, the oldest first; nothing in the box is changed.

    Args:
        mailbox: Where it is.
        caller: Who asks.
        seen: How far it was read.
        now: The moment, UTC.
        bounds: How much is read; the rest follows in the next reading.

    Raises:
        SourceError: It could not be read, or no further; what was yielded stays.
    """
    box = Box(await _door(mailbox, caller))
    until, left = monotonic() + bounds.seconds, bounds.bytes
    try:
        with told(caller.name):
            await in_time(lambda: box.open(mailbox.folder), bounds.each)
            fresh = seen.validity != box.validity
            at = Seen(validity=box.validity) if fresh else seen
            since = now - REACH if fresh else None
            numbers = await in_time(lambda: box.numbers(at.done, since), bounds.each)
        for number in numbers[:MOST]:
            try:
                raw = b"" if at.failed == TRIES else await _raw(box, caller, number, bounds)
            except SourceError:
                yield Letter(seen=replace(at, failed=at.failed + 1), mail=None)
                raise
            at = Seen(validity=box.validity, done=number)
            mail = await asyncio.to_thread(read_mail, raw) if raw else None
            yield Letter(seen=at, mail=mail, raw=raw)
            left -= len(raw)
            if left < 0 or monotonic() > until:
                break
        with suppress(TimeoutError):
            await in_time(box.leave, bounds.each)
    finally:
        box.cut()


async def _door(mailbox: Mailbox, caller: Caller) -> Door:
    try:
        return await door_to(
            mailbox, caller.folder, caller.password, allow_private=caller.allow_private
        )
    except FetchStop as stop:
        raise stop.about(caller.name) from None


async def _raw(box: Box, caller: Caller, number: int, bounds: Bounds) -> bytes:
    """Return the bytes of a mail; none of one that was deleted just now."""
    with told(caller.name):
        piece = await in_time(partial(box.piece, number), bounds.each)
    return b"" if piece is None else piece.raw
