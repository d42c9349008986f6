"""Tables of the house itself: small facts, the run ledger, the audit trail, daemons."""

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from jobs.model import RunState, Stage
from jobs.store.columns import MOMENT, WEEK, RowNumber, choice
from jobs.store.parts import COUNTS
from jobs.store.tables.shared import METADATA, whose

meta = Table(
    "meta",
    METADATA,
    whose(),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("municipality_id", "key"),
    sqlite_strict=True,
)

run = Table(
    "run",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("stage", choice(Stage), nullable=False),
    Column("week", WEEK, nullable=False),
    Column("state", choice(RunState), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("lease_until", MOMENT),
    Column("next_at", MOMENT),
    Column("started_at", MOMENT),
    Column("finished_at", MOMENT),
    Column("error", Text, nullable=False),
    Column("counts", COUNTS, nullable=False),
    UniqueConstraint("municipality_id", "stage", "week"),
    sqlite_strict=True,
)

audit = Table(
    "audit",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("hash", Text, nullable=False),
    sqlite_strict=True,
)

daemon = Table(
    "daemon",
    METADATA,
    whose(),
    Column("id", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("started_at", MOMENT, nullable=False),
    Column("beat_at", MOMENT, nullable=False),
    Column("stopped_at", MOMENT),
    PrimaryKeyConstraint("municipality_id", "id"),
    sqlite_strict=True,
)
