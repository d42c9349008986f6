"""Tables of the FAQ radar: draft entries, and announcements as a week's talk sees them."""

from sqlalchemy import Column, Index, Integer, Table, Text

from jobs.store.columns import MOMENT, WEEK, RowNumber
from jobs.store.parts import TEXTS
from jobs.store.tables.shared import METADATA, whose

draft = Table(
    "draft",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("week", WEEK, nullable=False),
    Column("department", Text),
    Column("signals", TEXTS, nullable=False),
    Column("questions", TEXTS, nullable=False),
    Column("voices", Integer, nullable=False),
    Column("since", MOMENT, nullable=False),
    Index("draft_by_week", "municipality_id", "week"),
    sqlite_strict=True,
)

outlook = Table(
    "outlook",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("week", WEEK, nullable=False),
    Column("announcement", Text, nullable=False),
    Column("signals", TEXTS, nullable=False),
    Column("faq", TEXTS, nullable=False),
    Column("asked", TEXTS, nullable=False),
    Column("answered", TEXTS, nullable=False),
    Column("against", TEXTS, nullable=False),
    Index("outlook_by_week", "municipality_id", "week"),
    sqlite_strict=True,
)
