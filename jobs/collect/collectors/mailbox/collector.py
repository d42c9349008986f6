"""A mailbox in, posts out: notifications of an open account, or what colleagues send on.

Nothing in the mailbox is changed, and what is deleted there is not gone from the group. Mails are
read from the oldest to the newest, so that one number says how far. From whom they are taken is
written in sources.toml: anyone may write to an address.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Final

from jobs.collect.collectors.capture import Provenance, noted
from jobs.collect.collectors.mailbox.door import Door
from jobs.collect.collectors.mailbox.find import door_to
from jobs.collect.collectors.mailbox.imap import Box, Piece, in_time, told
from jobs.collect.collectors.mailbox.posts import UNREADABLE, Rules, posts_in
from jobs.collect.collectors.mailbox.troubled import Troubled
from jobs.collect.protocol import Verified, Visit
from jobs.collect.reasons import FetchStop
from jobs.errors import SourceError
from jobs.model import Batch, Cursor, PostId, RawPost
from jobs.settings.schema import Duration, Mailbox

VERIFIED: Final = Verified.REAL_SERVER
_BATCH: Final = 50
_VALIDITY: Final = "validity"
_DONE: Final = "done"
"""Mark of the number up to which every mail was read."""
_STUCK: Final = "stuck"
"""Mark of the mail at which the server failed the last time, and how often in a row."""
_TRIES: Final = 3
_RENEWED: Final = timedelta(hours=1)
"""When a token that was refused is shown again: by then it should be another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much one reading may take; the rest follows in the next one.

    Attributes:
        bytes: Two thousand mails with a picture.
        seconds: Of the whole reading.
        each: Seconds for one thing asked of the server; a mail at its cap takes 40 at one megabit
            a second.
    """

    bytes: int = 200_000_000
    seconds: float = 600.0
    each: float = 60.0


BOUNDS: Final = Bounds()


class Options(Rules, Mailbox):
    """Keys of a ``[[source]]`` of kind ``mailbox``: where it is, besides whose mails are taken.

    Attributes:
        host: Name of the mail server, as its certificate says.
        port: Its port; 993, or 143 with STARTTLS, when not given.
        security: ``tls``, ``starttls``, or ``none``: on this machine only.
        user: Name to log in with.
        login: By ``password``, or by ``token``: an OAuth 2.0 access token.
        password: Name of the secret that holds it.
        folder: Which folder is read.
        reach: How far back the first reading goes.
        ca_file: Certificate authority of the server, from the folder of sources.toml.
    """

    reach: Duration = timedelta(days=28)


async def collect(visit: Visit, bounds: Bounds = BOUNDS) -> AsyncGenerator[Batch, None]:
    """Yield what came in since the last visit, within *bounds*; see `Collector.collect`."""
    options = visit.options
    assert isinstance(options, Options)  # noqa: S101 - settings and registry go together
    box = Box(await _door(visit, options))
    try:
        renewed = visit.now + _RENEWED if options.login == "token" else None
        with told(visit.source_id, renewed):
            await in_time(lambda: box.open(options.folder), bounds.each)
            since, done = _where(visit, options, box.validity)
            numbers = await in_time(lambda: box.numbers(done, since), bounds.each)
        async for batch in _batches(visit, options, box, numbers, bounds):
            yield batch
        with suppress(TimeoutError):
            await in_time(box.leave, bounds.each)
    finally:
        box.cut()


async def _door(visit: Visit, options: Options) -> Door:
    password = visit.secret(visit.source_id, options.password)
    try:
        return await door_to(options, visit.folder, password, allow_private=visit.allow_private)
    except FetchStop as stop:
        raise stop.about(visit.source_id) from None


def _where(visit: Visit, options: Options, validity: str) -> tuple[datetime | None, int]:
    """Return from which day on and after which number to read.

    When the server numbered its mails anew, they are read as the first time; posts that we have
    are known by the Message-ID.
    """
    marks = visit.cursor.marks
    if marks.get(_VALIDITY) == validity and _DONE in marks:
        return None, int(marks[_DONE])
    return visit.now - options.reach, 0


async def _batches(
    visit: Visit, options: Options, box: Box, numbers: list[int], bounds: Bounds
) -> AsyncGenerator[Batch, None]:
    until = monotonic() + bounds.seconds
    shelf = _Shelf(visit, options, box.validity)
    now = numbers[: min(visit.max_items, _BATCH * visit.max_pages)]
    for place, number in enumerate(now, 1):
        if shelf.gave_up(number):
            shelf.leave(number)
        else:
            try:
                with told(visit.source_id):
                    piece = await in_time(partial(box.piece, number), bounds.each)
            except SourceError:
                yield shelf.stuck(number)
                raise
            await asyncio.to_thread(shelf.put, number, piece)
        over = shelf.size > bounds.bytes or monotonic() > until
        if over or place == len(now) or place % _BATCH == 0:
            yield shelf.empty(cut=(over or place == len(now)) and place < len(numbers))
        if over:
            return
    if len(now) == len(numbers) and await _again(visit, box, shelf, bounds):
        yield shelf.empty(cut=False)


async def _again(visit: Visit, box: Box, shelf: "_Shelf", bounds: Bounds) -> bool:
    """Try the mails that could not be read before; tell whether there were any.

    Failing at them is no trouble of the source, and comes when all else was read.
    """
    due = shelf.troubled.due(visit.program)[:_BATCH]
    for number in due:
        try:
            with told(visit.source_id):
                piece = await in_time(partial(box.piece, number), bounds.each)
        except SourceError:
            shelf.leave(number)
            break  # whatever else is asked now, the server may not hear it
        await asyncio.to_thread(shelf.put, number, piece)
    return bool(due)


class _Shelf:
    """What the mails of one reading gave, until it is yielded.

    Attributes:
        size: Bytes read so far.
        troubled: The mails that could not be read.
    """

    def __init__(self, visit: Visit, options: Options, validity: str) -> None:
        self.size = 0
        self._visit = visit
        self._options = options
        done = visit.cursor.marks.get(_DONE, "0")
        same = visit.cursor.marks.get(_VALIDITY) == validity
        self._tried = visit.cursor.marks.get(_STUCK, "") if same else ""
        self.troubled = Troubled.of(visit.cursor.marks if same else {})
        marks = {**visit.cursor.marks, _VALIDITY: validity, _DONE: done if same else "0"}
        marks.pop(_STUCK, None)
        self._cursor = Cursor(marks=marks, validators={})
        self._seen: set[str] = set()
        self._posts: list[RawPost] = []
        self._made: dict[PostId, Provenance] = {}
        self._refused: Counter[str] = Counter()

    def gave_up(self, number: int) -> bool:
        """Tell whether a mail could not be had so often that it holds up the others no longer."""
        return self._tried == f"{number}:{_TRIES}"

    def leave(self, number: int) -> None:
        """Leave a mail that could not be had to a newer program, or until somebody asks."""
        self._refused[UNREADABLE] += 1
        self.troubled.add(number, self._visit.program)
        self._pass(number)

    def stuck(self, number: int) -> Batch:
        """Return what was taken before the server failed at a mail, and that it did."""
        before, _, times = self._tried.partition(":")
        count = int(times) + 1 if before == str(number) else 1
        self._cursor.marks[_STUCK] = f"{number}:{count}"
        return self.empty(cut=False)

    def put(self, number: int, piece: Piece | None) -> None:
        """Take the posts of one mail; None stands for one that was deleted just now."""
        self._pass(number)
        self.troubled.drop(number)
        if piece is None:
            return
        self.size += len(piece.raw)
        found = posts_in(piece, self._visit, self._options)
        if isinstance(found, str):
            self._refused[found] += 1
            if found == UNREADABLE:
                self.troubled.add(number, self._visit.program)
            return
        for raw, whence in found:
            if raw.native_id not in self._seen:
                self._seen.add(raw.native_id)
                self._posts.append(raw)
                self._made[self._visit.post_id(raw.native_id)] = whence

    def _pass(self, number: int) -> None:
        """Note that all mails up to *number* were read or left."""
        marks = self._cursor.marks
        marks[_DONE] = str(max(number, int(marks[_DONE])))

    def empty(self, *, cut: bool) -> Batch:
        """Return what was taken since the last time."""
        self.troubled.put(self._cursor.marks)
        self._cursor = noted(self._cursor, self._made)
        batch = Batch(
            posts=tuple(self._posts),
            cursor=Cursor(marks=dict(self._cursor.marks), validators={}),
            refused=dict(+self._refused),
            cut=cut,
        )
        self._posts, self._made = [], {}
        self._refused.clear()
        return batch
