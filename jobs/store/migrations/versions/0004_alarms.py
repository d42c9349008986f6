"""Dangers that are told at once.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "alarm",
        sa.Column("municipality_id", _NUMBER, sa.ForeignKey("municipality.id"), nullable=False),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("danger", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("found_at", sa.Text(), nullable=False),
        sa.Column("told_at", sa.Text()),
        sa.UniqueConstraint("municipality_id", "post_id"),
        sa.UniqueConstraint("municipality_id", "thread_id"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
