"""When a post changed at its source, and answers of departments that were taken back.

Revision: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of what changed before nobody knows when."""
    op.add_column("post", sa.Column("changed_at", sa.Text()))
    op.create_index("post_by_change", "post", ["municipality_id", "changed_at"])
    op.add_column("feedback", sa.Column("taken_back_at", sa.Text()))
    op.add_column("feedback", sa.Column("gone_in", sa.Text()))
