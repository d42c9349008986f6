"""Corrections by people.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "correction",
        sa.Column("municipality_id", _NUMBER, sa.ForeignKey("municipality.id"), nullable=False),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("threads", sa.Text(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text()),
        sa.Column("post_id", sa.Text()),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "post_id"], ["post.municipality_id", "post.id"], ondelete="CASCADE"
        ),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
