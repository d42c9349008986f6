"""The log of hidden and removed posts, and why texts were erased.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table and the column; of what was erased before nobody knows why."""
    op.create_table(
        "moderation",
        sa.Column("municipality_id", _NUMBER, sa.ForeignKey("municipality.id"), nullable=False),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("moderation_by_post", "moderation", ["municipality_id", "post_id"])
    op.add_column("erasure", sa.Column("cause", sa.Text(), nullable=False, server_default="term"))
