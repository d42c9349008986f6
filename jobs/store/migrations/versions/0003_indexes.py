"""Rows found by what takes them along when it goes: corrections by post, story links by signal.

Revision: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("correction_by_post", "correction", ["municipality_id", "post_id"])
    op.create_index("story_link_by_signal", "story_link", ["municipality_id", "signal_id"])
