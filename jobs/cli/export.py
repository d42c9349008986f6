"""``buurtsignaal export``: signals or mentions of one week as JSON Lines, CSV or XLSX."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jobs.cells import Row, to_csv, to_xlsx
from jobs.cli.options import Config, WeekOption, parse_week
from jobs.errors import UsageError
from jobs.model import Advice, Label, Mention, Post, PostId, Signal


class What(StrEnum):
    """What can be exported."""

    SIGNALS = "signals"
    MENTIONS = "mentions"


class Format(StrEnum):
    """How it is written."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


SIGNAL_COLUMNS = (
    "week", "signal", "story", "title", "state", "weeks", "voices", "posts", "reactions",
    "department", "department_score", "place", "kinds", "strength", "shown", "first_at",
    "last_at", "sources", "action", "rule",
)  # fmt: skip
MENTION_COLUMNS = (
    "week", "post", "thread", "source", "role", "speaker", "posted_at", "language", "kept",
    "confidence", "evidence", "signal", "kind", "department", "needs_answer", "reactions",
    "text", "url",
)  # fmt: skip
COLUMNS: dict[What, tuple[str, ...]] = {
    What.SIGNALS: SIGNAL_COLUMNS,
    What.MENTIONS: MENTION_COLUMNS,
}
"""Columns of each export, in order."""


def export(
    what: Annotated[What, typer.Argument(help="signals or mentions")],
    week: WeekOption,
    format_: Annotated[Format, typer.Option("--format", help="jsonl, csv or xlsx")] = Format.JSONL,
    output: Annotated[
        Path | None, typer.Option(help="file to write; without it: standard output")
    ] = None,
    config: Config = Path("sources.toml"),
) -> None:
    """Write the signals or mentions of one week; no author is in it, for none is kept."""
    from jobs.wiring import open_workplace

    chosen = parse_week(week)
    with open_workplace(config, create=False) as work:
        store = work.store
        signals = store.signals.of_week(chosen)
        if what is What.SIGNALS:
            advices = store.advices.of_week(chosen)
            rows = signal_rows(signals, advices)
        else:
            mentions = store.judgements.mentions(chosen)
            posts = store.posts.by_id(mention.post_id for mention in mentions)
            labels = store.judgements.labels(chosen)
            rows = mention_rows(mentions, posts, labels, signals)
    _write(_bytes(COLUMNS[what], rows, format_, what), output)


def signal_rows(signals: tuple[Signal, ...], advices: tuple[Advice, ...]) -> list[Row]:
    """Return one row a signal, with the advice about the whole signal."""
    decided = {advice.signal_id: advice for advice in advices if advice.post_id is None}
    rows: list[Row] = []
    for signal in signals:
        advice = decided.get(signal.id)
        rows.append(
            {
                "week": str(signal.week),
                "signal": signal.id,
                "story": signal.story_id,
                "title": signal.title,
                "state": signal.trend.state,
                "weeks": signal.trend.weeks,
                "voices": signal.voices,
                "posts": signal.voice_posts,
                "reactions": signal.reactions,
                "department": signal.department,
                "department_score": round(signal.department_score, 3),
                "place": signal.place,
                "kinds": ", ".join(f"{kind} {count}" for kind, count in signal.kinds),
                "strength": signal.strength,
                "shown": signal.shown,
                "first_at": signal.first_at.isoformat(),
                "last_at": signal.last_at.isoformat(),
                "sources": ", ".join(signal.sources),
                "action": advice.action if advice else None,
                "rule": advice.rule if advice else None,
            }
        )
    return rows


def mention_rows(
    mentions: tuple[Mention, ...],
    posts: dict[PostId, Post],
    labels: tuple[Label, ...],
    signals: tuple[Signal, ...],
) -> list[Row]:
    """Return one row a judged post, kept or not, with the evidence in words."""
    labelled = {label.post_id: label for label in labels}
    homes = {post_id: signal.id for signal in signals for post_id in signal.posts}
    rows: list[Row] = []
    for mention in mentions:
        post, label = posts[mention.post_id], labelled.get(mention.post_id)
        rows.append(
            {
                "week": str(mention.week),
                "post": post.id,
                "thread": post.thread_id,
                "source": post.source_id,
                "role": post.role,
                "speaker": post.speaker,
                "posted_at": post.posted_at.isoformat(),
                "language": post.language,
                "kept": mention.kept,
                "confidence": round(mention.confidence, 3),
                "evidence": evidence_line(mention),
                "signal": homes.get(post.id),
                "kind": label.kind if label else None,
                "department": label.department if label else None,
                "needs_answer": label.needs_answer if label else None,
                "reactions": post.reactions,
                "text": post.words if mention.kept else None,
                "url": post.url if mention.kept else None,
            }
        )
    return rows


def evidence_line(mention: Mention) -> str:
    """Return the evidence as one line: ``place: Kerkstraat +0.30; topic: verlichting +0.30``."""
    return "; ".join(f"{item.kind}: {item.term} {item.weight:+.2f}" for item in mention.evidence)


def _bytes(columns: tuple[str, ...], rows: list[Row], form: Format, what: What) -> bytes:
    match form:
        case Format.JSONL:
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            return "".join(lines).encode()
        case Format.CSV:
            return to_csv(columns, rows)
        case Format.XLSX:
            return to_xlsx(columns, rows, what)


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        message = f"{output} cannot be written ({error.strerror}); choose another --output"
        raise UsageError(message) from error
