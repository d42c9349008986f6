"""How a source stands: how far it was read, whether it answers, what it gave this week."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobs.model.ids import PostId, SourceId, ThreadId
from jobs.model.post import RawPost


class Owner(StrEnum):
    """Whose place a source is."""

    OWN = "own"
    COMMUNITY = "community"


class Access(StrEnum):
    """By which lawful door a source is read."""

    OPEN = "open"
    OWN = "own"
    CAPTURED = "captured"
    IMPORTED = "imported"


class SourceState(StrEnum):
    """How the last reading of a source ended."""

    UNTRIED = "untried"
    OK = "ok"
    BROKEN = "broken"
    CLOSED = "closed"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a source has been read: whatever its collector needs to go on where it was.

    Attributes:
        marks: Small texts the collector gave with its last batch, such as the newest id or the
            hash of a file already read; the collector alone knows what they mean.
        validators: ETag and Last-Modified per address, kept by the fetcher's rules.
    """

    marks: dict[str, str]
    validators: dict[str, tuple[str, str]]

    @classmethod
    def start(cls) -> "Cursor":
        """Return the cursor of a source that was never read."""
        return cls(marks={}, validators={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a collector read in one go; it is stored together with its cursor, or not at all.

    Attributes:
        posts: Posts as read, in any order.
        gone: Native ids that the source says no longer exist.
        gone_threads: Threads of which the source says that nothing is left.
        gone_posts: Posts we hold that two complete readings of their thread did not give any more.
        cursor: Where to go on after this batch.
        refused: How many items were left out, by reason code (``no-id``, ``no-text`` …).
        cut: The collector stopped at its own limit (pages, items) before the end.
    """

    posts: tuple[RawPost, ...]
    cursor: Cursor
    gone: tuple[str, ...] = ()
    gone_threads: tuple[ThreadId, ...] = ()
    gone_posts: tuple[PostId, ...] = ()
    refused: dict[str, int]
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """What the store knows of one source.

    Attributes:
        source_id: The source.
        cursor: How far it was read.
        state: How the last reading ended.
        reason: Code of what went wrong (``http-500``, ``robots`` …); empty when all is well.
        read_at: When it was last read without error, UTC; None when never.
        tried_at: When it was last tried, UTC; None when never.
        failures: Readings in a row that went wrong.
        next_at: Not to be read before this moment, UTC; None when it may be read now.
    """

    source_id: SourceId
    cursor: Cursor
    state: SourceState = SourceState.UNTRIED
    reason: str = ""
    read_at: datetime | None = None
    tried_at: datetime | None = None
    failures: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Where every item that a source gave went: read = new + changed + same + refused.

    Attributes:
        new: Stored for the first time.
        changed: Stored before, with another text or count.
        same: Stored before, unchanged: a duplicate.
        gone: Erased because the source says they no longer exist.
        refused: Left out, by reason code.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    refused: dict[str, int]

    @property
    def read(self) -> int:
        """Items read in all."""
        return self.new + self.changed + self.same + sum(self.refused.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What the readings of one source in one week came to, whatever week its posts are of.

    Attributes:
        done: Readings that ended well, or at our own limit; captures by hand too.
        failed: Readings that did not.
        new: Posts stored for the first time.
        changed: Posts stored before, with another text or count.
        gone: Posts erased because the source says they no longer exist.
        read_at: When the last one that ended well began, UTC; None when none did.
    """

    done: int = 0
    failed: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    read_at: datetime | None = None

    def __add__(self, other: "Readings") -> "Readings":
        """Return both together; *other* came later."""
        return Readings(
            done=self.done + other.done,
            failed=self.failed + other.failed,
            new=self.new + other.new,
            changed=self.changed + other.changed,
            gone=self.gone + other.gone,
            read_at=other.read_at or self.read_at,
        )

    @classmethod
    def of(cls, tally: Tally) -> "Readings":
        """Return what one batch gave, of a reading that has not ended."""
        return cls(new=tally.new, changed=tally.changed, gone=tally.gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What one source gave in one week, for the report's box "what we did not see".

    Attributes:
        source_id: The source.
        posts: Posts of that week that we hold or held.
        state: How the last reading ended.
        reason: Code of what went wrong; empty when all is well.
        read_at: When it was last read without error, UTC; None when never.
        usual: Median of its posts a week over the weeks before; 0 when it was not read then.
    """

    source_id: SourceId
    posts: int
    state: SourceState
    reason: str
    read_at: datetime | None
    usual: int = 0
