"""Tables of what leaves the house and comes back: reports, outbox, what was told, feedback."""

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from jobs.model import Answer, DeliveryState
from jobs.store.columns import DAY, MOMENT, WEEK, RowNumber, choice
from jobs.store.tables.shared import METADATA, whose

_EDITION = ("municipality_id", "week", "reader", "language", "revision")

report = Table(
    "report",
    METADATA,
    whose(),
    Column("week", WEEK, nullable=False),
    Column("reader", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("pdf_path", Text),
    Column("pdf_sha256", Text),
    Column("pages", Integer, nullable=False),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint(*_EDITION),
    sqlite_strict=True,
)

outbox = Table(
    "outbox",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("week", WEEK, nullable=False),
    Column("reader", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("state", choice(DeliveryState), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", MOMENT, nullable=False),
    Column("lease_until", MOMENT),
    Column("sent_at", MOMENT),
    Column("reply", Text, nullable=False),
    Column("mime", LargeBinary),
    UniqueConstraint(*_EDITION, "recipient"),
    ForeignKeyConstraint(_EDITION, [f"report.{name}" for name in _EDITION]),
    Index("outbox_by_state", "municipality_id", "state", "next_at"),
    sqlite_strict=True,
)

alarm = Table(
    "alarm",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("post_id", Text, nullable=False),
    Column("thread_id", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("week", WEEK, nullable=False),
    Column("danger", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("found_at", MOMENT, nullable=False),
    Column("told_at", MOMENT),
    UniqueConstraint("municipality_id", "post_id", "danger", name="alarm_by_post"),
    UniqueConstraint("municipality_id", "thread_id", "danger", name="alarm_by_thread"),
    sqlite_strict=True,
    sqlite_autoincrement=True,  # the number is the revision of its mail, and never comes back
)

told = Table(
    "told",
    METADATA,
    whose(),
    Column("event", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    PrimaryKeyConstraint("municipality_id", "event"),
    sqlite_strict=True,
)

feedback = Table(
    "feedback",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("token_hash", Text, nullable=False),
    Column("week", WEEK, nullable=False),
    Column("department", Text, nullable=False),
    Column("signal_id", Text, nullable=False),  # no key to signal: it may be made anew
    Column("story_id", Text, nullable=False),
    Column("answer", choice(Answer), nullable=False),
    Column("owner", Text),
    Column("day", DAY),
    Column("said_at", MOMENT, nullable=False),
    Column("told_in", WEEK),
    Column("taken_back_at", MOMENT),
    Column("gone_in", WEEK),
    UniqueConstraint("municipality_id", "token_hash"),
    sqlite_strict=True,
)
