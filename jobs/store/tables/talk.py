"""Tables of what was said: how sources stand and were read, posts, and what was erased for ever."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from jobs.model import Cause, Role, SourceState, Speaker
from jobs.store.columns import FLAG, MOMENT, WEEK, choice
from jobs.store.parts import CURSOR, TEXTS
from jobs.store.tables.shared import METADATA, whose

source_status = Table(
    "source_status",
    METADATA,
    whose(),
    Column("source_id", Text, nullable=False),
    Column("cursor", CURSOR, nullable=False),
    Column("state", choice(SourceState), nullable=False),
    Column("reason", Text, nullable=False),
    Column("read_at", MOMENT),
    Column("tried_at", MOMENT),
    Column("failures", Integer, nullable=False),
    Column("next_at", MOMENT),
    PrimaryKeyConstraint("municipality_id", "source_id"),
    sqlite_strict=True,
)

readings = Table(
    "readings",
    METADATA,
    whose(),
    Column("source_id", Text, nullable=False),
    Column("week", WEEK, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("read_at", MOMENT),
    PrimaryKeyConstraint("municipality_id", "source_id", "week"),
    sqlite_strict=True,
)

post = Table(
    "post",
    METADATA,
    whose(),
    Column("id", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("thread_id", Text, nullable=False),  # no key to post: we may not hold the opening post
    Column("parent_id", Text),
    Column("role", choice(Role), nullable=False),
    Column("voice", Text),
    Column("speaker", choice(Speaker), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("posted_at", MOMENT, nullable=False),
    Column("collected_at", MOMENT, nullable=False),
    Column("date_suspect", FLAG, nullable=False),
    Column("reactions", Integer, nullable=False),
    Column("url", Text),
    Column("redacted", TEXTS, nullable=False),
    Column("cleaned", FLAG, nullable=False),
    Column("erased_at", MOMENT),
    Column("content_hash", Text, nullable=False),  # of what a source can change
    Column("changed_at", MOMENT),
    PrimaryKeyConstraint("municipality_id", "id"),
    Index("post_by_time", "municipality_id", "posted_at"),
    Index("post_by_thread", "municipality_id", "thread_id"),
    Index("post_by_collection", "municipality_id", "collected_at"),
    Index("post_by_change", "municipality_id", "changed_at"),
    sqlite_strict=True,
)

erasure = Table(
    "erasure",
    METADATA,
    whose(),
    Column("post_id", Text, nullable=False),  # no key to post: outlives the row
    Column("erased_at", MOMENT, nullable=False),
    Column("cause", choice(Cause), nullable=False, server_default=Cause.TERM),
    PrimaryKeyConstraint("municipality_id", "post_id"),
    sqlite_strict=True,
)
