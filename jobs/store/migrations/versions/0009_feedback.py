"""What departments answer to their editions.

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "feedback",
        sa.Column("municipality_id", _NUMBER, sa.ForeignKey("municipality.id"), nullable=False),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("signal_id", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("day", sa.Text()),
        sa.Column("said_at", sa.Text(), nullable=False),
        sa.Column("told_in", sa.Text()),
        sa.UniqueConstraint("municipality_id", "token_hash"),
        sqlite_strict=True,
    )
