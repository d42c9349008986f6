"""What a collector is: a module with an ``Options`` model and a ``collect`` that yields batches."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from jobs.collect.request import Fetches, Request, Response
from jobs.model import Batch, Cursor, SourceId, ThreadId
from jobs.settings.schema import Table

__all__ = ["Batch", "Collector", "Cursor", "Fetches", "Request", "Response", "Visit"]


MAX_PAGES: Final = 50
"""Pages in a row; a listing or thread that goes on longer may well go on for ever."""
MAX_ITEMS: Final = 5_000
"""Items of one source in one reading; the busiest towns' largest group gives 2,000 a week."""


def _unnamed(native: str) -> ThreadId:
    """Return no id: when only trying, there is no key to make one with."""
    del native
    return ThreadId("")


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
        thread_id: Native id of what opens a thread → the id by which the store knows the thread.
            A cursor may hold that; a native id may hold a name.
    """

    source_id: SourceId
    options: object
    cursor: Cursor
    fetcher: Fetches = field(repr=False)
    folder: Path
    now: datetime
    zone: ZoneInfo
    max_pages: int = MAX_PAGES
    thread_id: Callable[[str], ThreadId] = field(default=_unnamed, repr=False)


class Collector(Protocol):
    """A module of `collectors`. It reads, and judges nothing: `keep` does that.

    A batch is stored together with its cursor, or not at all. So a collector gives a mark only
    with the last batch of what the mark stands for, and a crash repeats a batch, never skips one.
    """

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
