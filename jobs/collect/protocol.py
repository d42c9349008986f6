"""What a collector is: a module with an ``Options`` model and a ``collect`` that yields batches."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from jobs.collect.codes import ReadReason
from jobs.collect.request import Fetches, Request, Response
from jobs.errors import SourceBroken
from jobs.model import Batch, Cursor, PostId, SourceId, ThreadId
from jobs.settings.schema import Table

__all__ = ["Batch", "Collector", "Cursor", "Fetches", "Request", "Response", "Verified", "Visit"]


VERSION: Final = 1
"""Of this protocol; a collector of a third party says in ``PROTOCOL`` for which it was written.
It goes up when what was right before would go wrong now."""
MAX_PAGES: Final = 50
"""Pages in a row; a listing or thread that goes on longer may well go on for ever."""
MAX_ITEMS: Final = 5_000
"""Items of one source in one reading; the busiest towns' largest group gives 2,000 a week."""


def _unnamed(native: str) -> ThreadId:
    """Return no id: when only trying, there is no key to make one with."""
    del native
    return ThreadId("")


def _unknown(native: str) -> PostId:
    """Return no id, as above."""
    del native
    return PostId("")


def _nothing_held(thread: ThreadId) -> frozenset[PostId]:
    """Return nothing: when only trying, there is no store."""
    del thread
    return frozenset()


def _no_address(thread: ThreadId) -> str | None:
    """Return no address: when only trying, there is no store."""
    del thread
    return None


def _no_secret(source_id: SourceId, name: str) -> str:
    """Raise that there is no such secret."""
    raise SourceBroken(source_id, ReadReason.NO_ACCESS, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One reading of one source.

    Attributes:
        source_id: The source.
        options: What its kind asks for: an instance of the collector's ``Options``.
        cursor: How far it was read before.
        fetcher: The door to the web.
        folder: Folder of sources.toml, against which paths in it are read.
        now: When the reading began, UTC.
        zone: The municipality's clocks.
        max_pages: Pages that are read in a row by following links, 1 when only trying.
        max_items: Items that are given before the rest is left for the next reading.
        thread_id: Native id of what opens a thread → the id by which the store knows the thread.
            A cursor may hold that; a native id may hold a name.
        post_id: Native id of a post → the id by which the store knows it.
        held: Thread → its posts that the store holds with their text.
        address: Thread → the address of the post that opens it, as the store holds it: None when
            that was erased, or might name somebody. So it need not stand in a cursor.
        secret: Source and name of a secret → its value, such as a token; raises `SourceBroken`
            with ``no-access`` when it is not set.
        program: Version of this program; what one could not read, a newer one may.
        allow_private: Whether a source may lie on the own network, as the operator says.
    """

    source_id: SourceId
    options: object
    cursor: Cursor
    fetcher: Fetches = field(repr=False)
    folder: Path
    now: datetime
    zone: ZoneInfo
    max_pages: int = MAX_PAGES
    max_items: int = MAX_ITEMS
    thread_id: Callable[[str], ThreadId] = field(default=_unnamed, repr=False)
    post_id: Callable[[str], PostId] = field(default=_unknown, repr=False)
    held: Callable[[ThreadId], frozenset[PostId]] = field(default=_nothing_held, repr=False)
    address: Callable[[ThreadId], str | None] = field(default=_no_address, repr=False)
    secret: Callable[[SourceId, str], str] = field(default=_no_secret, repr=False)
    program: str = ""
    allow_private: bool = False


class Verified(StrEnum):
    """Against what a collector was tried; `docs/sources.md` tells it for every kind."""

    REAL_SERVER = "real server"
    """The very software, running, in ``tests/real``."""
    RECORDED = "recorded answers"
    """What a real service answered, recorded by others."""
    DOCUMENTATION = "documentation only"
    """Answers made after the platform's own documentation; the first user should look twice."""


class Collector(Protocol):
    """A module of `collectors`. It reads, and judges nothing: `keep` does that.

    A batch is stored together with its cursor, or not at all. So a collector gives a mark only
    with the last batch of what the mark stands for, and a crash repeats a batch, never skips one.
    """

    @property
    def VERIFIED(self) -> Verified:  # noqa: N802 - a constant, as a module holds it
        """Against what it was tried."""
        ...

    @property
    def Options(self) -> type[Table]:  # noqa: N802 - a class, as a module holds it
        """Keys that only this kind of source knows; they are checked when settings are read."""
        ...

    def collect(self, visit: Visit) -> AsyncGenerator[Batch, None]:
        """Yield what is new since the cursor.

        Raises:
            SourceError: The source could not be read, or not to the end; what was yielded
                before stands.
        """
        ...
