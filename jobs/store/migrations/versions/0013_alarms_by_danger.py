"""A thread gives one alarm a kind of danger, not one in all.

Revision: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STRICT = {"sqlite_strict": True, "sqlite_autoincrement": True}
_BEFORE = sa.Table(
    "alarm",
    sa.MetaData(),
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
    # by the names that PostgreSQL gives them; SQLite makes the table anew without them
    sa.UniqueConstraint("municipality_id", "post_id", name="alarm_municipality_id_post_id_key"),
    sa.UniqueConstraint("municipality_id", "thread_id", name="alarm_municipality_id_thread_id_key"),
)


def upgrade() -> None:
    """Widen what is unique; every alarm stays, with its number."""
    with op.batch_alter_table("alarm", copy_from=_BEFORE, table_kwargs=_STRICT) as alarm:
        for old in ("post_id", "thread_id"):
            alarm.drop_constraint(f"alarm_municipality_id_{old}_key", type_="unique")
        for name, column in (("alarm_by_post", "post_id"), ("alarm_by_thread", "thread_id")):
            alarm.create_unique_constraint(name, ["municipality_id", column, "danger"])
