"""What every table shares: the metadata, the municipality, and the keys between tables."""

from typing import Final

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, MetaData, Table, Text

from jobs.store.columns import RowNumber

METADATA: Final = MetaData()

municipality = Table(
    "municipality",
    METADATA,
    Column("id", RowNumber, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    sqlite_strict=True,
)


def whose() -> Column[int]:
    """Return the column that says which municipality a row belongs to."""
    return Column("municipality_id", RowNumber, ForeignKey("municipality.id"), nullable=False)


def of_post(name: str) -> ForeignKeyConstraint:
    """Let a row die with its post: a judgement without a post explains nothing."""
    there = ["post.municipality_id", "post.id"]
    return ForeignKeyConstraint(["municipality_id", name], there, ondelete="CASCADE")


def of_signal() -> ForeignKeyConstraint:
    """Let a row die with its signal."""
    there = ["signal.municipality_id", "signal.id"]
    return ForeignKeyConstraint(["municipality_id", "signal_id"], there, ondelete="CASCADE")
