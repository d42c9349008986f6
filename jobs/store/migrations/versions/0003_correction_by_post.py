"""Corrections found by their post, which takes them along when its row goes.

Revision: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("correction_by_post", "correction", ["municipality_id", "post_id"])
