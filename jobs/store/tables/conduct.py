"""Tables of our own conduct: figures about own accounts, and stories that we answered."""

from sqlalchemy import Column, Index, Integer, Table, Text

from jobs.model import Measure, Outcome
from jobs.store.columns import MOMENT, WEEK, RowNumber, choice
from jobs.store.parts import TALKED, TEXTS
from jobs.store.tables.shared import METADATA, whose

conduct = Table(
    "conduct",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("week", WEEK, nullable=False),
    Column("measure", choice(Measure), nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("value", Integer, nullable=False),
    Column("posts", TEXTS, nullable=False),
    Index("conduct_by_week", "municipality_id", "week"),
    sqlite_strict=True,
)

landing = Table(
    "landing",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("week", WEEK, nullable=False),
    Column("story_id", Text, nullable=False),
    Column("signal_id", Text, nullable=False),
    Column("answered_in", WEEK, nullable=False),
    Column("answered_at", MOMENT, nullable=False),
    Column("answers", TEXTS, nullable=False),
    Column("before", TALKED, nullable=False),
    Column("after", TALKED, nullable=False),
    Column("quiet", WEEK),
    Column("outcome", choice(Outcome), nullable=False),
    Index("landing_by_week", "municipality_id", "week"),
    sqlite_strict=True,
)
