"""How our own accounts did, and what our answers did.

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "conduct",
        sa.Column("municipality_id", _NUMBER, sa.ForeignKey("municipality.id"), nullable=False),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("conduct_by_week", "conduct", ["municipality_id", "week"])
    op.create_table(
        "landing",
        sa.Column("municipality_id", _NUMBER, sa.ForeignKey("municipality.id"), nullable=False),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("signal_id", sa.Text(), nullable=False),
        sa.Column("answered_in", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("quiet", sa.Text()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("landing_by_week", "landing", ["municipality_id", "week"])
