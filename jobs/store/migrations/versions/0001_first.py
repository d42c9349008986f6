"""The first schema: posts, what is made of them, what is sent, and the ledger.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _whose() -> sa.Column[int]:
    return sa.Column("municipality_id", _NUMBER, sa.ForeignKey("municipality.id"), nullable=False)


def upgrade() -> None:
    """Make every table. They are STRICT on SQLite: a value of another type is refused."""
    op.create_table(
        "municipality",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sqlite_strict=True,
    )
    op.create_table(
        "meta",
        _whose(),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", "key"),
        sqlite_strict=True,
    )
    op.create_table(
        "source_status",
        _whose(),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("read_at", sa.Text()),
        sa.Column("tried_at", sa.Text()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Text()),
        sa.PrimaryKeyConstraint("municipality_id", "source_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "post",
        _whose(),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text()),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("voice", sa.Text()),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.Text(), nullable=False),
        sa.Column("collected_at", sa.Text(), nullable=False),
        sa.Column("date_suspect", sa.Integer(), nullable=False),
        sa.Column("reactions", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("redacted", sa.Text(), nullable=False),
        sa.Column("cleaned", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.Text()),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", "id"),
        sqlite_strict=True,
    )
    op.create_index("post_by_collection", "post", ["municipality_id", "collected_at"])
    op.create_index("post_by_thread", "post", ["municipality_id", "thread_id"])
    op.create_index("post_by_time", "post", ["municipality_id", "posted_at"])
    op.create_table(
        "erasure",
        _whose(),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", "post_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "mention",
        _whose(),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("confidence", sa.REAL(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", "post_id"),
        sa.ForeignKeyConstraint(
            ["municipality_id", "post_id"], ["post.municipality_id", "post.id"], ondelete="CASCADE"
        ),
        sqlite_strict=True,
    )
    op.create_index("mention_by_week", "mention", ["municipality_id", "week"])
    op.create_table(
        "label",
        _whose(),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("department", sa.Text()),
        sa.Column("department_score", sa.REAL(), nullable=False),
        sa.Column("department_terms", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("answer_score", sa.REAL(), nullable=False),
        sa.Column("answer_reasons", sa.Text(), nullable=False),
        sa.Column("needs_answer", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", "post_id"),
        sa.ForeignKeyConstraint(
            ["municipality_id", "post_id"], ["post.municipality_id", "post.id"], ondelete="CASCADE"
        ),
        sqlite_strict=True,
    )
    op.create_index("label_by_week", "label", ["municipality_id", "week"])
    op.create_table(
        "signal",
        _whose(),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("voices", sa.Integer(), nullable=False),
        sa.Column("voice_posts", sa.Integer(), nullable=False),
        sa.Column("reactions", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("threads", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.Text(), nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.Column("department", sa.Text()),
        sa.Column("department_score", sa.REAL(), nullable=False),
        sa.Column("department_terms", sa.Text(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("phrases", sa.Text(), nullable=False),
        sa.Column("quotes", sa.Text(), nullable=False),
        sa.Column("open_questions", sa.Text(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=False),
        sa.Column("trend", sa.Text(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("strength_inputs", sa.Text(), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", "id"),
        sqlite_strict=True,
    )
    op.create_index("signal_by_week", "signal", ["municipality_id", "week"])
    op.create_table(
        "signal_post",
        _whose(),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("signal_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", "week", "post_id"),
        sa.ForeignKeyConstraint(
            ["municipality_id", "signal_id"],
            ["signal.municipality_id", "signal.id"],
            ondelete="CASCADE",
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "signal_post_by_signal", "signal_post", ["municipality_id", "signal_id", "position"]
    )
    op.create_table(
        "story_link",
        _whose(),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("signal_id", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.REAL(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "signal_id"],
            ["signal.municipality_id", "signal.id"],
            ondelete="CASCADE",
        ),
        sqlite_strict=True,
    )
    op.create_index("story_link_by_week", "story_link", ["municipality_id", "week"])
    op.create_table(
        "advice",
        _whose(),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("signal_id", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Text()),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("department", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("faq", sa.Text()),
        sa.Column("house_rule", sa.Text()),
        sa.Column("not_before", sa.Text()),
        sa.Column("due", sa.Text()),
        sqlite_strict=True,
    )
    op.create_index("advice_by_week", "advice", ["municipality_id", "week"])
    op.create_table(
        "report",
        _whose(),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("pdf_path", sa.Text()),
        sa.Column("pdf_sha256", sa.Text()),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_id", "week", "reader", "language", "revision"),
        sqlite_strict=True,
    )
    op.create_table(
        "outbox",
        _whose(),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False, unique=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.Text()),
        sa.Column("sent_at", sa.Text()),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("mime", sa.LargeBinary()),
        sa.UniqueConstraint(
            "municipality_id", "week", "reader", "language", "revision", "recipient"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id", "week", "reader", "language", "revision"],
            [
                "report.municipality_id",
                "report.week",
                "report.reader",
                "report.language",
                "report.revision",
            ],
        ),
        sqlite_strict=True,
    )
    op.create_index("outbox_by_state", "outbox", ["municipality_id", "state", "next_at"])
    op.create_table(
        "run",
        _whose(),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.Text()),
        sa.Column("next_at", sa.Text()),
        sa.Column("started_at", sa.Text()),
        sa.Column("finished_at", sa.Text()),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.UniqueConstraint("municipality_id", "stage", "week"),
        sqlite_strict=True,
    )
    op.create_table(
        "audit",
        _whose(),
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "daemon",
        _whose(),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("beat_at", sa.Text(), nullable=False),
        sa.Column("stopped_at", sa.Text()),
        sa.PrimaryKeyConstraint("municipality_id", "id"),
        sqlite_strict=True,
    )
