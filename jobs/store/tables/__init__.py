"""The tables of the store, as the newest migration leaves them.

Every row belongs to a municipality, so that one schema serves one file a municipality (SQLite) as
well as one database for many. Times are UTC. No table holds an author's name or handle.
"""

from jobs.store.tables.conduct import conduct, landing
from jobs.store.tables.house import audit, daemon, meta, run
from jobs.store.tables.judged import (
    advice,
    correction,
    label,
    mention,
    moderation,
    policy,
    signal,
    signal_post,
    story_link,
)
from jobs.store.tables.mail import alarm, feedback, outbox, report, told
from jobs.store.tables.radar import draft, outlook
from jobs.store.tables.shared import METADATA, municipality
from jobs.store.tables.talk import erasure, post, readings, source_status

__all__ = [
    "METADATA",
    "advice",
    "alarm",
    "audit",
    "conduct",
    "correction",
    "daemon",
    "draft",
    "erasure",
    "feedback",
    "label",
    "landing",
    "mention",
    "meta",
    "moderation",
    "municipality",
    "outbox",
    "outlook",
    "policy",
    "post",
    "readings",
    "report",
    "run",
    "signal",
    "signal_post",
    "source_status",
    "story_link",
    "told",
]
