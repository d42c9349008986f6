"""Tables of what we make of it: mentions, labels, signals, advice; and of what people decide."""

from sqlalchemy import REAL, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from jobs.model import Action, CorrectionKind, Kind, LinkKind, ModerationAct, Where, Who
from jobs.store.columns import DAY, FLAG, MOMENT, WEEK, RowNumber, choice
from jobs.store.parts import EVIDENCE, FACTS, KINDS, LINKS, PAIRS, RULES, SPEAK, TEXTS, TREND
from jobs.store.tables.shared import METADATA, of_post, of_signal, whose

mention = Table(
    "mention",
    METADATA,
    whose(),
    Column("post_id", Text, nullable=False),
    Column("week", WEEK, nullable=False),
    Column("confidence", REAL, nullable=False),
    Column("kept", FLAG, nullable=False),
    Column("evidence", EVIDENCE, nullable=False),
    PrimaryKeyConstraint("municipality_id", "post_id"),
    of_post("post_id"),
    Index("mention_by_week", "municipality_id", "week"),
    sqlite_strict=True,
)

label = Table(
    "label",
    METADATA,
    whose(),
    Column("post_id", Text, nullable=False),
    Column("week", WEEK, nullable=False),
    Column("kind", choice(Kind), nullable=False),
    Column("department", Text),
    Column("department_score", REAL, nullable=False),
    Column("department_terms", TEXTS, nullable=False),
    Column("places", TEXTS, nullable=False),
    Column("answer_score", REAL, nullable=False),
    Column("answer_reasons", TEXTS, nullable=False),
    Column("needs_answer", FLAG, nullable=False),
    PrimaryKeyConstraint("municipality_id", "post_id"),
    of_post("post_id"),
    Index("label_by_week", "municipality_id", "week"),
    sqlite_strict=True,
)

signal = Table(
    "signal",
    METADATA,
    whose(),
    Column("id", Text, nullable=False),
    Column("week", WEEK, nullable=False),
    Column("story_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("titles", PAIRS, nullable=False),
    Column("voices", Integer, nullable=False),
    Column("voice_posts", Integer, nullable=False),
    Column("reactions", Integer, nullable=False),
    Column("sources", TEXTS, nullable=False),
    Column("threads", Integer, nullable=False),
    Column("first_at", MOMENT, nullable=False),
    Column("last_at", MOMENT, nullable=False),
    Column("department", Text),
    Column("department_score", REAL, nullable=False),
    Column("department_terms", TEXTS, nullable=False),
    Column("place", Text),
    Column("kinds", KINDS, nullable=False),
    Column("phrases", TEXTS, nullable=False),
    Column("quotes", TEXTS, nullable=False),
    Column("open_questions", TEXTS, nullable=False),
    Column("answered", TEXTS, nullable=False),
    Column("trend", TREND, nullable=False),
    Column("strength", Integer, nullable=False),
    Column("strength_inputs", PAIRS, nullable=False),
    Column("links", LINKS, nullable=False),
    PrimaryKeyConstraint("municipality_id", "id"),
    Index("signal_by_week", "municipality_id", "week"),
    sqlite_strict=True,
)

signal_post = Table(
    "signal_post",
    METADATA,
    whose(),
    Column("week", WEEK, nullable=False),
    Column("post_id", Text, nullable=False),
    Column("signal_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    PrimaryKeyConstraint("municipality_id", "week", "post_id"),  # a post is in one signal of a week
    of_signal(),
    Index("signal_post_by_signal", "municipality_id", "signal_id", "position"),
    sqlite_strict=True,
)

story_link = Table(
    "story_link",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("signal_id", Text, nullable=False),
    Column("week", WEEK, nullable=False),
    Column("story_id", Text, nullable=False),
    Column("kind", choice(LinkKind), nullable=False),
    Column("score", REAL, nullable=False),
    Column("terms", TEXTS, nullable=False),
    of_signal(),
    Index("story_link_by_week", "municipality_id", "week"),
    Index("story_link_by_signal", "municipality_id", "signal_id"),
    sqlite_strict=True,
)

advice = Table(
    "advice",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("signal_id", Text, nullable=False),
    Column("week", WEEK, nullable=False),
    Column("post_id", Text),
    Column("action", choice(Action), nullable=False),
    Column("rule", Text, nullable=False),
    Column("facts", FACTS, nullable=False),
    Column("tried", TEXTS, nullable=False),
    Column("who", choice(Who), nullable=False),
    Column("where", choice(Where), nullable=False),
    Column("department", Text),
    Column("body", Text),
    Column("faq", Text),
    Column("house_rule", Text),
    Column("not_before", MOMENT),
    Column("due", DAY),
    Index("advice_by_week", "municipality_id", "week"),
    sqlite_strict=True,
)

policy = Table(  # as it was when the advice of the week was given
    "policy",
    METADATA,
    whose(),
    Column("week", WEEK, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("rules", RULES, nullable=False),
    Column("speak", SPEAK, nullable=False),
    Column("removed", TEXTS, nullable=False),
    PrimaryKeyConstraint("municipality_id", "week"),
    sqlite_strict=True,
)

correction = Table(
    "correction",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("kind", choice(CorrectionKind), nullable=False),
    Column("week", WEEK, nullable=False),
    Column("threads", TEXTS, nullable=False),  # no keys to post: we may not hold opening posts
    Column("others", TEXTS, nullable=False),
    Column("story_id", Text),
    Column("post_id", Text),
    Column("value", Text, nullable=False),
    Column("decided_at", MOMENT, nullable=False),
    Column("by", Text, nullable=False),
    Column("strengths", PAIRS, nullable=False),
    of_post("post_id"),
    Index("correction_by_post", "municipality_id", "post_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,  # the number of one taken back, which the audit names, is not reused
)

moderation = Table(
    "moderation",
    METADATA,
    whose(),
    Column("id", RowNumber, primary_key=True),
    Column("post_id", Text, nullable=False),  # no key to post: outlives the row
    Column("source_id", Text, nullable=False),
    Column("act", choice(ModerationAct), nullable=False),
    Column("rule", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("by", Text, nullable=False),
    Index("moderation_by_post", "municipality_id", "post_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,  # as for corrections
)
